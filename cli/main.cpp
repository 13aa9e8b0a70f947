// SPDX-License-Identifier: MIT
//
// The `holdfast` command: reads the command line and hands over to a subcommand.
#include <cstdio>
#include <exception>

#include "cli/commands.h"
#include "cli/examples.h"

namespace holdfast::cli {
namespace {

std::string& stored_command_line() {
  static std::string line;
  return line;
}

void store_command_line(int count, char** words) {
  std::string& line = stored_command_line();
  line = "holdfast";
  for (int i = 1; i < count; ++i) line += std::string(" ") + words[i];
}

int run(int count, char** words) {
  store_command_line(count, words);
  int status = kAgreed;
  CLI::App app{
      "Holdfast checks implementations of Python's buffer types - BytesIO, bytearray, memoryview,\n"
      "mmap - against a model, recorded traces and live interpreters.\n",
      "holdfast"};
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 agreed, 1 differences, 2 bad input or set-up, 3 the harness failed.\n"
      "Examples:\n"
      "  holdfast replay traces                   do impl and model agree with CPython's traces?\n"
      "  holdfast check --time 30                 random programs, impl beside model\n"
      "  holdfast diff --python python3.14        the same with a live interpreter as reference\n"
      "  holdfast explain crash-1234              a fuzzer's input as Python\n"
      "  holdfast shrink crash-1234               the smallest program that fails like it\n"
      "  holdfast replay --help                   what a subcommand takes, with more examples");
  add_replay(app, status);
  add_check(app, status);
  add_diff(app, status);
  add_record(app, status);
  add_coverage(app, status);
  add_explain(app, status);
  add_report(app, status);
  add_shrink(app, status);
  add_serve(app, status);
  add_subjects(app, status);
  add_list(app, status);
  add_completion(app, status);
  for (CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    const std::string_view examples = examples_of(command->get_name());
    command->footer(examples.empty() ? std::string() : "Examples:\n" + std::string(examples));
  }
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kAgreed : kBadInput;
  }
  return status;
}

}  // namespace

const std::string& command_line() { return stored_command_line(); }

}  // namespace holdfast::cli

int main(int count, char** words) {
  // Whoever reads along in a pipe gets lines as they come, and whole ones.
  std::setvbuf(stdout, nullptr, _IOLBF, 1 << 16);
  try {
    return holdfast::cli::run(count, words);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "holdfast: failed unexpectedly: %s\n", error.what());
    return holdfast::cli::kFault;
  }
}
