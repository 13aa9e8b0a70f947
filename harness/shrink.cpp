// SPDX-License-Identifier: MIT
#include "harness/shrink.h"

#include <utility>

#include "harness/simpler.h"

namespace holdfast {
namespace {

// Above so many steps, pairs are too many to try.
constexpr std::size_t kMostForPairs = 40;

// Drops the steps from `first` to before `last`, the `other` one, and those that then use a
// register nobody fills.
Program without(const Program& program, std::size_t first, std::size_t last, std::size_t other) {
  Prospects prospects;
  Program kept;
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    const bool dropped = (i >= first && i < last) || i == other;
    if (dropped || !is_sound(program, program.steps[i], prospects.registers())) continue;
    kept.add_copy(program, program.steps[i]);
    prospects.follow(program, program.steps[i]);
  }
  return kept;
}

// Drops what is not well-formed any more.
Program tidied(const Program& program) {
  const std::size_t none = program.steps.size();
  return without(program, none, none, none);
}

}  // namespace

Shrinks::Shrinks(Program program)
    : program_(std::move(program)), places_(places(program_)), length_(program_.steps.size() / 2) {
  if (program_.steps.size() == 1) length_ = 1;
}

bool Shrinks::next(Program& candidate) {
  while (true) {
    bool found = false;
    switch (stage_) {
      case 0:
        found = next_range(candidate);
        break;
      case 1:
        found = next_pair(candidate);
        break;
      case 2:
        found = next_register(candidate);
        break;
      case 3:
        found = next_argument(candidate);
        break;
      default:
        return false;
    }
    if (found) return true;
    ++stage_;
    first_ = 0;
    second_ = 0;
  }
}

// Ranges of half the steps, then of a quarter ... then single ones; the last steps first.
bool Shrinks::next_range(Program& candidate) {
  const std::size_t steps = program_.steps.size();
  while (length_ > 0) {
    if (first_ + length_ <= steps) {
      const std::size_t begin = steps - first_ - length_;
      candidate = without(program_, begin, begin + length_, steps);
      first_ += length_;
      return true;
    }
    length_ /= 2;
    first_ = 0;
  }
  return false;
}

bool Shrinks::next_pair(Program& candidate) {
  const std::size_t steps = program_.steps.size();
  if (steps > kMostForPairs) return false;
  if (second_ <= first_) second_ = first_;
  if (++second_ >= steps) {
    ++first_;
    second_ = first_ + 1;
  }
  if (second_ >= steps) return false;
  candidate = without(program_, first_, first_ + 1, second_);
  return true;
}

// Each register renamed to each lower one of its class: to a free one, which reads better, or to
// one in use, which may make a step superfluous.
bool Shrinks::next_register(Program& candidate) {
  for (; first_ < kRegisters; ++first_, second_ = 0) {
    const Register from(static_cast<Class>(first_ / kRegistersPerClass),
                        first_ % kRegistersPerClass);
    while (second_ < from.number()) {
      const Register to(from.cls(), second_++);
      Program renamed;
      if (!rename(program_, from, to, renamed)) continue;
      candidate = tidied(renamed);
      return true;
    }
  }
  return false;
}

bool Shrinks::next_argument(Program& candidate) {
  for (; first_ < places_.size(); ++first_, second_ = 0) {
    Program simpler = program_;
    if (!make_simpler(simpler, places_[first_], second_++)) continue;
    candidate = tidied(simpler);
    return true;
  }
  return false;
}

Shrunk shrink(const Program& program, const std::function<bool(const Program&)>& still_fails,
              const ShrinkOptions& options) {
  Shrunk best{.program = program, .executions = 0, .complete = false};
  bool smaller = true;
  while (smaller) {
    smaller = false;
    Shrinks shrinks(best.program);
    Program candidate;
    while (shrinks.next(candidate)) {
      if (best.executions == options.max_executions) return best;
      ++best.executions;
      if (equal(candidate, best.program) || !still_fails(candidate)) continue;
      best.program = std::move(candidate);
      if (options.progress) options.progress(best.program, best.executions);
      smaller = true;
      break;
    }
  }
  best.complete = true;
  return best;
}

}  // namespace holdfast
