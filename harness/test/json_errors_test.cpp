// SPDX-License-Identifier: MIT
//
// Bad programs in JSON: each is answered with one error that says where, whatever is wrong.
#include <cstdint>
#include <random>
#include <string>

#include <gtest/gtest.h>

#include "harness/json_spelling.h"

namespace holdfast {
namespace {

std::string error_of(std::string_view json) {
  const auto parsed = parse_program(json, "x.json");
  return parsed ? "no error" : parsed.error().message;
}

// The value that `json` gives as the first argument of a step, written again.
std::string again(const std::string& json) {
  const auto parsed = parse_program(R"({"steps": [{"op": "bytearray", "args": [)" + json + "]}]}");
  if (!parsed) return parsed.error().message;
  return to_json(*parsed, parsed->arguments(parsed->steps[0])[0]);
}

TEST(JsonErrors, SayWhereJsonEnds) {
  EXPECT_TRUE(error_of(R"({"steps": [
  {"op": "bytearray"},)")
                  .starts_with("x.json: not JSON: parse error at line 2, column"));
  EXPECT_NE(error_of(R"({"steps": [)").find("cut short"), std::string::npos);
  EXPECT_EQ(error_of(" \n"), "x.json: is empty, a JSON document is expected");
}

TEST(JsonErrors, NameProgramStepAndPointer) {
  EXPECT_EQ(
      error_of(R"({"id": "p-1", "steps": [{"op": "bytearray"}, {"op": "bytearray.pup"}]})"),
      "x.json: program 'p-1' step 1 (/steps/1/op): 'bytearray.pup' is no step that this holdfast "
      "knows; `holdfast list steps` prints them all");
  EXPECT_EQ(error_of(R"({"id": "p-1", "steps": [{"op": "bytearray", "args": [{"ref": "v2"}]}]})"),
            "x.json: program 'p-1' step 0 (/steps/0/args/0/ref): 'v2' was never made by an earlier "
            "step, or has been dropped; make it with \"into\": \"v2\", or leave this step out");
  EXPECT_EQ(error_of(R"({"steps": [{"op": "bytearray.pop", "self": "b"}]})"),
            "x.json: step 0 (/steps/0/self): 'b' was never made by an earlier step, or has been "
            "dropped; make it with "
            "\"into\": \"b\", or leave this step out");
  EXPECT_EQ(error_of(R"({"id": "p-1"})"), "x.json: program 'p-1': a program has no 'steps'");
}

TEST(JsonErrors, CoverEveryWayAStepCanBeWrong) {
  const auto step = [](const std::string& json) {
    return error_of(
        R"({"steps": [{"op": "bytearray"}, {"op": "memoryview", "args": [{"ref": "b"}]}, )" + json +
        "]}");
  };
  const auto says = [&](const std::string& json, const std::string& clause) {
    const std::string error = step(json);
    EXPECT_NE(error.find(clause), std::string::npos) << error;
    EXPECT_NE(error.find("step 2 (/steps/2"), std::string::npos) << error;
  };
  says("5", "a step must be an object, this is an integer");
  says("{}", "has no 'op'");
  says(R"({"op": 5})", "must be a string, this is an integer");
  says(R"({"op": "bytearray", "arg": []})", "unknown key 'arg'");
  says(R"({"op": "bytearray", "self": "b"})", "works on no object");
  says(R"({"op": "bytearray.pop"})", "needs 'self' to be a register such as 'b'");
  says(R"({"op": "bytearray.pop", "self": "v"})", "'v' is none");
  says(R"({"op": "bytearray", "into": "b17"})", "'b17' is no register");
  says(R"({"op": "bytearray", "args": {}})", "must be a list, this is an object");
  says(R"({"op": "bytearray", "args": [1, 2, 3, 4, 5, 6, 7, 8]})", "has 8 arguments");
  says(R"({"op": "bytearray", "kwargs": []})", "kwargs must be an object");
  says(R"({"op": "bytearray", "kwargs": {"colour": 1}})", "'colour' is no keyword");
  says(R"({"op": "bytearray.__len__", "self": "b", "args": [1]})", "takes exactly 0 arguments");
  says(R"({"op": "bytearray.drop", "self": "b", "kwargs": {"size": 1}})", "takes exactly 0");
}

TEST(JsonErrors, CoverEveryWayAValueCanBeWrong) {
  const auto says = [](const std::string& json, const std::string& clause) {
    const std::string error = again(json);
    EXPECT_NE(error.find(clause), std::string::npos) << error;
    EXPECT_NE(error.find("step 0 (/steps/0/args/0"), std::string::npos) << error;
  };
  says("1.5", "write a float as");
  says("9007199254740992", "beyond 53 bits");
  says("18446744073709551615", "beyond 53 bits");
  says("18446744073709551616", "at most 53 bits");
  says("{}", "an empty object is no value");
  says(R"({"colour": 1})", "'colour' is no kind of value");
  says(R"({"bytes": "abc"})", "an odd number of hexadecimal digits: 3");
  says(R"({"bytes": "abxx"})", "no hexadecimal digit at position 2");
  says(R"({"bytes": 5})", "must be a string of hexadecimal digits");
  says(R"({"bytes": "00", "ref": "b"})", "has no other keys");
  says(R"({"int": "12"})", "must be an int in hexadecimal");
  says(R"({"int": "0x"})", "must be an int in hexadecimal");
  says(R"({"int": "0x1)" + std::string(128, '0') + R"("})", "more than 512 bits");
  says(R"({"float": "1.5"})", "must be a float");
  says(R"({"float": "0x1.8p+0 "})", "must be a float");
  says(R"({"float": "0x-1p+0"})", "must be a float");
  says(R"({"float": "nan"})", "must be a float");
  says(R"({"float": "nan:3ff8000000000000"})", "must be a float");
  says(R"({"str": "ff"})", "is not UTF-8");
  says(R"({"ref": "q"})", "'q' is no register");
  says(R"({"slice": [1, 2]})", "a slice has three items");
  says(R"({"tuple": 5})", "must be a list");
  says(R"({"ellipsis": false})", "must be true");
  says(R"({"index": 5, "release_runs": []})", "unknown key 'release_runs'");
  says(R"([{"raises": true}])", "'raises' is no kind of value");
  says(R"({"index": 5, "runs": 5})", "must be a list of steps");
  says(R"({"index": 5, "runs": [{"op": "bytearray", "returns": 5}]})", "unknown key 'returns'");
  says(std::string(40, '[') + std::string(40, ']'), "items in items deeper than 32");
}

TEST(JsonErrors, HoldProgramsToTheLimitsOfTheVocabulary) {
  EXPECT_EQ(again("[[[[[[1]]]]]]"),
            "<program>: step 0 (/steps/0): has items in items deeper than 4");
  EXPECT_EQ(again("1e400"), "<program>: not JSON: number overflow parsing '1e400'");
}

TEST(JsonErrors, ForbidNestingDeeperThanTwo) {
  const auto wrap = [](const std::string& inner) {
    return R"({"index": 5, "runs": [{"op": "bytearray", "args": [)" + inner + "]}]}";
  };
  EXPECT_TRUE(
      parse_program(R"({"steps": [{"op": "bytearray", "args": [)" + wrap(wrap("1")) + "]}]}"));
  const std::string error = again(wrap(wrap(wrap("1"))));
  EXPECT_NE(error.find("/args/0/runs): steps nested deeper than 2"), std::string::npos) << error;
}

TEST(JsonErrors, SurviveAnyDamageToAProgram) {
  const std::string good = R"({"id": "p", "steps": [{"op": "bytearray", "args": [{"bytes": "61"}]},
    {"op": "bytearray.extend", "self": "b", "args": [{"iter": [1, {"runs":
    [{"op": "bytearray.clear", "self": "b"}]}, {"float": "0x1p+0"}, {"int": "0x5"}]}]}]})";
  ASSERT_TRUE(parse_program(good));
  for (std::size_t size = 0; size < good.size(); ++size) {
    EXPECT_FALSE(parse_program(good.substr(0, size)));
  }
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    std::string bad = good;
    for (std::uint64_t j = random() % 3 + 1; j > 0; --j) {
      const char known = good[random() % good.size()];
      bad[random() % bad.size()] = random() % 3 == 0 ? static_cast<char>(random()) : known;
    }
    const auto parsed = parse_program(bad);
    EXPECT_TRUE(parsed || !parsed.error().message.empty());
  }
}

}  // namespace
}  // namespace holdfast
