// SPDX-License-Identifier: MIT
//
// A fuzz target that does nothing: what an execution costs in the engine and its instrumentation,
// for bench/fuzzing to compare the others with.
#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t*, std::size_t) { return 0; }
