// SPDX-License-Identifier: MIT
#include "harness/cells.h"

#include <algorithm>

namespace holdfast {
namespace {

using enum ArgumentClass;

constexpr std::size_t kPositions = kMaxArguments + 1;

constexpr bool shows_itself(const Cell& cell) {
  return cell.argument == own_view || cell.argument == part_view;
}

constexpr Classes kExported = {Class::bytearray, Class::memoryview, Class::bytesio, Class::mmap,
                               Class::exporter};
constexpr Classes kClosed = {Class::memoryview, Class::bytesio, Class::mmap};

constexpr auto kRules = std::to_array<Unreachable>({
    {"the syntax has exactly so many arguments, and no names",
     [](const Cell& cell, const StepKind& kind) {
       const bool missing = cell.argument == absent && cell.position < kind.accepted;
       return !is_call(kind.form) &&
              (missing || cell.argument == surplus || cell.argument == keyword);
     }},
    {"there is no object yet, or none that it works on",
     [](const Cell& cell, const StepKind& kind) {
       return kind.self == Class::none &&
              (cell.state != ObjectState::plain || cell.argument == itself || shows_itself(cell));
     }},
    {"nothing can export such an object",
     [](const Cell& cell, const StepKind& kind) {
       return cell.state == ObjectState::exported && !kExported.contains(kind.self);
     }},
    {"such an object cannot be closed or released",
     [](const Cell& cell, const StepKind& kind) {
       return cell.state == ObjectState::closed && !kClosed.contains(kind.self);
     }},
    {"such an object has no memory to show",
     [](const Cell& cell, const StepKind& kind) {
       return shows_itself(cell) && !kExported.contains(kind.self);
     }},
    {"what is closed or released shows no memory",
     [](const Cell& cell, const StepKind&) {
       return shows_itself(cell) && cell.state == ObjectState::closed;
     }},
    {"whatever shows its memory exports it",
     [](const Cell& cell, const StepKind& kind) {
       return shows_itself(cell) && cell.state == ObjectState::plain &&
              kind.self != Class::memoryview;
     }},
    {"True and False are descriptors, and whose they are depends on the machine",
     [](const Cell& cell, const StepKind& kind) {
       return kind.params[0] == Param::fileno && cell.position == 0 && cell.argument == boolean;
     }},
    // FORMAT.md says how exporters lend memory and nothing else.
    {"whether an exporter for tests has items, or is a mapping, is up to who runs the program",
     [](const Cell& cell, const StepKind& kind) {
       return cell.argument == exporter && cell.position < kind.accepted &&
              (kind.params[cell.position] == Param::parts || kind.name == "bytearray.__mod__");
     }},
});

}  // namespace

std::span<const Unreachable> unreachable_rules() { return kRules; }

const Unreachable* unreachable(const Cell& cell) {
  const StepKind& kind = kind_of(cell.op);
  const auto* rule =
      std::ranges::find_if(kRules, [&](const Unreachable& one) { return one.holds(cell, kind); });
  return rule == kRules.end() ? nullptr : rule;
}

std::string describe(const Cell& cell) {
  return std::string(kind_of(cell.op).name) + ", argument " + std::to_string(cell.position + 1) +
         ": " + std::string(name(cell.argument)) + ", " +
         std::string(kObjectStateNames[static_cast<std::size_t>(cell.state)]);
}

CellTable::CellTable()
    : visits_(vocabulary().size() * kPositions * kArgumentClasses * kObjectStates),
      last_(visits_.size()) {}

std::size_t CellTable::place(const Cell& cell) {
  std::size_t place = static_cast<std::size_t>(cell.op) * kPositions + cell.position;
  place = place * kArgumentClasses + static_cast<std::size_t>(cell.argument);
  return place * kObjectStates + static_cast<std::size_t>(cell.state);
}

void CellTable::cells_of(const Program& program, const Step& step, const ObjectFacts& facts,
                         std::vector<Cell>& visited) {
  visited.clear();
  ObjectState state = ObjectState::plain;
  if (step.self.exists()) {
    // A weak reference is never closed; what it referred to may be gone.
    const bool can_close = step.self.cls() != Class::weakref;
    if (can_close && facts.closed(step.self)) state = ObjectState::closed;
    if (facts.exported(step.self)) state = ObjectState::exported;
  }
  for (std::uint8_t i = 0; i <= kind_of(step.op).accepted; ++i) {
    visited.push_back({.op = step.op,
                       .position = i,
                       .argument = classify(program, step, i, facts),
                       .state = state});
  }
}

void CellTable::count(const RecordedProgram& recorded, Subject& guide) {
  if (!recorded.recorded()) return;
  const Program& program = recorded.program;
  ++programs_;
  guide.start(program);
  ObjectFacts facts;
  Answer answer;
  for (std::size_t i = 0; i < recorded.steps.size(); ++i) {
    facts.look(guide);
    cells_of(program, program.steps[i], facts, visited_);
    answer.clear();
    guide.execute(i, answer);
    const Outcome::Type type = answer.outcome.type;
    if (type == Outcome::Type::skipped) continue;
    const bool compared = type == Outcome::Type::value || type == Outcome::Type::open ||
                          type == Outcome::Type::raised;
    if (!compared || !answer.departs.empty()) break;
    ++steps_;
    for (const Cell& cell : visited_) {
      const std::size_t where = place(cell);
      if (last_[where] != programs_) ++visits_[where];
      last_[where] = programs_;
    }
  }
  guide.finish();
}

std::vector<Cell> CellTable::empty() const {
  std::vector<Cell> cells;
  for_each_cell([&](const Cell& cell) {
    if (programs(cell) == 0 && unreachable(cell) == nullptr) cells.push_back(cell);
  });
  return cells;
}

std::vector<Cell> CellTable::impossible() const {
  std::vector<Cell> cells;
  for_each_cell([&](const Cell& cell) {
    if (programs(cell) != 0 && unreachable(cell) != nullptr) cells.push_back(cell);
  });
  return cells;
}

}  // namespace holdfast
