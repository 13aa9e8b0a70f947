// SPDX-License-Identifier: MIT
//
// The byte spelling of programs: a fuzzer's input.
//
//   total      every byte string decodes to a well-formed program
//   canonical  decode(encode(p)) == p for every well-formed program p
//   stable     a version byte comes first; tables that numbers refer to only grow at their end
//   dense      what a parameter is meant to be is what most bytes give; registers that hold
//              nothing are replaced by ones that may; a step with nothing to work on becomes the
//              constructor of what it needs
//
// Registers are absolute numbers, so inserting or deleting steps does not change the meaning of the
// steps behind them.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "harness/program.h"

namespace holdfast {

inline constexpr std::uint8_t kBytesVersion = 1;

// The longest program that bytes decode to; further bytes are ignored.
inline constexpr std::size_t kMaxDecodedSteps = 4096;

// Decodes any bytes. `program` is cleared first and used again, so that decoding allocates nothing
// once it has grown.
void decode(std::span<const std::uint8_t> bytes, Program& program);

// The shortest bytes that decode to `program`, which must be well-formed (check() finds nothing).
std::vector<std::uint8_t> encode(const Program& program);

}  // namespace holdfast
