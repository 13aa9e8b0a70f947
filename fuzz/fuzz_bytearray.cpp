// SPDX-License-Identifier: MIT
//
// Fuzz target: bytearrays by themselves.
#include "fuzz/target.h"

const std::string_view holdfast::fuzz::kSuite = "bytearray";

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return holdfast::fuzz::run_program({data, size});
}
