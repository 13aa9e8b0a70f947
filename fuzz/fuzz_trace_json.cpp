// SPDX-License-Identifier: MIT
//
// Fuzz target: trace files and single programs as JSON. What is malformed is refused with a reason;
// what is read is written canonically, and read again from that to the same.
#include "fuzz/parser_target.h"
#include "harness/json_spelling.h"
#include "harness/trace.h"

namespace {

using namespace holdfast;
using fuzz::require;

void run_trace(std::string_view text) {
  const auto trace = parse_trace(text, "input");
  if (!trace) return require(!trace.error().message.empty(), "a trace is refused with a reason");
  const std::string written = to_json(*trace);
  const auto again = parse_trace(written, "what was written");
  require(again.has_value(), "a trace that was written is read");
  require(to_json(*again) == written, "a trace is written in one way");
}

void run_program(std::string_view text) {
  const auto program = parse_program(text);
  if (!program) {
    return require(!program.error().message.empty(), "a program is refused with a reason");
  }
  require(check(*program).empty(), "a program that was read is well-formed");
  const auto again = parse_program(to_json(*program));
  require(again.has_value(), "a program that was written is read");
  require(equal(*program, *again), "as the same program");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::text_of({data, size});
  run_trace(text);
  run_program(text);
  return 0;
}
