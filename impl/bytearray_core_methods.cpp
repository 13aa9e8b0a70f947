// SPDX-License-Identifier: MIT
//
// bytearray by Python's names: construction, subscripts, and the methods that change the size.
#include <algorithm>
#include <array>
#include <limits>

#include "impl/arguments.h"
#include "impl/bytearray.h"
#include "impl/bytes_like.h"
#include "impl/convert.h"
#include "impl/methods.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

constexpr std::int64_t kSizeMax = std::numeric_limits<std::int64_t>::max();

ByteArray& array_of(Object* self) { return static_cast<ByteArray&>(*self); }

Result<void> init_from(ByteArray& array, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 3> kNames = {"source", "encoding", "errors"};
  std::array<const Value*, 3> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = "bytearray", .parameters = kNames}, given));
  HOLDFAST_TRY(const auto encoding, as_text_parameter(given[1], "bytearray", "encoding"));
  HOLDFAST_TRY(const auto errors, as_text_parameter(given[2], "bytearray", "errors"));
  return array.init(given[0], encoding, errors);
}

Result<Value> construct(Object* /*self*/, const Arguments& arguments) {
  HOLDFAST_TRY(auto array, ByteArray::create());
  HOLDFAST_CHECK(init_from(*array, arguments));
  return Value(std::move(array));
}

Result<Value> init(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(init_from(array_of(self), arguments));
  return Value::none();
}

Result<Value> length(Object* self, const Arguments& /*arguments*/) {
  return Value::integer(array_of(self).size());
}

Failure bad_subscript(const Value& key) {
  return type_error("bytearray indices must be integers or slices, not {}", key.type_name());
}

Result<Value> get_item(Object* self, const Arguments& arguments) {
  const ByteArray& array = array_of(self);
  const Value& key = arguments.values[0];
  if (supports_index(key)) {
    HOLDFAST_TRY(const std::int64_t index, as_index(key, ExceptionType::IndexError));
    HOLDFAST_TRY(const std::uint8_t byte, array.at(index));
    return Value::integer(byte);
  }
  if (const Slice* slice = key.as<Slice>()) {
    HOLDFAST_TRY(SliceBounds bounds, unpack(*slice));
    bounds.adjust(array.size());
    HOLDFAST_TRY(auto result, array.slice(bounds));
    return Value(std::move(result));
  }
  return bad_subscript(key);
}

// self[slice] = value. Whatever is not another bytearray is made one first, and then the slice is
// converted once more, as CPython does.
Result<void> assign_slice(ByteArray& array, const Slice& slice, const Value& value) {
  HOLDFAST_TRY(SliceBounds bounds, unpack(slice));
  bounds.adjust(array.size());
  const ByteArray* other = value.as<ByteArray>();
  if (other != nullptr && other != &array) return array.assign_slice(bounds, other->contents());
  if (is_number(value) || value.as<Str>() != nullptr) {
    return type_error("can assign only bytes, buffers, or iterables of ints in range(0, 256)");
  }
  HOLDFAST_TRY(const auto copy, ByteArray::create());
  HOLDFAST_CHECK(copy->init(&value));
  HOLDFAST_TRY(bounds, unpack(slice));
  bounds.adjust(array.size());
  return array.assign_slice(bounds, copy->contents());
}

Result<Value> set_item(Object* self, const Arguments& arguments) {
  ByteArray& array = array_of(self);
  const Value& key = arguments.values[0];
  const Value& value = arguments.values[1];
  if (supports_index(key)) {
    HOLDFAST_TRY(const std::int64_t index, as_index(key, ExceptionType::IndexError));
    HOLDFAST_TRY(const std::uint8_t byte, as_byte(value));
    HOLDFAST_CHECK(array.set(index, byte));
    return Value::none();
  }
  const Slice* slice = key.as<Slice>();
  if (slice == nullptr) return bad_subscript(key);
  HOLDFAST_CHECK(assign_slice(array, *slice, value));
  return Value::none();
}

Result<Value> del_item(Object* self, const Arguments& arguments) {
  ByteArray& array = array_of(self);
  const Value& key = arguments.values[0];
  if (supports_index(key)) {
    HOLDFAST_TRY(const std::int64_t index, as_index(key, ExceptionType::IndexError));
    HOLDFAST_CHECK(array.erase(index));
    return Value::none();
  }
  const Slice* slice = key.as<Slice>();
  if (slice == nullptr) return bad_subscript(key);
  HOLDFAST_TRY(SliceBounds bounds, unpack(*slice));
  bounds.adjust(array.size());
  HOLDFAST_CHECK(array.erase_slice(bounds));
  return Value::none();
}

Result<Value> append(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* item, take_one(arguments, "bytearray.append"));
  HOLDFAST_TRY(const std::uint8_t byte, as_byte(*item));
  HOLDFAST_CHECK(array_of(self).append(byte));
  return Value::none();
}

// self[size:] = the buffer of `source`, where `size` is what it was before the buffer was acquired.
Result<void> extend_by_buffer(ByteArray& array, const Value& source) {
  const std::int64_t end = array.size();
  if (source.as<ByteArray>() == &array) {
    HOLDFAST_TRY(const auto copy, ByteArray::create(array.contents()));
    return array.replace_range(end, end, copy->contents());
  }
  BytesLike bytes;
  if (!bytes.take(source)) {
    return type_error("can't set bytearray slice from {}", source.type_name());
  }
  const std::int64_t low = std::min(end, array.size());
  return array.replace_range(low, low, bytes.bytes());
}

