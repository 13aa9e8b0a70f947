// SPDX-License-Identifier: MIT
//
// The engine is RapidCheck. A program is generated from one random number, and shrunk by the
// harness's own shrinks, which know about steps and registers.
#include <rapidcheck.h>
#include <utility>

#include "harness/python_spelling.h"
#include "harness/shrink.h"
#include "props/engine.h"

namespace holdfast {

// How RapidCheck prints a program.
void showValue(const Program& program, std::ostream& out) { out << '\n' << listing(program); }

namespace props {
namespace {

// The harness's shrinks as RapidCheck's lazy sequence.
class ShrinkSequence {
 public:
  using ValueType = Program;
  explicit ShrinkSequence(const Program& program) : shrinks_(program) {}
  rc::Maybe<Program> operator()() {
    Program candidate;
    if (!shrinks_.next(candidate)) return rc::Nothing;
    return candidate;
  }

 private:
  Shrinks shrinks_;
};

rc::Gen<Program> programs(Generator& generator) {
  return rc::Gen<Program>([&generator](const rc::Random& random, int size) {
    (void)size;
    rc::Random copy = random;
    Random ours(copy.next());
    Program program;
    generator.generate(ours, program);
    return rc::shrinkable::shrinkRecur(std::move(program), [](const Program& failing) {
      return rc::makeSeq<ShrinkSequence>(failing);
    });
  });
}

}  // namespace

EngineResult for_all_programs(Generator& generator, const Property& property,
                              const EngineOptions& options) {
  std::optional<Counterexample> counterexample;
  const auto holds = [&] {
    const Program program = *programs(generator);
    std::optional<Finding> finding = property(program);
    if (!counterexample) {
      if (!finding) return true;
      if (options.found) options.found(program, *finding);
      counterexample = Counterexample{program, program, *finding, 0};
      return false;
    }
    // Shrinking: every program RapidCheck accepts is the smallest so far.
    ++counterexample->shrink_executions;
    const bool same = finding && finding->check == counterexample->finding.check &&
                      finding->subject == counterexample->finding.subject;
    if (!same) return true;
    counterexample->shrunk = program;
    counterexample->finding = std::move(*finding);
    return false;
  };
  rc::detail::TestParams parameters = rc::detail::configuration().testParams;
  parameters.maxSuccess = options.programs;
  if (options.seed != 0) parameters.seed = options.seed;
  const auto result = rc::detail::checkTestable(holds, rc::detail::TestMetadata(), parameters);
  EngineResult outcome;
  outcome.seed = parameters.seed;
  outcome.counterexample = std::move(counterexample);
  if (result.is<rc::detail::SuccessResult>()) {
    outcome.programs = result.get<rc::detail::SuccessResult>().numSuccess;
  }
  return outcome;
}

}  // namespace props
}  // namespace holdfast
