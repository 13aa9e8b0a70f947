// SPDX-License-Identifier: MIT
//
// holdfast explain: prints a program, from any spelling in any spelling. A fuzzer's input, which
// nobody can read, is printed in all that somebody may want to go on with.
#include <cstdio>

#include "cli/commands.h"
#include "cli/programs.h"
#include "cli/progress.h"
#include "harness/bytes_spelling.h"
#include "harness/files.h"
#include "harness/gtest_spelling.h"
#include "harness/json_spelling.h"
#include "harness/python_spelling.h"
#include "harness/record.h"
#include "subjects/registry.h"

namespace holdfast::cli {
namespace {

struct Options {
  std::string file;
  std::string as;
  std::string id;
  std::string expect = "model";
  std::string out;
};

// With outcomes: those that are recorded, or those of the subject that is asked for.
RecordedProgram with_outcomes(const RecordedProgram& recorded, const Options& options) {
  if (recorded.recorded() || options.expect == "none") return recorded;
  return record(*make_subject(options.expect), recorded.program);
}

// A trace of this one program. What a subject of ours says is no recording of an interpreter.
std::string as_trace(const RecordedProgram& recorded, const Options& options) {
  Trace trace;
  trace.suite = "explained";
  if (!recorded.recorded()) trace.recorded.implementation = options.expect;
  trace.recorded.command = command_line();
  trace.programs.push_back(with_outcomes(recorded, options));
  return to_json(trace);
}

std::string spell(const RecordedProgram& recorded, const Options& options) {
  if (options.as == "all") {
    std::string text;
    const auto add = [&](const char* title, const char* as) {
      Options one = options;
      one.as = as;
      text.append(text.empty() ? "" : "\n").append("== ").append(title).append("\n\n");
      text += spell(recorded, one);
      if (!text.ends_with('\n')) text += '\n';
    };
    add("as Python", "python");
    add("as a trace", "trace");
    add("as a GoogleTest case", "gtest");
    return text;
  }
  if (options.as == "trace") return as_trace(recorded, options);
  if (options.as == "gtest") return to_gtest(recorded.program);
  if (options.as == "json") return to_json(recorded.program, recorded.id, recorded.why);
  if (options.as == "listing") return listing(recorded.program);
  if (options.as == "bytes") {
    const auto bytes = encode(recorded.program);
    return {bytes.begin(), bytes.end()};
  }
  if (!recorded.recorded() && options.expect == "none") return to_python(recorded.program);
  return to_python(with_outcomes(recorded, options));
}

// A file for each program, named after it: a corpus.
int write_corpus(const std::vector<RecordedProgram>& programs, const Options& options) {
  if (options.out.empty()) {
    return refuse(options.file + ": holds several programs; bytes need --id, or --out FOLDER");
  }
  if (const auto made = make_folder(options.out); !made) return refuse(made.error().message);
  for (const RecordedProgram& recorded : programs) {
    const auto path = std::filesystem::path(options.out) / recorded.id;
    const auto written = write_file(path, spell(recorded, options));
    if (!written) return refuse(written.error().message);
  }
  return kAgreed;
}

int explain(Options options) {
  auto programs = read_programs(options.file);
  if (!programs) return refuse(programs.error().message);
  if (options.as.empty()) options.as = is_fuzzer_input(options.file) ? "all" : "python";
  if (options.as == "bytes" && options.id.empty() && programs->size() > 1) {
    return write_corpus(*programs, options);
  }
  std::string text;
  for (const RecordedProgram& recorded : *programs) {
    if (!options.id.empty() && recorded.id != options.id) continue;
    if (!text.empty()) text += "\n";
    text += spell(recorded, options);
    if (options.as != "bytes" && !text.ends_with('\n')) text += "\n";
  }
  if (text.empty()) return refuse(options.file + ": holds no program '" + options.id + "'");
  if (options.out.empty()) {
    std::fwrite(text.data(), 1, text.size(), stdout);
    return kAgreed;
  }
  const auto written = write_file(options.out, text);
  return written ? kAgreed : refuse(written.error().message);
}

}  // namespace

void add_explain(CLI::App& app, int& status) {
  auto options = std::make_shared<Options>();
  auto* command = app.add_subcommand("explain", "Print a program in any spelling");
  command->add_option("file", options->file, "A trace, a program, or a fuzzer's input")->required();
  command
      ->add_option("--as", options->as,
                   "python, json, listing, bytes, trace, gtest, or all: python, trace "
                   "and gtest (default: python, of a fuzzer's input all)")
      ->check(CLI::IsMember({"python", "json", "listing", "bytes", "trace", "gtest", "all"}));
  command->add_option("--id", options->id, "Only the program with this id");
  command
      ->add_option("--expect", options->expect,
                   "Whose outcomes Python asserts where none are recorded")
      ->check(CLI::IsMember({"impl", "model", "none"}))
      ->capture_default_str();
  command->add_option("--out", options->out,
                      "Write to this file; bytes of several programs: to this folder");
  command->callback([options, &status] { status = explain(*options); });
}

}  // namespace holdfast::cli
