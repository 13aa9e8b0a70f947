// SPDX-License-Identifier: MIT
//
// Fuzz target: mappings, of memory and of files that programs make.
#include "fuzz/target.h"

const std::string_view holdfast::fuzz::kSuite = "mmap";

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return holdfast::fuzz::run_program({data, size});
}
