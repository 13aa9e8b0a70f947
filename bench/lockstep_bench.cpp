// SPDX-License-Identifier: MIT
//
// How fast the engine is: programs of 32 steps, from a fixed seed, decoded once and run in lockstep
// on the model and the implementation with all invariants; and the parts of that by themselves, so
// that the ratios of one run show where the time goes. The programs are those of some suites
// (props/suites.h), without arguments that run steps: those of a lock are of all step kinds. Items
// are steps.
#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "harness/bytes_spelling.h"
#include "harness/generate.h"
#include "harness/lockstep.h"
#include "props/suites.h"
#include "subjects/registry.h"

namespace holdfast {
namespace {

constexpr std::size_t kSteps = 32;
constexpr std::size_t kPrograms = 200;

GeneratorOptions options_of(std::string_view suite) {
  const auto* found = std::ranges::find(props::kSuites, suite, &props::Suite::name);
  GeneratorOptions options = props::generator_options(*found);
  options.steps = kSteps;
  options.hostile = false;
  options.cells = 0;
  return options;
}

// The same programs in every run: 32 steps each.
const std::vector<Program>& programs(std::string_view suite) {
  static std::map<std::string_view, std::vector<Program>> known;
  std::vector<Program>& made = known[suite];
  if (!made.empty()) return made;
  const auto guide = make_subject("model");
  Generator generator(*guide, options_of(suite));
  Random random(20'26);
  while (made.size() < kPrograms) {
    Program program;
    generator.generate(random, program);
    if (program.steps.size() == kSteps) made.push_back(std::move(program));
  }
  return made;
}

void count_steps(benchmark::State& state) {
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(kSteps));
}

void run_lockstep(benchmark::State& state, std::string_view suite,
                  const std::vector<std::string_view>& names, LockstepOptions options) {
  std::vector<std::unique_ptr<Subject>> subjects;
  std::vector<Subject*> pointers;
  for (const std::string_view name : names) {
    pointers.push_back(subjects.emplace_back(make_subject(name)).get());
  }
  Lockstep lockstep(pointers, options);
  const std::vector<Program>& made = programs(suite);
  std::size_t next = 0;
  for (auto _ : state) {
    const Verdict verdict = lockstep.run(made[next]);
    if (verdict.finding) state.SkipWithError(verdict.finding->summary().c_str());
    next = (next + 1) % kPrograms;
  }
  count_steps(state);
}

void decode_bytes(benchmark::State& state, std::string_view suite) {
  std::vector<std::vector<std::uint8_t>> inputs;
  for (const Program& program : programs(suite)) inputs.push_back(encode(program));
  Program program;
  std::size_t next = 0;
  for (auto _ : state) {
    decode(inputs[next], program);
    benchmark::DoNotOptimize(program.steps.data());
    next = (next + 1) % kPrograms;
  }
  count_steps(state);
}

void generate_programs(benchmark::State& state, std::string_view suite) {
  const auto guide = make_subject("model");
  Generator generator(*guide, options_of(suite));
  Random random(1);
  Program program;
  std::int64_t steps = 0;
  for (auto _ : state) {
    generator.generate(random, program);
    steps += static_cast<std::int64_t>(program.steps.size());
  }
  state.SetItemsProcessed(steps);
}

int add_benchmarks() {
  for (const std::string_view suite : {"lock", "bytearray", "bytesio", "memoryview", "mmap"}) {
    const auto add = [&](const std::string& part, auto run, auto... parameters) {
      benchmark::RegisterBenchmark((std::string(suite) + "/" + part).c_str(), run, suite,
                                   parameters...);
    };
    const std::vector<std::string_view> both = {"model", "impl"};
    const LockstepOptions without{.invariants = false};
    add("both_with_invariants", run_lockstep, both, LockstepOptions{});
    add("both_without_invariants", run_lockstep, both, without);
    add("impl_alone", run_lockstep, std::vector<std::string_view>{"impl"}, without);
    add("model_alone", run_lockstep, std::vector<std::string_view>{"model"}, without);
    add("decode_bytes", decode_bytes);
    add("generate_programs", generate_programs);
  }
  return 0;
}
[[maybe_unused]] const int kAdded = add_benchmarks();

}  // namespace
}  // namespace holdfast

BENCHMARK_MAIN();
