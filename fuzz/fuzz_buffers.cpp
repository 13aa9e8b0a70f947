// SPDX-License-Identifier: MIT
//
// Fuzz target: the buffer protocol: exporters, requests, views whose arguments release them.
#include "fuzz/target.h"

const std::string_view holdfast::fuzz::kSuite = "buffers";

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  return holdfast::fuzz::run_program({data, size});
}
