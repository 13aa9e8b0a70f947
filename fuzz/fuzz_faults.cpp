// SPDX-License-Identifier: MIT
//
// Fuzz target: fault injection: in each step every allocation fails once, and nothing else may have
// happened.
#include "fuzz/target.h"

const std::string_view holdfast::fuzz::kSuite = "faults";

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return holdfast::fuzz::run_program({data, size});
}
