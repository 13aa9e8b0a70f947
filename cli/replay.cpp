// SPDX-License-Identifier: MIT
//
// holdfast replay: do subjects give what was recorded?
#include <chrono>
#include <cstdio>
#include <map>
#include <memory>
#include <span>
#include <sstream>
#include <vector>

#include "cli/commands.h"
#include "cli/interpreters.h"
#include "cli/jobs.h"
#include "cli/programs.h"
#include "cli/progress.h"
#include "harness/lockstep.h"
#include "harness/machine.h"
#include "harness/python_spelling.h"
#include "harness/requirements.h"
#include "harness/trace_subject.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

struct Options {
  std::vector<std::string> paths;
  std::vector<std::string> subjects = {"impl", "model"};
  std::string filter;
  std::string since;
  bool lenient = false;
  bool first = false;
  std::size_t show = 3;
  std::size_t jobs = 1;
};

struct Totals {
  std::uint64_t files = 0;
  std::uint64_t programs = 0;
  std::uint64_t steps = 0;
  std::uint64_t differences = 0;
  std::uint64_t other_pages = 0;  // programs left out: this machine has pages of another size
  std::uint64_t departed = 0;     // programs that ended where a subject departs from CPython
  // Programs that a process was not asked, by the ability that it lacks.
  std::map<std::string, std::uint64_t, std::less<>> lacking;

  void add(const Totals& other) {
    files += other.files;
    programs += other.programs;
    steps += other.steps;
    differences += other.differences;
    other_pages += other.other_pages;
    departed += other.departed;
    for (const auto& [what, count] : other.lacking) lacking[what] += count;
  }
};

// Totals on their way from a process to the one that adds them up: the numbers, then a line for
// each ability that is lacking.
std::string to_text(const Totals& totals) {
  std::ostringstream text;
  text << totals.files << ' ' << totals.programs << ' ' << totals.steps << ' ' << totals.differences
       << ' ' << totals.other_pages << ' ' << totals.departed << '\n';
  for (const auto& [what, count] : totals.lacking) text << count << ' ' << what << '\n';
  return text.str();
}

Totals totals_from(const std::string& text) {
  Totals totals;
  std::istringstream in(text);
  in >> totals.files >> totals.programs >> totals.steps >> totals.differences >>
      totals.other_pages >> totals.departed;
  std::uint64_t count = 0;
  for (std::string what; in >> count && std::getline(in >> std::ws, what);) {
    totals.lacking[what] = count;
  }
  return totals;
}

// The subjects a replay asks: those of this build answer step by step, processes program by
// program.
struct Asked {
  std::vector<std::unique_ptr<Subject>> local;
  std::vector<AdapterProcess> processes;
};

