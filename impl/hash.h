// SPDX-License-Identifier: MIT
//
// How bytes are hashed.
#pragma once

#include <cstdint>
#include <span>

namespace holdfast::impl {

// The hash of bytes as CPython gives it with PYTHONHASHSEED=0: SipHash-1-3 with a key of zeros,
// never -1, 0 for no bytes. CPython 3.14: Python/pyhash.c:Py_HashBuffer.
std::int64_t hash_bytes(std::span<const std::uint8_t> bytes);

}  // namespace holdfast::impl
