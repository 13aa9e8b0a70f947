// SPDX-License-Identifier: MIT
#include "fuzz/target.h"

#include <array>
#include <cstdio>
#include <cstdlib>

#include "harness/bytes_spelling.h"
#include "harness/lockstep.h"
#include "harness/python_spelling.h"
#include "subjects/registry.h"

namespace holdfast::fuzz {
namespace {

// Subjects are made once: making them is slower than running a program.
struct Engine {
  explicit Engine(bool twice)
      : model(make_subject("model")),
        implementation(make_subject("impl")),
        subjects{model.get(), implementation.get()},
        lockstep(subjects,
                 LockstepOptions{
                     .messages = true, .allocated = true, .invariants = true, .twice = twice}) {}
  std::unique_ptr<Subject> model;
  std::unique_ptr<Subject> implementation;
  std::array<Subject*, 2> subjects;
  Lockstep lockstep;
  Program program;
};

}  // namespace

void run_input(std::span<const std::uint8_t> input, bool twice) {
  static Engine engine(twice);
  decode(input, engine.program);
  const Verdict verdict = engine.lockstep.run(engine.program);
  if (!verdict.finding) return;
  std::fprintf(stderr, "\nDIFFERENCE  %s\n\n%s\n", verdict.finding->summary().c_str(),
               listing(engine.program).c_str());
  std::fprintf(stderr, "Look at it with: holdfast explain <the input that was saved>\n");
  std::abort();
}

}  // namespace holdfast::fuzz
