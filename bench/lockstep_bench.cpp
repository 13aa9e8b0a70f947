// SPDX-License-Identifier: MIT
//
// How fast the engine is: programs of 32 steps, from a fixed seed, decoded once and run in lockstep
// on the model and the implementation with all invariants; and the parts of that by themselves, so
// that the ratios of one run show where the time goes. Items are steps.
#include <memory>
#include <vector>

#include <benchmark/benchmark.h>

#include "harness/bytes_spelling.h"
#include "harness/generate.h"
#include "harness/lockstep.h"
#include "subjects/registry.h"

namespace holdfast {
namespace {

constexpr std::size_t kSteps = 32;
constexpr std::size_t kPrograms = 200;

// The same programs in every run: 32 steps each, arguments that run no steps.
const std::vector<Program>& programs() {
  static const std::vector<Program> kMade = [] {
    const auto guide = make_subject("model");
    Generator generator(*guide, {.steps = kSteps, .hostile = false, .surprises = true, .only = {}});
    Random random(20'26);
    std::vector<Program> made;
    while (made.size() < kPrograms) {
      Program program;
      generator.generate(random, program);
      if (program.steps.size() == kSteps) made.push_back(std::move(program));
    }
    return made;
  }();
  return kMade;
}

void count_steps(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSteps));
}

void run_lockstep(benchmark::State& state, std::vector<std::string_view> names,
                  LockstepOptions options) {
  std::vector<std::unique_ptr<Subject>> subjects;
  std::vector<Subject*> pointers;
  for (const std::string_view name : names) {
    pointers.push_back(subjects.emplace_back(make_subject(name)).get());
  }
  Lockstep lockstep(pointers, options);
  std::size_t next = 0;
  for (auto _ : state) {
    const Verdict verdict = lockstep.run(programs()[next]);
    if (verdict.finding) state.SkipWithError(verdict.finding->summary().c_str());
    next = (next + 1) % kPrograms;
  }
  count_steps(state);
}

BENCHMARK_CAPTURE(run_lockstep, both_with_invariants, {"model", "impl"}, {});
BENCHMARK_CAPTURE(run_lockstep, both_without_invariants, {"model", "impl"}, {.invariants = false});
BENCHMARK_CAPTURE(run_lockstep, impl_alone, {"impl"}, {.invariants = false});
BENCHMARK_CAPTURE(run_lockstep, model_alone, {"model"}, {.invariants = false});

void decode_bytes(benchmark::State& state) {
  std::vector<std::vector<std::uint8_t>> inputs;
  for (const Program& program : programs()) inputs.push_back(encode(program));
  Program program;
  std::size_t next = 0;
  for (auto _ : state) {
    decode(inputs[next], program);
    benchmark::DoNotOptimize(program.steps.data());
    next = (next + 1) % kPrograms;
  }
  count_steps(state);
}
BENCHMARK(decode_bytes);

void generate_programs(benchmark::State& state) {
  const auto guide = make_subject("model");
  Generator generator(*guide, {.steps = kSteps, .hostile = false, .surprises = true, .only = {}});
  Random random(1);
  Program program;
  std::int64_t steps = 0;
  for (auto _ : state) {
    generator.generate(random, program);
    steps += static_cast<std::int64_t>(program.steps.size());
  }
  state.SetItemsProcessed(steps);
}
BENCHMARK(generate_programs);

}  // namespace
}  // namespace holdfast

BENCHMARK_MAIN();
