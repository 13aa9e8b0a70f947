// SPDX-License-Identifier: MIT
#include "fuzz/target.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "fuzz/mutator.h"
#include "harness/bytes_spelling.h"
#include "harness/lockstep.h"
#include "harness/python_spelling.h"
#include "props/suites.h"
#include "subjects/registry.h"

// An engine that has mutators of its own offers them; replay_main.cpp has none.
extern "C" [[gnu::weak]] std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size,
                                                      std::size_t max_size);

namespace holdfast::fuzz {
namespace {

const props::Suite& suite() {
  static const props::Suite& chosen = [] -> const props::Suite& {
    const auto found = std::ranges::find(props::kSuites, kSuite, &props::Suite::name);
    if (found != props::kSuites.end()) return *found;
    std::fprintf(stderr, "there is no suite called '%s'\n", std::string(kSuite).c_str());
    std::abort();
  }();
  return chosen;
}

// Subjects are made once: making them is slower than running a program.
struct Engine {
  Engine()
      : model(make_subject("model")),
        implementation(make_subject("impl")),
        subjects{model.get(), implementation.get()},
        lockstep(subjects, props::lockstep_options(suite())) {}
  std::unique_ptr<Subject> model;
  std::unique_ptr<Subject> implementation;
  std::array<Subject*, 2> subjects;
  Lockstep lockstep;
  Program program;
};

const Mutator& mutator() {
  static const Mutator made(props::generator_options(suite()));
  return made;
}

// One mutation in eight is left to the engine: it knows words that the code compared with.
bool is_for_the_engine(unsigned seed) {
  static const bool always = [] {
    const char* wanted = std::getenv("HOLDFAST_MUTATOR");
    return wanted != nullptr && std::string_view(wanted) == "bytes";
  }();
  return LLVMFuzzerMutate != nullptr && (always || seed % 8 == 0);
}

std::size_t give(const std::vector<std::uint8_t>& made, std::uint8_t* out) {
  std::ranges::copy(made, out);
  return made.size();
}

}  // namespace

int run_program(std::span<const std::uint8_t> input) {
  static Engine engine;
  decode(input, engine.program);
  const Verdict verdict = engine.lockstep.run(engine.program);
  if (verdict.finding) report(engine.program, *verdict.finding);
  return 0;
}

void report(const Program& program, const Finding& finding) {
  std::fprintf(stderr, "\nDIFFERENCE  %s\n\n%s\n", finding.summary().c_str(),
               listing(program).c_str());
  std::fprintf(stderr, "Look at it with: holdfast explain <the input that was saved>\n");
  std::abort();
}

}  // namespace holdfast::fuzz

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  using namespace holdfast::fuzz;
  if (is_for_the_engine(seed)) {
    const std::size_t mutated = LLVMFuzzerMutate(data, size, max_size);
    // No byte but the version is without meaning, and none can be read without it.
    if (mutated > 0) data[0] = holdfast::kBytesVersion;
    return mutated;
  }
  return give(mutator().mutate({data, size}, max_size, seed), data);
}

extern "C" std::size_t LLVMFuzzerCustomCrossOver(const std::uint8_t* one, std::size_t one_size,
                                                 const std::uint8_t* other, std::size_t other_size,
                                                 std::uint8_t* out, std::size_t max_size,
                                                 unsigned seed) {
  using namespace holdfast::fuzz;
  return give(mutator().cross({one, one_size}, {other, other_size}, max_size, seed), out);
}
