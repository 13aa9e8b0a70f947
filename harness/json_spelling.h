// SPDX-License-Identifier: MIT
//
// The JSON spelling of programs, steps, values and outcomes, as traces/FORMAT.md defines it. What
// is written is canonical: the same program gives the same bytes, one step per line, ASCII only, so
// programs can be hashed, compared as text and read in a diff. What is read is checked to the last
// key: an error names file, program, step and JSON pointer.
//
// JSON has no place for a positional argument after a keyword argument; a program must not have
// one.
#pragma once

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

#include "harness/input_error.h"
#include "harness/outcome.h"
#include "harness/program.h"

namespace holdfast {

// How deep tuples, lists and the like may hold each other in a file.
inline constexpr std::size_t kMaxValueDepth = 32;

// `program` as a JSON object over several lines, without outcomes. An empty `id` is made up by
// program_id(); an empty `why` is left out.
std::string to_json(const Program& program, std::string_view id = {}, std::string_view why = {});

// One step on one line, with neither outcome nor state.
std::string to_json(const Program& program, const Step& step);

// A value on one line. A block of steps is shown as an empty list: use the overload for arguments.
std::string to_json(const Arena& arena, Value value);
std::string to_json(const Program& program, Value argument);

// An outcome on one line: {"raises": "BufferError", "message": "..."}.
std::string to_json(const Arena& arena, const Outcome& outcome);

// Reads what to_json(Program) writes. Outcomes in it are ignored; use parse_trace to keep them.
// `file` names the source in errors.
std::expected<Program, InputError> parse_program(std::string_view json,
                                                 std::string_view file = "<program>");

// A readable slug and the first eight hex digits of a hash of the steps: "bytearray-pop-1f2e3d4c".
// The slug is made of the last step's name when `slug` is empty.
std::string program_id(const Program& program, std::string_view slug = {});

// FNV-1a, 64 bits, of the steps, as traces/FORMAT.md defines it.
std::uint64_t program_hash(const Program& program);

}  // namespace holdfast
