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
#include <string>
#include <vector>

#include "harness/coverage.h"
#include "harness/fault_points.h"
#include "harness/finding.h"
#include "harness/invariants.h"
#include "harness/subject.h"

namespace holdfast {

struct LockstepOptions {
  bool messages = true;   // compare messages where both sides have them
  bool allocated = true;  // compare allocated sizes where both sides show them
  bool invariants = true;
  bool twice = false;     // run each program again, subjects in reverse order, and compare
  bool again = false;     // run each step that failed once more: it fails the same way
  bool prefixes = false;  // end the program after each of its steps as well: nothing is left
  // Let each request for this fail once, one after the other, in every step of the subjects that
  // can be told to: see lockstep_faults.cpp.
  std::optional<Resource> faults = std::nullopt;
};

struct Verdict {
  std::optional<Finding> finding;  // nothing: all agreed
  std::size_t steps = 0;           // executed by every subject, skipped ones not counted
  bool exhausted = false;          // the program ended early: it needed too much memory
  bool departed = false;           // it ended early: the reference is unsafe there
  std::uint64_t faults = 0;        // requests that were made to fail
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
    // With faults: the steps of the program that failing may change more than a failure should, and
    // whether the step at hand was run already.
    std::vector<std::uint8_t> delicate;
    bool done = false;
  };

  std::optional<Finding> run_once(const Program& program, Verdict& verdict, bool reversed);
  [[nodiscard]] bool departs_from_reference() const;
  [[nodiscard]] std::string lock_on(const Program& program, Register reg) const;
  std::optional<Finding> check_answers(const Program& program, std::size_t index);
  std::optional<Finding> check_crash(const Program& program, std::size_t index) const;
  std::optional<Finding> check_objects(const Program& program, std::size_t index);
  std::optional<Finding> check_object(const Program& program, std::size_t index,
                                      Register reg) const;
  std::optional<Finding> check_end(const Program& program);
  void note_coverage(const Program& program, std::size_t index);

  // lockstep_repeats.cpp
  std::optional<Finding> check_failure_again(const Program& program, std::size_t index);
  std::optional<Finding> check_prefixes(const Program& program);

  // lockstep_faults.cpp
  void find_delicate_steps(const Program& program);
  std::optional<Finding> try_faults(const Program& program, std::size_t index, Verdict& verdict);
  std::optional<Finding> try_faults(const Program& program, std::size_t index, Party& party,
                                    Answer& answer, Verdict& verdict);
  std::optional<Finding> check_failed_step(const Program& program, std::size_t index, Party& party,
                                           const Answer& answer);
  std::optional<Finding> try_delicate_steps(const Program& program, Verdict& verdict);
  std::optional<Finding> run_alone(const Program& program, Party& party, std::size_t index,
                                   std::uint64_t nth, bool& failed);

  LockstepOptions options_;
  std::vector<Party> parties_;
  std::vector<Answer> answers_;
  Answer again_;
  Coverage coverage_;
};

// Whether a failure of `step` may leave something behind by right, or become another one: it runs
// steps of hostile arguments, asks one of them for its memory, moves what it iterates over, or is
// in the table of exceptions (invariants.h).
bool is_delicate(const Program& program, const Step& step);

// Whether a program ends with such an answer, whatever follows.
bool ends_program(const Answer& answer);

// A broken invariant as a finding.
Finding broken(std::string_view subject, std::size_t step, const Violation& violation);

// What a subject leaves behind at the end of a program, as a finding; nothing where it is nothing.
std::optional<Finding> what_is_left(const Subject& subject, std::size_t step,
                                    const Residue& residue);

}  // namespace holdfast
