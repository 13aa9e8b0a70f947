// SPDX-License-Identifier: MIT
//
// gc.collect(): looks for objects that keep each other alive. Those of this library are counted and
// refer to nothing that refers back, so there is never one to be found.
#include <array>

#include "impl/arguments.h"
#include "impl/convert.h"
#include "impl/methods.h"

namespace holdfast::impl {
namespace {

// CPython 3.14: Modules/gcmodule.c:gc_collect_impl. None takes the place of the count, which takes
// in what others have left behind.
Result<Value> collect(Object* /*self*/, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 1> kNames = {"generation"};
  std::array<const Value*, 1> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = "collect", .parameters = kNames}, given));
  if (given[0] != nullptr) {
    HOLDFAST_TRY(const int generation, as_int(*given[0]));
    if (generation < 0 || generation > 2) return value_error("invalid generation");
  }
  return Value::none();
}

constexpr std::array kMethods = {Method{"collect", collect}};

}  // namespace

std::span<const Method> collector_methods() { return kMethods; }

}  // namespace holdfast::impl
