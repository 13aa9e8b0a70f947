// SPDX-License-Identifier: MIT
//
// Fuzz target: the byte spelling and, from it, the others. Whatever bytes decode to is well-formed;
// its bytes and its JSON are read back to the same program.
#include "fuzz/parser_target.h"
#include "harness/bytes_spelling.h"
#include "harness/json_spelling.h"
#include "harness/python_spelling.h"

namespace {

using namespace holdfast;
using fuzz::require;

void run(std::span<const std::uint8_t> input) {
  Program program;
  decode(input, program);
  require(check(program).empty(), "bytes decode to a well-formed program");
  const auto bytes = encode(program);
  Program again;
  decode(bytes, again);
  require(equal(program, again), "its encoding decodes to the same program");
  require(encode(again) == bytes, "which has the same encoding");
  const auto read = parse_program(to_json(program));
  require(read.has_value(), "its JSON is read");
  require(equal(program, *read), "as the same program");
  require(program.steps.empty() || to_python(program).ends_with('\n'),
          "it can be written as Python");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  run({data, size});
  return 0;
}
