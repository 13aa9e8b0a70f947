// SPDX-License-Identifier: MIT
//
// What the arguments of systematic programs are made of. Internal to cell_programs.h.
#pragma once

#include <cstdint>
#include <string_view>

#include "harness/cell_programs.h"

namespace holdfast {

// What a number is meant to be as an argument of the cell's step kind.
std::int64_t usual_number(const CellPlan& plan, Param param);

// A few bytes that mean something to the parameter.
std::string_view usual_bytes(const StepKind& kind, Param param);

// A slice from `start` to 2.
Value first_two(StepWriter& writer, Value start);

// An argument that runs a step on the object in use, or exports it, while it is asked.
Value hostile_argument(StepWriter& writer, const CellPlan& plan, Param param);

}  // namespace holdfast
