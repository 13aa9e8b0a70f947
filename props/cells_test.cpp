// SPDX-License-Identifier: MIT
//
// The systematic programs: each cell of the coverage table that can be reached has one, it visits
// that cell, and the implementation and the model agree on it.
#include "harness/cells.h"

#include <set>

#include <gtest/gtest.h>

#include "harness/cell_programs.h"
#include "harness/json_spelling.h"
#include "harness/lockstep.h"
#include "harness/record.h"
#include "subjects/registry.h"

namespace holdfast {
namespace {

std::string_view type_of(const StepKind& kind) { return kind.name.substr(0, kind.name.find('.')); }

std::set<std::string_view> types() {
  std::set<std::string_view> found;
  for (const StepKind& kind : vocabulary()) found.insert(type_of(kind));
  return found;
}

TEST(Cells, EveryCellThatCanBeReachedHasAProgramThatVisitsIt) {
  const auto guide = make_subject("model");
  CellTable table;
  for (const std::string_view type : types()) {
    for (const RecordedProgram& made : CellPrograms(*guide).make_all(type, 1)) {
      table.count(record(*guide, made.program), *guide);
    }
  }
  std::string empty;
  for (const Cell& cell : table.empty()) empty += describe(cell) + "\n";
  EXPECT_EQ(empty, "") << "make programs for them in cell_programs.cpp, or say in cells.cpp why "
                          "no program can";
  EXPECT_TRUE(table.impossible().empty());
  EXPECT_GT(table.programs(), 0U);
}

TEST(Cells, TheImplementationAgreesWithTheModelInEveryCell) {
  const auto guide = make_subject("model");
  const auto model = make_subject("model");
  const auto implementation = make_subject("impl");
  Subject* const subjects[] = {model.get(), implementation.get()};
  Lockstep lockstep(subjects);
  for (const std::string_view type : types()) {
    for (const RecordedProgram& made : CellPrograms(*guide).make_all(type, 2)) {
      const Verdict verdict = lockstep.run(made.program);
      EXPECT_FALSE(verdict.finding) << made.id << "\n" << verdict.finding->summary();
    }
  }
}

TEST(Cells, TheSameCellGivesTheSamePrograms) {
  const auto one = make_subject("model");
  const auto other = make_subject("impl");
  const Cell cell{.op = *op_named("bytearray.extend"),
                  .position = 0,
                  .argument = ArgumentClass::own_view,
                  .state = ObjectState::exported};
  const auto programs = CellPrograms(*one).make(cell, 2);
  const auto again = CellPrograms(*other).make(cell, 2);
  ASSERT_EQ(programs.size(), 2U);
  ASSERT_EQ(again.size(), 2U);
  EXPECT_TRUE(equal(programs[0], again[0]) && equal(programs[1], again[1]));
}

TEST(Cells, AProgramEndsByShowingThatTheLockHasEnded) {
  const auto model = make_subject("model");
  const Cell cell{.op = *op_named("bytearray.append"),
                  .position = 0,
                  .argument = ArgumentClass::integer,
                  .state = ObjectState::exported};
  const auto programs = CellPrograms(*model).make(cell, 1);
  ASSERT_EQ(programs.size(), 1U);
  const RecordedProgram recorded = record(*model, programs[0]);
  ASSERT_GE(recorded.steps.size(), 3U);
  const Outcome& probe = recorded.steps[recorded.steps.size() - 3].outcome;
  EXPECT_EQ(probe.exception, Exception::BufferError);
  EXPECT_EQ(recorded.steps.back().outcome.type, Outcome::Type::value);
}

}  // namespace
}  // namespace holdfast
