// SPDX-License-Identifier: MIT
//
// The property-testing engine behind the suites. Only rapidcheck_engine.cpp knows which one it is;
// another could drive the same programs.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "harness/finding.h"
#include "harness/generate.h"

namespace holdfast::props {

// Runs a program and says what is wrong with it, if anything.
using Property = std::function<std::optional<Finding>(const Program&)>;

struct Counterexample {
  Program original;
  Program shrunk;
  Finding finding;  // of the shrunk program
  std::size_t shrink_executions = 0;
};

struct EngineOptions {
  std::uint64_t seed = 0;  // 0: the engine's own choice, which it prints ($RC_PARAMS sets it)
  int programs = 1000;
  // Called with a failing program before shrinking starts, so that it survives whatever follows.
  std::function<void(const Program&, const Finding&)> found;
};

struct EngineResult {
  std::uint64_t seed = 0;
  int programs = 0;
  std::optional<Counterexample> counterexample;
};

// Tries the property on random programs made by `generator`; a failing one is shrunk to the same
// failure (the same check, the same subject).
EngineResult for_all_programs(Generator& generator, const Property& property,
                              const EngineOptions& options);

}  // namespace holdfast::props
