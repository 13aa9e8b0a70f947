// SPDX-License-Identifier: MIT
//
// A trace as a subject: it gives what was recorded, step by step, as often as it is asked.
#include "harness/trace_subject.h"

#include <string>

#include <gtest/gtest.h>

#include "harness/json_spelling.h"

namespace holdfast {
namespace {

Trace example() {
  auto trace = parse_trace(R"({"format": "holdfast-trace", "version": 1,
    "recorded": {"implementation": "cpython", "version": "3.14.10"}, "programs": [{"steps": [
    {"op": "bytearray", "args": [{"bytes": "6162"}], "returns": {"ref": "b"},
     "state": {"b": {"contents": "6162", "allocated": 3, "locked": false}}},
    {"op": "memoryview", "args": [{"ref": "b"}], "into": "v2", "returns": {"ref": "v2"},
     "state": {"b": {"contents": "6162", "allocated": 3, "locked": true},
               "v2": {"contents": "6162", "closed": false, "readonly": false, "format": "B",
                      "itemsize": 1, "shape": [2], "strides": [1], "suboffsets": []}}},
    {"op": "bytearray.append", "self": "b", "args": [{"index": 5, "runs":
     [{"op": "bytearray.pop", "self": "b"}]}], "raises": "BufferError", "message": "no",
     "nested": [{"raises": "BufferError", "message": "inner"}]},
    {"op": "memoryview.drop", "self": "v2", "returns": null,
     "state": {"b": {"contents": "6162", "allocated": 3, "locked": false}, "v2": null}},
    {"op": "bytearray.clear", "self": "b", "crashed": "SIGSEGV"},
    {"op": "bytearray.clear", "self": "b"}]}]})",
                           "x.json");
  EXPECT_TRUE(trace) << trace.error().message;
  return std::move(*trace);
}

const Register kArray(Class::bytearray, 0);
const Register kView(Class::memoryview, 1);

class TraceSubjectTest : public testing::Test {
 protected:
  TraceSubjectTest() : trace_(example()), recorded_(trace_.programs[0]), subject_(trace_.recorded) {
    subject_.select(recorded_);
    subject_.start(recorded_.program);
  }

  void execute(std::size_t index) {
    answer_.clear();
    subject_.execute(index, answer_);
  }

  Observation observe(Register reg) {
    Observation seen;
    subject_.observe(reg, seen);
    return seen;
  }

  Trace trace_;
  const RecordedProgram& recorded_;
  TraceSubject subject_;
  Answer answer_;
};

TEST_F(TraceSubjectTest, SaysWhoWasRecorded) {
  EXPECT_EQ(subject_.name(), "cpython 3.14.10 (recorded)");
  About about;
  about.implementation = "pypy";
  about.version = "7.3";
  EXPECT_EQ(TraceSubject(about, TraceSubject::From::process).name(), "pypy 7.3");
  EXPECT_TRUE(subject_.has_messages());
}

TEST_F(TraceSubjectTest, GivesWhatWasRecordedStepByStep) {
  EXPECT_EQ(subject_.registers(), RegisterSet{});
  execute(0);
  EXPECT_EQ(to_json(answer_.arena, answer_.outcome), R"({"returns": {"ref": "b"}})");
  EXPECT_TRUE(subject_.registers().contains(kArray));
  EXPECT_FALSE(observe(kArray).locked);
  execute(1);
  EXPECT_TRUE(observe(kArray).locked);
  EXPECT_EQ(observe(kArray).allocated, 3);
  EXPECT_EQ(observe(kView).shape[0], 2);
  EXPECT_FALSE(observe(kView).has(Aspect::position));
  execute(2);
  EXPECT_EQ(to_json(answer_.arena, answer_.outcome),
            R"({"raises": "BufferError", "message": "no"})");
  ASSERT_EQ(answer_.nested.size(), 1U);
  EXPECT_EQ(answer_.arena.text(answer_.nested[0].message), "inner");
  EXPECT_TRUE(observe(kArray).locked);
  execute(3);
  EXPECT_FALSE(subject_.registers().contains(kView));
  EXPECT_FALSE(observe(kArray).locked);
}

TEST_F(TraceSubjectTest, RepeatsTheCrashThatEndedTheProgram) {
  for (std::size_t i = 0; i < 6; ++i) execute(i);
  EXPECT_EQ(to_json(answer_.arena, answer_.outcome), R"({"crashed": "SIGSEGV"})");
}

TEST_F(TraceSubjectTest, StartsAnewAsOftenAsAsked) {
  execute(0);
  execute(1);
  EXPECT_EQ(subject_.finish(), Residue{});
  subject_.start(recorded_.program);
  EXPECT_EQ(subject_.registers(), RegisterSet{});
  execute(0);
  EXPECT_FALSE(subject_.registers().contains(kView));
}

}  // namespace
}  // namespace holdfast
