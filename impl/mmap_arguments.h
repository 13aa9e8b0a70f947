// SPDX-License-Identifier: MIT
//
// The arguments of mmap.mmap(...), taken apart in the old way of CPython's parser: converted one
// after the other, so that a wrong type is noticed before an unknown keyword is.
#pragma once

#include "impl/callable.h"
#include "impl/mmap.h"

namespace holdfast::impl {

// CPython 3.14: Python/getargs.c:vgetargskeywords with the format "in|iiil$p".
Result<Mmap::Options> take_mmap_options(const Arguments& arguments);

// A C long; OverflowError "Python int too large to convert to C long".
Result<std::int64_t> as_long(const Value& value);

// An unsigned char: OverflowError "unsigned byte integer is less than minimum" or "... is greater
// than maximum".
Result<std::uint8_t> as_unsigned_char(const Value& value);

}  // namespace holdfast::impl
