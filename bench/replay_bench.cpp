// SPDX-License-Identifier: MIT
//
// What it costs to replay the recorded suite, all of traces/: reading it as JSON with nlohmann_json
// and nothing else; loading it, which checks all that the schema says; and replaying it, strictly
// and with all invariants, on the model, and on it and the implementation. Items are steps. The
// replay rows read the JSON beside it: `ratio` is how many times as long the whole takes.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>
#include <nlohmann/json.hpp>

#include "harness/files.h"
#include "harness/lockstep.h"
#include "harness/trace.h"
#include "harness/trace_subject.h"
#include "subjects/registry.h"

namespace holdfast {
namespace {

using Clock = std::chrono::steady_clock;

struct File {
  std::string name;
  std::string text;
};

// All trace files, in memory. A folder without any ends the program: nothing was measured.
const std::vector<File>& files() {
  static const std::vector<File> kFiles = [] {
    std::vector<File> found;
    const std::filesystem::path root = std::filesystem::path(HOLDFAST_SOURCE_DIR) / "traces";
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      const std::string name = entry.path().string();
      if (!name.ends_with(".json") || name.ends_with(".schema.json")) continue;
      auto text = read_file(entry.path());
      if (text) found.push_back({.name = name, .text = std::move(*text)});
    }
    if (found.empty()) std::abort();
    std::ranges::sort(found, {}, &File::name);
    return found;
  }();
  return kFiles;
}

std::int64_t size_of_files() {
  std::int64_t size = 0;
  for (const File& file : files()) size += static_cast<std::int64_t>(file.text.size());
  return size;
}

// Steps of a trace, or of none where it cannot be read.
std::int64_t steps_of(const Trace& trace) {
  std::int64_t steps = 0;
  for (const RecordedProgram& recorded : trace.programs) {
    steps += static_cast<std::int64_t>(recorded.program.steps.size());
  }
  return steps;
}

void parse() {
  for (const File& file : files()) {
    auto document = nlohmann::json::parse(file.text);
    benchmark::DoNotOptimize(document);
  }
}

// Steps loaded, or -1.
std::int64_t load() {
  std::int64_t steps = 0;
  for (const File& file : files()) {
    const auto trace = parse_trace(file.text, file.name);
    if (!trace) return -1;
    steps += steps_of(*trace);
  }
  return steps;
}

// Loads and replays everything; steps replayed, or -1 when something differs.
std::int64_t replay(const std::vector<std::string_view>& names) {
  std::vector<std::unique_ptr<Subject>> subjects;
  std::int64_t steps = 0;
  for (const std::string_view name : names) subjects.push_back(make_subject(name));
  for (const File& file : files()) {
    const auto trace = parse_trace(file.text, file.name);
    if (!trace) return -1;
    TraceSubject reference(trace->recorded);
    std::vector<Subject*> all = {&reference};
    for (const auto& subject : subjects) all.push_back(subject.get());
    Lockstep lockstep(all, {});
    for (const RecordedProgram& recorded : trace->programs) {
      if (!recorded.recorded()) continue;
      reference.select(recorded);
      const Verdict verdict = lockstep.run(recorded.program);
      if (verdict.finding) return -1;
      steps += static_cast<std::int64_t>(verdict.steps);
    }
  }
  return steps;
}

void parse_json_alone(benchmark::State& state) {
  for (auto _ : state) parse();
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) * size_of_files());
}
BENCHMARK(parse_json_alone)->Unit(benchmark::kMillisecond);

void load_and_check(benchmark::State& state) {
  std::int64_t steps = 0;
  for (auto _ : state) steps = load();
  if (steps < 0) state.SkipWithError("a trace cannot be read");
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * steps);
}
BENCHMARK(load_and_check)->Unit(benchmark::kMillisecond);

void load_and_replay(benchmark::State& state, const std::vector<std::string_view>& names) {
  std::int64_t steps = 0;
  Clock::duration parsing{};
  Clock::duration replaying{};
  for (auto _ : state) {
    state.PauseTiming();
    const auto begin = Clock::now();
    parse();
    parsing += Clock::now() - begin;
    state.ResumeTiming();
    const auto middle = Clock::now();
    steps = replay(names);
    replaying += Clock::now() - middle;
  }
  if (steps < 0) state.SkipWithError("something differs: run holdfast replay traces");
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()) * steps);
  state.counters["ratio"] = std::chrono::duration<double>(replaying) / parsing;
}
BENCHMARK_CAPTURE(load_and_replay, model, {"model"})->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(load_and_replay, impl_and_model, {"impl", "model"})
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace holdfast

BENCHMARK_MAIN();
