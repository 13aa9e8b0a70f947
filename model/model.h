// SPDX-License-Identifier: MIT
//
// The reference model: a subject that predicts what CPython 3.14 answers to each step (results,
// exception types, visible state) and leaves messages open. It is naive on purpose, so that it can
// be checked by reading it next to the Python documentation: no sharing, no growth strategy, a loop
// wherever a loop says it. Written from the documentation, the measured facts and CPython itself.
//
// Read objects.h first, then call.h, then the steps: bytearray*.cpp and memoryview.cpp.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "harness/subject.h"
#include "model/objects.h"

namespace holdfast::model {

struct Call;

class Model final : public Subject {
 public:
  Model();
  ~Model() override;

  [[nodiscard]] std::string_view name() const override { return "model"; }
  [[nodiscard]] bool has_messages() const override { return false; }
  void start(const Program& program) override;
  void execute(std::size_t index, Answer& answer) override;
  [[nodiscard]] const RegisterSet& registers() const override { return registers_; }
  void observe(Register reg, Observation& seen) override;
  Residue finish() override;

  // For the steps and the objects.
  [[nodiscard]] const Program& program() const { return *program_; }
  [[nodiscard]] Arena& results() { return answer_->arena; }
  [[nodiscard]] const Ref<Object>& held(Register reg) const { return held_[reg.index()]; }
  [[nodiscard]] Census& census() { return census_; }
  // Runs the steps of a hostile argument; their outcomes go to the answer. `view` is what the
  // method that runs them was given, if it is __release_buffer__.
  void run_block(Value block, const Ref<View>& view = nullptr);
  [[nodiscard]] const Ref<View>& given_view() const { return given_; }
  // Says that the step departs from CPython, see Answer::departs. `id` is a constant.
  void depart(std::string_view id) { answer_->departs = id; }
  // Empties a register.
  void drop(Register reg);
  // What a finaliser raises: it stands among the outcomes of nested steps.
  void report(Exception type);

 private:
  Outcome run(const Step& step);
  Value keep(const Ref<Object>& object, std::uint8_t number);
  [[nodiscard]] bool holds_too_much() const;
  [[nodiscard]] bool has_strange_bytes(const Step& step) const;
  [[nodiscard]] bool misses_pages() const;
  [[nodiscard]] bool reads_missing_pages(const Step& step) const;

  const Program* program_ = nullptr;
  Answer* answer_ = nullptr;
  Census census_;
  std::array<Ref<Object>, kRegisters> held_;
  RegisterSet registers_;
  Ref<View> given_;    // to the __release_buffer__ that runs steps
  bool ended_ = true;  // hostile arguments that are still alive run nothing any more
  // What some step, nested perhaps, has come to.
  bool exhausted_ = false;
  bool crashed_ = false;
  bool unspecified_ = false;
};

std::unique_ptr<Subject> make_model();

}  // namespace holdfast::model
