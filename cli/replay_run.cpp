// SPDX-License-Identifier: MIT
#include "cli/replay_run.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iterator>
#include <span>

#include "cli/colour.h"
#include "cli/interpreters.h"
#include "harness/machine.h"
#include "harness/python_spelling.h"
#include "harness/requirements.h"
#include "harness/rules.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

About of_this_build(const Subject& subject) {
  About about;
  about.implementation = subject.name();
  return about;
}

// The subjects as they were given, for a shell; nothing where none were.
std::string spelt_again(const std::vector<std::string>& subjects) {
  std::string text;
  if (subjects == ReplayOptions().subjects) return text;
  for (const std::string& subject : subjects) text += " --subject '" + subject + "'";
  return text;
}

void print_difference(const std::string& file, const RecordedProgram& recorded,
                      const Finding& finding, const ReplayOptions& options) {
  std::printf("\n%s  %s, program %s\n", coloured("DIFFERENCE").c_str(), file.c_str(),
              recorded.id.c_str());
  if (!recorded.why.empty()) std::printf("  why: %s\n", recorded.why.c_str());
  std::printf("%s", listing(recorded.program).c_str());
  std::printf("  %s\n", finding.summary().c_str());
  std::printf("  Run it again: holdfast replay %s --filter %s%s\n", file.c_str(),
              recorded.id.c_str(), spelt_again(options.subjects).c_str());
  const StepKind& kind = kind_of(recorded.program.steps[finding.step].op);
  std::printf("  The rule in CPython 3.14:\n%s", rules_text(rules_for(kind, finding)).c_str());
}

}  // namespace

std::expected<Asked, InputError> ask(const ReplayOptions& options) {
  Asked asked;
  for (const std::string& name : options.subjects) {
    if (auto subject = make_subject(name)) {
      asked.local.push_back(std::move(subject));
      continue;
    }
    auto process = start_command(name);
    if (!process) return std::unexpected(process.error());
    asked.processes.push_back(std::move(*process));
  }
  return asked;
}

std::expected<void, InputError> Replay::run(const std::filesystem::path& path) {
  auto trace = load_trace(path);
  if (!trace) return std::unexpected(trace.error());
  leave_out_other_pages(*trace);
  const Totals before = totals_;
  compared_ = 0;
  file_ = path.string();
  if (score_ != nullptr) score_->begin(file_, trace->recorded);
  std::erase_if(trace->programs, [&](const RecordedProgram& recorded) {
    return recorded.id.find(options_.filter) == std::string::npos;
  });
  if (const auto kept = keep_new_ones(path, *trace); !kept) return kept;
  TraceSubject reference(trace->recorded);
  ask_local(reference, trace->programs);
  // Those that nobody is able to run are not asked, and do not count.
  std::vector<const RecordedProgram*> asked;
  if (!asked_.local.empty()) {
    for (const RecordedProgram& recorded : trace->programs) asked.push_back(&recorded);
  }
  for (AdapterProcess& process : asked_.processes) {
    const auto able = ask_process(process, reference, trace->programs);
    if (!able) {
      totals_.programs += compared_;
      return std::unexpected(able.error());
    }
    std::vector<const RecordedProgram*> all;
    std::ranges::set_union(asked, *able, std::back_inserter(all));
    asked = std::move(all);
  }
  progress_.clear();
  if (interrupted()) {
    totals_.programs += compared_;
    std::printf("interrupted in %s\n", file_.c_str());
    return {};
  }
  ++totals_.files;
  totals_.programs += asked.size();
  const std::uint64_t known = totals_.known - before.known;
  const std::uint64_t unknown = totals_.differences - before.differences - known;
  const std::string as_known = known == 0 ? "" : ", " + counted(known, "known difference");
  std::printf("%s %s: %s, %s%s\n", coloured(unknown == 0 ? "agreed   " : "DIFFERED ").c_str(),
              file_.c_str(), counted(asked.size(), "program").c_str(),
              counted(totals_.steps - before.steps, "step").c_str(), as_known.c_str());
  return {};
}

// Leaves out what was required already in the version of the suite that --since names.
std::expected<void, InputError> Replay::keep_new_ones(const std::filesystem::path& path,
                                                      Trace& trace) {
  if (options_.since.empty()) return {};
  const auto known = suite_version(options_.since);
  if (!known) {
    return std::unexpected(
        InputError{"--since " + options_.since + ": not a version of the suite, like 1.2.0"});
  }
  const auto required = Requirements::of(path);
  if (!required) return std::unexpected(required.error());
  std::erase_if(trace.programs, [&](const RecordedProgram& recorded) {
    const auto since = required->since(recorded.id);
    return since && *since <= *known;
  });
  return {};
}

// Where pages have another size, programs that depend on it have another outcome.
void Replay::leave_out_other_pages(Trace& trace) {
  const std::int64_t recorded = trace.recorded.page_size;
  if (recorded == 0 || recorded == page_bytes()) return;
  totals_.other_pages += std::erase_if(trace.programs, [&](const RecordedProgram& one) {
    return depends_on_pages(one.program, recorded);
  });
}

void Replay::ask_local(TraceSubject& reference, const std::vector<RecordedProgram>& programs) {
  // Together it is faster, but the first difference of one ends the program for all.
  const std::size_t at_once = score_ == nullptr ? asked_.local.size() : 1;
  const std::span<const std::unique_ptr<Subject>> subjects = asked_.local;
  for (std::size_t first = 0; first < subjects.size(); first += at_once) {
    const auto begin = Clock::now();
    ask_together(subjects.subspan(first, at_once), reference, programs);
    if (score_ == nullptr) continue;
    score_->add_seconds(of_this_build(*subjects[first]), seconds_since(begin));
  }
}

