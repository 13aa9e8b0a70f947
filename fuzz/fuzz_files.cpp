// SPDX-License-Identifier: MIT
//
// Fuzz target: mappings of several pages of real files that become longer and shorter.
#include "fuzz/target.h"

const std::string_view holdfast::fuzz::kSuite = "pages";

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return holdfast::fuzz::run_program({data, size});
}
