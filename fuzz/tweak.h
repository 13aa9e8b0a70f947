// SPDX-License-Identifier: MIT
//
// Small changes to one value of a program.
#pragma once

#include <cstdint>

#include "harness/program.h"
#include "harness/random.h"

namespace holdfast::fuzz {

// Changes the value at `place` of the arena a little: a number by one or to an edge, a byte of some
// contents, their length, the length of a list or a block. Returns false where this value is left
// alone (a reference, say). A well-formed program stays one.
bool tweak(Random& random, Program& program, std::uint32_t place);

}  // namespace holdfast::fuzz
