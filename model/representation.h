// SPDX-License-Identifier: MIT
//
// repr() as far as values have one that is the same in every run, and integers of any size in
// digits. What Python shows with an address has no representation here.
#pragma once

#include <optional>
#include <string>

#include "model/call.h"

namespace holdfast::model {

// So many hexadecimal digits of a number, in lower case.
std::string hexadecimal(std::uint32_t number, int digits);

// b'...' with Python's choice of quotes and escapes.
std::string bytes_repr(ByteSpan bytes);
// bytearray(b'...').
std::string bytearray_repr(ByteSpan bytes);
// The shortest digits that give the same float again.
std::string real_repr(double number);

// The digits of |number| to a base up to 16; `twos_complement` is little-endian.
std::string digits_of(ByteSpan twos_complement, unsigned base);
// The two's complement of an integer value.
Contents integer_bytes(const Arena& arena, Value integer);
bool is_negative(ByteSpan twos_complement);

// <mmap.mmap closed=False, access=..., length=..., pos=..., offset=...>.
std::string mapping_repr(const Mapping& mapping);

// ascii(value); exhausted when it shows an address, which is another one in each run.
Result<std::string> ascii_repr(Call& call, Value value);

}  // namespace holdfast::model
