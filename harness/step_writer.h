// SPDX-License-Identifier: MIT
//
// Writing programs by hand, by the names of their steps: for programs that are made systematically.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string_view>

#include "harness/program.h"

namespace holdfast {

// Puts steps and values into a program by their names.
class StepWriter {
 public:
  explicit StepWriter(Program& program) : program_(program) {}

  // Appends the step called `op`; gives the register of class `makes` that its result goes to.
  Register add(std::string_view op, Register self, std::initializer_list<Value> arguments,
               Class makes = Class::none, std::size_t into = 0);

  // Values, kept in the program's arena: bytes or a bytearray, a str, a tuple, list, slice or
  // generator, an object with a special method, a tuple or list of integers.
  Value bytes(std::string_view contents, Kind kind = Kind::bytes);
  Value text(std::string_view utf8) { return program_.arena.text(utf8); }
  Value items(Kind kind, std::initializer_list<Value> items);
  Value custom(Hook hook, std::initializer_list<Value> items);
  Value numbers(Kind kind, std::initializer_list<std::int64_t> numbers);
  // A block of one step, for hostile arguments.
  Value block(std::string_view op, Register self, std::initializer_list<Value> arguments,
              std::size_t into = 0);

  // The program that is written.
  [[nodiscard]] Program& program() { return program_; }

 private:
  Program& program_;
};

}  // namespace holdfast
