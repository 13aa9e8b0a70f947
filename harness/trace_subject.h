// SPDX-License-Identifier: MIT
//
// A recorded program as a subject: it answers each step with what was recorded, so that a trace is
// one more party in a lockstep run. Everything is looked up by position; execute and observe
// neither allocate (once the caller's Answer has grown) nor compare text.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "harness/subject.h"
#include "harness/trace.h"

namespace holdfast {

class TraceSubject final : public Subject {
 public:
  // Answers that come from a file are called recorded, those of a process that runs now are not.
  enum class From : std::uint8_t { file, process };
  explicit TraceSubject(const About& about, From from = From::file);

  // The program to replay next; it must be recorded and outlive the run. Pass
  // `recorded.program` to start().
  void select(const RecordedProgram& recorded);

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] bool has_messages() const override { return true; }
  void start(const Program& program) override;
  // Past the last recorded step (one that crashed), that step's outcome is given again.
  void execute(std::size_t index, Answer& answer) override;
  [[nodiscard]] const RegisterSet& registers() const override { return registers_; }
  void observe(Register reg, Observation& seen) override;
  Residue finish() override;

 private:
  std::string name_;
  const RecordedProgram* recorded_ = nullptr;
  RegisterSet registers_;
  std::array<std::uint32_t, kRegisters> state_{};  // the last state of each register
};

}  // namespace holdfast
