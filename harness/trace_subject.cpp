// SPDX-License-Identifier: MIT
#include "harness/trace_subject.h"

namespace holdfast {

TraceSubject::TraceSubject(const About& about, From from)
    : name_(about.implementation + " " + about.version +
            (from == From::file ? " (recorded)" : "")) {}

void TraceSubject::select(const RecordedProgram& recorded) { recorded_ = &recorded; }

void TraceSubject::start(const Program& /*program*/) { registers_.clear(); }

void TraceSubject::execute(std::size_t index, Answer& answer) {
  const auto keep = [&](const Outcome& outcome) {
    Outcome kept = outcome;
    kept.value = answer.arena.copy(recorded_->answers, outcome.value);
    kept.message = answer.arena.copy(recorded_->answers, outcome.message);
    return kept;
  };
  const bool past_the_end = index >= recorded_->steps.size();
  const RecordedStep& step = past_the_end ? recorded_->steps.back() : recorded_->steps[index];
  answer.outcome = keep(step.outcome);
  if (past_the_end) return;
  for (const Outcome& outcome : recorded_->nested_of(step)) answer.nested.push_back(keep(outcome));
  for (std::uint32_t i = 0; i < step.states; ++i) {
    const RecordedState& state = recorded_->states[step.first_state + i];
    if (state.present) {
      registers_.insert(state.reg);
      state_[state.reg.index()] = step.first_state + i;
    } else {
      registers_.erase(state.reg);
    }
  }
}

void TraceSubject::observe(Register reg, Observation& seen) {
  seen = recorded_->show(recorded_->states[state_[reg.index()]]);
}

Residue TraceSubject::finish() {
  registers_.clear();
  return {};
}

}  // namespace holdfast
