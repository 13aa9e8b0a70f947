// SPDX-License-Identifier: MIT
#include "report/results.h"

#include <gtest/gtest.h>

#include "report/test/example.h"

namespace holdfast::report {
namespace {

TEST(Results, AreTheSameWhenWrittenAndRead) {
  const std::string text = to_json(example());
  const auto again = parse_results(text, "x.json");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(to_json(*again), text);
  EXPECT_EQ(again->subjects.at(0).kinds.at(0).known, 1U);
  EXPECT_EQ(again->subjects.at(0).differences.at(1).link, "https://example.org/1");
}

TEST(Results, ThatAreNoneSayWhatToDo) {
  const auto message = [](std::string_view text) {
    const auto results = parse_results(text, "x.json");
    return results ? std::string("read") : results.error().message;
  };
  EXPECT_EQ(message("{"), "x.json: is no JSON");
  EXPECT_EQ(message("[]"),
            "x.json: is no results file; `holdfast replay --results FILE` writes one");
  EXPECT_EQ(message(R"({"format": "holdfast-results", "version": 2})"),
            "x.json: has version 2 of the format; this holdfast reads 1");
  EXPECT_TRUE(message(R"({"format": "holdfast-results", "version": 1})")
                  .starts_with("x.json: does not hold to results.schema.json: "));
}

TEST(Results, OfSeveralRunsStandSideBySide) {
  const auto both = merged({example(), example()});
  ASSERT_TRUE(both) << both.error().message;
  EXPECT_EQ(both->subjects.size(), 4U);
  EXPECT_EQ(both->programs.size(), 2U);
}

TEST(Results, AgainstOtherRecordingsCannotBeCompared) {
  Results other = example();
  other.reference = "cpython 3.15.0";
  EXPECT_FALSE(merged({example(), other}));
}

}  // namespace
}  // namespace holdfast::report
