// SPDX-License-Identifier: MIT
//
// The single changes that make a program simpler without dropping steps; Shrinks (shrink.h) puts
// them in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "harness/program.h"

namespace holdfast {

// The places in the arena of all argument values, items and the arguments of nested steps included.
std::vector<std::uint32_t> places(const Program& program);

// Moves the `choice`-th block of steps that some argument runs out of the argument, to before the
// step, into `hoisted`, which is empty; false when there are no more.
bool hoist(const Program& program, std::size_t choice, Program& hoisted);

// Replaces the value at `place` by its `choice`-th simpler one; false when there are no more. Each
// simpler value is strictly smaller in some fixed order, so shrinking ends.
bool make_simpler(Program& program, std::uint32_t place, std::size_t choice);

// An argument of a call, at the top level or in a block.
struct ArgumentPlace {
  bool nested = false;
  std::size_t step = 0;  // in Program::steps or Program::nested
  std::uint8_t argument = 0;
};

// All arguments of calls, the last one of each step first.
std::vector<ArgumentPlace> call_arguments(const Program& program);

// Drops one of them.
void drop_argument(Program& program, ArgumentPlace place);

// The registers that a step works on, may fill, or refers to in its arguments, blocks left out.
RegisterSet registers_of(const Program& program, const Step& step);

// Renames a register throughout, nested steps included. False when `from` does not occur.
bool rename(const Program& program, Register from, Register to, Program& renamed);

// True where every register that `step` needs, nested steps included, is in `registers` or made by
// the step's own blocks first.
bool is_sound(const Program& program, const Step& step, const RegisterSet& registers);

}  // namespace holdfast
