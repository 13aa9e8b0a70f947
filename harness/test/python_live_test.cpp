// SPDX-License-Identifier: MIT
//
// Scripts run on the interpreter whose answers they assert: CPython 3.14, as ci/python provides it.
// Every script must pass there, and must fail once one of its expectations is changed.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "harness/adapter_process.h"
#include "harness/bytes_spelling.h"
#include "harness/files.h"
#include "harness/python_spelling.h"

namespace holdfast {
namespace {

// What a command prints, without the newline; empty when it fails.
std::string output_of(const std::string& command) {
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string text;
  for (int letter = 0; (letter = std::fgetc(pipe)) != EOF;) text += static_cast<char>(letter);
  if (::pclose(pipe) != 0) return {};
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

class PythonLive : public testing::Test {
 protected:
  void SetUp() override {
    python_ = output_of("ci/python 2>/dev/null");
    ASSERT_FALSE(python_.empty()) << "ci/python finds no CPython 3.14";
    const auto number = std::random_device{}();
    folder_ =
        std::filesystem::temp_directory_path() / ("holdfast-scripts-" + std::to_string(number));
    ASSERT_TRUE(make_folder(folder_));
  }
  void TearDown() override {
    if (!folder_.empty()) std::filesystem::remove_all(folder_);
  }

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

  void keep(std::size_t number, const std::string& script) {
    ASSERT_TRUE(write_file(folder_ / (std::to_string(number) + ".py"), script));
  }

  // The scripts that did not do as they should, one per line.
  std::string run(const std::string& how) {
    return output_of("'" + python_ + "' -W ignore -W error::SyntaxWarning " +
                     "harness/test/python_scripts.py " + how + " '" + folder_.string() + "'");
  }

  std::string python_;
  std::filesystem::path folder_;
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
