// SPDX-License-Identifier: MIT
//
// What a run has visited, told so that a rare path and one that never ran are seen.
#include "harness/coverage_report.h"

#include <gtest/gtest.h>

namespace holdfast {
namespace {

const Op kAppend = *op_named("bytearray.append");
const Op kTell = *op_named("BytesIO.tell");

Coverage some_visits() {
  Coverage coverage;
  for (int i = 0; i < 17; ++i) {
    coverage.count(kAppend, ObjectState::plain, Outcome::returned(Arena::none()));
  }
  coverage.count(kAppend, ObjectState::exported, Outcome::raised(Exception::BufferError));
  coverage.count(kTell, ObjectState::closed, Outcome::raised(Exception::ValueError));
  coverage.count(kTell, ObjectState::closed, Outcome::raised(Exception::ValueError));
  return coverage;
}

TEST(CoverageReport, HasALineForEachStepKindAndState) {
  EXPECT_EQ(coverage_text(some_visits()),
            "bytearray.append                  plain    value 17\n"
            "bytearray.append                  exported BufferError 1\n"
            "BytesIO.tell                      closed   ValueError 2\n");
  EXPECT_EQ(
      coverage_json(some_visits()),
      "{\"format\": \"holdfast-visits\", \"version\": 1, \"rows\": [\n"
      "  {\"op\": \"bytearray.append\", \"state\": \"plain\", \"outcomes\": {\"value\": 17}},\n"
      "  {\"op\": \"bytearray.append\", \"state\": \"exported\", \"outcomes\": "
      "{\"BufferError\": 1}},\n"
      "  {\"op\": \"BytesIO.tell\", \"state\": \"closed\", \"outcomes\": {\"ValueError\": 2}}\n"
      "]}\n");
  EXPECT_EQ(visited(some_visits()), 3U);
}

TEST(CoverageReport, NamesWhatIsRareTheRarestFirst) {
  const auto found = rare(some_visits(), 2);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(describe(found[0]), "bytearray.append exported BufferError");
  EXPECT_EQ(describe(found[1]), "BytesIO.tell closed ValueError");
}

TEST(CoverageReport, NamesWhatNeverRan) {
  Coverage run;
  run.count(kTell, ObjectState::closed, Outcome::raised(Exception::ValueError));
  const auto found = missing(run, some_visits());
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(describe(found[0]), "bytearray.append plain value");
  EXPECT_TRUE(missing(some_visits(), run).empty());
}

}  // namespace
}  // namespace holdfast
