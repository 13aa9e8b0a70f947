// SPDX-License-Identifier: MIT
//
// Values as Python's repr() writes them, escaped to ASCII (Python's ascii()).
#pragma once

#include "impl/builder.h"
#include "impl/bytes_search.h"
#include "impl/value.h"

namespace holdfast::impl {

// Appends ascii(value). Objects that have no spelling of their own appear as "<object at 0x...>". A
// __repr__ may do anything and raise anything; TypeError "__repr__ returned non-string (type int)".
Result<void> append_ascii(Builder& out, const Value& value);

// Appends repr(float): the shortest digits that read back as the same number.
void append_real(Builder& out, double number);

// Appends bytes as repr() of bytes (b"it's") or, with `bytearray` style, as bytearray does
// (b"it\'s").
void append_bytes(Builder& out, Span bytes, bool bytearray_style);

}  // namespace holdfast::impl
