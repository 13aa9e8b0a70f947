// SPDX-License-Identifier: MIT
//
// What a run has visited (coverage.h), for people and for programs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "harness/coverage.h"

namespace holdfast {

// A step kind in a state with an outcome, and how often it was visited.
struct Visits {
  Op op{};
  ObjectState state = ObjectState::plain;
  std::size_t column = 0;  // as in Coverage
  std::uint64_t times = 0;
};

// "bytearray.append exported BufferError".
std::string describe(const Visits& visits);

// What was visited at least once and at most `most` times, the rarest first.
std::vector<Visits> rare(const Coverage& coverage, std::uint64_t most);

// What `wanted` has visited and `coverage` has not.
std::vector<Visits> missing(const Coverage& coverage, const Coverage& wanted);

// How many cells were visited.
std::size_t visited(const Coverage& coverage);

// A line for each step kind and state that was visited, with its outcomes: "bytearray.append
// exported BufferError 17".
std::string coverage_text(const Coverage& coverage);

// The same as JSON: {"format": "holdfast-visits", "version": 1, "rows": [{"op", "state",
// "outcomes": {"value": 17, ...}}]}.
std::string coverage_json(const Coverage& coverage);

}  // namespace holdfast
