// SPDX-License-Identifier: MIT
#include "harness/rules.h"

#include <algorithm>

#include <gtest/gtest.h>

#include "harness/exception.h"

namespace holdfast {
namespace {

constexpr std::array kInvariants = {
    Check::exports_match,  Check::address_stable,    Check::length_locked,  Check::failure_atomic,
    Check::bytes_constant, Check::view_shows_object, Check::closed_refuses, Check::allocation_fits,
    Check::nothing_left,   Check::deterministic};

const StepKind& kind(std::string_view name) { return kind_of(op_named(name).value()); }

std::ptrdiff_t sections_about(std::string_view name) {
  return std::ranges::count_if(all_rules(), [&](const Rule& rule) {
    return rule.raises.empty() && std::ranges::count(rule.about, name) != 0;
  });
}

bool is_type(std::string_view name) {
  return std::ranges::any_of(vocabulary(), [&](const StepKind& kind) {
    return kind.name.substr(0, kind.name.find('.')) == name;
  });
}

TEST(Rules, EveryStepKindHasOne) {
  for (const StepKind& kind : vocabulary()) EXPECT_EQ(sections_about(kind.name), 1) << kind.name;
}

TEST(Rules, EveryInvariantHasOneAndSoHaveNestedSteps) {
  for (const Check check : kInvariants) EXPECT_EQ(sections_about(name(check)), 1) << name(check);
  EXPECT_EQ(sections_about(name(Check::nested)), 1);
}

TEST(Rules, AreAboutWhatThereIs) {
  for (const Rule& rule : all_rules()) {
    ASSERT_FALSE(rule.about.empty());
    const bool is_of_type = !rule.raises.empty();
    for (const std::string_view name : rule.about) {
      const bool is_check = holdfast::name(Check::nested) == name || name.starts_with("invariant ");
      EXPECT_TRUE(is_of_type ? is_type(name) : is_check || op_named(name)) << name;
    }
    for (const std::string_view raised : rule.raises) {
      EXPECT_NE(std::ranges::find(kExceptionNames, raised), kExceptionNames.end()) << raised;
    }
  }
}

TEST(Rules, NameAFileAndAFunctionOfCPythonAndSaySomething) {
  for (const Rule& rule : all_rules()) {
    EXPECT_TRUE(rule.place.starts_with("Objects/") || rule.place.starts_with("Modules/") ||
                rule.place.starts_with("Python/"))
        << rule.about.front();
    EXPECT_NE(rule.place.find(": "), std::string_view::npos) << rule.about.front();
    EXPECT_EQ(rule.place.find('\n'), std::string_view::npos) << rule.about.front();
    EXPECT_TRUE(rule.text.ends_with('.')) << rule.about.front() << ": " << rule.text;
  }
}

Finding finding(Check check, std::string_view expected, std::string_view got) {
  Finding finding;
  finding.check = check;
  finding.expected = expected;
  finding.got = got;
  return finding;
}

TEST(Rules, OfAStepComeFirstAndThenThoseOfTheException) {
  const auto rules = rules_for(kind("bytearray.append"),
                               finding(Check::outcome, "BufferError: Existing exports", "None"));
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_NE(rules[0]->place.find("bytearray_append_impl"), std::string_view::npos);
  EXPECT_NE(rules[1]->place.find("_canresize"), std::string_view::npos);
}

TEST(Rules, OfAnExceptionAreThereWhicheverSideRaised) {
  const StepKind& tell = kind("BytesIO.tell");
  EXPECT_EQ(rules_for(tell, finding(Check::outcome, "0", "ValueError")).size(), 2U);
  EXPECT_EQ(rules_for(tell, finding(Check::outcome, "0", "KeyError")).size(), 1U);
}

TEST(Rules, OfABrokenInvariantFollowThatOfTheStep) {
  const auto rules = rules_for(kind("mmap.read"), finding(Check::nothing_left, "", ""));
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[1]->about.front(), name(Check::nothing_left));
}

TEST(Rules, AreWrittenIndentedBelowTheirPlace) {
  const Rule rule{.about = {}, .raises = {}, .place = "Objects/x.c: f", .text = "One.\nTwo."};
  EXPECT_EQ(rules_text({&rule}), "  Objects/x.c: f\n    One.\n    Two.\n");
}

}  // namespace
}  // namespace holdfast
