// SPDX-License-Identifier: MIT
//
// Exhaustive small scope for the command line: checking it, and the programs of it to record.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "harness/trace.h"

namespace holdfast::cli {

// Runs all programs of so many letters of every type on the implementation beside the model; what
// differs is saved below `out`. Returns an exit status. `interrupted` is asked now and then.
int check_small(std::size_t letters, const std::string& out, bool (*interrupted)());

// The programs of exactly so many letters of one type, of which no step is skipped.
std::vector<RecordedProgram> small_programs(std::string_view type, std::size_t letters);

}  // namespace holdfast::cli
