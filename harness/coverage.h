// SPDX-License-Identifier: MIT
//
// Which cells of the vocabulary a run has visited: step kind x state of the object it worked on x
// outcome. Counting costs one increment per step; the table is read when a run has ended.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/outcome.h"
#include "harness/vocabulary.h"

namespace holdfast {

// The state of the object a step works on, before the step.
enum class ObjectState : std::uint8_t {
  plain,     // open, nothing exports it; also: there is no object (a constructor)
  exported,  // something exports it
  closed,    // a closed stream or mapping, a released view
};

inline constexpr std::size_t kObjectStates = 3;
inline constexpr std::array<std::string_view, kObjectStates> kObjectStateNames = {
    "plain", "exported", "closed"};

// Outcomes as columns: 0 a value, 1 + n the n-th exception type.
inline constexpr std::size_t kOutcomeColumns = 1 + kExceptionNames.size();

class Coverage {
 public:
  Coverage() : cells_(vocabulary().size() * kObjectStates * kOutcomeColumns) {}

  // Counts a step that was run; skipped, exhausted and crashed steps have no cell.
  void count(Op op, ObjectState state, const Outcome& outcome) {
    if (outcome.type == Outcome::Type::value || outcome.type == Outcome::Type::open) {
      ++cells_[cell(op, state, 0)];
    } else if (outcome.type == Outcome::Type::raised) {
      ++cells_[cell(op, state, 1 + static_cast<std::size_t>(outcome.exception))];
    }
  }

  [[nodiscard]] std::uint64_t visits(Op op, ObjectState state, std::size_t column) const {
    return cells_[cell(op, state, column)];
  }
  // All visits of a step kind, whatever the state and outcome.
  [[nodiscard]] std::uint64_t visits(Op op) const {
    std::uint64_t total = 0;
    const std::size_t first = cell(op, ObjectState::plain, 0);
    for (std::size_t i = 0; i < kObjectStates * kOutcomeColumns; ++i) total += cells_[first + i];
    return total;
  }

  void add(const Coverage& other) {
    for (std::size_t i = 0; i < cells_.size(); ++i) cells_[i] += other.cells_[i];
  }

 private:
  static std::size_t cell(Op op, ObjectState state, std::size_t column) {
    return (static_cast<std::size_t>(op) * kObjectStates + static_cast<std::size_t>(state)) *
               kOutcomeColumns +
           column;
  }

  std::vector<std::uint64_t> cells_;
};

}  // namespace holdfast
