// SPDX-License-Identifier: MIT
//
// The byte spelling is total, canonical, stable and dense.
#include "harness/bytes_spelling.h"

#include <vector>

#include <gtest/gtest.h>

#include "harness/json_spelling.h"
#include "harness/random.h"

namespace holdfast {
namespace {

std::vector<std::uint8_t> random_bytes(Random& random, std::size_t most) {
  std::vector<std::uint8_t> bytes(random.below(most));
  for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random.bits());
  return bytes;
}

TEST(ByteSpelling, DecodesEveryByteStringToAWellFormedProgram) {
  Random random(1);
  Program program;
  for (int i = 0; i < 20'000; ++i) {
    decode(random_bytes(random, 400), program);
    ASSERT_EQ(check(program), "") << "after " << i << " byte strings\n" << to_json(program);
  }
}

TEST(ByteSpelling, DecodesWhatItEncodedToTheSameProgram) {
  Random random(2);
  Program program;
  Program again;
  for (int i = 0; i < 20'000; ++i) {
    decode(random_bytes(random, 400), program);
    const auto bytes = encode(program);
    decode(bytes, again);
    ASSERT_TRUE(equal(program, again)) << to_json(program) << "\nbecame\n" << to_json(again);
    ASSERT_EQ(encode(again), bytes) << "one program, two spellings\n" << to_json(program);
  }
}

TEST(ByteSpelling, DecodesNothingToTheEmptyProgram) {
  Program program;
  decode({}, program);
  EXPECT_TRUE(program.steps.empty());
  EXPECT_EQ(encode(program), std::vector<std::uint8_t>{kBytesVersion});
}

TEST(ByteSpelling, GivesMostRandomStepsAnObjectToWorkOn) {
  Random random(3);
  Program program;
  std::size_t steps = 0;
  std::size_t with_object = 0;
  for (int i = 0; i < 2'000; ++i) {
    decode(random_bytes(random, 400), program);
    for (const Step& step : program.steps) {
      ++steps;
      if (step.self.exists()) ++with_object;
    }
  }
  EXPECT_GT(with_object * 10, steps * 6) << with_object << " of " << steps << " steps";
}

// Old corpora must keep their meaning: a change here is a new version of the byte spelling.
TEST(ByteSpelling, KeepsItsMeaningForever) {
  const std::vector<std::uint8_t> bytes = {
      kBytesVersion,
      0,
      0,
      0x00,
      1,
      0,
      2,
      'h',
      'i',  // b = bytearray(b"hi")
      15,
      0,
      0x00,
      0,
      0,
      0x10,  // v = memoryview(b)
      5,
      0,
      0x00,
      0,
      0,
      33,  // b.append(33)
      16,
      0,
      0x00,
      0,  // v.release()
  };
  Program program;
  decode(bytes, program);
  ASSERT_EQ(program.steps.size(), 4U) << to_json(program);
  EXPECT_EQ(kind_of(program.steps[0].op).name, "bytearray");
  EXPECT_EQ(kind_of(program.steps[1].op).name, "memoryview");
  EXPECT_EQ(kind_of(program.steps[2].op).name, "bytearray.append");
  EXPECT_EQ(kind_of(program.steps[3].op).name, "memoryview.release");
  EXPECT_EQ(program.arguments(program.steps[1]).front().reg, Register(Class::bytearray, 0));
  EXPECT_EQ(encode(program), bytes);
}

}  // namespace
}  // namespace holdfast
