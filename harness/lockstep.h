// SPDX-License-Identifier: MIT
//
// The engine. A lockstep run gives each step of a program to every subject, compares what they
// answer, looks at every live object, and checks the invariants (invariants.h). Everything else -
// property suites, fuzz targets, replay, the command line - drives this.
//
//   program --> step +-> subject 0 (the reference) --+
//                    +-> subject 1 ... n ------------+--> answers and objects agree? invariants?
//
// Nothing is allocated on the way unless a difference is found.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "harness/coverage.h"
#include "harness/finding.h"
#include "harness/invariants.h"
#include "harness/subject.h"

namespace holdfast {

struct LockstepOptions {
  bool messages = true;   // compare messages where both sides have them
  bool allocated = true;  // compare allocated sizes where both sides show them
  bool invariants = true;
  bool twice = false;  // run each program again, subjects in reverse order, and compare
};

struct Verdict {
  std::optional<Finding> finding;  // nothing: all agreed
  std::size_t steps = 0;           // executed by every subject, skipped ones not counted
  bool exhausted = false;          // the program ended early: it needed too much memory
  bool departed = false;           // it ended early: the reference is unsafe there
};

class Lockstep {
 public:
  // The subjects, which must outlive the lockstep; the first is the reference for all others.
  explicit Lockstep(std::span<Subject* const> subjects, LockstepOptions options = {});

  // Runs a well-formed program from start to finish.
  Verdict run(const Program& program);

  // What has been visited since the lockstep was made.
  [[nodiscard]] const Coverage& coverage() const { return coverage_; }

  // The answers to the last step, one per subject (for reports).
  [[nodiscard]] std::span<const Answer> answers() const { return answers_; }

 private:
  // What is remembered of one subject from step to step.
  struct Party {
    Subject* subject = nullptr;
    Invariants invariants;
    std::uint64_t transcript = 0;  // a hash of all it answered and showed, see invariant 10
  };

  std::optional<Finding> run_once(const Program& program, Verdict& verdict, bool reversed);
  [[nodiscard]] bool departs_from_reference() const;
  std::optional<Finding> check_answers(const Program& program, std::size_t index);
  std::optional<Finding> check_crash(const Program& program, std::size_t index) const;
  std::optional<Finding> check_objects(const Program& program, std::size_t index);
  std::optional<Finding> check_end(const Program& program);
  void note_coverage(const Program& program, std::size_t index);

  LockstepOptions options_;
  std::vector<Party> parties_;
  std::vector<Answer> answers_;
  Coverage coverage_;
};

}  // namespace holdfast
