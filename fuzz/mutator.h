// SPDX-License-Identifier: MIT
//
// A mutator that knows what a program is: it inserts, removes, doubles, swaps and splices steps,
// changes an argument, retargets a register, and wraps steps in an acquisition and its release.
// What it gives is always the byte spelling of a well-formed program, so its inputs stay readable
// and no byte of them is without meaning.
//
// It needs no engine: everything follows from the input and a seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "harness/generate.h"
#include "harness/program.h"
#include "harness/random.h"

namespace holdfast::fuzz {

// The single changes; those of a program by itself.
enum class Edit : std::uint8_t { insert, remove, repeat, swap, splice, argument, retarget, wrap };

inline constexpr std::size_t kEdits = 8;

class Mutator {
 public:
  // New steps are of the kinds in `options.only`, or of any, and of the constructors; arguments run
  // steps where `options.hostile` has it.
  explicit Mutator(const GeneratorOptions& options);

  // A mutant of `input`, which may be any bytes: the encoding of another program, at most
  // `max_size` bytes. (An empty program takes one byte; where even that is too much, no byte.)
  [[nodiscard]] std::vector<std::uint8_t> mutate(std::span<const std::uint8_t> input,
                                                 std::size_t max_size, std::uint64_t seed) const;

  // A program with steps of both, likewise.
  [[nodiscard]] std::vector<std::uint8_t> cross(std::span<const std::uint8_t> one,
                                                std::span<const std::uint8_t> other,
                                                std::size_t max_size, std::uint64_t seed) const;

  // One change of that kind. Returns false, and leaves `program` alone, where there is nothing that
  // it could change. A well-formed program stays one.
  bool apply(Edit edit, Random& random, Program& program) const;

 private:
  bool insert(Random& random, Program& program) const;
  bool change_argument(Random& random, Program& program) const;
  bool retarget(Random& random, Program& program) const;
  bool wrap(Random& random, Program& program) const;
  bool make_step(Random& random, Program& program, const RegisterSet& live, std::size_t nesting,
                 Step& step) const;
  void make_arguments(Random& random, Program& program, const RegisterSet& live,
                      std::size_t nesting, Step& step) const;

  GeneratorOptions options_;
  std::vector<Op> ops_;
};

}  // namespace holdfast::fuzz
