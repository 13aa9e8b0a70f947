// SPDX-License-Identifier: MIT
//
// mmap by Python's names: subscripts, iteration, comparison, representation, the buffer.
#include <algorithm>
#include <array>
#include <compare>

#include "impl/arguments.h"
#include "impl/buffer_methods.h"
#include "impl/builder.h"
#include "impl/bytearray.h"
#include "impl/convert.h"
#include "impl/memoryview.h"
#include "impl/methods.h"
#include "impl/mmap.h"
#include "impl/mmap_iterators.h"
#include "impl/representation.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

Mmap& mapping_of(Object* self) { return static_cast<Mmap&>(*self); }

Result<Value> length(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const std::int64_t length, mapping_of(self).length());
  return Value::integer(length);
}

Result<Value> truth(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const std::int64_t length, mapping_of(self).length());
  return Value::boolean(length != 0);
}

// CPython 3.14: mmap_subscript_lock_held.
Result<Value> get_item(Object* self, const Arguments& arguments) {
  Mmap& mapping = mapping_of(self);
  const Value& key = arguments.values[0];
  HOLDFAST_CHECK(mapping.check_open());
  if (supports_index(key)) {
    HOLDFAST_TRY(const std::int64_t index, as_index(key, ExceptionType::IndexError));
    HOLDFAST_TRY(const std::uint8_t byte, mapping.at(index));
    return Value::integer(byte);
  }
  if (const Slice* slice = key.as<Slice>()) {
    HOLDFAST_TRY(const SliceBounds bounds, unpack(*slice));
    HOLDFAST_TRY(auto bytes, mapping.slice(bounds));
    return Value(std::move(bytes));
  }
  return type_error("mmap indices must be integers");
}

Result<void> set_index(Mmap& mapping, const Value& key, const Value* value) {
  HOLDFAST_TRY(const std::int64_t index, as_index(key, ExceptionType::IndexError));
  if (value == nullptr) return type_error("mmap doesn't support item deletion");
  if (!supports_index(*value)) return type_error("mmap item value must be an int");
  HOLDFAST_TRY(const std::int64_t number, as_index(*value, ExceptionType::TypeError));
  if (number < 0 || number > 255) {
    return value_error("mmap item value must be in range(0, 256)");
  }
  return mapping.set(index, static_cast<std::uint8_t>(number));
}

Result<void> set_slice(Mmap& mapping, const Slice& slice, const Value* value) {
  HOLDFAST_TRY(const SliceBounds bounds, unpack(slice));
  if (value == nullptr) return type_error("mmap object doesn't support slice deletion");
  AcquiredBuffer buffer;
  HOLDFAST_CHECK(acquire(*value, request::kSimple, buffer));
  return mapping.assign_slice(bounds, buffer.bytes());
}

// mapping[key] = *value, or del mapping[key] without one. CPython 3.14:
// mmap_ass_subscript_lock_held; whether it is closed, and the bounds, are looked at after the
// conversions.
Result<void> set_subscript(Mmap& mapping, const Value& key, const Value* value) {
  HOLDFAST_CHECK(mapping.check_writable());
  if (supports_index(key)) return set_index(mapping, key, value);
  if (const Slice* slice = key.as<Slice>()) return set_slice(mapping, *slice, value);
  return type_error("mmap indices must be integer");
}

Result<Value> set_item(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(set_subscript(mapping_of(self), arguments.values[0], &arguments.values[1]));
  return Value::none();
}

Result<Value> del_item(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(set_subscript(mapping_of(self), arguments.values[0], nullptr));
  return Value::none();
}

Result<Value> iter(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(auto iterator, make_mmap_iterator(mapping_of(self)));
  return Value(std::move(iterator));
}

Result<Value> reversed(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(auto iterator, make_mmap_reversed(mapping_of(self)));
  return Value(std::move(iterator));
}

// Whether the bytes object `item`, of length 1, equals `value`.
Result<bool> equals_item(const Ref<Bytes>& item, const Value& value) {
  if (const auto* bytes = value.as<Bytes>()) {
    return std::ranges::equal(bytes->contents(), item->contents());
  }
  if (const auto* array = value.as<ByteArray>()) {
    return std::ranges::equal(array->contents(), item->contents());
  }
  if (auto* view = value.as<MemoryView>()) return view->equals(Value(item));
  if (value.is_object() && value.object().has_equality()) return value.object().equal_to(item);
  return false;
}

