// SPDX-License-Identifier: MIT
//
// Iterators by Python's names, whatever type they iterate over.
#include <array>

#include "impl/arguments.h"
#include "impl/iterator.h"
#include "impl/methods.h"

namespace holdfast::impl {
namespace {

Iterator& iterator_of(Object* self) { return static_cast<Iterator&>(*self); }

// What is an attribute of all but memory_iterator.
Result<void> check_attribute(const Iterator& iterator, const char* name) {
  if (iterator.has_state()) return {};
  return fail(ExceptionType::AttributeError, "'{}' object has no attribute '{}'",
              iterator.type_name(), name);
}

Result<void> take_exactly(const Arguments& arguments, const char* type, const char* name,
                          std::size_t count) {
  if (!arguments.keywords.empty()) {
    return type_error("{}.{}() takes no keyword arguments", type, name);
  }
  if (arguments.values.size() == count) return {};
  return type_error(count == 0 ? "{}.{}() takes no arguments ({} given)"
                               : "{}.{}() takes exactly one argument ({} given)",
                    type, name, arguments.values.size());
}

Result<Value> next(Object* self, const Arguments& /*arguments*/) {
  Value item;
  HOLDFAST_TRY(const bool more, iterator_of(self).next(item));
  if (!more) return fail(ExceptionType::StopIteration, "");
  return item;
}

Result<Value> iter(Object* self, const Arguments& /*arguments*/) { return Value::share(*self); }

Result<Value> length_hint(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(check_attribute(iterator_of(self), "__length_hint__"));
  HOLDFAST_CHECK(take_exactly(arguments, self->type_name(), "__length_hint__", 0));
  HOLDFAST_TRY(const std::int64_t hint, iterator_of(self).length_hint());
  return Value::integer(hint);
}

Result<Value> set_state(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(check_attribute(iterator_of(self), "__setstate__"));
  HOLDFAST_CHECK(take_exactly(arguments, self->type_name(), "__setstate__", 1));
  HOLDFAST_CHECK(iterator_of(self).set_state(arguments.values[0]));
  return Value::none();
}

Result<Value> reduce(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_exactly(arguments, self->type_name(), "__reduce__", 0));
  return iterator_of(self).reduce();
}

constexpr std::array kMethods = {
    operation<"__next__", 0, next>(),       operation<"__iter__", 0, iter>(),
    Method{"__length_hint__", length_hint}, Method{"__setstate__", set_state},
    Method{"__reduce__", reduce},
};

}  // namespace

std::span<const Method> iterator_methods() { return kMethods; }

}  // namespace holdfast::impl
