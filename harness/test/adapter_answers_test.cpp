// SPDX-License-Identifier: MIT
//
// What adapter.py answers, on Debian's Python and on CPython 3.14: above all that it holds on to
// nothing, so that every release happens at the step that causes it.
#include <string>

#include <gtest/gtest.h>

#include "harness/adapter_process.h"
#include "harness/json_spelling.h"
#include "harness/test/python_scripts.h"

namespace holdfast {
namespace {

std::string find_python(const std::string& version) {
  return version.empty() ? "python3" : output_of("ci/python " + version + " 2>/dev/null");
}

class AdapterAnswers : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    AdapterOptions options;
    const std::string python = find_python(GetParam());
    ASSERT_FALSE(python.empty()) << "ci/python finds no CPython " << GetParam();
    options.command = python_command(python, ".");
    auto process = AdapterProcess::start(options);
    ASSERT_TRUE(process) << process.error().message;
    process_ = std::make_unique<AdapterProcess>(std::move(*process));
  }

  // The answers to the steps, one line each, without the steps themselves.
  std::string answers(const std::string& steps) {
    const auto program = parse_program(R"({"steps": [)" + steps + "]}");
    if (!program) return program.error().message;
    if (const auto lacking = process_->lacks(*program); !lacking.empty()) {
      return "lacks " + std::string(lacking);
    }
    const auto recorded = process_->run(std::vector{*program});
    if (!recorded) return recorded.error().message;
    const RecordedProgram& only = recorded->at(0);
    std::string text;
    for (const RecordedStep& step : only.steps) {
      text += to_json(only.answers, step.outcome);
      for (const Outcome& nested : only.nested_of(step)) {
        text += " " + to_json(only.answers, nested);
      }
      for (const RecordedState& state : only.states_of(step)) {
        if (!state.present) {
          text += " no " + name(state.reg);
        } else if (state.reg.cls() == Class::bytearray) {
          text += " " + name(state.reg) + (state.locked ? " locked" : " free");
        } else {
          text += " " + name(state.reg) + (state.closed ? " closed" : " open");
        }
      }
      text += '\n';
    }
    return text;
  }

  std::unique_ptr<AdapterProcess> process_;
};

const std::string kMake = R"({"op": "bytearray", "args": [{"bytes": "6162"}]})";
const std::string kView = R"({"op": "memoryview", "args": [{"ref": "b"}]})";
const std::string kAppend = R"({"op": "bytearray.append", "self": "b", "args": [99]})";
constexpr std::string_view kExported =
    R"({"raises": "BufferError", )"
    R"("message": "Existing exports of data: object cannot be re-sized"})";

TEST_P(AdapterAnswers, ReleaseADroppedViewAtOnce) {
  EXPECT_EQ(answers(kMake + "," + kView + R"(, {"op": "memoryview.drop", "self": "v"},)" + kAppend),
            R"({"returns": {"ref": "b"}} b free
{"returns": {"ref": "v"}} b locked v open
{"returns": null} b free no v
{"returns": null} b free
)");
}

TEST_P(AdapterAnswers, LetNoExceptionKeepAnythingAlive) {
  // The view is an argument of a step that raises, then all that holds it is the register.
  EXPECT_EQ(answers(kMake + "," + kView +
                    R"(, {"op": "bytearray.append", "self": "b", "args": [{"ref": "v"}]},
                    {"op": "memoryview.__getitem__", "self": "v", "args": [{"ref": "v"}]},
                    {"op": "bytearray", "args": [[{"ref": "v"}]], "into": "b2"},
                    {"op": "memoryview.drop", "self": "v"})"),
            R"({"returns": {"ref": "b"}} b free
{"returns": {"ref": "v"}} b locked v open
{"raises": "TypeError", "message": "'memoryview' object cannot be interpreted as an integer"}
{"raises": "TypeError", "message": "memoryview: invalid slice key"}
{"raises": "TypeError", "message": "'memoryview' object cannot be interpreted as an integer"}
{"returns": null} b free no v
)");
}

TEST_P(AdapterAnswers, ReplaceARegisterAfterTheStep) {
  EXPECT_EQ(answers(kMake + "," + kView + "," + kMake + "," + kAppend + R"(,
                    {"op": "memoryview.obj", "self": "v", "into": "b2"},
                    {"op": "memoryview", "args": [{"ref": "b"}]})"),
            R"({"returns": {"ref": "b"}} b free
{"returns": {"ref": "v"}} b locked v open
{"returns": {"ref": "b"}} b free
{"returns": null} b free
{"returns": {"ref": "b2"}} b2 locked
{"returns": {"ref": "v"}} b locked b2 free v open
)");
}

