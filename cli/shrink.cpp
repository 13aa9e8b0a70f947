// SPDX-License-Identifier: MIT
//
// holdfast shrink: makes a failing program smaller, step by step, while it fails in the same way.
#include <cstdio>
#include <memory>

#include "cli/commands.h"
#include "cli/programs.h"
#include "cli/shrinker.h"

namespace holdfast::cli {
namespace {

struct Options {
  std::string file;
  std::string id;
  Shrinker::Options shrinker;
};

int shrink(const Options& options) {
  auto programs = read_programs(options.file);
  if (!programs) return refuse(programs.error().message);
  if (!options.id.empty()) {
    std::erase_if(*programs, [&](const auto& each) { return each.id != options.id; });
  }
  if (programs->size() != 1) {
    return refuse(options.file + ": holds " + counted(programs->size(), "program") +
                  "; name one with --id");
  }
  const Program& program = programs->front().program;
  Shrinker shrinker(options.shrinker);
  const auto fate = shrinker.run_alone(program);
  if (!fate) return refuse(fate.error());
  if (!fate->is_well()) return shrinker.shrink(program, *fate);
  std::printf("%s: %s, all agreed: there is nothing to shrink\n", options.file.c_str(),
              counted(program.steps.size(), "step").c_str());
  return kAgreed;
}

}  // namespace

void add_shrink(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  Shrinker::Options& shrinker = options->shrinker;
  auto* command =
      app.add_subcommand("shrink", "Make a failing program smaller, crashes included, and save it");
  command->add_option("file", options->file, "A fuzzer's input, or a program in any spelling")
      ->required();
  command->add_option("--id", options->id, "Of several programs in the file this one");
  command->add_option("--with", shrinker.with,
                      "Instead of running the implementation beside the model, run this command "
                      "with a file: a fuzz target, say");
  command->add_option("--executions", shrinker.executions, "Run at most so many programs")
      ->capture_default_str();
  command->add_option("--seconds", shrinker.seconds, "What takes longer hangs")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  command->add_option("--out", shrinker.out, "The result is saved below this folder")
      ->capture_default_str();
  command->callback([options, &status] { status = shrink(*options); });
}

}  // namespace holdfast::cli
