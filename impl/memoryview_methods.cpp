// SPDX-License-Identifier: MIT
//
// memoryview by Python's names.
#include <array>

#include "impl/arguments.h"
#include "impl/convert.h"
#include "impl/memoryview.h"
#include "impl/methods.h"

namespace holdfast::impl {
namespace {

MemoryView& view_of(Object* self) { return static_cast<MemoryView&>(*self); }

Result<Value> construct(Object* /*self*/, Arguments arguments) {
  static constexpr std::array<std::string_view, 1> kNames = {"object"};
  std::array<const Value*, 1> given{};
  HOLDFAST_CHECK(
      take_keywords(arguments, {.name = "memoryview", .parameters = kNames, .required = 1}, given));
  HOLDFAST_TRY(auto view, MemoryView::of(*given[0]));
  return Value(std::move(view));
}

Result<Value> release(Object* self, Arguments arguments) {
  HOLDFAST_CHECK(take_none(arguments, "memoryview.release"));
  HOLDFAST_CHECK(view_of(self).release());
  return Value::none();
}

Result<Value> length(Object* self, Arguments arguments) {
  HOLDFAST_CHECK(take_operands(arguments, "__len__", 0));
  HOLDFAST_TRY(const std::int64_t items, view_of(self).length());
  return Value::integer(items);
}

Result<Value> get_item(Object* self, Arguments arguments) {
  HOLDFAST_CHECK(take_operands(arguments, "__getitem__", 1));
  return view_of(self).subscript(arguments.values[0]);
}

Result<Value> set_item(Object* self, Arguments arguments) {
  HOLDFAST_CHECK(take_operands(arguments, "__setitem__", 2));
  HOLDFAST_CHECK(view_of(self).assign(arguments.values[0], arguments.values[1]));
  return Value::none();
}

Result<Value> to_bytes(Object* self, Arguments arguments) {
  static constexpr std::array<std::string_view, 1> kNames = {"order"};
  std::array<const Value*, 1> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = "tobytes", .parameters = kNames}, given));
  HOLDFAST_TRY(const auto order, as_text_or_none(given[0], "tobytes", "order"));
  HOLDFAST_CHECK(view_of(self).check_released());
  if (order && *order != "C" && *order != "F" && *order != "A") {
    return value_error("order must be 'C', 'F' or 'A'");
  }
  return view_of(self).to_bytes(order ? order->front() : 'C');
}

Result<Value> obj(Object* self, Arguments arguments) {
  HOLDFAST_CHECK(take_operands(arguments, "obj", 0));
  return view_of(self).obj();
}

constexpr std::array kMethods = {
    Method{"", construct},
    Method{"release", release},
    Method{"__len__", length},
    Method{"__getitem__", get_item},
    Method{"__setitem__", set_item},
    Method{"tobytes", to_bytes},
    Method{"obj", obj},
};

}  // namespace

std::span<const Method> memoryview_methods() { return kMethods; }

}  // namespace holdfast::impl
