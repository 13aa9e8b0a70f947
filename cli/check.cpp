// SPDX-License-Identifier: MIT
//
// holdfast check and holdfast diff: random programs in lockstep for a budget. `check` runs the
// implementation beside the model; `diff` adds a live interpreter, which is then the reference.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <functional>
#include <memory>
#include <random>
#include <vector>

#include "cli/colour.h"
#include "cli/commands.h"
#include "cli/crash.h"
#include "cli/crash_report.h"
#include "cli/hunt.h"
#include "cli/interpreters.h"
#include "cli/interrupt.h"
#include "cli/programs.h"
#include "cli/progress.h"
#include "cli/small.h"
#include "harness/campaign.h"
#include "harness/coverage_report.h"
#include "harness/files.h"
#include "harness/record.h"
#include "harness/report.h"
#include "harness/trace_subject.h"
#include "props/suites.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

struct Options {
  double seconds = 30;
  std::uint64_t seed = 0;
  std::uint64_t programs = ~std::uint64_t{0};
  std::size_t steps = 0;
  std::vector<std::string> suites;
  std::string out = "holdfast-failures";
  std::string python;
  std::string subject;  // or any command that speaks the adapter protocol
  std::string known;    // differences, for a hunt
  bool all = false;     // hunt
  bool update = false;
  bool strict = false;
  std::string coverage;  // JSON is written here
  std::string traces;    // what these visit should be visited
  std::size_t rare = 3;
  bool table = false;
  bool complete = false;
  bool small = false;
  bool processor = false;
  bool first = false;
  bool unsafe = false;
  std::size_t letters = 3;
};

// How long the turns of the suites are, as parts of each one's time: short ones first, so that what
// any suite finds at once shows early.
constexpr std::array kTurns = {0.02, 0.05, 0.1, 0.2, 0.3, 0.33};

// A suite in the course of a run.
struct Course {
  const props::Suite* suite;
  std::uint64_t programs = 0;
  std::uint64_t steps = 0;
  std::chrono::milliseconds elapsed{0};
  bool failed = false;
};

double seconds_of(std::chrono::milliseconds time) {
  return static_cast<double>(time.count()) / 1000;
}

class Check {
 public:
  Check(const Options& options, AdapterProcess* live, Announce announce)
      : options_(options),
        live_(live),
        announce_(std::move(announce)),
        model_(make_subject("model")),
        implementation_(make_subject("impl")),
        guide_(make_subject("model")) {}

  // Runs the suites in turns, each for its share of the time.
  int run() {
    std::vector<Course> chosen;
    for (const props::Suite& suite : props::kSuites) {
      const bool wanted = options_.suites.empty() ||
                          std::ranges::count(options_.suites, std::string(suite.name)) != 0;
      if (wanted) chosen.push_back({.suite = &suite});
    }
    std::printf("seed %llu\n", static_cast<unsigned long long>(options_.seed));
    const double share = options_.seconds / static_cast<double>(chosen.size());
    // A number of programs is to give the same ones on any machine.
    const bool in_turns = options_.programs == Options{}.programs;
    const std::size_t turns = in_turns ? kTurns.size() : 1;
    int status = kAgreed;
    for (std::size_t turn = 0; turn < turns && !stopped(status); ++turn) {
      for (Course& course : chosen) {
        if (stopped(status)) break;
        if (course.failed) continue;
        const int one = run_turn(course, turn, in_turns ? share * kTurns[turn] : share);
        if (one == kBadInput) return one;
        if (one != kAgreed) status = one;
        if (turn + 1 == turns && !course.failed) print(course);
      }
    }
    if (const int done = print_coverage(); done != kAgreed) return done;
    print_summary(status);
    return status == kAgreed && incomplete_ ? kDifferences : status;
  }

 private:
  [[nodiscard]] bool stopped(int status) const {
    return interrupted() || (options_.first && status != kAgreed);
  }

