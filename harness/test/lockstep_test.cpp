// SPDX-License-Identifier: MIT
//
// What the engine compares, and where it stops comparing.
#include "harness/lockstep.h"

#include <gtest/gtest.h>

#include "harness/test/programs.h"

namespace holdfast {
namespace {

using namespace test;

// Answers every step with the same integer; at step `special` it does something else.
class Scripted final : public Subject {
 public:
  Scripted(std::string_view name, std::int64_t answer) : name_(name), answer_(answer) {}

  [[nodiscard]] std::string_view name() const override { return name_; }
  [[nodiscard]] bool has_messages() const override { return false; }
  void start(const Program& program) override {
    (void)program;
    registers_.clear();
    asked_ = 0;
  }
  void execute(std::size_t index, Answer& answer) override {
    ++asked_;
    answer.outcome = Outcome::returned(Arena::integer(answer_));
    if (index != special_) return;
    answer.departs = departs_;
    if (!exhausted_) return;
    answer.outcome = {};
    answer.outcome.type = Outcome::Type::exhausted;
    if (keeps_) registers_.insert(Register(Class::bytearray, 0));
  }
  [[nodiscard]] const RegisterSet& registers() const override { return registers_; }
  void observe(Register reg, Observation& seen) override { (void)reg, (void)seen; }
  Residue finish() override { return {}; }

  void depart_at(std::size_t step) {
    special_ = step;
    departs_ = "an-exception";
  }
  void run_out_at(std::size_t step, bool keeps) {
    special_ = step;
    exhausted_ = true;
    keeps_ = keeps;
  }
  [[nodiscard]] int asked() const { return asked_; }

 private:
  std::string_view name_;
  std::int64_t answer_;
  std::size_t special_ = ~std::size_t{0};
  std::string_view departs_;
  bool exhausted_ = false;
  bool keeps_ = false;
  int asked_ = 0;
  RegisterSet registers_;
};

const Program& three_steps() {
  static const Program kProgram = program_of({kMakeArray, kMakeArray, kMakeArray});
  return kProgram;
}

Verdict run(Scripted& reference, Scripted& other) {
  Subject* const subjects[] = {&reference, &other};
  return Lockstep(subjects).run(three_steps());
}

TEST(ALockstep, FindsTheFirstStepThatDiffers) {
  Scripted reference("reference", 1);
  Scripted other("other", 2);
  const Verdict verdict = run(reference, other);
  ASSERT_TRUE(verdict.finding);
  EXPECT_EQ(verdict.finding->step, 0U);
  EXPECT_EQ(verdict.finding->subject, "other");
}

TEST(ALockstep, EndsWhereASubjectDepartsFromTheReference) {
  Scripted reference("recorded", 1);
  Scripted model("model", 1);
  model.depart_at(1);
  const Verdict verdict = run(reference, model);
  EXPECT_FALSE(verdict.finding);
  EXPECT_TRUE(verdict.departed);
  EXPECT_EQ(verdict.steps, 1U);
  EXPECT_EQ(model.asked(), 2) << "the step after the departure was run";
}

TEST(ALockstep, ComparesOnWhereTheReferenceItselfDeparts) {
  Scripted model("model", 1);
  Scripted implementation("impl", 2);
  model.depart_at(0);
  const Verdict verdict = run(model, implementation);
  EXPECT_TRUE(verdict.finding) << "a difference between model and implementation was passed over";
  EXPECT_FALSE(verdict.departed);
}

TEST(ALockstep, AsksNothingMoreOfAStepThatBothFindTooLarge) {
  Scripted reference("reference", 1);
  Scripted other("other", 1);
  reference.run_out_at(2, false);
  other.run_out_at(2, true);
  const Verdict verdict = run(reference, other);
  EXPECT_FALSE(verdict.finding) << verdict.finding->summary();
  EXPECT_TRUE(verdict.exhausted);
}

TEST(ALockstep, FindsAStepThatOnlyOneFindsTooLarge) {
  Scripted reference("reference", 1);
  Scripted other("other", 1);
  other.run_out_at(2, false);
  EXPECT_TRUE(run(reference, other).finding);
}

}  // namespace
}  // namespace holdfast
