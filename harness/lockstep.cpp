// SPDX-License-Identifier: MIT
#include "harness/lockstep.h"

#include <algorithm>
#include <utility>

#include "harness/compare.h"
#include "harness/python_spelling.h"

namespace holdfast {
namespace {

// FNV-1a, for transcripts.
class Hash {
 public:
  explicit Hash(std::uint64_t& state) : state_(state) {}
  void add(std::span<const std::uint8_t> bytes) {
    for (const std::uint8_t byte : bytes) add_byte(byte);
    add(bytes.size());
  }
  void add(std::uint64_t number) {
    for (unsigned shift = 0; shift < 64; shift += 8) {
      add_byte(static_cast<std::uint8_t>(number >> shift));
    }
  }
  void add(const Arena& arena, Value value) {
    add(static_cast<std::uint64_t>(value.kind));
    if (has_contents(value.kind)) return add(arena.contents(value));
    if (!has_items(value.kind)) {
      return add(value.kind == Kind::reference ? value.reg.index()
                                               : static_cast<std::uint64_t>(value.integer));
    }
    for (const Value item : arena.items(value)) add(arena, item);
  }
  void add(const Arena& arena, const Outcome& outcome) {
    add(static_cast<std::uint64_t>(outcome.type));
    if (outcome.type == Outcome::Type::raised) add(static_cast<std::uint64_t>(outcome.exception));
    add(arena, outcome.value);
    add(arena, outcome.message);
  }
  void add(Register reg, const Observation& seen) {
    add(reg.index());
    if (seen.has(Aspect::contents)) add(seen.contents);
    add(static_cast<std::uint64_t>(seen.position));
    add(static_cast<std::uint64_t>(seen.allocated));
    add(static_cast<std::uint64_t>(seen.exports));
  }

