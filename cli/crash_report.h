// SPDX-License-Identifier: MIT
//
// What is left to do when a check has brought its process down: the last program is saved as it is,
// then made small, and reported like any other failure.
#pragma once

#include <cstdint>
#include <string>

#include "harness/program.h"

namespace holdfast::cli {

// `how` says how the process ended, `seed` is that of the run; files are written below `out`.
// Returns kDifferences, or kBadInput where nothing can be written.
int report_crash(const Program& program, const std::string& how, std::uint64_t seed,
                 const std::string& out);

}  // namespace holdfast::cli
