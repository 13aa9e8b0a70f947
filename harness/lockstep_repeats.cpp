// SPDX-License-Identifier: MIT
//
// What a lockstep asks of parts of a program that it runs again: a step that failed, and each
// beginning of the program.
#include "harness/compare.h"
#include "harness/lockstep.h"
#include "harness/python_spelling.h"

namespace holdfast {

bool is_delicate(const Program& program, const Step& step) {
  bool delicate = may_change_before_raising(step.op);
  for_each_value(program, program.arguments(step), [&](Value value) {
    const Class cls = value.kind == Kind::reference ? value.reg.cls() : Class::none;
    const bool moves = cls == Class::iterator || cls == Class::bytesio;
    const bool runs = value.kind == Kind::block && value.size != 0;
    // Where its __buffer__ fails, CPython often raises an exception of its own, or goes on without.
    const bool lends = value.kind == Kind::custom && value.hook == Hook::buffer;
    delicate = delicate || moves || runs || lends;
  });
  return delicate;
}

bool ends_program(const Answer& answer) {
  const Outcome::Type type = answer.outcome.type;
  return type == Outcome::Type::crashed || type == Outcome::Type::exhausted ||
         type == Outcome::Type::unspecified;
}

// A failure changes nothing, not even what cannot be seen: the same step fails in the same way.
std::optional<Finding> Lockstep::check_failure_again(const Program& program, std::size_t index) {
  const Step& step = program.steps[index];
  if (is_delicate(program, step)) return std::nullopt;
  for (std::size_t i = 0; i < parties_.size(); ++i) {
    const Answer& first = answers_[i];
    if (first.outcome.type != Outcome::Type::raised || !first.nested.empty()) continue;
    Party& party = parties_[i];
    again_.clear();
    party.subject->execute(index, again_);
    const bool same = same_outcome(first.arena, first.outcome, again_.arena, again_.outcome) &&
                      same_message(first.arena, first.outcome, again_.arena, again_.outcome);
    if (!same) {
      return Finding{.check = Check::failure_atomic,
                     .step = index,
                     .subject = std::string(party.subject->name()),
                     .reference = {},
                     .what = step_to_python(program, step) + ", run once more",
                     .expected = outcome_to_python(first.arena, first.outcome),
                     .got = outcome_to_python(again_.arena, again_.outcome),
                     .lock = {}};
    }
    party.invariants.begin();
    party.subject->registers().for_each(
        [&](Register reg) { party.invariants.see(*party.subject, reg); });
    const auto let_go = party.invariants.let_go_by_iterators();
    const auto violation = party.invariants.check(program, index, again_, let_go);
    if (violation) return broken(party.subject->name(), index, *violation);
  }
  return std::nullopt;
}

// Wherever a program ends, all is given back: what one step leaks no later one can hide.
std::optional<Finding> Lockstep::check_prefixes(const Program& program) {
  for (std::size_t steps = 1; steps < program.steps.size(); ++steps) {
    for (const Party& party : parties_) {
      party.subject->start(program);
      bool ended = false;
      for (std::size_t index = 0; index < steps && !ended; ++index) {
        again_.clear();
        party.subject->execute(index, again_);
        ended = ends_program(again_);
      }
      auto finding = what_is_left(*party.subject, steps - 1, party.subject->finish());
      if (!finding) continue;
      finding->what += " of so many steps";
      return finding;
    }
  }
  return std::nullopt;
}

}  // namespace holdfast
