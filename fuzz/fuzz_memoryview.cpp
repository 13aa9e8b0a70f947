// SPDX-License-Identifier: MIT
//
// Fuzz target: views in any format and shape, of exporters in any layout.
#include "fuzz/target.h"

const std::string_view holdfast::fuzz::kSuite = "memoryview";

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return holdfast::fuzz::run_program({data, size});
}
