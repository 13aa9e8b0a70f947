// SPDX-License-Identifier: MIT
//
// A subject executes programs, step by step: the implementation, the model, a recorded trace, a
// live interpreter. The lockstep knows subjects only through this interface.
//
//   start(program) -> { execute(step) -> observe(register)... }* -> finish()
#pragma once

#include <cstdint>
#include <string_view>

#include "harness/observation.h"
#include "harness/outcome.h"
#include "harness/program.h"
#include "harness/register.h"

namespace holdfast {

class FaultPoints;

// What a subject leaves behind when a program has ended and every register is empty. Zero is right.
struct Residue {
  std::int64_t objects = 0;
  std::int64_t bytes = 0;
  std::int64_t mappings = 0;
  std::int64_t descriptors = 0;
  std::int64_t altered = 0;  // what was handed out and changed, or is two things in one

  friend bool operator==(const Residue&, const Residue&) = default;
};

class Subject {
 public:
  Subject() = default;
  Subject(const Subject&) = delete;
  Subject& operator=(const Subject&) = delete;
  virtual ~Subject() = default;

  // What reports call it: "impl", "model", "cpython 3.14.10".
  [[nodiscard]] virtual std::string_view name() const = 0;

  // True when it predicts messages; comparisons skip them otherwise.
  [[nodiscard]] virtual bool has_messages() const = 0;

  // Begins a program: every register is empty. `program` outlives the run.
  virtual void start(const Program& program) = 0;

  // Runs the `index`-th top-level step and fills `answer` (cleared by the caller). A step that
  // needs an empty register is skipped; one that makes an object keeps it in the register of that
  // object's class numbered `Step::into`, dropping what was there. An object that some register
  // already holds is answered as a reference to that register, and kept nowhere else.
  virtual void execute(std::size_t index, Answer& answer) = 0;

  // The registers that hold an object now.
  [[nodiscard]] virtual const RegisterSet& registers() const = 0;

  // Shows the object in `reg`, which holds one.
  virtual void observe(Register reg, Observation& seen) = 0;

  // Ends the program: drops every register and says what is still there.
  virtual Residue finish() = 0;

  // What it can be told to run out of (fault_points.h); null: nothing.
  virtual FaultPoints* fault_points() { return nullptr; }
};

}  // namespace holdfast
