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
  Register self;               // the object it works on; none for constructors
  std::uint8_t into = 0;       // the number of the register that keeps an object it makes; the
                               // class is the made object's own
  std::uint8_t arguments = 0;  // how many
  std::uint32_t first = 0;     // the first one, in the arena's values
};

// The limits of a well-formed program.
inline constexpr std::size_t kMaxArguments = 7;  // of a step
inline constexpr std::size_t kMaxNesting = 2;    // of steps in blocks
inline constexpr std::size_t kMaxDepth = 3;      // of items in items in an argument
inline constexpr std::size_t kMaxItems = 256;    // of a list, tuple or iterator
inline constexpr std::size_t kMaxBigBytes = 64;  // of an integer
inline constexpr std::size_t kMaxBlock = 16;     // steps in a block, this number excluded

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

  // Appends a step to the top level. The arguments are values of this program's arena.
  void add(Op op, Register self, std::uint8_t into, std::span<const Value> arguments);

  // Appends a copy of a step of `from` (another program), with all that its arguments hold.
  void add_copy(const Program& from, const Step& step);

  // Copies a value of `from` (another program) into this one, the steps of its blocks included.
  Value copy(const Program& from, Value value);

  // Room for a block of `count` nested steps, to be filled in by the caller.
  Value room_for_block(std::uint32_t count);
};

// The same steps with the same arguments; where things lie in the arena does not count.
bool equal(const Program& left, const Program& right);

// Calls `visit(Value)` for each value among the arguments of `step`, items included, in order;
// blocks are visited as values, their steps are not entered.
template <typename Visit>
void for_each_value(const Program& program, std::span<const Value> values, Visit&& visit) {
  for (const Value value : values) {
    visit(value);
    if (has_items(value.kind)) for_each_value(program, program.arena.items(value), visit);
  }
}

// True when `step` refers to a register that `registers` does not hold, as the object it works on
// or anywhere among its arguments: such a step is skipped. Steps in blocks do not count.
bool lacks_register(const Program& program, const Step& step, const RegisterSet& registers);

// The registers that may hold something after the steps seen so far, as far as can be told without
// running them: a constructor may fail, a subscript may give an integer, a block may never run.
// Decoders and generators use it to refer to registers that are likely to hold an object.
class Prospects {
 public:
  // Takes note of what `step` may make or drop. A drop inside a block may not happen and is
  // ignored.
  void follow(const Program& program, const Step& step);
  // Takes note of what a nested step may make.
  void follow_nested(const Program& program, const Step& step);
  [[nodiscard]] const RegisterSet& registers() const { return registers_; }

 private:
  RegisterSet registers_;
};

// A program is well-formed when each register that it uses may have been filled by an earlier step,
// each step has the arguments that its form demands, and the limits above are kept. Returns an
// empty string, or what is wrong and where: "step 3 uses v2, which no earlier step makes". Steps
// are counted from 0, as traces count them.
std::string check(const Program& program);

}  // namespace holdfast
