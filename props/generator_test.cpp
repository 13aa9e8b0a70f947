// SPDX-License-Identifier: MIT
//
// What generators are for: most steps do something, and what follows belongs to what went before.
#include <gtest/gtest.h>

#include "harness/cell_programs.h"
#include "harness/generate.h"
#include "harness/lockstep.h"
#include "subjects/registry.h"

namespace holdfast {
namespace {

TEST(Generator, FormatsGetTheValuesTheyAskFor) {
  const auto guide = make_subject("model");
  const auto model = make_subject("model");
  Subject* const subjects[] = {model.get()};
  Lockstep lockstep(subjects);
  const Op format = *op_named("bytearray.__mod__");
  GeneratorOptions options;
  options.hostile = false;
  options.cells = 50;
  options.only = {*op_named("bytearray"), format};
  Generator generator(*guide, options);
  Random random(2026);
  Program program;
  for (int i = 0; i < 400; ++i) {
    generator.generate(random, program);
    lockstep.run(program);
  }
  const std::uint64_t all = lockstep.coverage().visits(format);
  const std::uint64_t formatted = lockstep.coverage().visits(format, ObjectState::plain, 0);
  EXPECT_GT(all, 400U);
  EXPECT_GT(formatted * 10, all) << formatted << " of " << all;
}

TEST(Generator, ArgumentsOfSystematicProgramsVaryWithinTheirClass) {
  const auto guide = make_subject("model");
  CellPrograms programs(*guide);
  const Cell cell{.op = *op_named("memoryview.__setitem__"),
                  .position = 0,
                  .argument = ArgumentClass::hostile,
                  .state = ObjectState::exported};
  Random random(1);
  Program program;
  bool raised = false;
  for (int i = 0; i < 100 && !raised; ++i) {
    if (!programs.make_random(cell, random, program)) continue;
    Answer answer;
    guide->start(program);
    for (std::size_t step = 0; step < program.steps.size(); ++step) {
      answer.clear();
      guide->execute(step, answer);
      raised = raised || (program.steps[step].op == cell.op &&
                          answer.outcome.exception == Exception::ZeroDivisionError);
    }
    guide->finish();
  }
  EXPECT_TRUE(raised);
}

}  // namespace
}  // namespace holdfast
