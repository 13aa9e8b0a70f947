// SPDX-License-Identifier: MIT
#include "cli/crash_report.h"

#include <cstdio>
#include <filesystem>

#include "cli/commands.h"
#include "cli/crash.h"
#include "cli/progress.h"
#include "harness/bytes_spelling.h"
#include "harness/files.h"
#include "harness/python_spelling.h"
#include "harness/record.h"
#include "harness/report.h"
#include "harness/shrink.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

// So many runs are what shrinking a crash may cost.
constexpr std::size_t kMostRuns = 5000;

// The subjects are made here and run in children only.
class Crashes {
 public:
  // How a fresh process ends that runs the program, where it crashes.
  std::optional<std::string> operator()(const Program& program) {
    const auto crash = sandbox_.crash_of(program);
    // What ran before it in the same process may have had its part.
    return crash ? sandbox_.crash_of(program) : std::nullopt;
  }

 private:
  std::unique_ptr<Subject> model_ = make_subject("model");
  std::unique_ptr<Subject> implementation_ = make_subject("impl");
  Sandbox sandbox_{[this](const Program& program) {
    Subject* const subjects[] = {model_.get(), implementation_.get()};
    Lockstep lockstep(subjects, {.twice = true});
    lockstep.run(program);
  }};
};

// The crash as a finding about the last step: what comes after a crash has been shrunk away.
Finding finding_of(const RecordedProgram& expected, const std::string& how) {
  Finding finding{.check = Check::outcome,
                  .subject = "impl",
                  .reference = "model",
                  .what = {},
                  .expected = {},
                  .got = "a crash (" + how + ")"};
  const Program& program = expected.program;
  if (program.steps.empty()) return finding;
  finding.step = program.steps.size() - 1;
  finding.what = step_to_python(program, program.steps.back());
  if (expected.steps.size() == program.steps.size()) {
    finding.expected = outcome_to_python(expected.answers, expected.steps.back().outcome);
  }
  return finding;
}

}  // namespace

int report_crash(const Program& program, const std::string& how, std::uint64_t seed,
                 const std::string& out) {
  const auto bytes = encode(program);
  const std::filesystem::path path = std::filesystem::path(out) / "crashed.bin";
  (void)make_folder(out);
  const auto saved = write_file(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  if (!saved) return refuse(saved.error().message);
  std::fprintf(stderr, "found: a crash (%s)\nsaved as %s, shrinking\n", how.c_str(), path.c_str());

  Failure failure;
  failure.original = failure.shrunk = program;
  Crashes crashes;
  std::string last = how;
  if (const auto again = crashes(program)) {
    last = *again;
    Progress progress;
    const auto still_fails = [&](const Program& candidate) {
      const auto crash = crashes(candidate);
      if (crash) last = *crash;
      return crash.has_value();
    };
    Shrunk shrunk =
        shrink(program, still_fails,
               {.max_executions = kMostRuns, .progress = [&](const Program& best, std::size_t) {
                  progress.show("found a crash, shrinking: " + std::to_string(best.steps.size()) +
                                " steps");
                }});
    progress.clear();
    failure.shrunk = std::move(shrunk.program);
    failure.shrink_executions = shrunk.executions;
  } else {
    std::fprintf(stderr, "by itself the program does not crash: it stays as it is\n");
  }
  const auto model = make_subject("model");
  const RecordedProgram expected = record(*model, failure.shrunk);
  failure.finding = finding_of(expected, last);
  const Provenance provenance{.command = command_line(), .seed = seed, .reference = "model"};
  const auto folder = save(failure, expected, provenance, out);
  if (!folder) return refuse(folder.error().message);
  std::printf("\n%s\n", describe(failure, *folder).c_str());
  return kDifferences;
}

}  // namespace holdfast::cli
