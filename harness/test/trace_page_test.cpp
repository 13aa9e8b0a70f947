// SPDX-License-Identifier: MIT
//
// The page, the schema and the traces in traces/ say the same: the example of the page is a trace,
// and each committed trace is valid, canonical, and names its programs by their true hash.
#include <cstdio>
#include <filesystem>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/files.h"
#include "harness/json_spelling.h"
#include "harness/trace.h"

namespace holdfast {
namespace {

// Runs the schema checker; what it prints, or the reason why it did not run.
std::string check_schema(const std::string& files) {
  const std::string command =
      "python3 harness/test/schema_check.py traces/trace.schema.json " + files + " 2>&1";
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return "cannot run " + command;
  std::string text;
  for (int letter = 0; (letter = std::fgetc(pipe)) != EOF;) text += static_cast<char>(letter);
  const int status = ::pclose(pipe);
  return status == 0 ? text : text + "exit status " + std::to_string(status / 256);
}

std::vector<std::filesystem::path> committed() {
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::recursive_directory_iterator("traces")) {
    const bool is_schema = entry.path().filename().string().ends_with(".schema.json");
    if (entry.path().extension() == ".json" && !is_schema) paths.push_back(entry.path());
  }
  return paths;
}

void expect_true_ids(const Trace& trace) {
  for (const RecordedProgram& recorded : trace.programs) {
    const std::string id = program_id(recorded.program, "x");
    EXPECT_TRUE(recorded.id.ends_with(id.substr(1)))
        << recorded.id << " should end in " << id.substr(1);
  }
}

TEST(TracePage, ShowsATrace) {
  const auto page = read_file("traces/FORMAT.md");
  ASSERT_TRUE(page) << page.error().message;
  const auto first = page->find("```json\n") + 8;
  const auto example = page->substr(first, page->find("```", first) - first);
  const auto trace = parse_trace(example, "traces/FORMAT.md");
  ASSERT_TRUE(trace) << trace.error().message;
  EXPECT_EQ(trace->programs.at(0).steps.size(), 3U);
  expect_true_ids(*trace);
  EXPECT_NE(page->find(" has the hash\n`29ffc64f875525ed`"), std::string::npos);
}

TEST(TraceSchema, TellsRightFromWrong) { EXPECT_EQ(check_schema(""), ""); }

TEST(TraceSchema, HoldsForEveryCommittedTrace) {
  std::string files;
  for (const auto& path : committed()) files += " '" + path.string() + "'";
  ASSERT_FALSE(files.empty()) << "traces/ holds no trace";
  EXPECT_EQ(check_schema(files), "");
}

// A command that names a suite and a seed, or a file below build/, is true for a day only.
TEST(CommittedTraces, NameACommandThatRecordsThemAgainFromThemselves) {
  for (const auto& path : committed()) {
    const auto trace = load_trace(path);
    ASSERT_TRUE(trace) << trace.error().message;
    EXPECT_EQ(trace->recorded.command, "holdfast record --python python3.14 --again " +
                                           path.string() + " --out " + path.string());
    EXPECT_NE(trace->programs_from, "") << path << " does not say where its programs come from";
  }
}

TEST(CommittedTraces, AreCanonicalAndNamedByTheirHash) {
  for (const auto& path : committed()) {
    const auto trace = load_trace(path);
    ASSERT_TRUE(trace) << trace.error().message;
    const auto text = read_file(path);
    EXPECT_TRUE(text && *text == to_json(*trace)) << path << " is not as holdfast writes it";
    expect_true_ids(*trace);
  }
}

}  // namespace
}  // namespace holdfast
