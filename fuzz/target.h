// SPDX-License-Identifier: MIT
//
// What the fuzz targets share: an input is a program in the byte spelling, run in lockstep on the
// model and the implementation. A finding is printed with its program as Python, and the process
// aborts, which is how a fuzzing engine learns of it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace holdfast::fuzz {

// Runs one input. `twice` runs it again and expects the same.
void run_input(std::span<const std::uint8_t> input, bool twice = false);

}  // namespace holdfast::fuzz
