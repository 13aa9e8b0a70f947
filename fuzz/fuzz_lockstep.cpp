// SPDX-License-Identifier: MIT
//
// Fuzz target: programs across all types, with arguments that run steps.
#include "fuzz/target.h"

const std::string_view holdfast::fuzz::kSuite = "hostile";

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return holdfast::fuzz::run_program({data, size});
}
