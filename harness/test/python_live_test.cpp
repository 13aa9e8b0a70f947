// SPDX-License-Identifier: MIT
//
// Scripts run on the interpreter whose answers they assert: CPython 3.14, as ci/python provides it.
// Every script must pass there, and must fail once one of its expectations is changed.
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/adapter_process.h"
#include "harness/bytes_spelling.h"
#include "harness/python_spelling.h"
#include "harness/test/python_scripts.h"

namespace holdfast {
namespace {

class PythonLive : public PythonScripts {
 protected:
  std::vector<RecordedProgram> ask(const std::vector<Program>& programs) {
    AdapterOptions options;
    options.command = python_command(python_, ".");
    auto process = AdapterProcess::start(options);
    if (!process) {
      ADD_FAILURE() << process.error().message;
      return {};
    }
    auto answers = process->run(programs);
    if (!answers) {
      ADD_FAILURE() << answers.error().message;
      return {};
    }
    return std::move(*answers);
  }
};

std::vector<Program> random_programs(std::size_t count) {
  std::mt19937_64 random(31);
  std::vector<Program> programs(count);
  for (Program& program : programs) {
    std::vector<std::uint8_t> bytes(random() % 300);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random());
    decode(bytes, program);
    // Keep to steps that need little memory: large ones take their time.
    std::erase_if(program.steps, [](const Step& step) {
      const std::string_view name = kind_of(step.op).name;
      return name == "bytearray.resize";
    });
  }
  return programs;
}

// Changes the first answer that a script must assert; false when there is none.
bool change_an_answer(RecordedProgram& recorded) {
  for (std::size_t i = 0; i < recorded.steps.size(); ++i) {
    // Who else has the bytes of a stream is not for a script to say, nor what no exporter can be.
    const std::string_view name = kind_of(recorded.program.steps[i].op).name;
    if (name == "BytesIO.__sizeof__" || name == "exporter") continue;
    Outcome& outcome = recorded.steps[i].outcome;
    const bool internal = outcome.exception == Exception::SystemError;
    if (outcome.type == Outcome::Type::raised && !internal) {
      outcome.message = recorded.answers.text("something else");
      return true;
    }
    if (outcome.type == Outcome::Type::value && outcome.value.kind == Kind::integer) {
      ++outcome.value.integer;
      return true;
    }
  }
  return false;
}

TEST_F(PythonLive, EveryScriptPassesOnTheInterpreterItWasRecordedOn) {
  const auto answers = ask(random_programs(400));
  for (std::size_t i = 0; i < answers.size(); ++i) keep(i, to_python(answers[i]));
  EXPECT_EQ(run("pass"), "all did");
}

TEST_F(PythonLive, EveryScriptFailsWhenAnExpectationIsChanged) {
  auto answers = ask(random_programs(200));
  std::size_t changed = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (!change_an_answer(answers[i])) continue;
    keep(i, to_python(answers[i]));
    ++changed;
  }
  EXPECT_GT(changed, 100U);
  EXPECT_EQ(run("fail"), "all did");
}

TEST_F(PythonLive, ScriptsWithoutExpectationsRunToTheirEnd) {
  const auto programs = random_programs(200);
  for (std::size_t i = 0; i < programs.size(); ++i) keep(i, to_python(programs[i]));
  EXPECT_EQ(run("pass"), "all did");
}

}  // namespace
}  // namespace holdfast
