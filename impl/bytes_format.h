// SPDX-License-Identifier: MIT
//
// format % values, as bytes and bytearray do it.
#pragma once

#include <cstdint>
#include <optional>

#include "impl/bytearray.h"
#include "impl/bytes_search.h"
#include "impl/value.h"

namespace holdfast::impl {

// What stands between '%' and the conversion.
struct FormatSpec {
  bool left = false;       // -
  bool sign = false;       // +
  bool blank = false;      // space
  bool alternate = false;  // #
  bool zero = false;       // 0
  std::int64_t width = -1;
  int precision = -1;  // -1: none given
  char conversion = 0;
};

// `format` with `values` (a tuple, or the only value) in it. Converting a value may run foreign
// code, so the memory of `format` must be pinned. CPython 3.14:
// Objects/bytesobject.c:_PyBytes_FormatEx.
Result<Ref<ByteArray>> format_bytes(Span format, const Value& values);

// The text of a number for %d %i %u %o %x %X, its sign and "0x" included.
Result<Block> format_integer(const Value& value, const FormatSpec& spec);

// The text of a number for %e %E %f %F %g %G.
Result<Block> format_real(const Value& value, const FormatSpec& spec);

}  // namespace holdfast::impl