std::expected<Asked, InputError> ask(const Options& options) {
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

void print_difference(const std::string& file, const RecordedProgram& recorded,
                      const Finding& finding) {
  std::printf("\nDIFFERENCE  %s, program %s\n", file.c_str(), recorded.id.c_str());
  if (!recorded.why.empty()) std::printf("  why: %s\n", recorded.why.c_str());
  std::printf("%s", listing(recorded.program).c_str());
  std::printf("  %s\n", finding.summary().c_str());
  std::printf("  Run it again: holdfast replay %s --filter %s\n", file.c_str(),
              recorded.id.c_str());
}

class Replay {
 public:
  Replay(const Options& options, Asked& asked) : options_(options), asked_(asked) {}

  std::expected<void, InputError> run(const std::filesystem::path& path) {
    auto trace = load_trace(path);
    if (!trace) return std::unexpected(trace.error());
    leave_out_other_pages(*trace);
    const Totals before = totals_;
    file_ = path.string();
    std::erase_if(trace->programs, [&](const RecordedProgram& recorded) {
      return recorded.id.find(options_.filter) == std::string::npos;
    });
    if (const auto kept = keep_new_ones(path, *trace); !kept) return kept;
    TraceSubject reference(trace->recorded);
    ask_local(reference, trace->programs);
    for (AdapterProcess& process : asked_.processes) {
      auto asked = ask_process(process, reference, trace->programs);
      if (!asked) return asked;
    }
    ++totals_.files;
    totals_.programs += trace->programs.size();
    progress_.clear();
    const std::uint64_t differences = totals_.differences - before.differences;
    std::printf("%-9s %s: %s, %s\n", differences == 0 ? "agreed" : "DIFFERED", file_.c_str(),
                counted(trace->programs.size(), "program").c_str(),
                counted(totals_.steps - before.steps, "step").c_str());
    return {};
  }

  [[nodiscard]] const Totals& totals() const { return totals_; }
  // Whether one difference is enough, and there is one.
  [[nodiscard]] bool done() const { return options_.first && totals_.differences != 0; }

 private:
  [[nodiscard]] LockstepOptions lockstep_options() const {
    return {.messages = !options_.lenient, .allocated = !options_.lenient};
  }

  // Leaves out what was required already in the version of the suite that --since names.
  std::expected<void, InputError> keep_new_ones(const std::filesystem::path& path, Trace& trace) {
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
  void leave_out_other_pages(Trace& trace) {
    const std::int64_t recorded = trace.recorded.page_size;
    if (recorded == 0 || recorded == page_bytes()) return;
    totals_.other_pages += std::erase_if(trace.programs, [&](const RecordedProgram& one) {
      return depends_on_pages(one.program, recorded);
    });
  }

  void ask_local(TraceSubject& reference, const std::vector<RecordedProgram>& programs) {
    if (asked_.local.empty()) return;
    std::vector<Subject*> with_reference = {&reference};
    std::vector<Subject*> alone;
    for (const auto& subject : asked_.local) {
      with_reference.push_back(subject.get());
      alone.push_back(subject.get());
    }
    Lockstep against_trace(with_reference, lockstep_options());
    Lockstep among_themselves(alone, lockstep_options());  // for programs nobody has recorded
    for (const RecordedProgram& recorded : programs) {
      if (recorded.recorded()) reference.select(recorded);
      Lockstep& lockstep = recorded.recorded() ? against_trace : among_themselves;
      count(recorded, lockstep.run(recorded.program));
      if (done()) return;
    }
  }

  std::expected<void, InputError> ask_process(AdapterProcess& process, TraceSubject& reference,
                                              const std::vector<RecordedProgram>& programs) {
    TraceSubject live(process.about());
    Subject* const both[] = {&reference, &live};
    Lockstep lockstep(both, lockstep_options());
    constexpr std::size_t kBatch = 256;
    std::vector<const RecordedProgram*> able;
    for (const RecordedProgram& recorded : programs) {
      if (is_able(process, recorded)) able.push_back(&recorded);
    }
    std::vector<Program> batch;
    for (std::size_t first = 0; first < able.size(); first += kBatch) {
      const std::size_t end = std::min(able.size(), first + kBatch);
      batch.clear();
      for (std::size_t i = first; i < end; ++i) batch.push_back(able[i]->program);
      auto answers = process.run(batch);
      if (!answers) return std::unexpected(answers.error());
      for (std::size_t i = first; i < end; ++i) {
        if (!able[i]->recorded()) continue;
        reference.select(*able[i]);
        live.select((*answers)[i - first]);
        count(*able[i], lockstep.run(able[i]->program));
      }
    }
    return {};
  }

  // Whether the process has all abilities that a program needs; takes note where it has not.
  bool is_able(const AdapterProcess& process, const RecordedProgram& recorded) {
    const std::string_view lacking = process.lacks(recorded.program);
    if (!lacking.empty()) {
      ++totals_.lacking[process.about().implementation + " " + process.about().version +
                        " lacks the ability " + std::string(lacking)];
    }
    return lacking.empty();
  }

  void count(const RecordedProgram& recorded, const Verdict& verdict) {
    totals_.steps += verdict.steps;
    if (verdict.departed) ++totals_.departed;
    progress_.show("replaying " + file_ + ": " + counted(totals_.steps, "step"));
    if (!verdict.finding) return;
    if (++totals_.differences > options_.show) return;
    progress_.clear();
    print_difference(file_, recorded, *verdict.finding);
  }

  const Options& options_;
  Asked& asked_;
  Totals totals_;
  std::string file_;
  Progress progress_;
};

std::expected<Totals, InputError> replay_files(const Options& options,
                                               std::span<const std::filesystem::path> files) {
  auto asked = ask(options);
  if (!asked) return std::unexpected(asked.error());
  Replay replay(options, *asked);
  for (const auto& file : files) {
    if (const auto done = replay.run(file); !done) return std::unexpected(done.error());
    if (replay.done()) break;
  }
  return replay.totals();
}

// The same, each file in a process of its own.
std::expected<Totals, InputError> replay_in_jobs(const Options& options,
                                                 std::span<const std::filesystem::path> files) {
  Totals totals;
  bool failed = false;
  const auto run = [&](std::size_t index, std::string& report) -> int {
    const auto done = replay_files(options, files.subspan(index, 1));
    if (!done) return refuse(done.error().message);
    report = to_text(*done);
    return kAgreed;
  };
  const auto finished = [&](std::size_t index, const JobResult& result) {
    std::fwrite(result.printed.data(), 1, result.printed.size(), stdout);
    if (result.status == kAgreed) return totals.add(totals_from(result.report));
    failed = true;
    std::fprintf(stderr, "holdfast: %s could not be replayed\n", files[index].c_str());
  };
  const auto done = run_jobs(files.size(), options.jobs, run, finished);
  if (!done) return std::unexpected(InputError{done.error()});
  if (failed) return std::unexpected(InputError{"some files could not be replayed, see above"});
  return totals;
}

int replay(const Options& options) {
  const auto begin = std::chrono::steady_clock::now();
  const auto files = find_traces(options.paths);
  if (!files) return refuse(files.error().message);
  const auto replayed =
      options.jobs > 1 ? replay_in_jobs(options, *files) : replay_files(options, *files);
  if (!replayed) return refuse(replayed.error().message);
  const Totals& totals = *replayed;
  if (totals.programs == 0 && !options.since.empty()) {
    return refuse("no program has come since version " + options.since + " of the suite");
  }
  if (totals.programs == 0) return refuse("no program is called like '" + options.filter + "'");
  if (totals.other_pages != 0) {
    std::printf("%s left out: recorded where pages have another size than here\n",
                counted(totals.other_pages, "program").c_str());
  }
  if (totals.departed != 0) {
    std::printf("%s ended where CPython is unsafe, see docs/exceptions.md\n",
                counted(totals.departed, "program").c_str());
  }
  for (const auto& [what, left_out] : totals.lacking) {
    std::printf("%s not asked: %s\n", counted(left_out, "program").c_str(), what.c_str());
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - begin;
  std::printf(
      "\nreplayed %s from %s, %s in %.1f s: %s\n", counted(totals.programs, "program").c_str(),
      counted(totals.files, "file").c_str(), counted(totals.steps, "step").c_str(), elapsed.count(),
      totals.differences == 0 ? "all agreed"
                              : (counted(totals.differences, "program") + " differed").c_str());
  return totals.differences == 0 ? kAgreed : kDifferences;
}

}  // namespace

void add_replay(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("replay", "Run recorded programs and compare every outcome");
  command->add_option("paths", options->paths, "Trace files, or folders of them")->required();
  command
      ->add_option("--subject", options->subjects,
                   "impl, model, or a command that speaks the adapter protocol; may be repeated")
      ->capture_default_str();
  command->add_option("--filter", options->filter, "Only programs whose id contains this text");
  command
      ->add_option("--jobs", options->jobs, "How many files to replay at once, each in a process")
      ->check(CLI::Range(1, 256))
      ->capture_default_str();
  command->add_option("--since", options->since,
                      "Only programs that came, or were changed, after this version of the suite");
  command->add_flag("--first", options->first, "End with the first difference");
  command->add_option("--show", options->show, "How many differences to print in full")
      ->capture_default_str();
  auto* lenient = command->add_flag("--lenient", options->lenient, "Compare types and states only");
  command
      ->add_flag_function(
          "--strict", [](std::int64_t) {}, "Compare messages and allocated sizes too (the default)")
      ->excludes(lenient);
  command->callback([options, &status] { status = replay(*options); });
}

}  // namespace holdfast::cli