  static void print(const Course& course) {
    std::printf(
        "%s %-11s %s, %s in %.1f s\n", coloured(course.failed ? "DIFFERED " : "agreed   ").c_str(),
        std::string(course.suite->name).c_str(), counted(course.programs, "program").c_str(),
        counted(course.steps, "step").c_str(), seconds_of(course.elapsed));
  }

  int run_turn(Course& course, std::size_t turn, double seconds) {
    const props::Suite& suite = *course.suite;
    CampaignOptions campaign;
    // Another one for each suite: those that differ in a little only would run the same programs.
    campaign.seed = (options_.seed + turn) ^ std::hash<std::string_view>{}(suite.name);
    campaign.budget.processor = options_.processor;
    campaign.budget.time = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000));
    campaign.budget.programs = options_.programs;
    campaign.generator = props::generator_options(suite);
    if (options_.steps != 0) campaign.generator.steps = options_.steps;
    campaign.lockstep = props::lockstep_options(suite);
    campaign.live = live_;
    campaign.progress = [&](const CampaignProgress& progress) {
      progress_.show(progress_line(suite, progress));
      return !interrupted();
    };
    campaign.starts = announce_;
    campaign.found = [&](const Program& program, const Finding& finding) {
      save_unshrunk(program, finding);
    };
    // With a live interpreter, its answers are the reference for both.
    Subject* const subjects[] = {model_.get(), implementation_.get()};
    auto result = run_campaign(subjects, *guide_, campaign);
    progress_.clear();
    if (!result) return refuse(result.error().message);
    programs_ += result->programs;
    steps_ += result->steps;
    spent_ += seconds_of(result->elapsed);
    coverage_.add(result->coverage);
    course.programs += result->programs;
    course.steps += result->steps;
    course.elapsed += result->elapsed;
    if (!result->failure) return kAgreed;
    course.failed = true;
    print(course);
    return report(*result->failure);
  }

  // Of the whole run: a turn of a suite is over in no time.
  std::string progress_line(const props::Suite& suite, const CampaignProgress& progress) const {
    std::string line = std::string(suite.name) + ": ";
    if (progress.shrinking) {
      return line + "found one, shrinking: " + std::to_string(progress.best_length) + " steps";
    }
    const double elapsed = spent_ + seconds_of(progress.elapsed);
    const auto rate = static_cast<std::uint64_t>(static_cast<double>(steps_ + progress.steps) /
                                                 std::max(elapsed, 0.001));
    return line + counted(programs_ + progress.programs, "program") + ", " + grouped(rate) +
           " steps/s, " +
           std::to_string(static_cast<int>(std::max(0.0, options_.seconds - elapsed))) + " s left";
  }

  // The program as found, before anything else can go wrong.
  void save_unshrunk(const Program& program, const Finding& finding) {
    progress_.clear();
    const std::filesystem::path path = std::filesystem::path(options_.out) / "unshrunk.bin";
    const auto saved = save_program(program, path);
    std::fprintf(stderr, "found: %s\n%s\n", finding.summary().c_str(),
                 saved ? ("saved as " + path.string() + ", shrinking").c_str()
                       : saved.error().message.c_str());
  }

  int report(const Failure& failure) {
    const RecordedProgram expected =
        failure.recorded ? *failure.recorded : record(*guide_, failure.shrunk);
    const Provenance provenance{
        .command = command_line(),
        .seed = options_.seed,
        .reference = live_ != nullptr ? live_->about().implementation : std::string("model")};
    const auto folder = save(failure, expected, provenance, options_.out);
    if (!folder) return refuse(folder.error().message);
    const std::string python = options_.python.empty() ? "python3.14" : options_.python;
    std::printf("\n%s\n", coloured(describe(failure, *folder, python)).c_str());
    return kDifferences;
  }

  // What was visited, how often, what hardly, and what never.
  int print_coverage() {
    if (options_.table) std::printf("\n%s", coverage_text(coverage_).c_str());
    std::printf("\nvisited %zu cells of step kind, state and outcome\n", visited(coverage_));
    print_visits(rare(coverage_, options_.rare),
                 "visited at most " + std::to_string(options_.rare) + " times");
    if (!options_.traces.empty()) {
      const auto wanted = visited_by_traces();
      if (!wanted) return refuse(wanted.error().message);
      std::printf("the traces visit %zu\n", visited(*wanted));
      const auto never = missing(coverage_, *wanted);
      print_visits(never, "visited by the traces and never here");
      incomplete_ = options_.complete && !never.empty();
    }
    if (options_.coverage.empty()) return kAgreed;
    const auto written = write_file(options_.coverage, coverage_json(coverage_));
    return written ? kAgreed : refuse(written.error().message);
  }

  void print_visits(const std::vector<Visits>& cells, const std::string& what) const {
    if (cells.empty()) return;
    std::printf("%zu %s:\n", cells.size(), what.c_str());
    constexpr std::size_t kShown = 5;
    for (std::size_t i = 0; i < cells.size() && (options_.table || i < kShown); ++i) {
      std::printf("  %s\n", describe(cells[i]).c_str());
    }
    if (!options_.table && cells.size() > kShown) {
      std::printf("  and %zu more (--table)\n", cells.size() - kShown);
    }
  }

  // What recorded programs visit, as the model tells the states of objects.
  std::expected<Coverage, InputError> visited_by_traces() {
    const auto files = find_traces({options_.traces});
    if (!files) return std::unexpected(files.error());
    Coverage all;
    for (const auto& file : *files) {
      const auto trace = load_trace(file);
      if (!trace) return std::unexpected(trace.error());
      TraceSubject reference(trace->recorded);
      Subject* const subjects[] = {&reference, model_.get()};
      Lockstep lockstep(subjects);
      for (const RecordedProgram& recorded : trace->programs) {
        if (!recorded.recorded()) continue;
        reference.select(recorded);
        lockstep.run(recorded.program);
      }
      all.add(lockstep.coverage());
    }
    return all;
  }

  void print_summary(int status) {
    std::size_t kinds = 0;
    std::string missed;
    for (std::size_t i = 0; i < vocabulary().size(); ++i) {
      if (coverage_.visits(static_cast<Op>(i)) != 0) {
        ++kinds;
      } else {
        missed += " " + std::string(vocabulary()[i].name);
      }
    }
    std::printf("\nvisited %zu of %zu step kinds%s%s\n", kinds, vocabulary().size(),
                missed.empty() ? "" : "; never ran:", missed.c_str());
    std::printf("checked %s, %s%s%s%s\n", counted(programs_, "program").c_str(),
                counted(steps_, "step").c_str(), live_ != nullptr ? " beside " : "",
                live_ != nullptr
                    ? (live_->about().implementation + " " + live_->about().version).c_str()
                    : "",
                coloured(status == kAgreed ? ": all agreed" : ": there are differences").c_str());
  }

  const Options& options_;
  AdapterProcess* live_;
  Announce announce_;
  std::unique_ptr<Subject> model_;
  std::unique_ptr<Subject> implementation_;
  std::unique_ptr<Subject> guide_;
  Progress progress_;
  Coverage coverage_;
  bool incomplete_ = false;  // and it should not be
  std::uint64_t programs_ = 0;
  std::uint64_t steps_ = 0;
  double spent_ = 0;  // seconds
};

