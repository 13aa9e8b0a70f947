// SPDX-License-Identifier: MIT
#include "cli/score.h"

#include <algorithm>

#include "cli/known.h"
#include "harness/python_spelling.h"
#include "harness/vocabulary.h"

namespace holdfast::cli {

Score::Score(std::string command, std::size_t most) : most_(most) {
  results_.command = std::move(command);
  results_.holdfast = HOLDFAST_VERSION;
  for (const StepKind& kind : vocabulary()) results_.kinds.emplace_back(kind.name);
}

void Score::begin(const std::string& file, const About& reference) {
  file_ = file;
  ++results_.files;
  if (results_.reference.empty() && !reference.implementation.empty()) {
    results_.reference = reference.implementation + " " + reference.version;
  }
}

report::SubjectResult& Score::of(const About& subject) {
  const auto same = [&](const report::SubjectResult& one) {
    return one.implementation == subject.implementation && one.version == subject.version;
  };
  const auto found = std::ranges::find_if(results_.subjects, same);
  if (found != results_.subjects.end()) return *found;
  report::SubjectResult fresh;
  fresh.implementation = subject.implementation;
  fresh.version = subject.version;
  for (const std::string& op : results_.kinds) fresh.kinds.emplace_back(op);
  return results_.subjects.emplace_back(std::move(fresh));
}

bool Score::shows(const report::SubjectResult& subject,
                  const report::Difference& difference) const {
  const auto alike = [&](const report::Difference& one) {
    return one.op == difference.op && one.reason == difference.reason;
  };
  return std::ranges::count_if(subject.differences, alike) < static_cast<std::ptrdiff_t>(most_);
}

void Score::add(const About& about, const RecordedProgram& recorded, const Verdict& verdict,
                const std::string* reason) {
  report::SubjectResult& subject = of(about);
  ++subject.programs;
  subject.steps += verdict.steps;
  const auto& finding = verdict.finding;
  const auto kind = [&](std::size_t step) -> report::KindResult& {
    return subject.kinds[static_cast<std::size_t>(recorded.program.steps[step].op)];
  };
  // The steps before the first difference agreed; those that were skipped say nothing.
  std::size_t left = verdict.steps;
  const std::size_t end = finding ? finding->step : recorded.steps.size();
  for (std::size_t i = 0; i < end && left > 0; ++i) {
    if (recorded.steps[i].outcome.type == Outcome::Type::skipped) continue;
    ++kind(i).agreed;
    --left;
  }
  if (!finding) return;
  // What is left over at the end is counted for the last step.
  report::KindResult& differing = kind(std::min(finding->step, recorded.steps.size() - 1));
  ++differing.differed;
  ++subject.differed;
  if (reason != nullptr) {
    ++differing.known;
    ++subject.known;
    ++subject.reasons[*reason];
  }
  report::Difference difference{.program = recorded.id,
                                .file = file_,
                                .step = finding->step,
                                .op = differing.op,
                                .check = name(finding->check),
                                .what = finding->what,
                                .expected = finding->expected,
                                .got = finding->got,
                                .reason = reason != nullptr ? *reason : "",
                                .link = reason != nullptr ? link_in(*reason) : ""};
  if (!shows(subject, difference)) return;
  results_.programs.try_emplace(recorded.id,
                                report::ProgramText{.why = recorded.why,
                                                    .listing = listing(recorded.program),
                                                    .python = to_python(recorded)});
  subject.differences.push_back(std::move(difference));
}

void Score::add_not_asked(const About& subject, std::string_view ability) {
  ++of(subject).not_asked[std::string(ability)];
}

void Score::add_seconds(const About& subject, double seconds) { of(subject).seconds += seconds; }

void Score::add(const report::Results& part) {
  results_.files += part.files;
  if (results_.reference.empty()) results_.reference = part.reference;
  for (const report::SubjectResult& one : part.subjects) {
    About about;
    about.implementation = one.implementation;
    about.version = one.version;
    report::SubjectResult& subject = of(about);
    subject.programs += one.programs;
    subject.differed += one.differed;
    subject.known += one.known;
    subject.steps += one.steps;
    subject.seconds += one.seconds;
    for (const auto& [what, number] : one.not_asked) subject.not_asked[what] += number;
    for (const auto& [reason, number] : one.reasons) subject.reasons[reason] += number;
    for (const report::KindResult& kind : one.kinds) {
      report::KindResult& sum =
          subject.kinds[static_cast<std::size_t>(op_named(kind.op).value_or(Op{}))];
      sum.agreed += kind.agreed;
      sum.differed += kind.differed;
      sum.known += kind.known;
    }
    for (const report::Difference& difference : one.differences) {
      if (!shows(subject, difference)) continue;
      results_.programs.try_emplace(difference.program, part.programs.at(difference.program));
      subject.differences.push_back(difference);
    }
  }
}

report::Results Score::results() const {
  report::Results results = results_;
  for (report::SubjectResult& subject : results.subjects) {
    std::erase_if(subject.kinds, [](const report::KindResult& kind) {
      return kind.agreed == 0 && kind.differed == 0;
    });
  }
  return results;
}

}  // namespace holdfast::cli
