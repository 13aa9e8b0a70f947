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

constexpr Row kSteps[] = {
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