// As a hunt, where the implementation judges the interpreter.
HuntOptions hunt_options(const Options& options) {
  return {.seconds = options.seconds,
          .processor = options.processor,
          .seed = options.seed,
          .steps = options.steps,
          .suites = options.suites,
          .python = options.python,
          .subject = options.subject,
          .known = options.known,
          .update = options.update,
          .strict = options.strict,
          .first = options.first,
          .unsafe = options.unsafe,
          .out = options.out};
}

int check(Options& options, bool with_live) {
  if (options.seed == 0) options.seed = std::random_device{}();
  heed_interrupts();
  if (options.small) {
    return check_small(options.letters, options.out, interrupted);
  }
  const auto work = [&](const Announce& announce) -> int {
    if (!with_live) return Check(options, nullptr, announce).run();
    if (options.all || options.unsafe || !options.known.empty()) {
      return hunt(hunt_options(options), announce, interrupted);
    }
    auto live =
        options.subject.empty() ? start_python(options.python) : start_command(options.subject);
    if (!live) return refuse(live.error().message);
    return Check(options, &*live, announce).run();
  };
  return survive(work, [&](const Program& program, const std::string& how) {
    return report_crash(program, how, options.seed, options.out);
  });
}

CLI::App* add_campaign(CLI::App& app, const std::string& name, const std::string& about,
                       const std::shared_ptr<Options>& options) {
  auto* command = app.add_subcommand(name, about);
  std::vector<std::string> names;
  for (const props::Suite& suite : props::kSuites) names.emplace_back(suite.name);
  command->add_option("--time", options->seconds, "Seconds, shared by the suites")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  command->add_flag("--processor", options->processor,
                    "Count the seconds that the process computes, not those that pass");
  command->add_flag("--first", options->first, "End with the first failure");
  command->add_option("--seed", options->seed, "Where all randomness comes from (0: a random one)");
  command->add_option("--programs", options->programs, "At most so many programs in each suite");
  command->add_option("--steps", options->steps, "At most so many steps in a program");
  command->add_option("--suite", options->suites, "Only these suites; may be repeated")
      ->check(CLI::IsMember(names));
  command->add_option("--out", options->out, "Failures are saved below this folder")
      ->capture_default_str();
  command->add_option("--coverage", options->coverage, "Write what was visited here, as JSON");
  command->add_option("--against", options->traces,
                      "Name what these recorded traces visit and the run did not");
  command->add_flag("--complete", options->complete,
                    "Fail where the traces of --against visit what the run did not");
  command->add_option("--rare", options->rare, "Name what was visited so many times at the most")
      ->capture_default_str();
  command->add_flag("--table", options->table, "Print all that was visited, and all that was not");
  return command;
}

}  // namespace

