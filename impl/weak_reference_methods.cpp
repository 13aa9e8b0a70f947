// SPDX-License-Identifier: MIT
//
// weakref.ref(object) for each of the types, and what the reference gives when it is called.
#include <array>

#include "impl/arguments.h"
#include "impl/methods.h"
#include "impl/weak_reference.h"

namespace holdfast::impl {
namespace {

// CPython 3.14: Objects/weakrefobject.c:get_or_create_weakref.
Result<Value> make_reference(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "weakref.ref"));
  WeaklyReferable* place = self->weakly_referable();
  if (place == nullptr) {
    return type_error("cannot create weak reference to '{}' object", self->type_name());
  }
  HOLDFAST_TRY(auto reference, place->weak_reference(*self));
  return Value(std::move(reference));
}

Result<Value> dereference(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "weakref"));
  const Ref<Object> object = static_cast<const WeakReference&>(*self).get();
  return object ? Value(object) : Value::none();
}

constexpr std::array kMakers = {Method{"weakref", make_reference}};
constexpr std::array kMethods = {Method{"__call__", dereference}};

}  // namespace

std::span<const Method> weak_reference_makers() { return kMakers; }
std::span<const Method> weak_reference_methods() { return kMethods; }

}  // namespace holdfast::impl
