// SPDX-License-Identifier: MIT
//
// The script of a failure asserts what the model says; it is there to be run on CPython. So every
// program's script must pass there: one of each suite's generator, whatever it does.
#include <array>
#include <cstddef>

#include <gtest/gtest.h>

#include "harness/generate.h"
#include "harness/python_spelling.h"
#include "harness/record.h"
#include "harness/test/python_scripts.h"
#include "props/suites.h"
#include "subjects/registry.h"

namespace holdfast::props {
namespace {

class ScriptsOfSuites : public PythonScripts, public testing::WithParamInterface<Suite> {};

TEST_P(ScriptsOfSuites, PassOnTheInterpreterTheModelIsAModelOf) {
  constexpr std::size_t kPrograms = 60;
  const auto guide = make_subject("model");
  Generator generator(*guide, generator_options(GetParam()));
  Random random(14);
  Program program;
  for (std::size_t i = 0; i < kPrograms; ++i) {
    generator.generate(random, program);
    keep(i, to_python(record(*guide, program)));
  }
  EXPECT_EQ(run("pass"), "all did");
}

INSTANTIATE_TEST_SUITE_P(Each, ScriptsOfSuites, testing::ValuesIn(kSuites),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace holdfast::props