Result<void> extend_by_items(ByteArray& array, const Value& source) {
  auto iterator = iterate(source);
  if (!iterator) {
    if (is_a(iterator.error().type, ExceptionType::TypeError)) {
      return type_error("can't extend bytearray with {}", source.type_name());
    }
    return Failure(std::move(iterator).error());
  }
  std::int64_t hint = 32;
  if (source.is_object()) {
    HOLDFAST_TRY(const std::int64_t known, source.object().length_hint());
    if (known >= 0) hint = known;
  }
  // Collected apart, so that an iterator that raises leaves the array alone.
  HOLDFAST_TRY(const auto items, ByteArray::uninitialized(hint));
  std::int64_t room = hint;
  std::int64_t size = 0;
  for (Value item;;) {
    HOLDFAST_TRY(const bool more, (*iterator)->next(item));
    if (!more) break;
    auto byte = as_byte(item);
    if (!byte) {
      if (is_a(byte.error().type, ExceptionType::TypeError) && source.as<Str>() != nullptr) {
        return type_error("expected iterable of integers; got: 'str'");
      }
      return Failure(std::move(byte).error());
    }
    if (size == room) {
      room = size + (size >> 1) + 1;
      HOLDFAST_CHECK(items->resize(room));
    }
    items->mutable_contents()[static_cast<std::size_t>(size++)] = *byte;
  }
  const std::int64_t end = array.size();
  return array.replace_range(end, end, items->contents().first(static_cast<std::size_t>(size)));
}

Result<Value> extend(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* source, take_one(arguments, "bytearray.extend"));
  ByteArray& array = array_of(self);
  HOLDFAST_CHECK(supports_buffer(*source) ? extend_by_buffer(array, *source)
                                          : extend_by_items(array, *source));
  return Value::none();
}

Result<Value> insert(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "bytearray.insert", "insert", 2, 2));
  HOLDFAST_TRY(const std::int64_t index, as_size(arguments.values[0]));
  HOLDFAST_TRY(const std::uint8_t byte, as_byte(arguments.values[1]));
  HOLDFAST_CHECK(array_of(self).insert(index, byte));
  return Value::none();
}

Result<Value> pop(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "bytearray.pop", "pop", 0, 1));
  std::int64_t index = -1;
  if (!arguments.values.empty()) {
    HOLDFAST_TRY(index, as_size(arguments.values[0]));
  }
  HOLDFAST_TRY(const std::uint8_t byte, array_of(self).pop(index));
  return Value::integer(byte);
}

Result<Value> remove(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* item, take_one(arguments, "bytearray.remove"));
  HOLDFAST_TRY(const std::uint8_t byte, as_byte(*item));
  HOLDFAST_CHECK(array_of(self).remove(byte));
  return Value::none();
}

Result<Value> clear(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "bytearray.clear"));
  HOLDFAST_CHECK(array_of(self).clear());
  return Value::none();
}

Result<Value> resize(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* argument, take_one(arguments, "bytearray.resize"));
  HOLDFAST_TRY(const std::int64_t size, as_size(*argument));
  HOLDFAST_CHECK(array_of(self).resize_zeroed(size));
  return Value::none();
}

Result<Value> iadd(Object* self, const Arguments& arguments) {
  ByteArray& array = array_of(self);
  const Value& other = arguments.values[0];
  BytesLike bytes;
  if (!bytes.take(other)) return type_error("can't concat {} to bytearray", other.type_name());
  const std::int64_t size = array.size();
  if (size > kSizeMax - bytes.size()) return size_overflow();
  HOLDFAST_CHECK(array.replace_range(size, size, bytes.bytes()));
  return Value::share(array);
}

Result<Value> imul(Object* self, const Arguments& arguments) {
  const Value& factor = arguments.values[0];
  if (!supports_index(factor)) {
    return type_error("can't multiply sequence by non-int of type '{}'", factor.type_name());
  }
  HOLDFAST_TRY(const std::int64_t count, as_index(factor, ExceptionType::OverflowError));
  HOLDFAST_CHECK(array_of(self).repeat_in_place(count));
  return Value::share(*self);
}

Result<Value> alloc(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "bytearray.__alloc__"));
  return Value::integer(array_of(self).allocated());
}

Result<Value> reverse(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "bytearray.reverse"));
  array_of(self).reverse();
  return Value::none();
}

constexpr std::array kMethods = {
    Method{"", construct},
    Method{"__init__", init},
    operation<"__len__", 0, length>(),
    operation<"__getitem__", 1, get_item>(),
    operation<"__setitem__", 2, set_item>(),
    operation<"__delitem__", 1, del_item>(),
    operation<"__iadd__", 1, iadd>(),
    operation<"__imul__", 1, imul>(),
    Method{"__alloc__", alloc},
    Method{"append", append},
    Method{"extend", extend},
    Method{"insert", insert},
    Method{"pop", pop},
    Method{"remove", remove},
    Method{"clear", clear},
    Method{"resize", resize},
    Method{"reverse", reverse},
};

}  // namespace

std::span<const Method> bytearray_core_methods() { return kMethods; }

}  // namespace holdfast::impl
