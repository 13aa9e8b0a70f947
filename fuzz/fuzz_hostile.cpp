// SPDX-License-Identifier: MIT
//
// Fuzz target: arguments that run steps, in programs that must go the same way twice.
#include "fuzz/target.h"

const std::string_view holdfast::fuzz::kSuite = "again";

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return holdfast::fuzz::run_program({data, size});
}
