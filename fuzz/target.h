// SPDX-License-Identifier: MIT
//
// What the fuzz targets that run programs share. An input is a program in the byte spelling, the
// same program in every one of them; a target differs from the next in its suite (props/suites.h),
// which says what is asked of a program and which steps new programs are made of: the mutator and
// the corpus steer, no input is refused. A finding is printed with its program as Python, and the
// process aborts, which is how a fuzzing engine learns of it.
//
// With libFuzzer the structured mutator (mutator.h) takes part; $HOLDFAST_MUTATOR=bytes leaves it
// out, for comparison.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "harness/finding.h"
#include "harness/program.h"

namespace holdfast::fuzz {

// The name of the target's suite: each target defines it.
extern const std::string_view kSuite;

// Runs one input as the target's suite has it. Returns what LLVMFuzzerTestOneInput has to.
int run_program(std::span<const std::uint8_t> input);

// Prints what was found and the program, and aborts.
[[noreturn]] void report(const Program& program, const Finding& finding);

}  // namespace holdfast::fuzz
