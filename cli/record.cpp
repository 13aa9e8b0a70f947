// SPDX-License-Identifier: MIT
//
// holdfast record: programs in, traces out. Programs are random ones of a suite, those that fill
// the coverage table, or those of a file; `--again` asks for those of a trace once more and leaves
// the file as it was when the interpreter answers the same.
#include <cstdio>
#include <memory>
#include <set>

#include "cli/commands.h"
#include "cli/interpreters.h"
#include "cli/programs.h"
#include "cli/progress.h"
#include "cli/small.h"
#include "harness/cell_programs.h"
#include "harness/generate.h"
#include "harness/json_spelling.h"
#include "harness/small_scope.h"
#include "props/suites.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

struct Options {
  std::string python;
  std::string version;
  std::string out;
  std::string from;
  std::string again;
  std::string suite = "lock";
  std::string cells;
  std::size_t each = 1;
  std::string small;
  std::size_t letters = 2;
  std::string title;
  std::string why;
  std::string programs_from;
  std::uint64_t seed = 1;
  std::size_t programs = 100;
  std::size_t steps = 16;
};

// Random programs, no two with the same steps.
std::vector<RecordedProgram> generate(const Options& options) {
  const props::Suite* suite = nullptr;
  for (const props::Suite& candidate : props::kSuites) {
    if (candidate.name == options.suite) suite = &candidate;
  }
  GeneratorOptions generator_options = props::generator_options(*suite);
  generator_options.steps = options.steps;
  const auto guide = make_subject("model");
  Generator generator(*guide, generator_options);
  Random random(options.seed);
  std::set<std::uint64_t> seen;
  std::vector<RecordedProgram> programs;
  while (programs.size() < options.programs) {
    RecordedProgram next;
    generator.generate(random, next.program);
    // A step that an earlier argument runs late may make what the checker takes for dropped.
    if (next.program.steps.empty() || !check(next.program).empty()) continue;
    if (seen.insert(program_hash(next.program)).second) {
      programs.push_back(std::move(next));
    }
  }
  return programs;
}

std::string quoted(const std::string& word) {
  return word.find_first_of(" '\"") == std::string::npos ? word : "'" + word + "'";
}

// Where random programs come from. It need not give the same ones tomorrow: whoever adds a step
// kind changes what a seed leads to.
std::string origin(const Options& options) {
  return "random programs of the suite " + options.suite + ": " + std::to_string(options.programs) +
         " of up to " + std::to_string(options.steps) + " steps, seed " +
         std::to_string(options.seed);
}

// The command that records the same programs again, on whatever interpreter is called so. They are
// in the file itself.
std::string command_again(const std::string& file, const About& about) {
  const std::string name = about.implementation == "cpython" ? "python" : about.implementation;
  const std::string minor = about.version.substr(0, about.version.rfind('.'));
  return "holdfast record --python " + name + minor + " --again " + quoted(file) + " --out " +
         quoted(file);
}

