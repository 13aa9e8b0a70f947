// SPDX-License-Identifier: MIT
//
// Comparing what two subjects answer and show. Nothing is allocated while they agree.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "harness/observation.h"
#include "harness/outcome.h"

namespace holdfast {

// True where both outcomes are of the same type, with the same value or exception type. A value
// that is left open is any value.
bool same_outcome(const Arena& left_arena, const Outcome& left, const Arena& right_arena,
                  const Outcome& right);

// True where both raised and one of them leaves its message open, or both say the same.
bool same_message(const Arena& left_arena, const Outcome& left, const Arena& right_arena,
                  const Outcome& right);

// Whether two observations show the same in every respect.
bool same(const Observation& one, const Observation& other);

// What differs between two observations in what both show.
struct StateDifference {
  std::string_view aspect;  // "contents", "allocated size"
  std::string expected;
  std::string got;
};

// `allocated` says whether allocated sizes count.
std::optional<StateDifference> compare(const Observation& expected, const Observation& got,
                                       bool allocated);

}  // namespace holdfast
