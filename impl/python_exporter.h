// SPDX-License-Identifier: MIT
//
// The base of host objects that stand for a Python class with __buffer__ (PEP 688). CPython puts a
// wrapper between the consumer and such an object; the wrapper, its lifetime and the call of
// __release_buffer__ are done here, the host only says what the two methods do.
#pragma once

#include "impl/buffer.h"
#include "impl/object.h"

namespace holdfast::impl {

class MemoryView;

class PythonExporter : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::python_exporter;

  // __buffer__(flags): should be a memoryview value, anything else becomes TypeError.
  virtual Result<Value> buffer(Request request) = 0;
  // True when the class has __release_buffer__.
  [[nodiscard]] virtual bool has_release_buffer() const { return false; }
  // __release_buffer__(view), with the view that __buffer__ returned; whoever keeps it has one more
  // view of that memory. What it raises is dropped, as CPython does (it prints it).
  virtual void release_buffer(MemoryView& view);

  [[nodiscard]] bool is_exporter() const final { return true; }
  // CPython 3.14: Objects/typeobject.c:slot_bf_getbuffer, bufferwrapper_releasebuf.
  Result<void> getbuffer(Buffer& view, Request request) final;

 protected:
  PythonExporter() : Object(kType) {}
};

// Observation, for harnesses: when `base` stands between a consumer and an object with __buffer__,
// the memoryview that lends the memory; else null.
const MemoryView* lent_view(const Object* base);

}  // namespace holdfast::impl
