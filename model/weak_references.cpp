// SPDX-License-Identifier: MIT
//
// weakref.ref(object): the same reference for as long as both it and the object live.
#include "model/call.h"

namespace holdfast::model {
namespace {

Result<Value> refer(Call& call) {
  Object& object = *call.target;
  if (object.cls == Class::bytearray) return raise(Exception::TypeError);
  if (const auto known = object.reference.lock()) return call.make(known);
  const auto made = std::make_shared<WeakReference>(call.model.census(), call.target);
  object.reference = made;
  return call.make(made);
}

Result<Value> dereference(Call& call) {
  const Ref<Object> object = call.self<WeakReference>().referent.lock();
  return object ? call.make(object) : Value{};
}

// The name that the argument of __release_buffer__ has there; None anywhere else.
Result<Value> given_view(Call& call) {
  const Ref<View>& view = call.model.given_view();
  return view ? call.make(view) : Value{};
}

constexpr Row kSteps[] = {
    {"released.view", given_view},
    {"bytearray.weakref", refer},
    {"memoryview.weakref", refer},
    {"BytesIO.weakref", refer},
    {"mmap.weakref", refer},
    {"weakref.__call__", dereference},
    {"weakref.drop",
     [](Call& call) -> Result<Value> {
       call.model.drop(call.step.self);
       return Value{};
     }},
};

}  // namespace

std::span<const Row> weak_reference_steps() { return kSteps; }

}  // namespace holdfast::model
