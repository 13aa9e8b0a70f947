// SPDX-License-Identifier: MIT
//
// An interpreter behind the adapter protocol (adapters/PROTOCOL.md): a process that is given
// batches of programs and answers with what happened. The process may crash, hang or talk rubbish.
// A crash or a hang is an answer: the step that did it (known from the journal) gets the outcome
// `crashed`, the process is started again and the rest of the batch goes on. Anything else that
// goes wrong is a fault of the set-up or the adapter and never looks like a difference.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/input_error.h"
#include "harness/program.h"
#include "harness/trace.h"

namespace holdfast {

struct AdapterOptions {
  // The program and its arguments, run without a shell. See split_command.
  std::vector<std::string> command;
  // What it must be, when not empty: "cpython", "3.14" (also accepts 3.14.1).
  std::string implementation;
  std::string version;
  // For its hello, and for the answer to one program.
  std::chrono::milliseconds start_timeout{20'000};
  std::chrono::milliseconds program_timeout{20'000};
  // How many programs are sent in one request.
  std::size_t batch = 64;
};

class AdapterProcess {
 public:
  // Starts the process and reads its hello.
  static std::expected<AdapterProcess, InputError> start(AdapterOptions options);

  AdapterProcess(AdapterProcess&&) noexcept;
  AdapterProcess& operator=(AdapterProcess&&) noexcept;
  ~AdapterProcess();

  // Who answers. `command` is what was started.
  [[nodiscard]] const About& about() const;
  [[nodiscard]] bool has_ability(std::string_view ability) const;
  // An empty string, or the ability that the program needs and this interpreter lacks.
  [[nodiscard]] std::string_view lacks(const Program& program) const;

  // Runs each program in a fresh set of registers; as many answers, in the same order. Ids are
  // made up by program_id().
  std::expected<std::vector<RecordedProgram>, InputError> run(std::span<const Program> programs);

  // How often the process had to be started again.
  [[nodiscard]] std::size_t restarts() const;
  // The end of what the process last wrote to its standard error.
  [[nodiscard]] std::string_view complaints() const;

 private:
  struct Impl;
  explicit AdapterProcess(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

// Splits at blanks; '...' and "..." keep blanks, a backslash keeps the next character.
std::vector<std::string> split_command(std::string_view command);

// The command for a Python interpreter: `python -I adapters/adapter.py`. The adapter is looked for
// below `root`.
std::vector<std::string> python_command(std::string_view python, std::string_view root);

}  // namespace holdfast
