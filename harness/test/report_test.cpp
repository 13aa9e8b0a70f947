// SPDX-License-Identifier: MIT
//
// What a failing run says and leaves behind, for texts that are no UTF-8.
#include "harness/report.h"

#include <cstdlib>
#include <filesystem>
#include <string>

#include <gtest/gtest.h>

#include "harness/files.h"
#include "harness/json_spelling.h"
#include "harness/trace.h"

namespace holdfast {
namespace {

TEST(Report, ALoneSurrogateInAMessageMakesNoFileThatCannotBeRead) {
  Failure failure;
  failure.shrunk = *parse_program(R"({"steps": [{"op": "bytearray"}]})");
  failure.original = failure.shrunk;
  failure.finding = {.subject = "impl",
                     .reference = "model",
                     .what = "b = bytearray()",
                     .expected = "b",
                     .got = "LookupError: unknown encoding: \xed\xa0\x80"};
  const std::filesystem::path out = std::filesystem::path(testing::TempDir()) / "report_test";
  RecordedProgram expected;
  expected.program = failure.shrunk;
  expected.steps.resize(1);
  const auto folder = save(failure, expected, {}, out);
  ASSERT_TRUE(folder) << folder.error().message;
  EXPECT_TRUE(load_trace(*folder / "program.json"))
      << load_trace(*folder / "program.json").error().message;
  const auto about = read_file(*folder / "about.json");
  ASSERT_TRUE(about);
  EXPECT_NE(about->find("unknown encoding: \xef\xbf\xbd"), std::string::npos) << *about;
  EXPECT_NE(describe(failure, *folder).find("unknown encoding: \xef\xbf\xbd"), std::string::npos);
  std::filesystem::remove_all(out);
}

}  // namespace
}  // namespace holdfast
