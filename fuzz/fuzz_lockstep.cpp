// SPDX-License-Identifier: MIT
//
// Fuzz target: programs across all types, implementation beside model, all invariants.
#include "fuzz/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  holdfast::fuzz::run_input({data, size});
  return 0;
}
