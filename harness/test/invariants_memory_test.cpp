// SPDX-License-Identifier: MIT
//
// What the engine remembers between steps is its own: a subject that changes something in place, at
// the same address and behind the same spans, is caught at the step that does it.
#include <array>
#include <cstdint>

#include <gtest/gtest.h>

#include "harness/lockstep.h"
#include "harness/test/programs.h"

namespace holdfast {
namespace {

using namespace test;

const Register kB(Class::bytearray, 0);
const Register kV(Class::memoryview, 0);

// Holds an array and a view of it; step 2 changes what they show, as it is told.
class InPlace final : public Subject {
 public:
  [[nodiscard]] std::string_view name() const override { return "in place"; }
  [[nodiscard]] bool has_messages() const override { return false; }
  void start(const Program& program) override {
    (void)program;
    bytes_ = {'a', 'b', 'c', 'd'};
    shape_ = {4};
    registers_.clear();
    ++runs_;
  }
  void execute(std::size_t index, Answer& answer) override {
    answer.outcome = Outcome::returned(Arena::none());
    if (index == 0) registers_.insert(kB);
    if (index == 1) registers_.insert(kV);
    if (index != 2 || runs_ < from_run) return;
    if (raises) answer.outcome = Outcome::raised(Exception::BufferError);
    if (alters_bytes) bytes_[1] = 'x';
    if (alters_shape) shape_ = {3};
  }
  [[nodiscard]] const RegisterSet& registers() const override { return registers_; }
  void observe(Register reg, Observation& seen) override {
    seen.contents = bytes_;
    seen.show(Aspect::contents);
    if (reg == kB) return;
    seen.format = "B";
    seen.itemsize = 1;
    seen.shape = shape_;
    seen.strides = shape_;
    seen.show(Aspect::layout);
  }
  Residue finish() override { return {}; }

  bool raises = false;
  bool alters_bytes = false;
  bool alters_shape = false;
  int from_run = 1;

 private:
  std::array<std::uint8_t, 4> bytes_{};
  std::array<std::int64_t, 1> shape_{};
  RegisterSet registers_;
  int runs_ = 0;
};

Program three_steps() {
  return program_of(
      {kMakeArray, kMakeView, R"({"op": "bytearray.__len__", "self": "b"})", kRelease});
}

// "invariant 4 at step 2"; nothing where all is well.
std::string found(InPlace& subject, LockstepOptions options = {}) {
  Subject* const subjects[] = {&subject};
  const auto finding = Lockstep(subjects, options).run(three_steps()).finding;
  return finding ? name(finding->check) + " at step " + std::to_string(finding->step) : "";
}

std::string found_beside_another(InPlace& subject) {
  InPlace honest;
  Subject* const subjects[] = {&honest, &subject};
  const auto finding = Lockstep(subjects).run(three_steps()).finding;
  return finding ? name(finding->check) + " at step " + std::to_string(finding->step) : "";
}

TEST(WhatIsRemembered, IsNotWhatTheSubjectHolds) {
  InPlace subject;
  subject.raises = true;
  EXPECT_EQ(found(subject), "");
  subject.alters_bytes = true;
  EXPECT_EQ(found(subject), name(Check::failure_atomic) + " at step 2");
}

TEST(WhatIsRemembered, ShowsEachChangeOfContentsAndLayout) {
  InPlace subject;
  EXPECT_EQ(found_beside_another(subject), "");
  subject.alters_bytes = true;
  EXPECT_EQ(found_beside_another(subject), name(Check::state) + " at step 2");
  subject.alters_bytes = false;
  subject.alters_shape = true;
  EXPECT_EQ(found_beside_another(subject), name(Check::state) + " at step 2");
}

TEST(WhatIsRemembered, IsPartOfTheTranscript) {
  InPlace subject;
  EXPECT_EQ(found(subject, {.twice = true}), "");
  InPlace later;
  later.alters_bytes = true;
  later.from_run = 2;
  EXPECT_EQ(found(later, {.twice = true}), name(Check::deterministic) + " at step 3");
}

}  // namespace
}  // namespace holdfast