// value in mapping: whether one of the items, bytes objects of length 1, equals it.
Result<Value> contains(Object* self, const Arguments& arguments) {
  Mmap& mapping = mapping_of(self);
  for (std::int64_t i = 0;; ++i) {
    // The __eq__ of the value may have closed or resized the mapping.
    HOLDFAST_CHECK(mapping.check_open());
    if (i >= mapping.size()) return Value::boolean(false);
    HOLDFAST_TRY(const std::uint8_t byte, mapping.at(i));
    HOLDFAST_TRY(const auto item, Bytes::create(std::span(&byte, 1)));
    HOLDFAST_TRY(const bool equal, equals_item(item, arguments.values[0]));
    if (equal) return Value::boolean(true);
  }
}

// A mapping equals itself, what a memoryview on the other side finds equal, and a bytearray there
// with the same contents.
Result<bool> equals(Object* self, const Value& other) {
  if (other.is_object() && &other.object() == self) return true;
  if (auto* view = other.as<MemoryView>()) return view->equals(Value::share(*self));
  if (const auto* array = other.as<ByteArray>()) {
    AcquiredBuffer mine;
    return acquire_from(*self, request::kSimple, mine) &&
           std::ranges::equal(mine.bytes(), array->contents());
  }
  if (other.is_object() && other.object().has_equality()) {
    return other.object().equal_to(Value::share(*self));
  }
  return false;
}

Result<Value> eq(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const bool equal, equals(self, arguments.values[0]));
  return Value::boolean(equal);
}

Result<Value> ne(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const bool equal, equals(self, arguments.values[0]));
  return Value::boolean(!equal);
}

// Only a bytearray has an order for the two of them.
Result<Value> order(Object* self, const Arguments& arguments, const char* symbol,
                    bool (*holds)(std::strong_ordering)) {
  const Value& other = arguments.values[0];
  if (const auto* array = other.as<ByteArray>()) {
    AcquiredBuffer mine;
    if (acquire_from(*self, request::kSimple, mine)) {
      const auto left = mine.bytes();
      const auto right = array->contents();
      return Value::boolean(holds(std::lexicographical_compare_three_way(
          left.begin(), left.end(), right.begin(), right.end())));
    }
  }
  return type_error("'{}' not supported between instances of 'mmap.mmap' and '{}'", symbol,
                    other.type_name());
}

Result<Value> lt(Object* self, const Arguments& arguments) {
  return order(self, arguments, "<", [](auto order) { return order < 0; });
}
Result<Value> le(Object* self, const Arguments& arguments) {
  return order(self, arguments, "<=", [](auto order) { return order <= 0; });
}
Result<Value> gt(Object* self, const Arguments& arguments) {
  return order(self, arguments, ">", [](auto order) { return order > 0; });
}
Result<Value> ge(Object* self, const Arguments& arguments) {
  return order(self, arguments, ">=", [](auto order) { return order >= 0; });
}

Result<Value> repr(Object* self, const Arguments& /*arguments*/) {
  Builder out;
  HOLDFAST_CHECK(append_ascii(out, Value::share(*self)));
  HOLDFAST_TRY(auto block, out.take());
  HOLDFAST_TRY(auto text, Str::adopt(std::move(block)));
  return Value(std::move(text));
}

Result<Value> buffer(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Request request, take_request(arguments));
  HOLDFAST_TRY(auto view, MemoryView::by_buffer_method(*self, request));
  return Value(std::move(view));
}

Result<Value> release_buffer(Object* self, const Arguments& arguments) {
  return release_buffer_of(*self, arguments);
}

constexpr std::array kMethods = {
    operation<"__len__", 0, length>(),
    operation<"__bool__", 0, truth>(),
    operation<"__getitem__", 1, get_item>(),
    operation<"__setitem__", 2, set_item>(),
    operation<"__delitem__", 1, del_item>(),
    operation<"__iter__", 0, iter>(),
    operation<"__reversed__", 0, reversed>(),
    operation<"__contains__", 1, contains>(),
    operation<"__eq__", 1, eq>(),
    operation<"__ne__", 1, ne>(),
    operation<"__lt__", 1, lt>(),
    operation<"__le__", 1, le>(),
    operation<"__gt__", 1, gt>(),
    operation<"__ge__", 1, ge>(),
    operation<"__repr__", 0, repr>(),
    Method{"__buffer__", buffer},
    Method{"__release_buffer__", release_buffer},
};

}  // namespace

std::span<const Method> mmap_item_methods() { return kMethods; }

}  // namespace holdfast::impl
