// SPDX-License-Identifier: MIT
//
// Traces: reading and writing lose nothing, and malformed files are answered with an error that
// says where.
#include "harness/trace.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

namespace holdfast {
namespace {

// The example of traces/FORMAT.md, as it is written canonically.
constexpr std::string_view kExample =
    R"({
  "format": "holdfast-trace",
  "version": 1,
  "suite": "bytearray: the export lock",
  "programs_from": "written by hand",
  "recorded": {
    "implementation": "cpython", "version": "3.14.10", "platform": "linux-x86_64",
    "byteorder": "little", "pointer_bits": 64,
    "command": "holdfast record ..."
  },
  "programs": [
    {"id": "append-while-exported-5d41402a", "why": "a view holds the lock", "steps": [
      {"op": "bytearray", "args": [{"bytes": "6162"}], "into": "b", )"
    R"("returns": {"ref": "b"}, "state": {"b": {"contents": "6162", "allocated": 3, )"
    R"("locked": false}}},
      {"op": "memoryview", "args": [{"ref": "b"}], "into": "v", )"
    R"("returns": {"ref": "v"}, "state": {"b": {"contents": "6162", "allocated": 3, )"
    R"("locked": true}, "v": {"contents": "6162", "closed": false, "readonly": false, )"
    R"("format": "B", "itemsize": 1, "shape": [2], "strides": [1], "suboffsets": []}}},
      {"op": "bytearray.append", "self": "b", "args": [{"index": 5, )"
    R"("runs": [{"op": "bytearray.pop", "self": "b"}]}], "raises": "BufferError", )"
    R"("message": "Existing exports of data: object cannot be re-sized", )"
    R"("nested": [{"raises": "BufferError", )"
    R"("message": "Existing exports of data: object cannot be re-sized"}]},
      {"op": "memoryview.drop", "self": "v", "returns": null, )"
    R"("state": {"b": {"contents": "6162", "allocated": 3, "locked": false}, "v": null}},
      {"op": "memoryview", "args": [5], "into": "v2", "raises": "TypeError"},
      {"op": "memoryview.release", "self": "v2", "skipped": true},
      {"op": "bytearray.clear", "self": "b", "crashed": "SIGSEGV"},
      {"op": "bytearray.clear", "self": "b"}
    ]},
    {"id": "bytearray-29ffc64f", "steps": [
      {"op": "bytearray", "into": "b", "exhausted": true}
    ]}
  ]
}
)";

std::string replaced(std::string_view from, std::string_view to) {
  std::string text(kExample);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string error_of(const std::string& text) {
  const auto trace = parse_trace(text, "x.json");
  return trace ? "no error" : trace.error().message;
}

TEST(Trace, WritingIsTheInverseOfReading) {
  const auto trace = parse_trace(kExample, "x.json");
  ASSERT_TRUE(trace) << trace.error().message;
  EXPECT_EQ(to_json(*trace), kExample);
}

TEST(Trace, ShowsWhatWasRecorded) {
  const auto trace = parse_trace(kExample, "x.json");
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->recorded.version, "3.14.10");
  EXPECT_EQ(trace->recorded.pointer_bits, 64);
  const RecordedProgram& recorded = trace->programs[0];
  EXPECT_TRUE(recorded.recorded());
  EXPECT_EQ(recorded.program.steps.size(), 8U);
  ASSERT_EQ(recorded.steps.size(), 7U);
  EXPECT_EQ(recorded.steps[2].outcome.exception, Exception::BufferError);
  EXPECT_EQ(recorded.nested_of(recorded.steps[2]).size(), 1U);
  EXPECT_EQ(recorded.steps[6].outcome.type, Outcome::Type::crashed);
  const auto states = recorded.states_of(recorded.steps[1]);
  ASSERT_EQ(states.size(), 2U);
  const Observation array = recorded.show(states[0]);
  EXPECT_TRUE(array.has(Aspect::locked) && array.locked);
  EXPECT_FALSE(array.has(Aspect::layout));
  EXPECT_EQ(array.contents.size(), 2U);
  const Observation view = recorded.show(states[1]);
  EXPECT_EQ(view.format, "B");
  EXPECT_EQ(view.shape.size() + view.strides.size() + view.suboffsets.size(), 2U);
}

TEST(Trace, RecordsAnswersAndObservations) {
  RecordedProgram recorded;
  recorded.program.add(*op_named("bytearray"), {}, 0, {});
  Answer answer;
  answer.outcome = Outcome::raised(Exception::ValueError, answer.arena.text("no"));
  answer.nested.push_back(Outcome::returned(answer.arena.text("inner")));
  recorded.add_step(answer);
  Observation seen;
  seen.show(Aspect::address);
  seen.show(Aspect::layout);
  const std::vector<std::int64_t> shape = {2, 3};
  seen.shape = shape;
  seen.format = "B";
  recorded.add_state(Register(Class::memoryview, 2), seen);
  recorded.add_emptied(Register(Class::bytearray, 0));
  EXPECT_EQ(to_json(recorded),
            R"({"id": "bytearray-29ffc64f", "steps": [
  {"op": "bytearray", "into": "b", "raises": "ValueError", "message": "no", )"
            R"("nested": [{"returns": "inner"}], "state": {"v3": {"format": "B", "itemsize": 0, )"
            R"("shape": [2, 3], "strides": [], "suboffsets": []}, "b": null}}
]}
)");
}