void Replay::ask_together(std::span<const std::unique_ptr<Subject>> subjects,
                          TraceSubject& reference, const std::vector<RecordedProgram>& programs) {
  std::vector<Subject*> with_reference = {&reference};
  std::vector<Subject*> alone;
  for (const auto& subject : subjects) {
    with_reference.push_back(subject.get());
    alone.push_back(subject.get());
  }
  const About about = of_this_build(*subjects.front());
  Lockstep against_trace(with_reference, lockstep_options());
  Lockstep among_themselves(alone, lockstep_options());  // for programs nobody has recorded
  for (const RecordedProgram& recorded : programs) {
    if (recorded.recorded()) reference.select(recorded);
    Lockstep& lockstep = recorded.recorded() ? against_trace : among_themselves;
    Verdict verdict = lockstep.run(recorded.program);
    if (verdict.finding && recorded.recorded()) respect_departures(recorded, reference, verdict);
    count(about, recorded, verdict);
    compared_ = std::max(compared_, static_cast<std::size_t>(&recorded - programs.data()) + 1);
    if (done()) return;
  }
}

// The implementation departs from CPython where CPython is unsafe, but only the model says so
// (Answer::departs). Where it was asked as well, the lockstep has ended there already.
void Replay::respect_departures(const RecordedProgram& recorded, TraceSubject& reference,
                                Verdict& verdict) {
  if (!guide_) guide_ = make_subject("model");
  Subject* const both[] = {&reference, guide_.get()};
  const Verdict guided = Lockstep(both, lockstep_options()).run(recorded.program);
  if (guided.finding || (!guided.departed && !guided.exhausted)) return;
  const auto before = std::span(recorded.steps).first(verdict.finding->step);
  const auto ran = std::ranges::count_if(
      before, [](const RecordedStep& step) { return step.outcome.type != Outcome::Type::skipped; });
  if (static_cast<std::size_t>(ran) >= guided.steps) verdict = guided;
}

std::expected<std::vector<const RecordedProgram*>, InputError> Replay::ask_process(
    AdapterProcess& process, TraceSubject& reference,
    const std::vector<RecordedProgram>& programs) {
  TraceSubject live(process.about(), TraceSubject::From::process);
  Subject* const both[] = {&reference, &live};
  Lockstep lockstep(both, lockstep_options());
  // Few at first, to notice an adapter that does nothing but die. Fewer than these may be
  // recordings of crashes, all of them.
  constexpr std::size_t kFirst = 16;
  std::size_t batch_size = kFirst;
  const auto begin = Clock::now();
  std::vector<const RecordedProgram*> able;
  for (const RecordedProgram& recorded : programs) {
    if (is_able(process, recorded)) able.push_back(&recorded);
  }
  std::vector<Program> batch;
  for (std::size_t first = 0, end = 0; first < able.size(); first = end, batch_size = 256) {
    if (interrupted()) break;
    end = std::min(able.size(), first + batch_size);
    batch.clear();
    for (std::size_t i = first; i < end; ++i) batch.push_back(able[i]->program);
    const std::size_t before = process.restarts();
    auto answers = process.run(batch);
    if (!answers) return std::unexpected(answers.error());
    if (end == kFirst && process.restarts() - before >= end) {
      return std::unexpected(InputError{
          process.about().implementation + " died in each of the first " + std::to_string(end) +
          " programs; it said: " + std::string(process.complaints())});
    }
    for (std::size_t i = first; i < end; ++i) {
      if (!able[i]->recorded()) continue;
      reference.select(*able[i]);
      live.select((*answers)[i - first]);
      count(process.about(), *able[i], lockstep.run(able[i]->program));
    }
    compared_ = std::max(compared_, end);
  }
  if (score_ != nullptr) score_->add_seconds(process.about(), seconds_since(begin));
  return able;
}

// Whether the process has all abilities that a program needs; takes note where it has not.
bool Replay::is_able(const AdapterProcess& process, const RecordedProgram& recorded) {
  const std::string_view lacking = process.lacks(recorded.program);
  if (!lacking.empty()) {
    ++totals_.lacking[process.about().implementation + " " + process.about().version +
                      " lacks the ability " + std::string(lacking)];
    if (score_ != nullptr) score_->add_not_asked(process.about(), lacking);
  }
  return lacking.empty();
}

void Replay::count(const About& subject, const RecordedProgram& recorded, const Verdict& verdict) {
  totals_.steps += verdict.steps;
  if (verdict.departed) ++totals_.departed;
  progress_.show("replaying " + file_ + ": " + counted(totals_.steps, "step"));
  const std::string* reason = look_up(recorded, verdict);
  if (score_ != nullptr) score_->add(subject, recorded, verdict, reason);
  if (!verdict.finding) return;
  ++totals_.differences;
  if (reason != nullptr) ++totals_.known;
  if (reason != nullptr || totals_.differences - totals_.known > options_.show) return;
  progress_.clear();
  print_difference(file_, recorded, *verdict.finding, options_);
  const KnownDifference* listed = known_ == nullptr ? nullptr : known_->listed(recorded.id);
  if (listed == nullptr) return;
  std::printf("  %s lists this program with another difference: at step %zu, got %s\n",
              options_.known.c_str(), listed->step, listed->got.value_or("anything").c_str());
}

const std::string* Replay::look_up(const RecordedProgram& recorded, const Verdict& verdict) {
  if (known_ == nullptr) return nullptr;
  if (!verdict.finding) {
    known_->agreed(recorded.id);
    return nullptr;
  }
  if (options_.update) known_->update(recorded.id, *verdict.finding);
  return known_->reason_of(recorded.id, *verdict.finding);
}

}  // namespace holdfast::cli
