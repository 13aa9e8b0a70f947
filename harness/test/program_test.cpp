// SPDX-License-Identifier: MIT
//
// Registers, well-formedness, copying.
#include "harness/program.h"

#include <gtest/gtest.h>

#include "harness/test/programs.h"

namespace holdfast {
namespace {

using namespace test;

TEST(Registers, HaveOneNameEach) {
  for (std::size_t cls = 1; cls < kClasses; ++cls) {
    for (std::size_t number = 0; number < kRegistersPerClass; ++number) {
      const Register reg(static_cast<Class>(cls), number);
      EXPECT_EQ(register_named(name(reg)), reg) << name(reg);
    }
  }
}

TEST(Registers, RefuseNamesThatAreNotTheirOnes) {
  for (const char* wrong : {"", "b1", "b0", "b02", "b17", "bb", "z", "?", "b 2", "b2 "}) {
    EXPECT_FALSE(register_named(wrong)) << wrong;
  }
}

TEST(WellFormedPrograms, UseOnlyWhatAnEarlierStepMayHaveMade) {
  Program program = program_of({kMakeArray, kMakeView, kAppend, kRelease});
  EXPECT_EQ(check(program), "");
  program.steps.erase(program.steps.begin());
  EXPECT_EQ(check(program), "step 0 uses b, which no earlier step makes");
}

TEST(WellFormedPrograms, DoNotUseWhatWasDropped) {
  const Program program = program_of({kMakeArray, kAppend});
  Program dropped = program;
  dropped.steps.insert(dropped.steps.begin() + 1, Step{.op = *op_named("bytearray.drop"),
                                                       .self = Register(Class::bytearray, 0)});
  EXPECT_EQ(check(dropped), "step 2 uses b, which no earlier step makes");
}

TEST(WellFormedPrograms, GiveOperatorsExactlyTheArgumentsOfTheirSyntax) {
  Program program = program_of({kMakeArray});
  program.add(*op_named("bytearray.__setitem__"), Register(Class::bytearray, 0), 0,
              std::array{Arena::integer(0)});
  EXPECT_EQ(check(program), "step 1 takes exactly 2 arguments: it is no call");
}

TEST(Programs, AreEqualWhereverTheirValuesLie) {
  const Program program = program_of(
      {kMakeArray, R"({"op": "bytearray.append", "self": "b", "args": [{"index": 1, "runs": [)"
                   R"({"op": "bytearray.clear", "self": "b"}]}]})"});
  Program copy;
  copy.arena.text("something else first");
  for (const Step& step : program.steps) copy.add_copy(program, step);
  EXPECT_TRUE(equal(program, copy)) << to_json(copy);
  EXPECT_EQ(check(copy), "");
  copy.nested.front().op = *op_named("bytearray.__len__");
  EXPECT_FALSE(equal(program, copy)) << "a step run by an argument counts too";
}

}  // namespace
}  // namespace holdfast
