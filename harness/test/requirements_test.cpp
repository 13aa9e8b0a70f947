// SPDX-License-Identifier: MIT
//
// Since when a program is required.
#include "harness/requirements.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

constexpr const char* kText =
    "# What an implementation has to pass.\n"
    "suite 1.2.1, format 1, 3 programs, seal 0123456789abcdef\n"
    "bytearray/lock.json\n"
    "  bytearray-pop-1453d5e2 ea2070933b34 1.0.0\n"
    "  bytearray-append-c3e1ac7d 10adffd1aa07 1.2.1\n";

TEST(SuiteVersions, AreThreeNumbersInTheirOrder) {
  EXPECT_LT(*suite_version("1.9.3"), *suite_version("1.10.0"));
  EXPECT_LT(*suite_version("1.10.9"), *suite_version("2.0.0"));
  for (const char* wrong : {"", "1", "1.2", "1.2.3.4", "1.2.x", "1..2", "-1.2.3", " 1.2.3"}) {
    EXPECT_FALSE(suite_version(wrong)) << wrong;
  }
}

TEST(Requirements, SaySinceWhenAProgramIsRequired) {
  const auto read = Requirements::parse(kText, "REQUIRED.txt");
  ASSERT_TRUE(read);
  EXPECT_EQ(read->since("bytearray-pop-1453d5e2"), suite_version("1.0.0"));
  EXPECT_EQ(read->since("bytearray-append-c3e1ac7d"), suite_version("1.2.1"));
  EXPECT_FALSE(read->since("bytearray-clear-00000000"));
}

TEST(Requirements, AreRefusedWithTheLineWhereAVersionIsMissing) {
  const auto read = Requirements::parse("suite\n  bytearray-pop-1453d5e2 ea2070933b34\n", "here");
  ASSERT_FALSE(read);
  EXPECT_TRUE(read.error().message.starts_with("here: line 2: ")) << read.error().message;
}

TEST(Requirements, AreLookedForAboveATrace) {
  const auto none = Requirements::of("/nowhere/at/all.json");
  ASSERT_FALSE(none);
  EXPECT_TRUE(none.error().message.contains("there is no REQUIRED.txt")) << none.error().message;
}

}  // namespace
}  // namespace holdfast
