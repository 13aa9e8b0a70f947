// SPDX-License-Identifier: MIT
//
// view == other, element by element; hash(view).
#pragma once

#include "model/call.h"

namespace holdfast::model {

// Whether two buffers have equal shapes and equal elements, by value: formats may differ. A shape
// counts up to its first zero. Formats that struct does not know equal nothing, not even
// themselves.
bool same_elements(const Layout& left, ByteSpan left_memory, const Layout& right,
                   ByteSpan right_memory);

// Whether hash(object) works, for what a view can be of: TypeError or ValueError.
Result<> check_hashable(const Object& object);
// After that: a view remembers its hash, also one that this one is of.
void remember_hash(Object* object);
// hash(object) where it is hashable: runs what __hash__ of an object behind it runs.
Result<> ask_hash(Call& call, Object& object);

}  // namespace holdfast::model
