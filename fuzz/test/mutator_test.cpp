// SPDX-License-Identifier: MIT
//
// The mutator gives well-formed programs in their one spelling, the same ones from the same seed,
// and does what the names of its edits say.
#include "fuzz/mutator.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "harness/bytes_spelling.h"
#include "harness/json_spelling.h"
#include "harness/test/programs.h"
#include "props/suites.h"

namespace holdfast::fuzz {
namespace {

using namespace test;

using Bytes = std::vector<std::uint8_t>;

Bytes noise(std::uint64_t seed, std::size_t size) {
  Random random(seed);
  Bytes bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.bits());
  return bytes;
}

Program decoded(std::span<const std::uint8_t> bytes) {
  Program program;
  decode(bytes, program);
  return program;
}

Mutator mutator_of(std::string_view suite) {
  const auto found = std::ranges::find(props::kSuites, suite, &props::Suite::name);
  EXPECT_NE(found, props::kSuites.end());
  return Mutator(props::generator_options(*found));
}

std::size_t count(const Program& program, std::string_view op) {
  return static_cast<std::size_t>(std::ranges::count_if(
      program.steps, [&](const Step& step) { return kind_of(step.op).name == op; }));
}

class EachEdit : public testing::TestWithParam<Edit> {};

TEST_P(EachEdit, KeepsProgramsWellFormedAndChangesMostOfThem) {
  const Mutator mutator = mutator_of("hostile");
  std::size_t changed = 0;
  constexpr std::uint64_t kPrograms = 2000;
  for (std::uint64_t seed = 1; seed <= kPrograms; ++seed) {
    const Program before = decoded(noise(seed, 20 + seed % 300));
    Program after = before;
    Random random(seed);
    const bool applied = mutator.apply(GetParam(), random, after);
    ASSERT_EQ(check(after), "") << "seed " << seed << "\n" << to_json(after);
    ASSERT_TRUE(equal(decoded(encode(after)), after)) << to_json(after);
    if (!applied) {
      ASSERT_TRUE(equal(before, after)) << to_json(after);
    }
    if (!equal(before, after)) ++changed;
  }
  EXPECT_GT(changed, kPrograms / 3);
}

INSTANTIATE_TEST_SUITE_P(Edits, EachEdit,
                         testing::Values(Edit::insert, Edit::remove, Edit::repeat, Edit::swap,
                                         Edit::splice, Edit::argument, Edit::retarget, Edit::wrap));

TEST(Mutator, GivesTheOneSpellingOfAWellFormedProgramWithinTheSize) {
  for (const auto& suite : props::kSuites) {
    const Mutator mutator(props::generator_options(suite));
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
      const std::size_t most = seed % 3 == 0 ? seed : 4096;
      const Bytes input = noise(seed, seed % 200);
      const Bytes other = noise(seed + 1, seed % 150);
      for (const Bytes& made :
           {mutator.mutate(input, most, seed), mutator.cross(input, other, most, seed)}) {
        ASSERT_LE(made.size(), most);
        const Program program = decoded(made);
        ASSERT_EQ(check(program), "") << suite.name << ", seed " << seed;
        ASSERT_EQ(encode(program), made) << suite.name << ", seed " << seed;
      }
    }
  }
}

TEST(Mutator, FollowsFromItsSeed) {
  const Mutator mutator = mutator_of("hostile");
  const Bytes input = noise(1, 200);
  const Bytes other = noise(2, 200);
  std::set<Bytes> mutants;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    const Bytes mutant = mutator.mutate(input, 4096, seed);
    EXPECT_EQ(mutant, mutator.mutate(input, 4096, seed));
    EXPECT_EQ(mutator.cross(input, other, 4096, seed), mutator.cross(input, other, 4096, seed));
    mutants.insert(mutant);
  }
  EXPECT_GT(mutants.size(), 90U);
}

TEST(Mutator, AlwaysChangesTheProgram) {
  const Mutator mutator = mutator_of("hostile");
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Bytes input = encode(decoded(noise(seed, 200)));
    EXPECT_NE(mutator.mutate(input, 4096, seed), input) << "seed " << seed;
  }
}

TEST(Mutator, MakesAProgramFromNothing) {
  const Mutator mutator = mutator_of("hostile");
  for (std::uint64_t seed = 1; seed <= 50; ++seed) {
    EXPECT_FALSE(decoded(mutator.mutate({}, 4096, seed)).steps.empty());
  }
  EXPECT_TRUE(mutator.mutate({}, 0, 1).empty());
}

TEST(Mutator, InsertsStepsOfItsSuiteAndConstructorsOnly) {
  const Mutator mutator = mutator_of("bytearray");
  Program program;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Random random(seed);
    EXPECT_TRUE(mutator.apply(Edit::insert, random, program));
  }
  EXPECT_GT(program.steps.size(), 300U);
  for (const Step& step : program.steps) {
    const StepKind& kind = kind_of(step.op);
    EXPECT_TRUE(kind.name.starts_with("bytearray") || kind.form == Form::construct) << kind.name;
  }
}

TEST(Mutator, WrapsStepsInAnAcquisitionAndItsRelease) {
  const Mutator mutator = mutator_of("bytearray");
  const Program before = program_of({kMakeArray, kAppend});
  bool around = false;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Program program = before;
    Random random(seed);
    if (!mutator.apply(Edit::wrap, random, program)) continue;
    ASSERT_EQ(program.steps.size(), 4U) << to_json(program);
    ASSERT_EQ(count(program, "memoryview"), 1U) << to_json(program);
    ASSERT_EQ(count(program, "memoryview.release") + count(program, "memoryview.drop"), 1U);
    around = around || kind_of(program.steps[2].op).name == "bytearray.append";
  }
  EXPECT_TRUE(around) << "the view was never held while something was appended";
}

TEST(Mutator, RetargetsStepsToOtherObjects) {
  const Mutator mutator = mutator_of("bytearray");
  const Program before =
      program_of({kMakeArray, R"({"op": "bytearray", "args": [3], "into": "b2"})", kAppend});
  std::set<std::size_t> used;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Program program = before;
    Random random(seed);
    mutator.apply(Edit::retarget, random, program);
    used.insert(program.steps.back().self.number());
  }
  EXPECT_TRUE(used.contains(0) && used.contains(1));
}

TEST(Mutator, CrossesIntoProgramsWithStepsOfBoth) {
  const Mutator mutator = mutator_of("bytearray");
  const Bytes one = encode(program_of({kMakeArray, kAppend, kAppend}));
  const Bytes other = encode(program_of({kMakeArray, kMakeView, kRelease}));
  bool both = false;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Program program = decoded(mutator.cross(one, other, 4096, seed));
    both = both || (count(program, "bytearray.append") != 0 && count(program, "memoryview") != 0);
  }
  EXPECT_TRUE(both);
}

}  // namespace
}  // namespace holdfast::fuzz