TEST_P(AdapterAnswers, RunNestedStepsWhereTheyAreDue) {
  EXPECT_EQ(answers(kMake + R"(, {"op": "bytearray.append", "self": "b", "args": [{"index": 99,
                    "runs": [{"op": "memoryview", "args": [{"ref": "b"}]}]}]},
                    {"op": "memoryview.drop", "self": "v"},
                    {"op": "bytearray.extend", "self": "b", "args": [{"iter": [1, {"runs":
                    [{"op": "bytearray.pop", "self": "b2"}, {"op": "bytearray.pop", "self": "b",
                    "args": [{"index": 0, "runs": [{"op": "bytearray.clear", "self": "b"}]}]}]},
                    {"raises": true}]}]})"),
            "<program>: step 3 (/steps/3/args/0/iter/1/runs/0/self): 'b2' was never made by an "
            "earlier step, or has been dropped; make it with \"into\": \"b2\", or leave this step "
            "out");
  EXPECT_EQ(answers(kMake + R"(, {"op": "bytearray.append", "self": "b", "args": [{"index": 99,
                    "runs": [{"op": "memoryview", "args": [{"ref": "b"}]}]}]},
                    {"op": "memoryview.drop", "self": "v"},
                    {"op": "bytearray.extend", "self": "b", "args": [{"iter": [1, {"runs":
                    [{"op": "bytearray.pop", "self": "b",
                    "args": [{"index": 0, "runs": [{"op": "bytearray.clear", "self": "b"}]}]}]},
                    {"raises": true}]}]})"),
            R"({"returns": {"ref": "b"}} b free
)" + std::string(kExported) +
                R"( {"returns": {"ref": "v"}} b locked v open
{"returns": null} b free no v
{"raises": "ZeroDivisionError", "message": "division by zero"} {"returns": null} )"
                R"({"raises": "IndexError", "message": "pop from empty bytearray"} b free
)");
}

TEST_P(AdapterAnswers, LendAndTakeBackTheMemoryOfABuffer) {
  const std::string got = answers(kMake + R"(, {"op": "bytearray", "args": [{"bytes": "78"}],
      "into": "b2"}, {"op": "memoryview", "args": [{"buffer": {"ref": "b2"},
      "runs": [{"op": "bytearray.pop", "self": "b"}],
      "release_runs": [{"op": "bytearray.pop", "self": "b2"},
                       {"op": "bytearray.pop", "self": "b"}]}]},
      {"op": "bytearray.pop", "self": "b2"}, {"op": "memoryview.release", "self": "v"})");
  if (GetParam().empty() && got == "lacks buffer-hook") return;  // PEP 688 came with CPython 3.12
  // While __release_buffer__ runs, the memory is still lent.
  EXPECT_EQ(got, R"({"returns": {"ref": "b"}} b free
{"returns": {"ref": "b2"}} b2 free
{"returns": {"ref": "v"}} {"returns": 98} b free b2 locked v open
)" + std::string(kExported) +
                     R"(
{"returns": null} )" +
                     std::string(kExported) +
                     R"( {"returns": 97} b free b2 free v closed
)");
}

TEST_P(AdapterAnswers, SkipWhatNeedsAnEmptyRegister) {
  EXPECT_EQ(answers(R"({"op": "bytearray", "args": [-1]}, {"op": "bytearray.pop", "self": "b"},
                    {"op": "bytearray", "args": [[1, {"ref": "b"}]], "into": "b2"})"),
            R"({"raises": "ValueError", "message": "negative count"}
{"skipped": true}
{"skipped": true}
)");
}

TEST_P(AdapterAnswers, EndAProgramThatTakesTooMuchMemory) {
  EXPECT_EQ(answers(R"({"op": "bytearray", "args": [33554432]}, {"op": "bytearray"})"),
            "{\"exhausted\": true}\n");
}

TEST_P(AdapterAnswers, KeepEveryValueExact) {
  // Each goes to Python and comes back in a message.
  EXPECT_EQ(answers(kMake + R"(, {"op": "bytearray.find", "self": "b", "args": ["\ud83d\ude00"]},
                    {"op": "bytearray.find", "self": "b", "args": [{"int": "0x10000000000000000"}]},
                    {"op": "bytearray.__getitem__", "self": "b",
                     "args": [{"slice": [null, null, 0]}]},
                    {"op": "bytearray", "args": [{"str": "eda080"}, "utf-8"], "into": "b2"})"),
            R"~({"returns": {"ref": "b"}} b free
{"raises": "TypeError", "message": "argument should be integer or bytes-like object, not 'str'"}
{"raises": "ValueError", "message": "byte must be in range(0, 256)"}
{"raises": "ValueError", "message": "slice step cannot be zero"}
{"raises": "UnicodeEncodeError", "message": "'utf-8' codec can't encode character '\\ud800' )~"
            R"~(in position 0: surrogates not allowed"}
)~");
}

INSTANTIATE_TEST_SUITE_P(Pythons, AdapterAnswers, testing::Values("", "3.14"),
                         [](const auto& each) {
                           return each.param.empty() ? std::string("debian")
                                                     : std::string("cpython314");
                         });

}  // namespace
}  // namespace holdfast
