// SPDX-License-Identifier: MIT
//
// Recording: what one subject answers to a program, in the shape of a trace.
#pragma once

#include "harness/program.h"
#include "harness/subject.h"
#include "harness/trace.h"

namespace holdfast {

// Runs `program` on `subject` and keeps each answer, and after each step every object that looks
// different than before. The id is made up by program_id(). The program ends early where the
// subject needs too much memory.
RecordedProgram record(Subject& subject, const Program& program);

}  // namespace holdfast
