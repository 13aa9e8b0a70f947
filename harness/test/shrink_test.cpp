// SPDX-License-Identifier: MIT
//
// Shrinking finds the smallest program that fails in the same way, and always the same one.
#include "harness/shrink.h"

#include <algorithm>
#include <functional>
#include <vector>

#include <gtest/gtest.h>

#include "harness/bytes_spelling.h"
#include "harness/json_spelling.h"
#include "harness/random.h"
#include "harness/test/programs.h"

namespace holdfast {
namespace {

using namespace test;

std::size_t count(const Program& program, std::string_view op) {
  return static_cast<std::size_t>(std::ranges::count_if(
      program.steps, [&](const Step& step) { return kind_of(step.op).name == op; }));
}

// A long random program around the steps that matter.
Program buried(std::uint64_t seed) {
  Random random(seed);
  std::vector<std::uint8_t> noise(600);
  for (auto& byte : noise) byte = static_cast<std::uint8_t>(random.bits());
  Program program;
  decode(noise, program);
  const Program needle = program_of({kMakeArray, kMakeView, kAppend});
  for (const Step& step : needle.steps) program.add_copy(needle, step);
  return program;
}

TEST(Shrinking, KeepsOnlyTheStepsThatTheFailureNeeds) {
  // "Fails" when a view is made and something is appended after it.
  const auto fails = [](const Program& program) {
    bool view = false;
    for (const Step& step : program.steps) {
      view = view || kind_of(step.op).name == "memoryview";
      if (view && kind_of(step.op).name == "bytearray.append") return true;
    }
    return false;
  };
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Shrunk shrunk = shrink(buried(seed), fails);
    EXPECT_TRUE(shrunk.complete);
    EXPECT_EQ(check(shrunk.program), "") << to_json(shrunk.program);
    EXPECT_LE(shrunk.program.steps.size(), 3U) << to_json(shrunk.program);
    EXPECT_EQ(count(shrunk.program, "bytearray.append"), 1U);
    EXPECT_EQ(count(shrunk.program, "memoryview"), 1U);
  }
}

TEST(Shrinking, OffersOnlyWellFormedPrograms) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Shrinks shrinks(buried(seed));
    Program candidate;
    std::size_t offered = 0;
    while (shrinks.next(candidate)) {
      ++offered;
      ASSERT_EQ(check(candidate), "") << to_json(candidate);
    }
    EXPECT_GT(offered, 20U);
  }
}

TEST(Shrinking, MakesArgumentsSmallAndRegistersLow) {
  const Program program =
      program_of({R"({"op": "bytearray", "args": [{"bytes": "636465666768"}], "into": "b7"})",
                  R"({"op": "bytearray.append", "self": "b7", "args": [{"index": 200}]})"});
  const auto fails = [](const Program& candidate) {
    return count(candidate, "bytearray.append") == 1 && candidate.steps.back().arguments == 1;
  };
  const Shrunk shrunk = shrink(program, fails);
  const Program expected = program_of({R"({"op": "bytearray", "into": "b"})",
                                       R"({"op": "bytearray.append", "self": "b", "args": [0]})"});
  EXPECT_TRUE(equal(shrunk.program, expected)) << to_json(shrunk.program);
}

// Whatever is beside it in a list, a generator or a block goes, and the empty blocks with it.
TEST(Shrinking, ReachesIntoTheMiddleOfListsGeneratorsAndBlocks) {
  const auto shrunk_argument = [](std::string_view step, std::string_view smallest,
                                  const std::function<bool(const Program&, Value)>& matters) {
    const Program program = program_of({kMakeArray, step});
    const Shrunk shrunk = shrink(program, [&](const Program& candidate) {
      bool found = false;
      for (const Step& one : candidate.steps) {
        for_each_value(candidate, candidate.arguments(one),
                       [&](Value value) { found = found || matters(candidate, value); });
      }
      return found;
    });
    const Program expected = program_of({R"({"op": "bytearray", "into": "b"})", smallest});
    EXPECT_TRUE(equal(shrunk.program, expected)) << to_json(shrunk.program);
  };
  shrunk_argument(R"({"op": "bytearray.extend", "self": "b", "args": [[1, 2, 200, 3, 4]]})",
                  R"({"op": "bytearray.extend", "self": "b", "args": [200]})",
                  [](const Program&, Value value) {
                    return value.kind == Kind::integer && value.integer == 200;
                  });
  shrunk_argument(R"({"op": "bytearray.extend", "self": "b", "args": [{"iter": [
                      1, {"runs": []}, {"runs": [{"op": "bytearray.pop", "self": "b"},
                                                 {"op": "bytearray.clear", "self": "b"},
                                                 {"op": "bytearray.pop", "self": "b"}]}, 2]}]})",
                  R"({"op": "bytearray.extend", "self": "b", "args": [{"iter": [
                      {"runs": [{"op": "bytearray.clear", "self": "b"}]}]}]})",
                  [](const Program& candidate, Value value) {
                    if (value.kind != Kind::block) return false;
                    return std::ranges::any_of(candidate.block(value), [](const Step& one) {
                      return kind_of(one.op).name == "bytearray.clear";
                    });
                  });
}

TEST(Shrinking, TriesNoProgramTwice) {
  std::vector<std::uint64_t> hashes;
  shrink(buried(2), [&](const Program& program) {
    hashes.push_back(program_hash(program));
    return count(program, "memoryview") > 0;
  });
  const std::size_t tried = hashes.size();
  std::ranges::sort(hashes);
  EXPECT_EQ(std::ranges::unique(hashes).begin() - hashes.begin(),
            static_cast<std::ptrdiff_t>(tried));
}

TEST(Shrinking, IsDeterministic) {
  const auto fails = [](const Program& program) { return count(program, "memoryview") > 0; };
  const Shrunk first = shrink(buried(3), fails);
  const Shrunk second = shrink(buried(3), fails);
  EXPECT_TRUE(equal(first.program, second.program));
  EXPECT_EQ(first.executions, second.executions);
}

TEST(Shrinking, StopsAtItsBudgetWithTheBestSoFar) {
  const auto fails = [](const Program& program) { return count(program, "memoryview") > 0; };
  const Shrunk shrunk = shrink(buried(3), fails, {.max_executions = 3, .progress = {}});
  EXPECT_FALSE(shrunk.complete);
  EXPECT_EQ(shrunk.executions, 3U);
  EXPECT_TRUE(fails(shrunk.program));
}

}  // namespace
}  // namespace holdfast
