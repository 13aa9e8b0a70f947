// SPDX-License-Identifier: MIT

#include "cli/shrinker.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <unistd.h>
#include <vector>

#include "cli/colour.h"
#include "cli/status.h"
#include "harness/adapter_process.h"
#include "harness/json_spelling.h"
#include "harness/lockstep.h"
#include "harness/python_spelling.h"
#include "harness/record.h"
#include "harness/report.h"
#include "harness/shrink.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

// The lines that say what went wrong: ours and the sanitizers'.
constexpr std::array<std::string_view, 5> kVerdicts = {
    "DIFFERENCE  ", "BROKEN  ", "SUMMARY: AddressSanitizer", "SUMMARY: UndefinedBehaviorSanitizer",
    "SUMMARY: MemorySanitizer"};

// What two failures have in common that are the same: how the process ended, and what it says went
// wrong, without the step and the values, which shrinking changes.
std::string signature(const Fate& fate) {
  std::string text = fate.ending;
  for (const std::string_view verdict : kVerdicts) {
    const std::size_t begin = fate.printed.find(verdict);
    if (begin == std::string::npos) continue;
    std::string line = fate.printed.substr(begin, fate.printed.find('\n', begin) - begin);
    const std::size_t step = line.find(" at step ");
    if (step != std::string::npos) {
      const std::size_t open = std::min(line.find('(', step), line.size());
      const std::size_t close = std::min(line.find(')', open), line.size());
      line = line.substr(0, step) + " " + line.substr(open, close + 1 - open);
    }
    text += ", " + line;
    break;
  }
  return text;
}

// What the model and the implementation make of a program.
std::optional<Finding> run_here(const Program& program) {
  const auto model = make_subject("model");
  const auto implementation = make_subject("impl");
  Subject* const subjects[] = {model.get(), implementation.get()};
  return Lockstep(subjects, {.twice = true}).run(program).finding;
}

// What the model says of the program; nothing where it is the model that crashes.
RecordedProgram expected_of(const Program& program, unsigned seconds) {
  const auto ask = [&] { return record(*make_subject("model"), program); };
  const auto fate = isolate(
      [&] {
        ask();
        return 0;
      },
      seconds);
  if (fate && fate->is_well()) return ask();
  RecordedProgram nothing;
  nothing.id = program_id(program);
  nothing.program = program;
  return nothing;
}

}  // namespace

std::expected<Fate, std::string> Shrinker::run_alone(const Program& program) const {
  if (!options_.with.empty()) {
    const auto path = std::filesystem::temp_directory_path() /
                      ("holdfast-shrink-" + std::to_string(::getpid()) + ".bin");
    if (auto saved = save_program(program, path); !saved) {
      return std::unexpected(saved.error().message);
    }
    std::vector<std::string> command = split_command(options_.with);
    command.push_back(path.string());
    auto fate = isolate(command, options_.seconds);
    std::filesystem::remove(path);
    return fate;
  }
  return isolate(
      [&] {
        const auto finding = run_here(program);
        if (!finding) return 0;
        std::printf("DIFFERENCE  %s\n", finding->summary().c_str());
        return 1;
      },
      options_.seconds);
}

bool Shrinker::fails_likewise(const Program& candidate) {
  if (!fault_.empty()) return false;
  const auto fate = run_alone(candidate);
  if (!fate) {
    fault_ = fate.error();
    return false;
  }
  return signature(*fate) == wanted_;
}

int Shrinker::shrink(const Program& program, const Fate& fate) {
  wanted_ = signature(fate);
  std::fprintf(stderr, "fails: %s\n", wanted_.c_str());
  const Shrunk shrunk =
      holdfast::shrink(program, [&](const Program& candidate) { return fails_likewise(candidate); },
                       {.max_executions = options_.executions,
                        .progress = [&](const Program& best, std::size_t executions) {
                          progress_.show("shrinking: " + counted(best.steps.size(), "step") +
                                         " after " + counted(executions, "run"));
                        }});
  progress_.clear();
  if (!fault_.empty()) return refuse(fault_);
  const int status = report(program, shrunk.program, wanted_, shrunk.executions);
  if (status == kDifferences && !shrunk.complete) {
    std::printf("There may be a smaller one: %s were all that was allowed\n",
                counted(shrunk.executions, "run").c_str());
  }
  return status;
}

int Shrinker::report(const Program& original, const Program& program, const std::string& ending,
                     std::size_t executions) const {
  const RecordedProgram expected = expected_of(program, options_.seconds);
  Failure failure;
  failure.original = original;
  failure.shrunk = program;
  failure.shrink_executions = executions;
  failure.finding = finding_of(expected, ending);
  const auto folder =
      save(failure, expected,
           {.command = command_line(), .seed = options_.seed, .reference = "model"}, options_.out);
  if (!folder) return refuse(folder.error().message);
  std::printf("\n%s\n", coloured(describe(failure, *folder)).c_str());
  return kDifferences;
}

// Only what does not crash can say more than how it ended. A crash is about the last step: what
// comes after it has been shrunk away.
Finding Shrinker::finding_of(const RecordedProgram& expected, const std::string& ending) const {
  const Program& program = expected.program;
  if (options_.with.empty() && ending.starts_with("exited with 1, DIFFERENCE")) {
    if (auto finding = run_here(program)) return *finding;
  }
  Finding finding{.check = Check::outcome,
                  .step = 0,
                  .subject = options_.with.empty() ? "impl" : options_.with,
                  .reference = "model",
                  .what = "the whole program",
                  .expected = "to go well",
                  .got = ending};
  if (program.steps.empty()) return finding;
  finding.step = program.steps.size() - 1;
  finding.what = step_to_python(program, program.steps.back());
  if (expected.steps.size() == program.steps.size()) {
    finding.expected = outcome_to_python(expected.answers, expected.steps.back().outcome);
  }
  return finding;
}

}  // namespace holdfast::cli
