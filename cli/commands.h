// SPDX-License-Identifier: MIT
//
// The subcommands of `holdfast`, one file each. Each adds itself to the command line and, when it
// is chosen, leaves its exit status in `status`.
#pragma once

#include <string>

#include <CLI/CLI.hpp>

namespace holdfast::cli {

// What the exit status of every subcommand means.
enum Status : int {
  kAgreed = 0,       // everything agreed
  kDifferences = 1,  // differences were found
  kBadInput = 2,     // bad input or set-up: a malformed trace, a missing interpreter
  kFault = 3,        // the harness itself failed
};

void add_replay(CLI::App& app, int& status);
void add_check(CLI::App& app, int& status);
void add_diff(CLI::App& app, int& status);
void add_record(CLI::App& app, int& status);
void add_coverage(CLI::App& app, int& status);
void add_explain(CLI::App& app, int& status);
void add_report(CLI::App& app, int& status);
void add_completion(CLI::App& app, int& status);
void add_shrink(CLI::App& app, int& status);
void add_serve(CLI::App& app, int& status);
void add_subjects(CLI::App& app, int& status);
void add_list(CLI::App& app, int& status);

// The command line as it was given, for records and reports; set once by main().
const std::string& command_line();

}  // namespace holdfast::cli
