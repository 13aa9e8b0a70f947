// SPDX-License-Identifier: MIT
//
// Random programs. A guide - the model - runs each step as it is chosen, so that most steps are
// meaningful: registers that hold something, positions at the edges of what is there. Each program
// prefers a random subset of the step kinds (swarm testing): bugs that need many appends and no pop
// are found as well as the others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/arguments.h"
#include "harness/cell_programs.h"
#include "harness/program.h"
#include "harness/random.h"
#include "harness/subject.h"

namespace holdfast {

struct GeneratorOptions {
  std::size_t steps = 32;  // at most so many at the top level
  bool hostile = true;     // arguments may run steps
  bool surprises = true;   // wrong types, wrong counts, keywords
  bool pages = false;      // files and mappings of several pages
  // So many of a hundred programs begin with a systematic one for a cell of the coverage table
  // (cell_programs.h); random steps follow. Cells come in a random order, and none again before all
  // have come; those of hostile arguments several times.
  std::size_t cells = 0;
  bool failing = false;  // most arguments are wrong
  bool drops = false;    // in the end every object is dropped, in a random order
  bool unsafe = false;   // a program may end with a step in which CPython is unsafe
  // Objects of a program hold at most so many bytes together: large ones take time and show little.
  std::size_t memory = std::size_t{1} << 18U;
  // Only these step kinds; empty: all of them. Constructors that a kind depends on are added.
  std::vector<Op> only;
};

class Generator {
 public:
  // `guide` must outlive the generator; it runs every step that is generated.
  explicit Generator(Subject& guide, GeneratorOptions options = {});

  // Replaces `program` by a random one. No step of it is skipped, none needs more memory than a
  // program may use, and in none does the guide depart from CPython (Answer::departs), unless that
  // is asked for, and then in the last alone.
  void generate(Random& random, Program& program);

 private:
  void choose_weights(Random& random);
  void deal_cell(Random& random, Program& program);
  void drop_all(Random& random, Program& program);
  // Chooses a step kind that needs nothing that is not there; one for `cls` alone unless it is
  // none.
  bool choose_op(Random& random, const RegisterSet& live, Class cls, Op& op) const;
  [[nodiscard]] Class choose_class(Random& random, const RegisterSet& live) const;
  bool choose_attack(Random& random, Register victim, Op& op) const;
  bool choose_meeting(Random& random, Register& self, Register& given, Op& op) const;
  // Fills in a step on what the guide holds now; false when there is nothing to do. `victim` is the
  // object in use while a hostile argument runs the step.
  bool make_step(Random& random, Program& program, std::size_t nesting, Register victim,
                 Step& step);
  static Register made_by(const StepKind& kind, std::uint8_t number);
  Target look_at(Register reg);
  // Runs the last step of the program on the guide, and looks at what there is then.
  const Answer& run_last(const Program& program);
  // Whether the guide's objects hold more than a program may have.
  [[nodiscard]] bool is_large() const;

  Subject& guide_;
  GeneratorOptions options_;
  std::vector<Op> ops_;  // by the class that they work on
  // Where the step kinds of a class begin in there; those of the next begin where they end.
  std::array<std::size_t, kClasses + 1> first_{};
  std::vector<std::uint32_t> weights_;                // of each
  std::array<std::uint32_t, kClasses> weights_of_{};  // of all of a class together
  CellPrograms cell_programs_;
  std::vector<Cell> cells_;
  std::size_t dealt_ = 0;
  Answer answer_;
  ObjectFacts facts_;  // of the guide's objects, as they are now
  Register last_;      // the object that was used or made last
  Register origin_;    // the object that it was made of
};

}  // namespace holdfast
