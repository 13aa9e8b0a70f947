// SPDX-License-Identifier: MIT
//
// Bytes as hexadecimal digits and back.
#pragma once

#include "impl/bytearray.h"
#include "impl/bytes_search.h"
#include "impl/str.h"

namespace holdfast::impl {

// The digits of `bytes` as a str. With `separator` (not null: a str or bytes of length 1, in ASCII)
// one stands between groups of |group| bytes, counted from the right, or from the left when `group`
// is negative. TypeError "sep must be str or bytes.", ValueError "sep must be length 1." or "sep
// must be ASCII."; len(separator) may run foreign code. CPython 3.14: Python/pystrhex.c.
Result<Ref<Str>> to_hex(Span bytes, const Value* separator, int group);

// The bytes that `digits` (a str or a buffer) says; whitespace between bytes is skipped. ValueError
// "non-hexadecimal number found in fromhex() arg at position 1".
// CPython 3.14: Objects/bytesobject.c:_PyBytes_FromHex.
Result<Ref<ByteArray>> from_hex(const Value& digits);

}  // namespace holdfast::impl
