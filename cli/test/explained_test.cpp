// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "harness/json_spelling.h"
#include "harness/lockstep.h"
#include "subjects/registry.h"

namespace holdfast {
namespace {

//  0  b = bytearray(b"ab")
//  1  v = memoryview(b)
//  2  b.append(99)
//  3  v.release()
//  4  b.append(99)
TEST(Regression, BytearrayAppend8b755b41) {
  const auto program = parse_program(R"json({"id": "bytearray-append-8b755b41", "steps": [
  {"op": "bytearray", "args": [{"bytes": "6162"}], "into": "b"},
  {"op": "memoryview", "args": [{"ref": "b"}], "into": "v"},
  {"op": "bytearray.append", "self": "b", "args": [99]},
  {"op": "memoryview.release", "self": "v"},
  {"op": "bytearray.append", "self": "b", "args": [99]}
]})json");
  ASSERT_TRUE(program) << program.error().message;
  const auto model = make_subject("model");
  const auto implementation = make_subject("impl");
  Subject* const subjects[] = {model.get(), implementation.get()};
  const Verdict verdict = Lockstep(subjects, {.twice = true}).run(*program);
  EXPECT_FALSE(verdict.finding) << verdict.finding->summary();
}

}  // namespace
}  // namespace holdfast
