// SPDX-License-Identifier: MIT
//
// holdfast shrink: makes a failing program smaller, step by step, while it fails in the same way.
// Each candidate runs in a process of its own, so that one which crashes, hangs or is ended by a
// sanitizer is a failure like any other.
#include "harness/shrink.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <unistd.h>

#include "cli/commands.h"
#include "cli/isolate.h"
#include "cli/programs.h"
#include "cli/progress.h"
#include "harness/adapter_process.h"
#include "harness/bytes_spelling.h"
#include "harness/files.h"
#include "harness/json_spelling.h"
#include "harness/lockstep.h"
#include "harness/record.h"
#include "harness/report.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

struct Options {
  std::string file;
  std::string id;
  std::string with;
  std::string out = "holdfast-failures";
  std::size_t executions = 20'000;
  unsigned seconds = 10;
};

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

class Shrinker {
 public:
  explicit Shrinker(const Options& options) : options_(options) {}

  int run() {
    auto programs = read_programs(options_.file);
    if (!programs) return refuse(programs.error().message);
    if (!options_.id.empty()) {
      std::erase_if(*programs, [&](const auto& each) { return each.id != options_.id; });
    }
    if (programs->size() != 1) {
      return refuse(options_.file + ": holds " + counted(programs->size(), "program") +
                    "; name one with --id");
    }
    const Program& program = programs->front().program;
    const auto first = run_alone(program);
    if (!first) return refuse(first.error());
    if (first->is_well()) {
      std::printf("%s: %s, all agreed: there is nothing to shrink\n", options_.file.c_str(),
                  counted(program.steps.size(), "step").c_str());
      return kAgreed;
    }
    wanted_ = signature(*first);
    std::fprintf(stderr, "fails: %s\n", wanted_.c_str());
    const Shrunk shrunk =
        shrink(program, [&](const Program& candidate) { return fails_likewise(candidate); },
               {.max_executions = options_.executions,
                .progress = [&](const Program& best, std::size_t executions) {
                  progress_.show(counted(best.steps.size(), "step") + " after " +
                                 counted(executions, "run"));
                }});
    progress_.clear();
    if (!fault_.empty()) return refuse(fault_);
    return report(program, shrunk);
  }

 private:
  // Runs a program on the model and the implementation, or hands it to the command.
  std::expected<Fate, std::string> run_alone(const Program& program) {
    if (!options_.with.empty()) {
      const auto bytes = encode(program);
      const auto path = std::filesystem::temp_directory_path() /
                        ("holdfast-shrink-" + std::to_string(::getpid()) + ".bin");
      const auto written =
          write_file(path, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
      if (!written) return std::unexpected(written.error().message);
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

  static std::optional<Finding> run_here(const Program& program) {
    const auto model = make_subject("model");
    const auto implementation = make_subject("impl");
    Subject* const subjects[] = {model.get(), implementation.get()};
    return Lockstep(subjects, {.twice = true}).run(program).finding;
  }

  bool fails_likewise(const Program& candidate) {
    if (!fault_.empty()) return false;
    const auto fate = run_alone(candidate);
    if (!fate) {
      fault_ = fate.error();
      return false;
    }
    return signature(*fate) == wanted_;
  }

  int report(const Program& original, const Shrunk& shrunk) {
    Failure failure;
    failure.original = original;
    failure.shrunk = shrunk.program;
    failure.shrink_executions = shrunk.executions;
    failure.finding.step = shrunk.program.steps.empty() ? 0 : shrunk.program.steps.size() - 1;
    failure.finding.subject = options_.with.empty() ? "impl" : options_.with;
    failure.finding.what = "the whole program";
    failure.finding.expected = "to go well";
    failure.finding.got = wanted_;
    // Only what does not crash can say more here.
    const bool is_finding = options_.with.empty() && wanted_.starts_with("exited with 1, DIFF");
    if (is_finding) failure.finding = run_here(shrunk.program).value_or(failure.finding);
    const auto folder =
        save(failure, expected(shrunk.program),
             {.command = command_line(), .seed = 0, .reference = "model"}, options_.out);
    if (!folder) return refuse(folder.error().message);
    std::printf("%s\n", describe(failure, *folder).c_str());
    if (!shrunk.complete) {
      std::printf("There may be a smaller one: %s were all that was allowed (--executions)\n",
                  counted(shrunk.executions, "run").c_str());
    }
    return kDifferences;
  }

  // What the model says of the program, unless it is the model that crashes.
  [[nodiscard]] RecordedProgram expected(const Program& program) const {
    const auto ask = [&] { return record(*make_subject("model"), program); };
    const auto fate = isolate(
        [&] {
          ask();
          return 0;
        },
        options_.seconds);
    if (fate && fate->is_well()) return ask();
    RecordedProgram nothing;
    nothing.id = program_id(program);
    nothing.program = program;
    return nothing;
  }

  const Options& options_;
  Progress progress_;
  std::string wanted_;
  std::string fault_;
};

}  // namespace

void add_shrink(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  auto* command =
      app.add_subcommand("shrink", "Make a failing program smaller, crashes included, and save it");
  command->add_option("file", options->file, "A fuzzer's input, or a program in any spelling")
      ->required();
  command->add_option("--id", options->id, "Of several programs in the file this one");
  command->add_option("--with", options->with,
                      "Instead of running the implementation beside the model, run this command "
                      "with a file: a fuzz target, say");
  command->add_option("--executions", options->executions, "Run at most so many programs")
      ->capture_default_str();
  command->add_option("--seconds", options->seconds, "What takes longer hangs")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  command->add_option("--out", options->out, "The result is saved below this folder")
      ->capture_default_str();
  command->callback([options, &status] { status = Shrinker(*options).run(); });
}

}  // namespace holdfast::cli
