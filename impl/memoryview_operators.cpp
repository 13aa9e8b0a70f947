// SPDX-License-Identifier: MIT
//
// memoryview by Python's names: operators and builtins, each as the whole expression goes, the
// other operand's turn included.
#include <array>
#include <bit>
#include <charconv>

#include "impl/arguments.h"
#include "impl/builder.h"
#include "impl/bytearray.h"
#include "impl/iterators.h"
#include "impl/memoryview.h"
#include "impl/methods.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

MemoryView& view_of(Object* self) { return static_cast<MemoryView&>(*self); }

Result<Value> length(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const std::int64_t items, view_of(self).length());
  return Value::integer(items);
}

Result<Value> truth(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const std::int64_t items, view_of(self).length());
  return Value::boolean(items != 0);
}

Result<Value> get_item(Object* self, const Arguments& arguments) {
  return view_of(self).subscript(arguments.values[0]);
}

Result<Value> set_item(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(view_of(self).assign(arguments.values[0], arguments.values[1]));
  return Value::none();
}

Result<Value> delete_item(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_CHECK(view_of(self).check_delete());
  return Value::none();
}

Result<Value> contains(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const bool found, view_of(self).contains(arguments.values[0]));
  return Value::boolean(found);
}

Result<Value> iter(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(auto iterator, self->iter());
  return Value(std::move(iterator));
}

Result<Value> reversed(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(auto iterator, make_reversed_iterator(view_of(self)));
  return Value(std::move(iterator));
}

Result<Value> hash(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const std::int64_t hash, self->hash());
  return Value::integer(hash);
}

Result<Value> repr(Object* self, const Arguments& /*arguments*/) {
  std::array<char, 16> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(),
                                          std::bit_cast<std::uintptr_t>(self), 16);
  Builder out;
  out.append(view_of(self).released() ? "<released memory at 0x" : "<memory at 0x");
  out.append(std::string_view(digits.data(), end));
  out.put('>');
  HOLDFAST_TRY(Block block, out.take());
  HOLDFAST_TRY(auto text, Str::adopt(std::move(block)));
  return Value(std::move(text));
}

Result<Value> eq(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const bool equal, view_of(self).equals(arguments.values[0]));
  return Value::boolean(equal);
}

Result<Value> ne(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const bool equal, view_of(self).equals(arguments.values[0]));
  return Value::boolean(!equal);
}

// Views have no order; a bytearray on the right compares itself with the view instead.
Result<Value> ordered(Object* self, const Arguments& arguments, const char* symbol,
                      bool (*holds)(std::int64_t order)) {
  const Value& other = arguments.values[0];
  if (auto* array = other.as<ByteArray>()) {
    std::int64_t order = 0;
    HOLDFAST_TRY(const bool comparable, compare_buffers(*array, Value::share(*self), order));
    if (comparable) return Value::boolean(holds(order));
  }
  return type_error("'{}' not supported between instances of 'memoryview' and '{}'", symbol,
                    other.type_name());
}

// `order` is how the bytearray on the right compares with the view.
Result<Value> lt(Object* self, const Arguments& arguments) {
  return ordered(self, arguments, "<", [](std::int64_t order) { return order > 0; });
}
Result<Value> le(Object* self, const Arguments& arguments) {
  return ordered(self, arguments, "<=", [](std::int64_t order) { return order >= 0; });
}
Result<Value> gt(Object* self, const Arguments& arguments) {
  return ordered(self, arguments, ">", [](std::int64_t order) { return order < 0; });
}
Result<Value> ge(Object* self, const Arguments& arguments) {
  return ordered(self, arguments, ">=", [](std::int64_t order) { return order <= 0; });
}

constexpr std::array kOperators = {
    operation<"__len__", 0, length>(),
    operation<"__bool__", 0, truth>(),
    operation<"__getitem__", 1, get_item>(),
    operation<"__setitem__", 2, set_item>(),
    operation<"__delitem__", 1, delete_item>(),
    operation<"__contains__", 1, contains>(),
    operation<"__iter__", 0, iter>(),
    operation<"__reversed__", 0, reversed>(),
    operation<"__hash__", 0, hash>(),
    operation<"__repr__", 0, repr>(),
    operation<"__eq__", 1, eq>(),
    operation<"__ne__", 1, ne>(),
    operation<"__lt__", 1, lt>(),
    operation<"__le__", 1, le>(),
    operation<"__gt__", 1, gt>(),
    operation<"__ge__", 1, ge>(),
};

}  // namespace

std::span<const Method> memoryview_operators() { return kOperators; }

}  // namespace holdfast::impl
