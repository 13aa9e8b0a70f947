// SPDX-License-Identifier: MIT
//
// Exhaustive small scope: every program of a few steps over a small alphabet, none left out, and
// the implementation and the model agree on all of them.
#include "harness/small_scope.h"

#include <set>

#include <gtest/gtest.h>

#include "harness/json_spelling.h"
#include "harness/lockstep.h"
#include "subjects/registry.h"

namespace holdfast {
namespace {

class SmallScopeTest : public testing::TestWithParam<std::string_view> {};

TEST_P(SmallScopeTest, EveryProgramIsThereOnce) {
  const SmallScope scope(GetParam());
  ASSERT_GT(scope.letters(), 0U);
  std::set<std::uint64_t> hashes;
  std::string wrong;
  const auto visited = scope.for_each(2, [&](const Program& program) {
    wrong += check(program);
    hashes.insert(program_hash(program));
    return true;
  });
  EXPECT_EQ(wrong, "");
  EXPECT_EQ(hashes.size(), visited);
  EXPECT_EQ(visited, scope.count(2)) << "as many as there have to be";
}

TEST_P(SmallScopeTest, LongerProgramsAreThoseThatHaveALetterMore) {
  const SmallScope scope(GetParam());
  EXPECT_EQ(scope.count(0), scope.starts());
  EXPECT_EQ(scope.count_up_to(2), scope.count(0) + scope.count(1) + scope.count(2));
  EXPECT_EQ(scope.for_each(3, [](const Program&) { return true; }), scope.count(3));
}

TEST_P(SmallScopeTest, TheImplementationAgreesWithTheModel) {
  const SmallScope scope(GetParam());
  const auto model = make_subject("model");
  const auto implementation = make_subject("impl");
  Subject* const subjects[] = {model.get(), implementation.get()};
  Lockstep lockstep(subjects);
  // Files and mappings take their time; `holdfast check --small` goes further.
  const std::size_t letters = GetParam() == "mmap" ? 2 : 3;
  scope.for_each(letters, [&](const Program& program) {
    const Verdict verdict = lockstep.run(program);
    EXPECT_FALSE(verdict.finding) << to_json(program) << verdict.finding->summary();
    return !verdict.finding;
  });
}

INSTANTIATE_TEST_SUITE_P(Types, SmallScopeTest, testing::ValuesIn(kSmallTypes),
                         [](const auto& type) { return std::string(type.param); });

}  // namespace
}  // namespace holdfast
