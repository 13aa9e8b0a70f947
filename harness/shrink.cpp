// SPDX-License-Identifier: MIT
#include "harness/shrink.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <unordered_set>
#include <utility>

#include "harness/json_spelling.h"

namespace holdfast {
namespace {

// Above so many steps, pairs are too many to try.
constexpr std::size_t kMostForPairs = 60;

bool share(const RegisterSet& one, const RegisterSet& other) {
  for (std::size_t cls = 1; cls < kClasses; ++cls) {
    if ((one.of(static_cast<Class>(cls)) & other.of(static_cast<Class>(cls))) != 0) return true;
  }
  return false;
}

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

Shrinks::Shrinks(Program program) : length_(program.steps.size() / 2) {
  if (program.steps.size() == 1) length_ = 1;
  look_at(program);
}

// Copies it, so that no two values share a place in the arena.
void Shrinks::look_at(const Program& program) {
  program_ = tidied(program);
  places_ = places(program_);
  arguments_ = call_arguments(program_);
  used_.clear();
  for (const Step& step : program_.steps) used_.push_back(registers_of(program_, step));
}

void Shrinks::follow(const Program& smaller) {
  look_at(smaller);
  first_ = last_first_;
  second_ = last_second_;
}

bool Shrinks::next(Program& candidate) {
  using Stage = bool (Shrinks::*)(Program&);
  static constexpr Stage kStages[] = {&Shrinks::next_range,    &Shrinks::next_pair,
                                      &Shrinks::next_register, &Shrinks::next_constructor,
                                      &Shrinks::next_argument, &Shrinks::next_value,
                                      &Shrinks::next_block};
  for (; stage_ < static_cast<int>(std::size(kStages)); ++stage_, first_ = 0, second_ = 0) {
    if ((this->*kStages[stage_])(candidate)) return true;
  }
  return false;
}

// Ranges of half the steps, then of a quarter ... then single ones; the last steps first.
bool Shrinks::next_range(Program& candidate) {
  const std::size_t steps = program_.steps.size();
  while (length_ > 0) {
    if (first_ + length_ <= steps) {
      const std::size_t begin = steps - first_ - length_;
      candidate = without(program_, begin, begin + length_, steps);
      last_first_ = first_;
      first_ += length_;
      return true;
    }
    length_ /= 2;
    first_ = 0;
  }
  return false;
}

// The first step of a pair and then the second: dropping one alone was tried before.
bool Shrinks::next_pair(Program& candidate) {
  const std::size_t steps = program_.steps.size();
  if (steps > kMostForPairs) return false;
  for (; first_ + 1 < steps; ++first_, second_ = 0) {
    for (second_ = std::max(second_, first_ + 1); second_ < steps; ++second_) {
      if (!share(used_[first_], used_[second_])) continue;
      candidate = without(program_, first_, first_ + 1, second_);
      last_first_ = first_;
      last_second_ = second_++;
      return true;
    }
  }
  return false;
}

// Each register renamed to each lower one of its class: to a free one, which reads better, or to
// one in use, which may make a step superfluous.
bool Shrinks::next_register(Program& candidate) {
  for (; first_ < kRegisters; ++first_, second_ = 0) {
    const Register from(static_cast<Class>(first_ / kRegistersPerClass),
                        first_ % kRegistersPerClass);
    while (second_ < from.number()) {
      last_first_ = first_;
      last_second_ = second_;
      const Register to(from.cls(), second_++);
      Program renamed;
      if (!rename(program_, from, to, renamed)) continue;
      candidate = tidied(renamed);
      return true;
    }
  }
  return false;
}

// bytearray(), BytesIO() or memoryview(b"") instead of what makes such an object of another.
bool Shrinks::next_constructor(Program& candidate) {
  static const std::array kConstructors = {
      std::pair(Class::bytearray, op_named("bytearray")),
      std::pair(Class::memoryview, op_named("memoryview")),
      std::pair(Class::bytesio, op_named("BytesIO")),
  };
  while (first_ < program_.steps.size()) {
    const std::size_t place = first_++;
    const StepKind& kind = kind_of(program_.steps[place].op);
    if (kind.self == Class::none) continue;
    for (const auto& [cls, constructor] : kConstructors) {
      if (!kind.makes.contains(cls)) continue;
      Program simpler = program_;
      Step& step = simpler.steps[place];
      const Value nothing = simpler.arena.bytes(Kind::bytes, {});
      step = {.op = *constructor,
              .self = {},
              .into = step.into,
              .arguments = static_cast<std::uint8_t>(cls == Class::memoryview ? 1 : 0),
              .first = simpler.arena.append(std::span(&nothing, 1))};
      last_first_ = place;
      candidate = tidied(simpler);
      return true;
    }
  }
  return false;
}

bool Shrinks::next_argument(Program& candidate) {
  if (first_ >= arguments_.size()) return false;
  Program fewer = program_;
  last_first_ = first_;
  drop_argument(fewer, arguments_[first_++]);
  candidate = tidied(fewer);
  return true;
}

bool Shrinks::next_value(Program& candidate) {
  for (; first_ < places_.size(); ++first_, second_ = 0) {
    Program simpler = program_;
    bool sound = false;
    // Not every part of an object with a special method may be of any kind.
    while (!sound && make_simpler(simpler, places_[first_], second_)) {
      ++second_;
      candidate = tidied(simpler);
      sound = check(candidate).empty();
      simpler = program_;
    }
    if (!sound) continue;
    last_first_ = first_;
    last_second_ = 0;
    return true;
  }
  return false;
}

bool Shrinks::next_block(Program& candidate) {
  Program hoisted;
  if (!hoist(program_, first_, hoisted)) return false;
  last_first_ = first_++;
  candidate = tidied(hoisted);
  return true;
}

Shrunk shrink(const Program& program, const std::function<bool(const Program&)>& still_fails,
              const ShrinkOptions& options) {
  Shrunk best{.program = program, .executions = 0, .complete = false};
  std::unordered_set<std::uint64_t> tried = {program_hash(program)};
  bool smaller = true;
  while (smaller) {
    smaller = false;
    Shrinks shrinks(best.program);
    Program candidate;
    while (shrinks.next(candidate)) {
      if (!tried.insert(program_hash(candidate)).second) continue;
      if (best.executions == options.max_executions) return best;
      ++best.executions;
      if (!still_fails(candidate)) continue;
      best.program = candidate;
      if (options.progress) options.progress(best.program, best.executions);
      shrinks.follow(candidate);
      smaller = true;
    }
  }
  best.complete = true;
  return best;
}

}  // namespace holdfast
