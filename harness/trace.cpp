// SPDX-License-Identifier: MIT
//
// Recorded programs in memory.
#include "harness/trace.h"

namespace holdfast {

Observation RecordedProgram::show(const RecordedState& state) const {
  Observation seen;
  seen.shows = state.shows;
  seen.closed = state.closed;
  seen.readonly = state.readonly;
  seen.locked = state.locked;
  seen.position = state.position;
  seen.allocated = state.allocated;
  if (seen.has(Aspect::contents)) seen.contents = answers.contents(state.contents);
  if (seen.has(Aspect::layout)) {
    const std::span all(numbers);
    std::size_t first = state.first_number;
    seen.format = answers.text(state.format);
    seen.itemsize = state.itemsize;
    seen.shape = all.subspan(first, state.shape);
    seen.strides = all.subspan(first += state.shape, state.strides);
    seen.suboffsets = all.subspan(first + state.strides, state.suboffsets);
  }
  return seen;
}

void RecordedProgram::add_step(const Answer& answer) {
  const auto keep = [&](const Outcome& outcome) {
    Outcome kept = outcome;
    kept.value = answers.copy(answer.arena, outcome.value);
    kept.message = answers.copy(answer.arena, outcome.message);
    return kept;
  };
  RecordedStep step;
  step.outcome = keep(answer.outcome);
  step.first_nested = static_cast<std::uint32_t>(nested.size());
  step.nested = static_cast<std::uint32_t>(answer.nested.size());
  step.first_state = static_cast<std::uint32_t>(states.size());
  for (const Outcome& outcome : answer.nested) nested.push_back(keep(outcome));
  steps.push_back(step);
}

void RecordedProgram::add_state(Register reg, const Observation& seen) {
  constexpr std::uint32_t kSpelt =
      bit(Aspect::contents) | bit(Aspect::closed) | bit(Aspect::readonly) | bit(Aspect::position) |
      bit(Aspect::allocated) | bit(Aspect::locked) | bit(Aspect::layout);
  RecordedState& state = states.emplace_back();
  state.reg = reg;
  state.shows = seen.shows & kSpelt;
  state.closed = seen.closed;
  state.readonly = seen.readonly;
  state.locked = seen.locked;
  state.position = seen.position;
  state.allocated = seen.allocated;
  if (seen.has(Aspect::contents)) state.contents = answers.bytes(Kind::bytes, seen.contents);
  if (seen.has(Aspect::layout)) {
    state.format = answers.text(seen.format);
    state.itemsize = seen.itemsize;
    state.first_number = static_cast<std::uint32_t>(numbers.size());
    state.shape = static_cast<std::uint8_t>(seen.shape.size());
    state.strides = static_cast<std::uint8_t>(seen.strides.size());
    state.suboffsets = static_cast<std::uint8_t>(seen.suboffsets.size());
    for (const auto list : {seen.shape, seen.strides, seen.suboffsets}) {
      numbers.insert(numbers.end(), list.begin(), list.end());
    }
  }
  ++steps.back().states;
}

void RecordedProgram::add_emptied(Register reg) {
  RecordedState& state = states.emplace_back();
  state.reg = reg;
  state.present = false;
  ++steps.back().states;
}

}  // namespace holdfast
