// SPDX-License-Identifier: MIT
//
// A program as a GoogleTest case, to be put into a test program as it is: the implementation and
// the model agree on it, twice, and every invariant holds.
#pragma once

#include <string>

#include "harness/program.h"

namespace holdfast {

// A whole file. The test is named after the program, see program_id().
std::string to_gtest(const Program& program);

}  // namespace holdfast
