// SPDX-License-Identifier: MIT
//
// What a script may assert of the steps that hostile arguments run. A trace lists the outcomes of
// such steps in the order in which they ended; which step each belongs to is known only where the
// blocks of one step can have run in one way. Everywhere else the script must not assert.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "harness/outcome.h"
#include "harness/program.h"
#include "harness/trace.h"

namespace holdfast {

// What is known of one run of a step.
struct Expectation {
  enum class Known { outcome, never_ran, nothing };
  Known known = Known::nothing;
  const Outcome* outcome = nullptr;  // only when it is known
};

class NestedExpectations {
 public:
  // Assigns the outcomes recorded for the nested steps of `step`. `strict` is false when hostile
  // objects of earlier steps may have run steps of theirs in between.
  NestedExpectations(const Program& program, const Step& step, const RecordedProgram* recorded,
                     const RecordedStep* answer, bool strict);

  // Of the nested step `inner`, which lies in the program's `nested`.
  [[nodiscard]] Expectation of(const Step& inner) const;

 private:
  void gather(std::span<const Value> values);
  void assign(const RecordedProgram& recorded, std::span<const Outcome> outcomes, bool strict);

  const Program& program_;
  std::vector<const Step*> steps_;  // in the order in which they are written
  std::vector<Expectation> expected_;
  std::size_t objects_ = 0;   // hostile objects with blocks
  std::size_t deeper_ = 0;    // blocks inside blocks, or run on release
  bool is_iterator_ = false;  // the only one is an iterator, which runs at most once
};

}  // namespace holdfast
