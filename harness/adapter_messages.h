// SPDX-License-Identifier: MIT
//
// Reading what an adapter says (adapters/PROTOCOL.md), apart from the process that says it. All of
// it is untrusted: an adapter may be wrong in any way.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "harness/input_error.h"
#include "harness/json_reader.h"
#include "harness/program.h"
#include "harness/trace.h"

namespace holdfast {

struct AdapterHello {
  std::int64_t protocol = 0;
  About about;  // all but the command
  std::vector<std::string> abilities;
};

// Reads a hello, a JSON object. `source` names it in errors: "the hello of adapter 'x'".
std::expected<AdapterHello, InputError> read_hello(const Json& json, std::string_view source);

struct AdapterAnswer {
  std::string fault;  // what it says where it could not run the program; then nothing else counts
  RecordedProgram recorded;
};

// Reads the answer to the first `steps` steps of `program`, a JSON object.
std::expected<AdapterAnswer, InputError> read_answer(const Json& json, const Program& program,
                                                     std::size_t steps, std::string_view source);

// Reads a journal, "17 3": step 3 of program 17 was about to run. False where it is no journal.
bool parse_journal(std::string_view text, std::size_t& program, std::size_t& step);

}  // namespace holdfast
