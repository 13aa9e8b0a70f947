// SPDX-License-Identifier: MIT
//
// __buffer__ and __release_buffer__, which every exporter of the library has in the same form.
#pragma once

#include "impl/buffer.h"
#include "impl/callable.h"

namespace holdfast::impl {

// The flags of __buffer__(flags): OverflowError "buffer flags out of range".
// CPython 3.14: Objects/typeobject.c:wrap_buffer.
Result<Request> take_request(const Arguments& arguments);

// exporter.__release_buffer__(view): releases a view of this exporter. TypeError "expected a
// memoryview object"; ValueError "memoryview's buffer has already been released", "memoryview's
// buffer is not this object". CPython 3.14: Objects/typeobject.c:wrap_releasebuffer.
Result<Value> release_buffer_of(const Object& exporter, const Arguments& arguments);

}  // namespace holdfast::impl
