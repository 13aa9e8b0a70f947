// SPDX-License-Identifier: MIT
//
// A lockstep in which everything that can fail does, once: in each step the first allocation (or
// system call) is refused, then the second, until the step completes because it asks no more often.
// A step that failed for this is as if it had not been: nothing changed, nothing leaked, and what
// comes next goes as the reference says, which was not told of it.
//
// Delicate steps are those of which a failure may leave something behind by right: they run steps
// of hostile arguments before they fail, move iterators on, or are in the table of exceptions in
// invariants.cpp. Each failure of theirs gets a run of the program of its own, without a reference:
// the invariants have to hold, what is left must be nothing, and nobody may crash.
#include <optional>
#include <string_view>
#include <utility>

#include "harness/compare.h"
#include "harness/lockstep.h"
#include "harness/python_spelling.h"
#include "harness/step_flags.h"

namespace holdfast {
namespace {

// More requests than any step makes: who never completes is told so.
constexpr std::uint64_t kMostRequests = 100'000;

// CPython maps a file that does not tell its size as it is asked to, without a look at the size.
bool goes_on(Op op, Resource resource) {
  static const std::optional<Op> kMap = op_named("mmap");
  return resource == Resource::system_calls && op == kMap;
}

// b[:x] and b[0:x], as far as that shows without the array: CPython asks for the memory first.
bool is_at_front(const Program& program, const Step& step) {
  const auto arguments = program.arguments(step);
  if (arguments.empty() || arguments[0].kind != Kind::slice) return false;
  const auto bounds = program.arena.items(arguments[0]);
  const auto is = [&](std::size_t bound, std::int64_t number) {
    return bounds[bound].kind == Kind::none ||
           (bounds[bound].kind == Kind::integer && bounds[bound].integer == number);
  };
  return is(0, 0) && is(2, 1);
}

// What CPython has done by the time it asks for memory and raises MemoryError: the table "When
// memory runs out" in docs/exceptions.md.
bool comes_too_late(const Program& program, const Step& step) {
  static const StepFlags kFlags{"bytearray.__delitem__", "bytearray.__setitem__",
                                "BytesIO.__getstate__", "BytesIO.getbuffer"};
  return kFlags[step.op] && !is_at_front(program, step);
}

// What a refusal has to become: MemoryError without a message, OSError with the error's number.
bool is_due(Resource resource, const Answer& answer) {
  if (answer.outcome.type != Outcome::Type::raised) return false;
  const std::string_view message = answer.outcome.message.kind == Kind::text
                                       ? answer.arena.text(answer.outcome.message)
                                       : std::string_view();
  return resource == Resource::memory
             ? answer.outcome.exception == Exception::MemoryError && message.empty()
             : answer.outcome.exception == Exception::OSError && message.starts_with("[Errno ");
}

// "b.append(1), when allocation 2 of it fails".
std::string failing(const Program& program, std::size_t index, Resource resource,
                    std::uint64_t nth) {
  return step_to_python(program, program.steps[index]) + ", when " + std::string(noun(resource)) +
         " " + std::to_string(nth) + " of it fails";
}

}  // namespace

// Runs the program once without failures, to see which steps run others.
void Lockstep::find_delicate_steps(const Program& program) {
  for (std::size_t i = 0; i < parties_.size(); ++i) {
    Party& party = parties_[i];
    party.delicate.assign(program.steps.size(), 0);
    if (party.subject->fault_points() == nullptr) continue;
    party.subject->start(program);
    bool ended = false;
    for (std::size_t index = 0; index < program.steps.size(); ++index) {
      const Step& step = program.steps[index];
      bool delicate = is_delicate(program, step) || goes_on(step.op, *options_.faults) ||
                      comes_too_late(program, step);
      if (!ended) {
        answers_[i].clear();
        party.subject->execute(index, answers_[i]);
        delicate = delicate || !answers_[i].nested.empty();
        ended = ends_program(answers_[i]);
      }
      party.delicate[index] = delicate ? 1 : 0;
    }
    party.subject->finish();
  }
}

std::optional<Finding> Lockstep::try_faults(const Program& program, std::size_t index,
                                            Verdict& verdict) {
  std::optional<Finding> finding;
  for (std::size_t i = 0; i < parties_.size() && !finding; ++i) {
    Party& party = parties_[i];
    if (party.subject->fault_points() == nullptr || party.delicate[index] != 0) continue;
    finding = try_faults(program, index, party, answers_[i], verdict);
  }
  return finding;
}

// Leaves the answer of the step as it completed, to be compared like any other.
std::optional<Finding> Lockstep::try_faults(const Program& program, std::size_t index, Party& party,
                                            Answer& answer, Verdict& verdict) {
  FaultPoints& points = *party.subject->fault_points();
  for (std::uint64_t nth = 1; nth < kMostRequests; ++nth) {
    answer.clear();
    const std::uint64_t before = points.asked(*options_.faults);
    points.fail(*options_.faults, nth);
    party.subject->execute(index, answer);
    points.fail(*options_.faults, 0);
    const bool failed = points.asked(*options_.faults) - before >= nth;
    verdict.faults += failed ? 1 : 0;
    // Where the step did not need what it was refused, it has completed as well.
    if (!failed || !is_due(*options_.faults, answer)) {
      party.done = true;
      return std::nullopt;
    }
    // Somebody's steps ran all the same: the reference cannot follow.
    if (!answer.nested.empty()) {
      verdict.departed = true;
      return std::nullopt;
    }
    auto finding = check_failed_step(program, index, party, answer);
    if (!finding) continue;
    finding->what += ", after " + failing(program, index, *options_.faults, nth);
    return finding;
  }
  return Finding{.check = Check::outcome,
                 .step = index,
                 .subject = std::string(party.subject->name()),
                 .reference = {},
                 .what = step_to_python(program, program.steps[index]),
                 .expected = "an end",
                 .got = std::to_string(kMostRequests) + " failures",
                 .lock = {}};
}

// What the reference showed before the step is what has to be seen after a failure.
std::optional<Finding> Lockstep::check_failed_step(const Program& program, std::size_t index,
                                                   Party& party, const Answer& answer) {
  const std::string subject(party.subject->name());
  const Party& reference = parties_.front();
  if (!(party.subject->registers() == reference.subject->registers())) {
    return Finding{.check = Check::registers,
                   .step = index,
                   .subject = subject,
                   .reference = {},
                   .what = "the registers",
                   .expected = "the same as before",
                   .got = "others",
                   .lock = {}};
  }
  party.invariants.begin();
  std::optional<Finding> finding;
  reference.subject->registers().for_each([&](Register reg) {
    party.invariants.see(*party.subject, reg);
    // Another party with faults may be the reference: it has not run the step either.
    auto difference =
        compare(reference.invariants.seen(reg), party.invariants.seen(reg), options_.allocated);
    if (!difference || finding || &party == &reference) return;
    finding = Finding{.check = Check::failure_atomic,
                      .step = index,
                      .subject = subject,
                      .reference = {},
                      .what = std::string(difference->aspect) + " of " + name(reg),
                      .expected = std::move(difference->expected),
                      .got = std::move(difference->got),
                      .lock = {}};
  });
  if (finding || !options_.invariants) return finding;
  const auto let_go = party.invariants.let_go_by_iterators();
  const auto violation = party.invariants.check(program, index, answer, let_go);
  if (violation) finding = broken(subject, index, *violation);
  return finding;
}

std::optional<Finding> Lockstep::try_delicate_steps(const Program& program, Verdict& verdict) {
  for (Party& party : parties_) {
    for (std::size_t index = 0; index < party.delicate.size(); ++index) {
      if (party.delicate[index] == 0) continue;
      bool failed = true;
      for (std::uint64_t nth = 1; failed && nth < kMostRequests; ++nth) {
        auto finding = run_alone(program, party, index, nth, failed);
        verdict.faults += failed ? 1 : 0;
        if (!finding) continue;
        finding->what += ", after " + failing(program, index, *options_.faults, nth);
        return finding;
      }
    }
  }
  return std::nullopt;
}

// Runs the program on one party alone, and lets one request of one step fail.
std::optional<Finding> Lockstep::run_alone(const Program& program, Party& party, std::size_t index,
                                           std::uint64_t nth, bool& failed) {
  FaultPoints& points = *party.subject->fault_points();
  Answer& answer = answers_[static_cast<std::size_t>(&party - parties_.data())];
  std::optional<Finding> finding;
  failed = false;
  party.subject->start(program);
  party.invariants.start();
  for (std::size_t i = 0; i < program.steps.size() && !finding; ++i) {
    answer.clear();
    const std::uint64_t before = points.asked(*options_.faults);
    if (i == index) points.fail(*options_.faults, nth);
    party.subject->execute(i, answer);
    points.fail(*options_.faults, 0);
    if (i == index) failed = points.asked(*options_.faults) - before >= nth;
    // Nothing to be seen here that other runs do not show.
    if (ends_program(answer) || (i == index && !failed)) break;
    if (i + 1 < index || !options_.invariants) continue;
    // Not compared with what was before.
    if (i == index && comes_too_late(program, program.steps[i])) {
      answer.outcome.type = Outcome::Type::open;
    }
    party.invariants.begin();
    party.subject->registers().for_each(
        [&](Register reg) { party.invariants.see(*party.subject, reg); });
    const auto let_go = party.invariants.let_go_by_iterators();
    const auto violation = party.invariants.check(program, i, answer, let_go);
    if (violation) finding = broken(party.subject->name(), i, *violation);
  }
  const Residue residue = party.subject->finish();
  const std::size_t last = program.steps.size() - 1;
  if (!finding && options_.invariants) finding = what_is_left(*party.subject, last, residue);
  return finding;
}

}  // namespace holdfast