void add_check(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  auto* command = add_campaign(
      app, "check", "Run the property suites: the implementation beside the model", options);
  auto* small = command->add_flag("--small", options->small,
                                  "Instead, all programs of a few steps over a small alphabet");
  command->add_option("--letters", options->letters, "So many steps of the alphabet")
      ->needs(small)
      ->check(CLI::Range(0, 5))
      ->capture_default_str();
  command->callback([options, &status] { status = check(*options, false); });
}

void add_diff(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  auto* command = add_campaign(
      app, "diff", "Run random programs on a live interpreter, the model and the implementation",
      options);
  auto* whom = command->add_option_group("whom", "The interpreter")->require_option(1);
  whom->add_option("--python", options->python, "A Python, which runs adapters/adapter.py");
  whom->add_option("--subject", options->subject, "A command that speaks the adapter protocol");
  command->add_flag("--all", options->all,
                    "Hunt: the implementation says what is right, each new difference "
                    "is made small and saved, and the search goes on");
  auto* known =
      command->add_option("--known", options->known,
                          "Hunt, with a list of differences that are known (adapters/KNOWN.md)");
  command->add_flag("--update", options->update, "Append what is new to the list")->needs(known);
  command->add_flag("--unsafe", options->unsafe,
                    "Hunt, also in steps where CPython is known to be unsafe (docs/exceptions.md)");
  command->add_flag("--strict", options->strict,
                    "Compare messages and allocated sizes too in a hunt");
  command->callback([options, &status] { status = check(*options, true); });
}

}  // namespace holdfast::cli
