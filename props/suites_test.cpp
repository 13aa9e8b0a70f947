// SPDX-License-Identifier: MIT
//
// Each property suite, under GoogleTest: the implementation and the model agree on random programs,
// and the invariants hold after every step.
//
//   $HOLDFAST_PROGRAMS  how many programs each suite tries (default 3000)
//   $HOLDFAST_SEED      where the programs come from; fixed by default, so that a test that passes
//                       passes again (`holdfast check` looks for new programs each time)
#include "props/suites.h"

#include <cstdlib>

#include <gtest/gtest.h>

#include "harness/campaign.h"
#include "harness/record.h"
#include "harness/report.h"
#include "props/engine.h"
#include "subjects/registry.h"

namespace holdfast::props {

namespace {

class SuiteTest : public testing::TestWithParam<Suite> {};

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* set = std::getenv(name);
  return set != nullptr ? std::strtoull(set, nullptr, 10) : otherwise;
}

TEST_P(SuiteTest, ImplementationAgreesWithTheModel) {
  const Suite& suite = GetParam();
  const auto model = make_subject("model");
  const auto implementation = make_subject("impl");
  const auto guide = make_subject("model");
  Subject* const subjects[] = {model.get(), implementation.get()};
  Lockstep lockstep(subjects, lockstep_options(suite));
  Generator generator(*guide, generator_options(suite));
  const std::filesystem::path out = "build/holdfast-failures";

  EngineOptions options;
  options.seed = setting("HOLDFAST_SEED", 2026);
  options.programs = static_cast<int>(setting("HOLDFAST_PROGRAMS", 3000)) * suite.percent / 100;
  options.found = [&](const Program& program, const Finding& finding) {
    ASSERT_TRUE(save_program(program, out / "unshrunk.bin")) << "after " << finding.summary();
  };
  const auto property = [&](const Program& program) { return lockstep.run(program).finding; };
  const EngineResult result = for_all_programs(generator, property, options);
  std::printf("%s: seed %llu, %d programs\n", std::string(suite.name).c_str(),
              static_cast<unsigned long long>(result.seed), result.programs);

  if (!result.counterexample) return;
  const Counterexample& found = *result.counterexample;
  Failure failure;
  failure.finding = found.finding;
  failure.original = found.original;
  failure.shrunk = found.shrunk;
  failure.shrink_executions = found.shrink_executions;
  const auto folder =
      save(failure, record(*guide, found.shrunk),
           {.command = "ctest -R suites", .seed = result.seed, .reference = "model"}, out);
  FAIL() << (folder ? describe(failure, *folder) : folder.error().message);
}

INSTANTIATE_TEST_SUITE_P(Suites, SuiteTest, testing::ValuesIn(kSuites),
                         [](const auto& suite) { return std::string(suite.param.name); });

}  // namespace
}  // namespace holdfast::props
