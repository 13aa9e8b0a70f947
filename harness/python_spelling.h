// SPDX-License-Identifier: MIT
//
// The Python spelling: a program as the script a person would write, to be run unchanged by any
// Python that has the methods, or pasted into an issue. With recorded answers it asserts each of
// them, so it passes on the interpreter they came from and fails at the first step that differs.
//
//   b = bytearray(b"ab")
//   v = memoryview(b)
//   with raises(BufferError, "Existing exports of data: object cannot be re-sized"):
//       b.append(99)
#pragma once

#include <cstddef>
#include <string>

#include "harness/outcome.h"
#include "harness/program.h"
#include "harness/trace.h"

namespace holdfast {

struct PythonOptions {
  bool messages = true;  // assert what exceptions say, not just their types
  bool contents = true;  // assert the contents of objects where a step changed them
};

// A script without expectations: steps that raise are written in a way that lets it go on.
std::string to_python(const Program& program);

// A script that asserts what was recorded. Steps after the last recorded one are left out.
std::string to_python(const RecordedProgram& recorded, PythonOptions options = {});

// One step on one line, hostile arguments in short: "b.append(99)", "b.extend(<runs b.clear()>)".
std::string step_to_python(const Program& program, const Step& step);

// All steps, numbered from 0: "  3  b.append(99)\n".
std::string listing(const Program& program);

// A value as Python writes it: b"ab\x00", -0.0, slice(None, 2, -1).
std::string value_to_python(const Arena& arena, Value value);

// An outcome in short: "99", "BufferError: Existing exports ...", "skipped", "crashed: SIGSEGV".
std::string outcome_to_python(const Arena& arena, const Outcome& outcome);

}  // namespace holdfast