 private:
  void add_byte(std::uint8_t byte) { state_ = (state_ ^ byte) * 0x100000001b3U; }
  std::uint64_t& state_;
};

bool is_refusal(const Outcome& outcome) {
  return outcome.type == Outcome::Type::raised && outcome.exception == Exception::BufferError;
}

bool is_exhausted(const Outcome& outcome) { return outcome.type == Outcome::Type::exhausted; }

bool is_bus_error(const Answer& answer) {
  return answer.outcome.type == Outcome::Type::crashed &&
         answer.outcome.message.kind == Kind::text &&
         answer.arena.text(answer.outcome.message) == "SIGBUS";
}

}  // namespace

Finding broken(std::string_view subject, std::size_t step, const Violation& violation) {
  return {.check = violation.check,
          .step = step,
          .subject = std::string(subject),
          .reference = {},
          .what = violation.what,
          .expected = violation.expected,
          .got = violation.got,
          .lock = {}};
}

Lockstep::Lockstep(std::span<Subject* const> subjects, LockstepOptions options)
    : options_(options), parties_(subjects.size()), answers_(subjects.size()) {
  for (std::size_t i = 0; i < subjects.size(); ++i) parties_[i].subject = subjects[i];
}

Verdict Lockstep::run(const Program& program) {
  Verdict verdict;
  if (options_.faults) find_delicate_steps(program);
  verdict.finding = run_once(program, verdict, false);
  if (!verdict.finding && options_.faults) verdict.finding = try_delicate_steps(program, verdict);
  if (!verdict.finding && options_.prefixes) verdict.finding = check_prefixes(program);
  if (verdict.finding || !options_.twice) return verdict;

  std::vector<std::uint64_t> transcripts;
  for (const Party& party : parties_) transcripts.push_back(party.transcript);
  Verdict again;
  verdict.finding = run_once(program, again, true);
  for (std::size_t i = 0; i < parties_.size() && !verdict.finding; ++i) {
    if (parties_[i].transcript == transcripts[i]) continue;
    verdict.finding = Finding{.check = Check::deterministic,
                              .step = program.steps.empty() ? 0 : program.steps.size() - 1,
                              .subject = std::string(parties_[i].subject->name()),
                              .reference = {},
                              .what = "the program, run again",
                              .expected = "the same answers and objects",
                              .got = "others",
                              .lock = {}};
  }
  return verdict;
}

std::optional<Finding> Lockstep::run_once(const Program& program, Verdict& verdict, bool reversed) {
  for (Party& party : parties_) {
    party.subject->start(program);
    party.invariants.start();
    party.done = false;
    party.transcript = 0xcbf29ce484222325U;
  }
  std::optional<Finding> finding;
  for (std::size_t index = 0; index < program.steps.size() && !finding; ++index) {
    if (options_.faults) finding = try_faults(program, index, verdict);
    if (finding || verdict.departed) break;
    for (std::size_t i = 0; i < parties_.size(); ++i) {
      const std::size_t turn = reversed ? parties_.size() - 1 - i : i;
      if (std::exchange(parties_[turn].done, false)) continue;
      answers_[turn].clear();
      parties_[turn].subject->execute(index, answers_[turn]);
    }
    // What depends on the machine has no outcome to compare.
    if (std::ranges::any_of(answers_, [](const Answer& answer) {
          return answer.outcome.type == Outcome::Type::unspecified;
        })) {
      verdict.exhausted = true;
      break;
    }
    // A recorded crash says nothing of what a step should give, with one exception: SIGBUS is what
    // becomes of a mapping whose file was truncated, and everybody has to notice.
    if (answers_.front().outcome.type == Outcome::Type::crashed) {
      if (is_bus_error(answers_.front())) finding = check_crash(program, index);
      verdict.exhausted = true;
      break;
    }
    if (departs_from_reference()) {
      verdict.departed = true;
      break;
    }
    finding = check_answers(program, index);
    if (finding) break;
    const Outcome::Type type = answers_.front().outcome.type;
    if (type == Outcome::Type::skipped) continue;
    if (type == Outcome::Type::exhausted) {
      verdict.exhausted = true;
      break;
    }
    ++verdict.steps;
    note_coverage(program, index);
    finding = check_objects(program, index);
    if (!finding && options_.again) finding = check_failure_again(program, index);
  }
  auto end = check_end(program);
  if (!finding) finding = std::move(end);
  return finding;
}

// Whether a subject knows that what the reference did is no guide, see Answer::departs.
bool Lockstep::departs_from_reference() const {
  return answers_.front().departs.empty() &&
         std::ranges::any_of(answers_, [](const Answer& one) { return !one.departs.empty(); });
}

// Who held the lock before the step at hand, as far as a subject tells.
std::string Lockstep::lock_on(const Program& program, Register reg) const {
  std::string lock;
  for (const Party& party : parties_) {
    if (lock.empty() && reg.exists()) lock = party.invariants.lock_on(program, reg);
  }
  return lock;
}

std::optional<Finding> Lockstep::check_answers(const Program& program, std::size_t index) {
  const Answer& expected = answers_.front();
  if (options_.twice) {
    for (std::size_t i = 0; i < parties_.size(); ++i) {
      Hash hash(parties_[i].transcript);
      hash.add(answers_[i].arena, answers_[i].outcome);
      for (const Outcome& nested : answers_[i].nested) hash.add(answers_[i].arena, nested);
    }
  }
  for (std::size_t i = 1; i < parties_.size(); ++i) {
    const Answer& got = answers_[i];
    const auto differ = [&](Check check, const Outcome& one, const Outcome& other) {
      const bool refused = is_refusal(one) || is_refusal(other);
      return Finding{.check = check,
                     .step = index,
                     .subject = std::string(parties_[i].subject->name()),
                     .reference = std::string(parties_.front().subject->name()),
                     .what = step_to_python(program, program.steps[index]),
                     .expected = outcome_to_python(expected.arena, one),
                     .got = outcome_to_python(got.arena, other),
                     .lock = refused ? lock_on(program, program.steps[index].self) : ""};
    };
    const auto agree = [&](const Outcome& one, const Outcome& other) {
      return same_outcome(expected.arena, one, got.arena, other) &&
             (!options_.messages || same_message(expected.arena, one, got.arena, other));
    };
    // The program ends here; what there was no memory for may be half done, and each may have
    // noticed in another of the steps that an argument ran. What came before that has to agree.
    const bool ends = is_exhausted(expected.outcome) && is_exhausted(got.outcome);
    for (std::size_t j = 0; j < std::min(expected.nested.size(), got.nested.size()); ++j) {
      if (ends && (is_exhausted(expected.nested[j]) || is_exhausted(got.nested[j]))) break;
      if (agree(expected.nested[j], got.nested[j])) continue;
      return differ(Check::nested, expected.nested[j], got.nested[j]);
    }
    if (ends) continue;
    if (!same_outcome(expected.arena, expected.outcome, got.arena, got.outcome)) {
      return differ(Check::outcome, expected.outcome, got.outcome);
    }
    if (!agree(expected.outcome, got.outcome)) {
      return differ(Check::message, expected.outcome, got.outcome);
    }
    if (expected.nested.size() != got.nested.size()) {
      Finding finding = differ(Check::nested, expected.outcome, got.outcome);
      finding.expected = std::to_string(expected.nested.size()) + " steps run by its arguments";
      finding.got = std::to_string(got.nested.size());
      return finding;
    }
    const RegisterSet& held = parties_[i].subject->registers();
    if (!(held == parties_.front().subject->registers())) {
      Finding finding = differ(Check::registers, expected.outcome, got.outcome);
      finding.expected = "the same registers to hold an object";
      finding.got = "others";
      return finding;
    }
  }
  return std::nullopt;
}

std::optional<Finding> Lockstep::check_crash(const Program& program, std::size_t index) const {
  const Answer& expected = answers_.front();
  for (std::size_t i = 1; i < parties_.size(); ++i) {
    if (is_bus_error(answers_[i])) continue;
    return Finding{.check = Check::outcome,
                   .step = index,
                   .subject = std::string(parties_[i].subject->name()),
                   .reference = std::string(parties_.front().subject->name()),
                   .what = step_to_python(program, program.steps[index]),
                   .expected = outcome_to_python(expected.arena, expected.outcome),
                   .got = outcome_to_python(answers_[i].arena, answers_[i].outcome),
                   .lock = {}};
  }
  return std::nullopt;
}

std::optional<Finding> Lockstep::check_objects(const Program& program, std::size_t index) {
  std::optional<Finding> finding;
  for (Party& party : parties_) party.invariants.begin();
  bool differs = false;
  parties_.front().subject->registers().for_each([&](Register reg) {
    bool changed = false;
    for (Party& party : parties_) {
      if (!party.invariants.see(*party.subject, reg)) continue;
      changed = true;
      if (options_.twice) Hash(party.transcript).add(reg, party.invariants.seen(reg));
    }
    differs = differs || changed;
    // Subjects that agreed after the last step, and show what they showed then, agree.
    if (changed && !finding) finding = check_object(program, index, reg);
  });
  if (finding) return finding;
  if (!options_.invariants) {
    for (Party& party : parties_) party.invariants.remember();
    return std::nullopt;
  }
  // What a recording does not tell of iterators, a subject beside it may.
  std::optional<RegisterSet> let_go;
  if (differs && answers_.front().outcome.type == Outcome::Type::raised) {
    for (const Party& party : parties_) {
      if (!let_go) let_go = party.invariants.let_go_by_iterators();
    }
  }
  for (std::size_t i = 0; i < parties_.size(); ++i) {
    const auto violation = parties_[i].invariants.check(program, index, answers_[i], let_go);
    if (violation) return broken(parties_[i].subject->name(), index, *violation);
  }
  return std::nullopt;
}

std::optional<Finding> Lockstep::check_object(const Program& program, std::size_t index,
                                              Register reg) const {
  const Party& reference = parties_.front();
  for (std::size_t i = 1; i < parties_.size(); ++i) {
    auto difference = compare(reference.invariants.seen(reg), parties_[i].invariants.seen(reg),
                              options_.allocated);
    if (!difference) continue;
    return Finding{.check = Check::state,
                   .step = index,
                   .subject = std::string(parties_[i].subject->name()),
                   .reference = std::string(reference.subject->name()),
                   .what = std::string(difference->aspect) + " of " + name(reg) + " after " +
                           step_to_python(program, program.steps[index]),
                   .expected = std::move(difference->expected),
                   .got = std::move(difference->got),
                   .lock = {}};
  }
  return std::nullopt;
}

std::optional<Finding> what_is_left(const Subject& subject, std::size_t step,
                                    const Residue& residue) {
  if (residue.altered != 0) {
    return broken(subject.name(), step,
                  {Check::bytes_constant,
                   {},
                   "bytes handed out",
                   "no change",
                   std::to_string(residue.altered) + " changed"});
  }
  if (residue == Residue{}) return std::nullopt;
  return broken(subject.name(), step,
                {Check::nothing_left,
                 {},
                 "the end of the program",
                 "nothing left",
                 std::to_string(residue.objects) + " objects, " + std::to_string(residue.bytes) +
                     " bytes, " + std::to_string(residue.mappings) + " mappings, " +
                     std::to_string(residue.descriptors) + " descriptors"});
}

std::optional<Finding> Lockstep::check_end(const Program& program) {
  std::optional<Finding> finding;
  const std::size_t last = program.steps.empty() ? 0 : program.steps.size() - 1;
  for (Party& party : parties_) {
    const Residue residue = party.subject->finish();
    if (!finding && options_.invariants) finding = what_is_left(*party.subject, last, residue);
  }
  return finding;
}

void Lockstep::note_coverage(const Program& program, std::size_t index) {
  const Step& step = program.steps[index];
  ObjectState state = ObjectState::plain;
  if (step.self.exists() && options_.invariants) {
    for (const Party& party : parties_) {
      if (party.invariants.was_closed(step.self)) state = ObjectState::closed;
      if (party.invariants.was_exported(step.self)) state = ObjectState::exported;
    }
  }
  coverage_.count(step.op, state, answers_.front().outcome);
}

}  // namespace holdfast
