// SPDX-License-Identifier: MIT
//
// Programs: what is run in lockstep. A step is one call on one object; its arguments lie in the
// program's arena. Whatever a hostile argument runs is a block of steps in `nested`, which an
// argument names by position and length; a nested step may itself carry such an argument, and that
// is the end (nesting at most 2).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "harness/register.h"
#include "harness/value.h"
#include "harness/vocabulary.h"

namespace holdfast {

struct Step {
  Op op{};
  Register self;                // the object it works on; none for constructors
  std::uint8_t into = 0;        // the number of the register that keeps an object it makes; the
                                // class is the made object's own
  std::uint8_t arguments = 0;   // how many
  std::uint32_t first = 0;      // the first one, in the arena's values
};

inline constexpr std::size_t kMaxArguments = 7;
inline constexpr std::size_t kMaxNesting = 2;

struct Program {
  Arena arena;
  std::vector<Step> steps;
  std::vector<Step> nested;

  void clear() {
    arena.clear();
    steps.clear();
    nested.clear();
  }

  [[nodiscard]] std::span<const Value> arguments(const Step& step) const {
    return arena.values(step.first, step.arguments);
  }
  [[nodiscard]] std::span<const Step> block(Value value) const {
    return std::span(nested).subspan(value.offset, value.size);
  }

  // Appends a step to the top level. The arguments must be values of this program's arena.
  void add(Op op, Register self, std::uint8_t into, std::span<const Value> arguments);
};

// The same steps with the same arguments; where things lie in the arena does not count.
bool equal(const Program& left, const Program& right);

// A copy of `program` keeping the top-level steps for which `keep(i)` is true, its arena rebuilt.
// Steps that lose the register they need are left in place; `drop_orphans` removes them.
Program subset(const Program& program, std::span<const bool> keep);

// A program is well-formed when each register it uses could have been filled by an earlier step.
// Returns an empty string, or what is wrong, naming the step: "step 3 uses v2, which no earlier step
// makes".
std::string check(const Program& program);

// The registers that hold something after the steps seen so far, as far as can be told without
// running them: a constructor may fail, and a subscript may give an integer. Decoders and generators
// use it to refer to registers that are likely to hold an object.
class Prospects {
 public:
  // Takes note of what `step` may make or drop.
  void follow(const Step& step);
  [[nodiscard]] const RegisterSet& registers() const { return registers_; }

 private:
  RegisterSet registers_;
};

}  // namespace holdfast
