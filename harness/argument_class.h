// SPDX-License-Identifier: MIT
//
// Argument classes: what an argument can be, as few as say something. The coverage table, its rules
// and the programs that fill it all read this one definition.
//
// Each argument of a step has exactly one class: the first that holds, in the order of the
// enumeration, where that is not told by the kind of value alone.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "harness/program.h"
#include "harness/subject.h"

namespace holdfast {

enum class ArgumentClass : std::uint8_t {
  absent,     // fewer arguments were given
  surplus,    // one more than the step kind takes
  keyword,    // by name, right or wrong
  hostile,    // it runs steps or raises, in itself or in an item
  itself,     // the object that the step works on
  own_view,   // another object that shows all of its memory: its view, or whose view it is
  part_view,  // the same with more or less of the memory: they overlap
  closed,     // a released view, a closed stream or mapping
  none,       // None
  boolean,    // True or False
  integer,    // 0 to 2**63 - 1
  negative,   // -2**63 to -1
  big,        // an integer beyond 64 bits
  real,       // a float
  index,      // an object with __index__
  text,       // a str
  bytes,      // bytes
  bytearray,  // a bytearray
  view,       // a memoryview
  mmap,       // a mapping
  exporter,   // an exporter of memory that no type of Python's own has
  buffer,     // an object with __buffer__
  slice,      // a slice
  tuple,      // a tuple
  list,       // a list
  iterator,   // a generator, or an iterator of one of the types
  object,     // anything else: object(), ..., an open stream, a file
};

inline constexpr std::size_t kArgumentClasses = 27;

// As reports and the JSON of the table call them.
inline constexpr std::array<std::string_view, kArgumentClasses> kArgumentClassNames = {
    "absent", "surplus", "keyword", "hostile",   "itself",   "own-view", "part-view",
    "closed", "none",    "bool",    "int",       "negative", "big",      "float",
    "index",  "str",     "bytes",   "bytearray", "view",     "mmap",     "exporter",
    "buffer", "slice",   "tuple",   "list",      "iterator", "object"};

constexpr std::string_view name(ArgumentClass argument) {
  return kArgumentClassNames[static_cast<std::size_t>(argument)];
}

// What has to be known of the objects in registers to tell classes of arguments and states of
// objects apart: what a subject shows of them before the step.
class ObjectFacts {
 public:
  // Looks at every object that `subject` holds.
  void look(Subject& subject);

  [[nodiscard]] bool closed(Register reg) const { return facts_[reg.index()].closed; }
  [[nodiscard]] bool exported(Register reg) const { return facts_[reg.index()].exported; }
  // Whether the two show memory of the same object, or one shows the other's.
  [[nodiscard]] bool share(Register one, Register other) const;
  // How many bytes an object shows.
  [[nodiscard]] std::size_t size(Register reg) const { return facts_[reg.index()].size; }
  // How many bytes each of its items has.
  [[nodiscard]] std::int64_t itemsize(Register reg) const { return facts_[reg.index()].itemsize; }

 private:
  struct Facts {
    bool closed = false;
    bool exported = false;
    std::uint64_t identity = 0;
    std::uint64_t exporter = 0;  // whose memory it shows; zero: its own, or none
    std::size_t size = 0;
    std::int64_t itemsize = 1;
  };
  std::array<Facts, kRegisters> facts_{};
};

// The class of `argument`, the `position`-th of `step` (counted from 0), before the step is run.
ArgumentClass classify(const Program& program, const Step& step, std::size_t position,
                       const ObjectFacts& facts);

// Whether arguments of a class are what a parameter takes; others are of a wrong type. Values may
// be out of range all the same. A hostile argument is what its answer is, so it is right; so are
// absent, surplus and keyword arguments wrong, or right, by their number and name alone: false.
bool takes(Param param, ArgumentClass argument);

}  // namespace holdfast