int record(const Options& options) {
  const bool again = !options.again.empty();
  Trace trace;
  if (again) {
    auto old = load_trace(options.again);
    if (!old) return refuse(old.error().message);
    trace = std::move(*old);
  } else if (!options.from.empty()) {
    auto programs = read_programs(options.from);
    if (!programs) return refuse(programs.error().message);
    trace.programs = std::move(*programs);
  } else if (!options.cells.empty()) {
    const auto guide = make_subject("model");
    trace.programs = CellPrograms(*guide).make_all(options.cells, options.each);
    if (trace.programs.empty()) return refuse("no step kind belongs to '" + options.cells + "'");
    trace.programs_from = "every cell of the coverage table that begins with " + options.cells +
                          ", " + counted(options.each, "program") + " each";
  } else if (!options.small.empty()) {
    trace.programs = small_programs(options.small, options.letters);
    trace.programs_from = "every program of " + counted(options.letters, "letter") +
                          " of the small alphabet of " + options.small;
  } else {
    trace.programs = generate(options);
    trace.programs_from = origin(options);
  }
  if (!options.title.empty() || !again) trace.suite = options.title;
  if (!options.programs_from.empty()) trace.programs_from = options.programs_from;

  auto live = start_python(options.python, options.version);
  if (!live) return refuse(live.error().message);
  std::vector<Program> programs;
  for (RecordedProgram& program : trace.programs) programs.push_back(program.program);
  auto recorded = live->run(programs);
  if (!recorded) return refuse(recorded.error().message);

  std::uint64_t steps = 0;
  for (std::size_t i = 0; i < recorded->size(); ++i) {
    RecordedProgram& old = trace.programs[i];
    RecordedProgram& now = (*recorded)[i];
    if (!old.id.empty()) now.id = old.id;
    now.why = old.why.empty() ? options.why : old.why;
    steps += now.steps.size();
    old = std::move(now);
  }
  const std::string path = again && options.out.empty() ? options.again : options.out;
  std::string command = trace.recorded.command;
  trace.recorded = live->about();
  // A copy of a trace, made to be compared with it, says what the trace says.
  if (command.empty()) command = command_again(path, live->about());
  trace.recorded.command = std::move(command);
  const auto written = write_trace(path, trace);
  if (!written) return refuse(written.error().message);
  std::printf("recorded %s, %s from %s %s into %s\n",
              counted(trace.programs.size(), "program").c_str(), counted(steps, "step").c_str(),
              trace.recorded.implementation.c_str(), trace.recorded.version.c_str(), path.c_str());
  return kAgreed;
}

}  // namespace

void add_record(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("record", "Ask an interpreter and write a trace");
  command->add_option("--python", options->python, "The interpreter")->required();
  command->add_option("--version", options->version, "Refuse any other version than this");
  auto* out = command->add_option("--out", options->out, "The trace to write");
  auto* from = command->add_option("--from", options->from, "Programs to record (any spelling)");
  auto* again =
      command->add_option("--again", options->again, "Record the programs of this trace again")
          ->excludes(from);
  auto* cells = command
                    ->add_option("--cells", options->cells,
                                 "A program for each cell of the coverage table, of this type")
                    ->excludes(from)
                    ->excludes(again);
  const std::vector<std::string> small_types(kSmallTypes.begin(), kSmallTypes.end());
  auto* small = command
                    ->add_option("--small", options->small,
                                 "All programs of a few steps over the small alphabet of this type")
                    ->check(CLI::IsMember(small_types))
                    ->excludes(from)
                    ->excludes(again)
                    ->excludes(cells);
  command->add_option("--letters", options->letters, "So many steps of that alphabet")
      ->capture_default_str();
  command->add_option("--each", options->each, "How many programs for each cell")
      ->capture_default_str();
  std::vector<std::string> names;
  for (const props::Suite& suite : props::kSuites) names.emplace_back(suite.name);
  command->add_option("--suite", options->suite, "Random programs of this suite")
      ->check(CLI::IsMember(names))
      ->excludes(from)
      ->excludes(again)
      ->excludes(cells)
      ->excludes(small)
      ->capture_default_str();
  command->add_option("--programs", options->programs, "How many")->capture_default_str();
  command->add_option("--steps", options->steps, "At most so many steps each")
      ->capture_default_str();
  command->add_option("--seed", options->seed, "Where they come from")->capture_default_str();
  command->add_option("--title", options->title, "What the trace is about");
  command->add_option("--why", options->why, "Why the programs exist");
  command->add_option("--programs-from", options->programs_from,
                      "Where the programs come from, in words");
  command->callback([options, out, again, &status] {
    if (out->count() == 0 && again->count() == 0) {
      status = refuse("record needs --out FILE, or --again FILE");
      return;
    }
    status = record(*options);
  });
}

}  // namespace holdfast::cli
