// SPDX-License-Identifier: MIT
//
// The JSON spelling: what it looks like, and that it loses nothing.
#include "harness/json_spelling.h"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/bytes_spelling.h"

namespace holdfast {
namespace {

// The value that `json` gives as the first argument of a step, written again.
std::string again(const std::string& json) {
  const auto parsed = parse_program(R"({"steps": [{"op": "bytearray", "args": [)" + json + "]}]}");
  if (!parsed) return parsed.error().message;
  return to_json(*parsed, parsed->arguments(parsed->steps[0])[0]);
}

TEST(JsonSpelling, WritesAProgramOneStepPerLine) {
  Program program;
  const Op make = *op_named("bytearray");
  const Op view = *op_named("memoryview");
  const Op append = *op_named("bytearray.append");
  const Value contents = program.arena.bytes(Kind::bytes, std::vector<std::uint8_t>{0x61, 0x62});
  program.add(make, {}, 0, std::vector{contents});
  const Value reference = Arena::reference(Register(Class::bytearray, 0));
  program.add(view, {}, 1, std::vector{reference});
  program.add(append, Register(Class::bytearray, 0), 0, std::vector{Arena::integer(99)});
  EXPECT_EQ(to_json(program, "append-1", "why not"),
            R"({"id": "append-1", "why": "why not", "steps": [
  {"op": "bytearray", "args": [{"bytes": "6162"}], "into": "b"},
  {"op": "memoryview", "args": [{"ref": "b"}], "into": "v2"},
  {"op": "bytearray.append", "self": "b", "args": [99]}
]}
)");
}

TEST(JsonSpelling, NamesAProgramByItsLastStepAndAHash) {
  const auto one = parse_program(R"({"steps": [{"op": "bytearray"}]})");
  const auto same = parse_program(R"({"steps": [{"into": "b", "args": [], "op": "bytearray"}]})");
  const auto other = parse_program(R"({"steps": [{"op": "bytearray", "into": "b2"}]})");
  ASSERT_TRUE(one && same && other);
  EXPECT_EQ(program_id(*one), program_id(*same));
  EXPECT_NE(program_id(*one), program_id(*other));
  EXPECT_TRUE(program_id(*one).starts_with("bytearray-"));
  EXPECT_EQ(program_id(*one).size(), std::string("bytearray-12345678").size());
  EXPECT_EQ(program_id(*one, "my-slug").substr(0, 8), "my-slug-");
}

TEST(JsonSpelling, HashIsTheOneThatTheFormatPageDefines) {
  Program program;
  EXPECT_EQ(program_hash(program), 0xcbf29ce484222325U);
  program.add(*op_named("bytearray"), {}, 0, {});
  // FNV-1a of {"op": "bytearray"} and a newline.
  EXPECT_EQ(program_hash(program), 0x29ffc64f875525edU);
}

TEST(JsonSpelling, KeepsEveryKindOfValue) {
  for (const std::string json : {
           "null",
           "true",
           "false",
           "0",
           "-17",
           "9007199254740991",
           "-9007199254740991",
           R"({"int": "0x20000000000000"})",
           R"({"int": "-0x20000000000000"})",
           R"({"int": "0x7fffffffffffffff"})",
           R"({"int": "-0x8000000000000000"})",
           R"({"int": "0x8000000000000000"})",
           R"({"int": "-0x8000000000000001"})",
           R"({"int": "0xffffffffffffffff"})",
           R"({"int": "0x10000000000000000"})",
           R"({"int": "-0x10000000000000000"})",
           R"({"float": "0x0.0p+0"})",
           R"({"float": "-0x0.0p+0"})",
           R"({"float": "0x1.8000000000000p+0"})",
           R"({"float": "0x0.0000000000001p-1022"})",
           R"({"float": "0x1.fffffffffffffp+1023"})",
           R"({"float": "inf"})",
           R"({"float": "-inf"})",
           R"({"float": "nan:7ff8000000000000"})",
           R"({"float": "nan:fff0000000000001"})",
           R"("")",
           R"("text \"\\\n\t\r\u0000\u007f")",
           R"("\u00e9\u20ac\ud83d\ude00")",
           R"({"str": "eda080"})",
           R"({"bytes": ""})",
           R"({"bytes": "00ff"})",
           R"({"bytearray": "6162"})",
           "[]",
           "[1, [2, []]]",
           R"({"tuple": []})",
           R"({"tuple": [1, {"tuple": [2]}]})",
           R"({"slice": [null, 2, -1]})",
           R"({"ellipsis": true})",
           R"({"object": true})",
           R"({"iter": []})",
           R"({"iter": [1, {"raises": true}]})",
           R"({"iter": [{"runs": []}, {"runs": [{"op": "bytearray", "into": "b2"}]}]})",
           R"({"index": 5})",
           R"({"index": {"raises": true}})",
           R"({"index": 5, "runs": [{"op": "bytearray", "into": "b2"}]})",
           R"({"buffer": {"bytes": "6162"}})",
           R"({"buffer": {"raises": true}})",
           R"({"buffer": 5, "runs": [{"op": "bytearray", "into": "b2"}], )"
           R"("release_runs": [{"op": "bytearray.drop", "self": "b2"}]})",
       }) {
    EXPECT_EQ(again(json), json);
  }
}

TEST(JsonSpelling, ReadsOtherSpellingsOfTheSameValue) {
  EXPECT_EQ(again(R"({"int": "0x11"})"), "17");
  EXPECT_EQ(again(R"({"int": "-0x0000000000000000000000000000000000000001"})"), "-1");
  EXPECT_EQ(again(R"({"float": "0x1.8p+0"})"), R"({"float": "0x1.8000000000000p+0"})");
  EXPECT_EQ(again(R"({"float": "0x3p-1"})"), R"({"float": "0x1.8000000000000p+0"})");
  EXPECT_EQ(again(R"({"bytes": "AbCd"})"), R"({"bytes": "abcd"})");
  EXPECT_EQ(again(R"({"runs": [], "index": 5})"), R"({"index": 5})");
}

TEST(JsonSpelling, KeepsKeywordsInOrder) {
  const std::string step =
      R"({"op": "bytearray", "args": ["a"], "kwargs": {"errors": "strict", "encoding": "ascii"}, )"
      R"("into": "b"})";
  const auto program = parse_program(R"({"steps": [)" + step + "]}");
  ASSERT_TRUE(program) << program.error().message;
  EXPECT_EQ(to_json(*program, program->steps[0]), step);
}

TEST(JsonSpelling, ReadingIsTheInverseOfWritingForAnyDecodedProgram) {
  std::mt19937_64 random(20240607);
  for (int i = 0; i < 3000; ++i) {
    std::vector<std::uint8_t> bytes(random() % 200);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    Program program;
    decode(bytes, program);
    const std::string json = to_json(program);
    const auto parsed = parse_program(json);
    ASSERT_TRUE(parsed) << parsed.error().message << "\n" << json;
    ASSERT_TRUE(equal(program, *parsed)) << json;
    ASSERT_EQ(to_json(*parsed), json);
  }
}

}  // namespace
}  // namespace holdfast
