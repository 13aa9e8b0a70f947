// SPDX-License-Identifier: MIT
//
// Adapter processes: small shell scripts and Python programs that behave, crash, hang, print
// rubbish or are not there at all. The real adapter is run by Debian's own Python, which every
// machine with the build tools has.
#include "harness/adapter_process.h"

#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/wait.h>
#include <vector>

#include <gtest/gtest.h>

#include "harness/json_spelling.h"

namespace holdfast {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kHello = R"({"holdfast":1,"implementation":"toy","version":"1.2.3",)"
                                    R"("abilities":["journal","bytearray"]})";

// An adapter written in shell; `answer` is run for each request, in $line.
AdapterOptions shell(const std::string& answer, std::string_view hello = kHello) {
  AdapterOptions options;
  options.command = {
      "sh", "-c", "echo '" + std::string(hello) + "'; while read -r line; do " + answer + "; done"};
  options.start_timeout = milliseconds(10'000);
  options.program_timeout = milliseconds(1'000);
  return options;
}

AdapterOptions python(std::vector<std::string> extra = {}) {
  AdapterOptions options;
  options.command = python_command("python3", ".");
  options.command.insert(options.command.begin(), extra.begin(), extra.end());
  return options;
}

Program program(const std::string& steps) {
  auto parsed = parse_program(R"({"steps": [)" + steps + "]}");
  EXPECT_TRUE(parsed) << parsed.error().message;
  return *parsed;
}

const std::string kMake = R"({"op": "bytearray", "args": [{"bytes": "6162"}]})";
const std::string kPop = R"({"op": "bytearray.pop", "self": "b"})";

std::string start_error(AdapterOptions options) {
  const auto process = AdapterProcess::start(std::move(options));
  return process ? "started" : process.error().message;
}

std::string run_error(const AdapterOptions& options) {
  auto process = AdapterProcess::start(options);
  if (!process) return process.error().message;
  const auto answers = process->run(std::vector{program(kMake)});
  return answers ? "answered" : answers.error().message;
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST(AdapterStart, TellsWhoAnswers) {
  auto process = AdapterProcess::start(python());
  ASSERT_TRUE(process) << process.error().message;
  EXPECT_EQ(process->about().implementation, "cpython");
  EXPECT_TRUE(process->about().version.starts_with("3."));
  EXPECT_EQ(process->about().command, "python3 -I ./adapters/adapter.py");
  EXPECT_TRUE(process->has_ability("journal"));
  EXPECT_FALSE(process->has_ability("telepathy"));
}

TEST(AdapterStart, NamesACommandThatCannotBeStarted) {
  AdapterOptions options;
  options.command = {"no-such-python", "adapter.py"};
  EXPECT_TRUE(start_error(options).starts_with(
      "cannot start 'no-such-python': No such file or directory; give the command of an adapter"));
  options.command = {};
  EXPECT_TRUE(start_error(options).starts_with("no command is given"));
}

TEST(AdapterStart, RepeatsWhatTheProcessSaidBeforeItEnded) {
  AdapterOptions options;
  options.command = {"sh", "-c", "echo sorry >&2; exit 3"};
  EXPECT_EQ(start_error(options),
            "adapter 'sh -c 'echo sorry >&2; exit 3'' ended before it said hello (exited with "
            "status 3); it says: sorry");
}

TEST(AdapterStart, RefusesStrangers) {
  EXPECT_TRUE(contains(start_error(shell(":", "good morning")), "but with: good morning"));
  EXPECT_TRUE(contains(start_error(shell(":", R"({"holdfast":9,"implementation":"x"})")),
                       "speaks version 9 of the adapter protocol, this holdfast speaks 1"));
  EXPECT_TRUE(contains(start_error(shell(":", R"({"holdfast":1})")), "names no 'implementation'"));
  AdapterOptions old = python();
  old.implementation = "cpython";
  old.version = "3.1";
  EXPECT_TRUE(contains(start_error(old), ", but cpython 3.1 is needed"));
  old.version = "3";
  EXPECT_EQ(start_error(old), "started");
  AdapterOptions deaf;
  deaf.command = {"sleep", "100"};
  deaf.start_timeout = milliseconds(100);
  EXPECT_TRUE(contains(start_error(deaf), "has not said hello within 100 ms"));
}

TEST(AdapterRun, AnswersProgramsInOrder) {
  AdapterOptions options = python();
  options.batch = 7;
  auto process = AdapterProcess::start(options);
  ASSERT_TRUE(process) << process.error().message;
  std::vector<Program> programs;
  for (int i = 0; i < 50; ++i) {
    programs.push_back(program(R"({"op": "bytearray", "args": [)" + std::to_string(i) + "]}, " +
                               R"({"op": "bytearray.__len__", "self": "b"})"));
  }
  const auto answers = process->run(programs);
  ASSERT_TRUE(answers) << answers.error().message;
  ASSERT_EQ(answers->size(), programs.size());
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const RecordedProgram& recorded = (*answers)[i];
    EXPECT_EQ(recorded.id, program_id(programs[i]));
    EXPECT_TRUE(equal(recorded.program, programs[i]));
    ASSERT_EQ(recorded.steps.size(), 2U);
    EXPECT_EQ(recorded.steps[1].outcome.value.integer, static_cast<std::int64_t>(i));
  }
}

TEST(AdapterRun, CannotDeadlockOnBigBatches) {
  AdapterOptions options = python();
  options.batch = 100;
  auto process = AdapterProcess::start(options);
  ASSERT_TRUE(process);
  // Both directions carry many times what a pipe holds.
  const std::string large(400'000, '0');
  const std::vector<Program> programs(
      40, program(R"({"op": "bytearray", "args": [{"bytes": ")" + large + R"("}]})"));
  const auto answers = process->run(programs);
  ASSERT_TRUE(answers) << answers.error().message;
  const RecordedProgram& last = answers->back();
  EXPECT_EQ(last.show(last.states.back()).contents.size(), large.size() / 2);
}

TEST(AdapterRun, SaysWhichAbilityAProgramNeeds) {
  auto process = AdapterProcess::start(shell(":"));
  ASSERT_TRUE(process);
  EXPECT_EQ(process->lacks(program(kMake)), "");
  EXPECT_EQ(process->lacks(program(kMake + R"(, {"op": "memoryview", "args": [{"ref": "b"}]})")),
            "memoryview");
  EXPECT_EQ(process->lacks(program(R"({"op": "struct.pack_into", "args": ["x"]})")), "struct");
  const std::string hostile = R"({"op": "bytearray", "args": [[{"buffer": null}]]})";
  EXPECT_EQ(process->lacks(program(hostile)), "buffer-hook");
}

TEST(AdapterRun, AsksForAnExporterOnlyWhereAnArrayIsNotEnough) {
  const auto lacking = [](const std::string& able, const std::string& layout) {
    auto process = AdapterProcess::start(shell(
        ":",
        R"({"holdfast":1,"implementation":"toy","version":"1","abilities":[")" + able + "\"]}"));
    EXPECT_TRUE(process) << process.error().message;
    const std::string contents = R"({"bytes": "000102030405060708090a0b"})";
    const std::string make = R"({"op": "exporter", "args": [)" + contents + ", " + layout + "]}";
    return std::string(process->lacks(program(make + R"(, {"op": "exporter.drop", "self": "x"})")));
  };
  const std::vector<std::string> plain = {
      R"("B", [12], null, 0, 2)", R"("i", {"tuple": [3]}, null, 0, 2)",
      R"("<B", [3, 2, 2], null, 0, 2)", R"("<H", [6], null, 0, 2)"};
  const std::vector<std::string> odd = {
      R"("B", [12])",                // read-only
      R"("B", [12], null, 0, 6)",    // a flag
      R"("B", [3, 4], null, 0, 2)",  // ctypes call this format "<B"
      R"("e", [6], null, 0, 2)",     // no array.array has half floats
      R"("<q", [1], null, 0, 2)",    // nor ctypes this
      R"("B", [6], null, 0, 2)",     // more memory than items
      R"("B", [6], [2], 0, 2)",      // strides
      R"("B", [6], null, 6, 2)",     // an offset
      R"("B", 12, null, 0, 2)"};     // no shape at all
  for (const std::string& layout : plain) {
    EXPECT_EQ(lacking("array", layout), "") << layout;
    EXPECT_EQ(lacking("exporter", layout), "") << layout;
    EXPECT_EQ(lacking("bytearray", layout), "array") << layout;
  }
  for (const std::string& layout : odd) {
    EXPECT_EQ(lacking("array", layout), "exporter") << layout;
    EXPECT_EQ(lacking("exporter", layout), "") << layout;
  }
}

TEST(AdapterRun, AsksForAnExporterWhereARequestIsMade) {
  auto process = AdapterProcess::start(
      shell(":", R"({"holdfast":1,"implementation":"toy","version":"1","abilities":["array"]})"));
  ASSERT_TRUE(process);
  EXPECT_EQ(process->lacks(
                program(R"({"op": "exporter", "args": [{"bytes": "00"}, "B", [1], null, 0, 2]}, )"
                        R"({"op": "exporter.request", "args": [{"ref": "x"}, 0]})")),
            "exporter");
}

TEST(AdapterFaults, AreNeverAnswers) {
  EXPECT_TRUE(contains(run_error(shell("echo rubbish")), "is no JSON object: rubbish"));
  EXPECT_TRUE(contains(run_error(shell(R"(echo '{"steps":[]}')")), "answers 0 of 1 steps"));
  EXPECT_TRUE(contains(run_error(shell(R"(echo '{"steps":[{"returns":{"colour":1}}]}')")),
                       "step 0 (/steps/0/returns): 'colour' is no kind of value"));
  EXPECT_TRUE(contains(run_error(shell(R"(echo '{"fault":"unknown op"}')")),
                       "cannot run program 'bytearray-"));
  EXPECT_TRUE(contains(run_error(shell("echo oops >&2; exit 1")),
                       "ended (exited) before it ran a step of program"));
  EXPECT_TRUE(contains(run_error(shell("exec sleep 100")), "hangs before it ran a step"));
}

// A stand-in for a Python with a bug: bytearray.pop() ends the process in some way.
AdapterOptions broken_python(const std::string& pop) {
  AdapterOptions options;
  options.command = {"python3", "-c",
                     "import sys; sys.path.insert(0, 'adapters'); import adapter, os, time\n"
                     "def pop(array):\n    " +
                         pop + "\nadapter.OPERATORS['pop'] = pop\nadapter.main()"};
  options.program_timeout = milliseconds(1'000);
  return options;
}

TEST(AdapterCrash, IsAnOutcomeOfTheStepAndTheRestGoesOn) {
  auto process = AdapterProcess::start(broken_python("os.kill(os.getpid(), 11)"));
  ASSERT_TRUE(process) << process.error().message;
  const std::vector<Program> programs = {program(kMake),
                                         program(kMake + ", " + kPop + ", " + kMake),
                                         program(kMake), program(kMake + ", " + kPop)};
  const auto answers = process->run(programs);
  ASSERT_TRUE(answers) << answers.error().message;
  ASSERT_EQ(answers->size(), 4U);
  EXPECT_EQ((*answers)[0].steps.size(), 1U);
  const RecordedProgram& crashed = (*answers)[1];
  ASSERT_EQ(crashed.steps.size(), 2U);
  EXPECT_EQ(crashed.program.steps.size(), 3U);
  EXPECT_EQ(crashed.steps[0].outcome.type, Outcome::Type::value);
  EXPECT_EQ(crashed.states_of(crashed.steps[0]).size(), 1U);
  EXPECT_EQ(crashed.steps[1].outcome.type, Outcome::Type::crashed);
  EXPECT_EQ(crashed.answers.text(crashed.steps[1].outcome.message), "SIGSEGV");
  EXPECT_EQ((*answers)[2].steps.size(), 1U);
  EXPECT_EQ((*answers)[3].steps.back().outcome.type, Outcome::Type::crashed);
  EXPECT_EQ(process->restarts(), 2U);
}

TEST(AdapterCrash, IsTheSameWhenTheProcessHangsOrExits) {
  for (const auto& [how, name] :
       {std::pair{"time.sleep(100)", "hung"},
        std::pair{"print('bye', file=sys.stderr, flush=True); os._exit(3)", "exited"}}) {
    auto process = AdapterProcess::start(broken_python(how));
    ASSERT_TRUE(process);
    const auto answers = process->run(std::vector{program(kMake + ", " + kPop), program(kMake)});
    ASSERT_TRUE(answers) << answers.error().message;
    const RecordedProgram& crashed = (*answers)[0];
    EXPECT_EQ(crashed.answers.text(crashed.steps.at(1).outcome.message), name);
    EXPECT_EQ((*answers)[1].steps.size(), 1U);
    if (name == std::string_view("exited")) {
      EXPECT_EQ(process->complaints(), "bye\n");
    }
  }
}

TEST(AdapterCrash, IsFoundWithoutAJournalToo) {
  AdapterOptions options = broken_python("os.kill(os.getpid(), 6)");
  options.command[2].insert(
      options.command[2].find("adapter.main()"),
      "adapter.ABILITIES.remove('journal'); os.environ['HOLDFAST_JOURNAL'] = ''; ");
  auto process = AdapterProcess::start(options);
  ASSERT_TRUE(process) << process.error().message;
  EXPECT_FALSE(process->has_ability("journal"));
  const auto answers =
      process->run(std::vector{program(kMake + ", " + kMake + ", " + kPop + ", " + kMake)});
  ASSERT_TRUE(answers) << answers.error().message;
  ASSERT_EQ((*answers)[0].steps.size(), 3U);
  const Outcome& last = (*answers)[0].steps[2].outcome;
  EXPECT_EQ((*answers)[0].answers.text(last.message), "SIGABRT");
}

TEST(AdapterProcess, LeavesNoProcessBehind) {
  {
    auto process = AdapterProcess::start(shell("exec sleep 1000"));
    ASSERT_TRUE(process);
    auto moved = std::move(*process);
    EXPECT_EQ(moved.about().implementation, "toy");
  }
  errno = 0;
  EXPECT_EQ(::waitpid(-1, nullptr, 0), -1);
  EXPECT_EQ(errno, ECHILD);
}

TEST(SplitCommand, KeepsWhatIsQuotedTogether) {
  const auto words = [](std::string_view command) { return split_command(command); };
  EXPECT_EQ(words("a b  c"), (std::vector<std::string>{"a", "b", "c"}));
  EXPECT_EQ(words("a 'b c' \"d \\\" e\" f\\ g ''"),
            (std::vector<std::string>{"a", "b c", "d \" e", "f g", ""}));
  EXPECT_TRUE(words("  ").empty());
}

}  // namespace
}  // namespace holdfast
