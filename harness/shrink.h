// SPDX-License-Identifier: MIT
//
// Shrinking: making a failing program small while it fails in the same way. Shrinks lists the
// simpler programs that are worth trying, best first; shrink() takes each that still fails and goes
// on from there, until a whole round brings nothing or the budget is spent. No program is tried
// twice, and everything is deterministic.
//
// In this order: drop ranges of steps, then single ones; drop pairs of steps that share a register
// (acquire and release); use fewer and lower registers instead of invalidating them; make an object
// of nothing instead of another object; drop arguments; make arguments simpler; run the steps of an
// argument before the step.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "harness/program.h"
#include "harness/simpler.h"

namespace holdfast {

// The simpler programs next to one program, in the order in which they should be tried. Each is
// well-formed when the program is. Copyable, so that a property-testing engine can keep its place.
class Shrinks {
 public:
  explicit Shrinks(Program program);

  // Fills `candidate` and returns true, or returns false when there are no more.
  bool next(Program& candidate);

  // Goes on with `smaller`, the last candidate, at the same place in the order: what was tried
  // before it is left for another round.
  void follow(const Program& smaller);

 private:
  void look_at(const Program& program);
  bool next_range(Program& candidate);
  bool next_pair(Program& candidate);
  bool next_register(Program& candidate);
  bool next_constructor(Program& candidate);
  bool next_argument(Program& candidate);
  bool next_value(Program& candidate);
  bool next_block(Program& candidate);

  Program program_;
  std::vector<std::uint32_t> places_;     // of the values that could be simpler, in the arena
  std::vector<ArgumentPlace> arguments_;  // of calls, which can do with fewer
  std::vector<RegisterSet> used_;         // by each step
  int stage_ = 0;
  std::size_t length_ = 0;  // of the range to drop
  std::size_t first_ = 0;
  std::size_t second_ = 0;
  std::size_t last_first_ = 0;  // where the last candidate was
  std::size_t last_second_ = 0;
};

struct ShrinkOptions {
  std::size_t max_executions = 20'000;
  // Called for each smaller program that still fails (the best so far), and how many were tried.
  std::function<void(const Program& best, std::size_t executions)> progress;
};

struct Shrunk {
  Program program;
  std::size_t executions = 0;
  bool complete = false;  // false: the budget was spent first
};

// `still_fails` is asked of well-formed programs and says whether they fail in the same way.
Shrunk shrink(const Program& program, const std::function<bool(const Program&)>& still_fails,
              const ShrinkOptions& options = {});

}  // namespace holdfast
