// SPDX-License-Identifier: MIT
//
// A program put together from the steps of others, kept well-formed on the way.
#pragma once

#include <cstddef>

#include "harness/program.h"
#include "harness/random.h"

namespace holdfast::fuzz {

class Assembly {
 public:
  explicit Assembly(Random& random) : random_(random) {}

  // Appends a step of `from` (another program). Where it uses a register that nothing before it may
  // have filled, another of the same class takes its place; where there is none, the step is left
  // out.
  void add(const Program& from, const Step& step);

  // Appends the steps from `first` to before `last`.
  void add(const Program& from, std::size_t first, std::size_t last);

  // What may hold an object after the steps so far.
  [[nodiscard]] const RegisterSet& registers() const { return prospects_.registers(); }

  // The program so far, whose last step may be changed or replaced: commit() says that it is there.
  Program& program() { return program_; }
  void commit(const Step& step);

 private:
  bool mend(Step& step);
  bool mend(Register& reg);

  Random& random_;
  Program program_;
  Prospects prospects_;
};

// One of the registers of a class that are in use, or none where none is.
Register pick_register(Random& random, const RegisterSet& registers, Class cls);

}  // namespace holdfast::fuzz
