// SPDX-License-Identifier: MIT
#include "report/formats.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "report/test/example.h"

namespace holdfast::report {
namespace {

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(JUnit, HasASuiteForEachSubjectAndACaseForEachKindThatRan) {
  const std::string text = to_junit(example());
  EXPECT_TRUE(holds(text, R"(<testsuite name="mine 1.0" tests="2" failures="1" errors="0")"))
      << text;
  EXPECT_TRUE(holds(text, R"(<testsuite name="model" tests="2" failures="0")")) << text;
  EXPECT_TRUE(holds(text, R"(<testcase classname="mine 1.0" name="bytearray.pop"/>)")) << text;
  EXPECT_TRUE(holds(text, R"(<failure message="2 of 33 steps differed">)")) << text;
}

TEST(JUnit, EscapesWhatInterpretersSay) {
  const std::string text = to_junit(example());
  EXPECT_TRUE(holds(text, "expected BufferError: a &amp; b, got &lt;/script&gt;&#10;#1")) << text;
}

TEST(JUnit, DoesNotFailForWhatIsKnown) {
  Results results = example();
  results.subjects[0].kinds[0].known = 3;
  EXPECT_FALSE(holds(to_junit(results), "<failure")) << "every difference has a reason";
}

TEST(Tap, NumbersSubjectsAndKinds) {
  const std::string text = to_tap(example());
  EXPECT_TRUE(text.starts_with("TAP version 13\n1..4\nnot ok 1 - mine 1.0: bytearray.append\n"))
      << text;
  EXPECT_TRUE(holds(text, "\nok 4 - model: bytearray.pop\n")) << text;
  EXPECT_TRUE(holds(text, "got </script> \\#1\n")) << text;
}

TEST(Sarif, SuppressesWhatIsKnown) {
  const auto json = nlohmann::json::parse(to_sarif(example()));
  const auto& results = json.at("runs").at(0).at("results");
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0].at("level"), "error");
  EXPECT_FALSE(results[0].contains("suppressions"));
  EXPECT_EQ(results[1].at("suppressions").at(0).at("justification"), "no lock <yet>");
  EXPECT_EQ(json.at("runs").at(0).at("tool").at("driver").at("rules").size(), 3U);
}

TEST(Page, HoldsTheResultsAndNothingThatEndsTheirElement) {
  const std::string text = to_html(example());
  const std::string_view begin = R"(<script id="results" type="application/json">)";
  const std::size_t at = text.find(begin) + begin.size();
  const std::string inside = text.substr(at, text.find("</script>", at) - at);
  const auto again = parse_results(inside, "the page");
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(to_json(*again), to_json(example()));
  EXPECT_FALSE(holds(text, "@RESULTS@") || holds(text, "@STYLE@") || holds(text, "@SCRIPT@"));
  EXPECT_FALSE(holds(text, "src=") || holds(text, "<link")) << "a page needs no other file";
}

}  // namespace
}  // namespace holdfast::report
