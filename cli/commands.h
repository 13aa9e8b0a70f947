// SPDX-License-Identifier: MIT
//
// The subcommands of `holdfast`, one file each. Each adds itself to the command line and, when it
// is chosen, leaves its exit status in `status`.
#pragma once

#include <CLI/CLI.hpp>

#include "cli/status.h"

namespace holdfast::cli {

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

}  // namespace holdfast::cli
