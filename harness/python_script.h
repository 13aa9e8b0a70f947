// SPDX-License-Identifier: MIT
//
// Writes a program as a script: a statement for each step, with what it needs before it (the
// classes of hostile arguments) and around it (assertions). Internal to the Python spelling.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/python_nested.h"
#include "harness/python_spelling.h"
#include "harness/python_values.h"

namespace holdfast {

class PythonScript {
 public:
  // `recorded` may be null: then nothing is asserted.
  PythonScript(const Program& program, const RecordedProgram* recorded, PythonOptions options)
      : program_(program), recorded_(recorded), options_(options) {}

  std::string write();

  // The class File, as scripts define it (python_file.cpp).
  static std::string_view python_file();

 private:
  using Lines = std::vector<std::string>;

  // A hostile argument in the making: what it needs and how it is then called.
  struct Maker {
    Lines parameters;  // values that are taken when it is made
    Lines arguments;
  };

  void write_step(std::size_t index);
  // The statement of a step, with what is known of its outcome.
  Lines statement(const Step& step, Expectation expected, std::vector<SpeltArgument>& arguments);
  Lines succeeded(const Step& step, Value value, const SpeltCall& call);
  Lines compared(const SpeltCall& call, Value value);
  bool is_certain(const Step& step);
  std::string raises(const Outcome& outcome);
  // The register that a step keeps its result in, when that can be told without running it.
  [[nodiscard]] Register assigned(const Step& step) const;
  [[nodiscard]] bool misses_pages(std::span<const RecordedState> states) const;
  void write_contents(const Step& step, std::size_t index);
  void note_start(Register map, std::span<const Value> arguments);
  void follow(const Step& step, std::size_t index);
  // What the arguments of a step may run, now or later.
  void note_lingering(const Step& step);
  [[nodiscard]] std::string farewell() const;

  // Arguments; definitions go to `definitions_`.
  std::vector<SpeltArgument> spell_arguments(const Step& step);
  std::string spell(Value value);
  std::string spell_iterator(Value value);
  std::string spell_custom(Value value);
  void spell_block(Lines& body, Value block);
  void add_globals(Lines& body, std::span<const Value> blocks) const;
  std::string answer(Value value, Maker& maker, const std::string& owner);
  std::string number(const char* name, std::size_t& count);
  [[nodiscard]] bool is_simple(Value value) const;

  const Program& program_;
  const RecordedProgram* recorded_;
  PythonOptions options_;
  std::string body_;
  bool uses_raises_ = false;
  bool uses_view_ = false;  // some step is the `view` of __release_buffer__
  bool uses_attempt_ = false;
  bool lingering_ = false;  // an earlier hostile argument may still run steps

  // Of the step being written.
  Lines definitions_;
  const NestedExpectations* nested_ = nullptr;
  std::array<std::size_t, kHooks> classes_{};  // how many of each hook
  std::size_t generators_ = 0;

  // Of the program so far, as recorded.
  RegisterSet present_;
  std::array<std::span<const std::uint8_t>, kRegisters> contents_{};
  std::array<std::int64_t, kRegisters> starts_{};  // of a mapping, where in its file it begins
  bool torn_ = false;  // a file was made shorter below a mapping that stayed as it was
  // Which object a register holds, and of a view, whose memory it shows.
  std::array<std::uint32_t, kRegisters> object_{};
  std::array<std::uint32_t, kRegisters> owner_{};
  std::uint32_t objects_ = 0;
};

}  // namespace holdfast
