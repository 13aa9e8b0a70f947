// SPDX-License-Identifier: MIT
//
// A program for each cell of the coverage table (cells.h), made systematically: an object in the
// state that the cell asks for, the step with an argument of that class and the others as they are
// meant to be, and then, where something exported the object, its release and one more use, so that
// the end of the lock is seen. Objects take turns in shape: empty, with room to spare, views of
// other formats and dimensions, mappings of files.
//
// The same cell gives the same programs: there is no randomness.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/cells.h"
#include "harness/program.h"
#include "harness/random.h"
#include "harness/step_writer.h"
#include "harness/subject.h"

namespace holdfast {

// What is known of the cell while its program is written.
struct CellPlan {
  Cell cell;
  std::size_t shape = 0;    // which of the shapes of objects
  std::size_t variant = 0;  // which of the values of the class
  Register self;
  Register holder;           // what exports it: a view, or an exporter that was given its memory
  Random* random = nullptr;  // where arguments vary within their class
};

// Objects have so many shapes at the most; a larger number counts from the beginning again.
inline constexpr std::size_t kShapes = 8;

// Makes the object that the step works on, in the state of the cell; fills in `self` and `holder`.
void write_object(StepWriter& writer, CellPlan& plan);

// An argument as it is meant to be, for the `position`-th of `count` arguments.
Value usual_argument(StepWriter& writer, const CellPlan& plan, std::size_t position,
                     std::size_t count);

// An argument of the cell's class; what it needs is made by steps before.
Value cell_argument(StepWriter& writer, const CellPlan& plan, std::size_t count);

// Gives the arguments of the step other values of their classes by chance: the ends of what numbers
// can be, texts that cannot be encoded, hostile arguments that raise.
void vary_arguments(StepWriter& writer, const CellPlan& plan, std::span<Value> arguments);

class CellPrograms {
 public:
  // `guide` runs every program, to see that it visits its cell and where it has to end.
  explicit CellPrograms(Subject& guide) : guide_(guide) {}

  // So many different programs that visit `cell`, three of each for hostile arguments; none where
  // the cell cannot be reached, or nobody knows how.
  std::vector<Program> make(const Cell& cell, std::size_t wanted);

  // One program that visits `cell`, with an object and arguments that chance picks; false where it
  // picked none.
  bool make_random(const Cell& cell, Random& random, Program& program);

  // The programs of all cells of one type, such as "bytearray", each with an id and a reason.
  std::vector<RecordedProgram> make_all(std::string_view type, std::size_t wanted);

 private:
  // False where the program does not visit the cell.
  bool write(const CellPlan& plan, Program& program);
  bool run(const Cell& cell, Register self, Program& program);

  Subject& guide_;
  Answer answer_;
};

}  // namespace holdfast