TEST(Trace, MakesUpTheIdOfAProgramWithoutOne) {
  const auto trace = parse_trace(
      R"({"format": "holdfast-trace", "version": 1,
          "programs": [{"steps": [{"op": "bytearray"}]}]})",
      "x.json");
  ASSERT_TRUE(trace);
  EXPECT_EQ(trace->programs[0].id, "bytearray-29ffc64f");
  EXPECT_FALSE(trace->programs[0].recorded());
}

TEST(TraceErrors, NameTheFormatAndItsVersion) {
  EXPECT_EQ(error_of("[]"), "x.json: a trace must be an object, this is a list");
  EXPECT_EQ(error_of("{}"), "x.json: (/format): is missing: this is no trace");
  EXPECT_EQ(error_of(replaced("holdfast-trace", "gpx")),
            "x.json: (/format): 'gpx' is not 'holdfast-trace'");
  EXPECT_EQ(error_of(replaced("\"version\": 1", "\"version\": 2")),
            "x.json: (/version): this holdfast reads version 1; this file has version 2: a newer "
            "holdfast is needed");
  EXPECT_EQ(error_of(R"({"format": "holdfast-trace"})"),
            "x.json: (/version): this holdfast reads version 1; this file has version 0");
  EXPECT_EQ(error_of(R"({"format": "holdfast-trace", "version": 1})"),
            "x.json: (/programs): is missing: a trace holds a list of programs");
}

TEST(TraceErrors, NameProgramStepAndPointer) {
  const std::string where = "x.json: program 'append-while-exported-5d41402a' step ";
  const auto says = [&](std::string_view from, std::string_view to, const std::string& what) {
    EXPECT_EQ(error_of(replaced(from, to)), where + what);
  };
  says(R"("contents": "6162")", R"("contents": "616")",
       "0 (/programs/0/steps/0/state/b/contents): an odd number of hexadecimal digits: 3");
  says(R"("locked": false)", R"("locked": 0)",
       "0 (/programs/0/steps/0/state/b/locked): must be true or false, this is an integer");
  says(R"("strides": [1], )", "",
       "1 (/programs/0/steps/1/state/v): format, itemsize, shape, strides and suboffsets stand "
       "together or not at all");
  says(R"("raises": "BufferError")", R"("raises": "Oops")",
       "2 (/programs/0/steps/2/raises): 'Oops' is no exception type that this holdfast knows");
  says(R"("skipped": true)", R"("skipped": true, "returns": 1)",
       "5 (/programs/0/steps/5): has both 'returns' and 'skipped'; a step has one outcome");
  says(R"(, "returns": null)", "",
       "3 (/programs/0/steps/3): has no outcome: one of returns, open, raises, skipped, exhausted, "
       "crashed");
  says(R"("crashed": "SIGSEGV"},)", R"("crashed": "SIGSEGV"}, {"op": "bytearray", "returns": 1},)",
       "7 (/programs/0/steps/7): follows the step that ended the program");
  says(R"("v": null)", R"("v99": null)", "3 (/programs/0/steps/3/state/v99): 'v99' is no register");
}

TEST(TraceErrors, NameAFileThatCannotBeRead) {
  const auto missing = load_trace("no/such/file.json");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().message,
            "no/such/file.json: cannot be opened: No such file or directory");
  const auto folder = load_trace(".");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error().message, ".: cannot be read: Is a directory");
}

TEST(TraceErrors, NeverAcceptHalfAFile) {
  for (std::size_t size = 0; size + 2 < kExample.size(); ++size) {
    EXPECT_NE(error_of(std::string(kExample.substr(0, size))), "no error") << size;
  }
}

TEST(TraceFile, IsWrittenWholeOrNotAtAll) {
  const auto trace = parse_trace(kExample, "x.json");
  ASSERT_TRUE(trace);
  const auto folder = std::filesystem::temp_directory_path() / "holdfast-trace-test";
  std::filesystem::create_directories(folder);
  const auto path = folder / "a.json";
  ASSERT_TRUE(write_trace(path, *trace));
  const auto read = load_trace(path);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(to_json(*read), kExample);
  EXPECT_FALSE(write_trace(folder / "missing" / "a.json", *trace));
  // Only the file itself is left.
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder)) ++files;
  EXPECT_EQ(files, 1U);
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace holdfast
