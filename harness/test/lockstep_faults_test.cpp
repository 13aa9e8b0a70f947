// SPDX-License-Identifier: MIT
//
// A lockstep with faults tries every request of every step, and catches whoever does not survive
// one as if the step had not been. The subject is a bytearray of which append() asks for memory
// twice, and is wrong in one way or another.
#include <gtest/gtest.h>

#include "harness/lockstep.h"
#include "harness/test/programs.h"

namespace holdfast {
namespace {

using namespace test;

enum class Flaw : std::uint8_t {
  none,
  half_done,   // the byte is there although the second request failed
  leaks,       // what the first request gave is forgotten when the second one fails
  other_type,  // raises another exception
  has_words,   // MemoryError with a message, which Python's has not
  forgets,     // the second failure takes the object with it
  survives,    // does without what it is refused
  wrong_then,  // does without it, and answers something else
};

class Fragile final : public Subject, private FaultPoints {
 public:
  Fragile(Flaw flaw, bool has_faults) : flaw_(flaw), has_faults_(has_faults) {}

  [[nodiscard]] std::string_view name() const override { return "fragile"; }
  [[nodiscard]] bool has_messages() const override { return true; }
  void start(const Program& program) override {
    program_ = &program;
    registers_.clear();
    contents_.clear();
    leaked_ = 0;
  }
  void execute(std::size_t index, Answer& answer) override {
    if (program_->steps[index].op == *op_named("bytearray")) {
      registers_.insert(kArray);
      answer.outcome = Outcome::returned(Arena::reference(kArray));
    } else if (!registers_.contains(kArray)) {
      answer.outcome = {};
    } else {
      append(answer);
    }
  }
  [[nodiscard]] const RegisterSet& registers() const override { return registers_; }
  void observe(Register, Observation& seen) override {
    seen.contents = contents_;
    seen.show(Aspect::contents);
  }
  Residue finish() override { return {.bytes = leaked_}; }
  FaultPoints* fault_points() override { return has_faults_ ? this : nullptr; }

  [[nodiscard]] std::uint64_t asked(Resource) const override { return asked_; }
  void fail(Resource, std::uint64_t nth) override { fail_at_ = nth == 0 ? 0 : asked_ + nth; }

 private:
  static constexpr Register kArray = Register(Class::bytearray, 0);

  bool get() { return ++asked_ != fail_at_; }

  void append(Answer& answer) {
    const bool first = get();
    if (flaw_ == Flaw::half_done && first) contents_.push_back('c');
    const bool second = first && get();
    if (!second && flaw_ != Flaw::survives && flaw_ != Flaw::wrong_then) {
      if (flaw_ == Flaw::leaks && first) leaked_ += 16;
      if (flaw_ == Flaw::forgets && first) registers_.erase(kArray);
      const bool other = flaw_ == Flaw::other_type;
      answer.outcome = Outcome::raised(other ? Exception::BufferError : Exception::MemoryError,
                                       answer.arena.text(flaw_ == Flaw::has_words ? "no" : ""));
      return;
    }
    if (flaw_ != Flaw::half_done) contents_.push_back('c');
    answer.outcome = Outcome::returned(second || flaw_ == Flaw::survives ? Arena::none()
                                                                         : Arena::boolean(false));
  }

  Flaw flaw_;
  bool has_faults_;
  const Program* program_ = nullptr;
  RegisterSet registers_;
  std::vector<std::uint8_t> contents_;
  std::int64_t leaked_ = 0;
  std::uint64_t asked_ = 0;
  std::uint64_t fail_at_ = 0;
};

Verdict run(Flaw flaw, std::string_view last = kAppend) {
  const Program program = program_of({kMakeArray, kAppend, last});
  Fragile reference(Flaw::none, false);
  Fragile fragile(flaw, true);
  Subject* const subjects[] = {&reference, &fragile};
  return Lockstep(subjects, {.faults = Resource::memory}).run(program);
}

TEST(LockstepWithFaults, TriesEachRequestOfEachStep) {
  const Verdict verdict = run(Flaw::none);
  EXPECT_FALSE(verdict.finding) << verdict.finding->summary();
  EXPECT_EQ(verdict.faults, 4U) << "two for each append()";
  EXPECT_EQ(verdict.steps, 3U);
}

TEST(LockstepWithFaults, AcceptsWhoDoesWithoutWhatItIsRefused) {
  const Verdict verdict = run(Flaw::survives);
  EXPECT_FALSE(verdict.finding) << verdict.finding->summary();
  EXPECT_EQ(verdict.faults, 2U);
}

TEST(LockstepWithFaults, CatchesWhateverElseComesOfAFailure) {
  const auto check = [](Flaw flaw) {
    const auto finding = run(flaw).finding;
    EXPECT_TRUE(finding) << static_cast<int>(flaw);
    return finding ? finding->check : Check::deterministic;
  };
  EXPECT_EQ(check(Flaw::half_done), Check::failure_atomic);
  EXPECT_EQ(check(Flaw::leaks), Check::nothing_left);
  EXPECT_EQ(check(Flaw::other_type), Check::outcome);
  EXPECT_EQ(check(Flaw::has_words), Check::outcome);
  EXPECT_EQ(check(Flaw::forgets), Check::registers);
  EXPECT_EQ(check(Flaw::wrong_then), Check::outcome);
}

TEST(LockstepWithFaults, SaysWhichFailureItWas) {
  const auto finding = run(Flaw::half_done).finding;
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->what, "contents of b, after b.append(99), when allocation 2 of it fails");
  EXPECT_EQ(finding->step, 1U);
}

// extend() of a generator that runs steps: the reference cannot follow half a step.
TEST(LockstepWithFaults, RunsDelicateStepsWithoutTheReference) {
  constexpr std::string_view kHostile =
      R"({"op": "bytearray.extend", "self": "b",
          "args": [{"iter": [{"runs": [{"op": "bytearray.clear", "self": "b"}]}]}]})";
  const Program program = program_of({kMakeArray, kHostile});
  Fragile reference(Flaw::none, false);
  Fragile leaks(Flaw::leaks, true);
  Subject* const subjects[] = {&reference, &leaks};
  const auto finding = Lockstep(subjects, {.faults = Resource::memory}).run(program).finding;
  ASSERT_TRUE(finding);
  EXPECT_EQ(finding->check, Check::nothing_left);
}

}  // namespace
}  // namespace holdfast
