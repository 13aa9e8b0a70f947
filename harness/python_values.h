// SPDX-License-Identifier: MIT
//
// Literals and calls as Python writes them: the small change of the Python spelling.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/program.h"

namespace holdfast {

// b"ab\x00"; a long run of one byte is bytes(4096) or b"a" * 4096.
std::string python_bytes(std::span<const std::uint8_t> contents);

// "text", in ASCII.
std::string python_text(std::string_view utf8);

// An argument as it was spelt, with the keyword it goes by.
struct SpeltArgument {
  std::string text;
  std::string_view keyword;        // empty: positional
  std::vector<std::string> slice;  // of a slice: start, stop, step
};

// What a step does, without what becomes of its result.
struct SpeltCall {
  std::string text;
  bool is_statement = false;   // b[0] = 1, del b[0], b += x, del b: has no result to look at
  bool is_comparison = false;  // needs brackets where it is compared
  bool is_attribute = false;
};

// Whether the `place`-th argument of a step is a file where a mapping wants its descriptor: it is
// spelt f.fileno().
bool is_fileno(const StepKind& kind, std::size_t place, Value argument);

SpeltCall python_call(const Step& step, std::span<const SpeltArgument> arguments);

}  // namespace holdfast
