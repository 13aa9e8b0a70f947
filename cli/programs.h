// SPDX-License-Identifier: MIT
//
// Reading programs from whatever a user hands over, and collecting trace files below folders.
#pragma once

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

#include "harness/input_error.h"
#include "harness/trace.h"

namespace holdfast::cli {

// The programs in a trace, a single program as JSON, or a fuzzer's input (any other bytes).
std::expected<std::vector<RecordedProgram>, InputError> read_programs(
    const std::filesystem::path& path);

// Whether a file holds a fuzzer's input: something other than JSON.
bool is_fuzzer_input(const std::filesystem::path& path);

// The files themselves and all *.json below the folders, sorted. A path that does not exist is an
// error, and so is a folder without any trace: nothing that ran nothing counts as passed.
std::expected<std::vector<std::filesystem::path>, InputError> find_traces(
    const std::vector<std::string>& paths);

}  // namespace holdfast::cli
