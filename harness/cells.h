// SPDX-License-Identifier: MIT
//
// The coverage table of recorded traces: step kind x argument x its class x state of the object,
// and in how many programs each such cell is visited. No cell that CPython can reach should be
// empty; what cannot be reached is said by a few rules, each with its reason.
//
// The position behind the last argument that a step kind takes is a cell too: there an argument is
// absent (as it should be), surplus, or given by name. Steps run by arguments do not count.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "harness/argument_class.h"
#include "harness/coverage.h"
#include "harness/trace.h"

namespace holdfast {

struct Cell {
  Op op{};
  std::uint8_t position = 0;  // which argument, counted from 0
  ArgumentClass argument = ArgumentClass::absent;
  ObjectState state = ObjectState::plain;

  friend bool operator==(const Cell&, const Cell&) = default;
};

// "bytearray.append, argument 1: itself, exported".
std::string describe(const Cell& cell);

// Why no program can visit a cell.
struct Unreachable {
  std::string_view reason;
  bool (*holds)(const Cell& cell, const StepKind& kind);
};
std::span<const Unreachable> unreachable_rules();

// The rule that says that no program can visit `cell`, or null.
const Unreachable* unreachable(const Cell& cell);

// Calls `visit(Cell)` for every cell there is, those that cannot be reached included, step kind by
// step kind, then by argument, state and class.
template <typename Visit>
void for_each_cell(Visit&& visit) {
  for (std::size_t op = 0; op < vocabulary().size(); ++op) {
    const std::uint8_t accepted = vocabulary()[op].accepted;
    for (std::uint8_t position = 0; position <= accepted; ++position) {
      for (std::size_t state = 0; state < kObjectStates; ++state) {
        for (std::size_t i = 0; i < kArgumentClasses; ++i) {
          const auto argument = static_cast<ArgumentClass>(i);
          const bool behind = argument == ArgumentClass::absent ||
                              argument == ArgumentClass::surplus ||
                              argument == ArgumentClass::keyword;
          if (position == accepted ? !behind : argument == ArgumentClass::surplus) continue;
          visit(Cell{.op = static_cast<Op>(op),
                     .position = position,
                     .argument = argument,
                     .state = static_cast<ObjectState>(state)});
        }
      }
    }
  }
}

class CellTable {
 public:
  CellTable();

  // Runs a recorded program on `guide`, up to where it was recorded, where the guide would run out
  // of memory or where it knows that CPython is unsafe or depends on the machine, and counts each
  // cell once that it visits. Programs that nobody has run do not count.
  void count(const RecordedProgram& recorded, Subject& guide);

  // The cells of one step, in `visited`; `facts` are those before the step.
  static void cells_of(const Program& program, const Step& step, const ObjectFacts& facts,
                       std::vector<Cell>& visited);

  // In how many programs a cell was visited.
  [[nodiscard]] std::uint32_t programs(const Cell& cell) const { return visits_[place(cell)]; }
  // How many programs and steps were counted.
  [[nodiscard]] std::uint64_t programs() const { return programs_; }
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

  // The cells that can be reached and were not.
  [[nodiscard]] std::vector<Cell> empty() const;
  // Visited cells that a rule says cannot be reached: the rule is wrong.
  [[nodiscard]] std::vector<Cell> impossible() const;

 private:
  static std::size_t place(const Cell& cell);

  std::vector<std::uint32_t> visits_;
  std::vector<std::uint64_t> last_;  // the last program that visited the cell
  std::vector<Cell> visited_;
  std::uint64_t programs_ = 0;
  std::uint64_t steps_ = 0;
};

// The table as lines of text, a line for each step kind, argument and state, a column for each
// class: only step kinds that begin with `type` and a dot, or are it. Numbers of what the argument
// is meant to be end in '+', cells that cannot be reached are '.', empty ones that can are '!'.
std::string table_text(const CellTable& table, std::string_view type);

// How many cells are visited of those that can be reached, by class and type.
std::string summary_text(const CellTable& table);

// The whole table as JSON (traces/coverage.schema.json) and as the page traces/COVERAGE.md.
std::string table_json(const CellTable& table);
std::string table_page(const CellTable& table);

}  // namespace holdfast
