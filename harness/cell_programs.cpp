// SPDX-License-Identifier: MIT
#include "harness/cell_programs.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "harness/json_spelling.h"

namespace holdfast {
namespace {

// Results go where nothing else is.
constexpr std::size_t kResult = 9;

// One more use of an object that only works, or only ends, when nothing exports it.
void use_again(StepWriter& writer, Register self) {
  switch (self.cls()) {
    case Class::bytearray:
      writer.add("bytearray.append", self, {Arena::integer('z')});
      break;
    case Class::memoryview:
      writer.add("memoryview.release", self, {});
      break;
    case Class::bytesio:
      writer.add("BytesIO.write", self, {writer.bytes("z")});
      break;
    case Class::mmap:
      writer.add("mmap.close", self, {});
      break;
    default:
      break;
  }
}

// Whether a step asked the guide for something that has no outcome to compare.
bool ends_program(const Answer& answer) {
  const Outcome::Type type = answer.outcome.type;
  return type == Outcome::Type::exhausted || type == Outcome::Type::unspecified ||
         type == Outcome::Type::crashed || !answer.departs.empty();
}

// "bytearray-append-1-itself-exported", for ids.
std::string slug(const Cell& cell) {
  std::string text;
  for (const char letter : kind_of(cell.op).name) {
    const bool capital = letter >= 'A' && letter <= 'Z';
    const bool word = capital || (letter >= 'a' && letter <= 'z');
    if (word) text += static_cast<char>(capital ? letter - 'A' + 'a' : letter);
    if (!word && !text.ends_with('-')) text += '-';
  }
  if (!text.ends_with('-')) text += '-';
  text += std::to_string(cell.position + 1) + "-" + std::string(name(cell.argument)) + "-";
  return text + std::string(kObjectStateNames[static_cast<std::size_t>(cell.state)]);
}

// Registers hold views of the object, or who was given its memory, each in the way of a resize.
void write_releases(StepWriter& writer, Register self, const RegisterSet& live,
                    const ObjectFacts& facts) {
  live.for_each([&](Register reg) {
    if (reg == self || facts.closed(reg) || !facts.share(self, reg)) return;
    if (reg.cls() == Class::memoryview && !facts.exported(reg)) {
      writer.add("memoryview.release", reg, {});
    } else if (reg.cls() == Class::exporter && self.cls() != Class::exporter) {
      writer.add("exporter.drop", reg, {});
    }
  });
}

}  // namespace

bool CellPrograms::write(const CellPlan& planned, Program& program) {
  CellPlan plan = planned;
  const Cell& cell = plan.cell;
  const StepKind& kind = kind_of(cell.op);
  program.clear();
  StepWriter writer(program);
  write_object(writer, plan);
  if (kind.self != Class::none && !plan.self.exists()) return false;

  const bool absent = cell.argument == ArgumentClass::absent;
  // Twice as many programs have the arguments that may be left out.
  std::size_t count = plan.variant % 2 == 0 ? kind.required : kind.accepted;
  if (absent) {
    count = cell.position;
  } else {
    count = std::max<std::size_t>(count, cell.position + 1U);
  }
  // Nothing follows an argument by name.
  if (cell.argument == ArgumentClass::keyword) count = cell.position + 1U;
  std::vector<Value> arguments;
  for (std::size_t i = 0; i < count; ++i) {
    arguments.push_back(!absent && i == cell.position ? cell_argument(writer, plan, count)
                                                      : usual_argument(writer, plan, i, count));
  }
  if (plan.random != nullptr) vary_arguments(writer, plan, arguments);
  program.add(cell.op, plan.self, kind.makes.empty() ? 0 : kResult, arguments);
  return run(cell, plan.self, program);
}

bool CellPrograms::run(const Cell& cell, Register self, Program& program) {
  std::vector<Cell> visited;
  ObjectFacts facts;
  guide_.start(program);
  std::size_t next = 0;
  // True when all steps so far can be compared.
  const auto execute = [&] {
    for (; next < program.steps.size(); ++next) {
      facts.look(guide_);
      CellTable::cells_of(program, program.steps[next], facts, visited);
      answer_.clear();
      guide_.execute(next, answer_);
      if (!ends_program(answer_) && answer_.outcome.type != Outcome::Type::skipped) continue;
      program.steps.resize(next);
      return false;
    }
    return true;
  };
  bool good = execute() && std::ranges::count(visited, cell) != 0;
  if (good && self.exists() && cell.state == ObjectState::exported &&
      guide_.registers().contains(self)) {
    facts.look(guide_);
    StepWriter writer(program);
    write_releases(writer, self, guide_.registers(), facts);
    use_again(writer, self);
    execute();
  }
  guide_.finish();
  return good && check(program).empty();
}

std::vector<Program> CellPrograms::make(const Cell& cell, std::size_t wanted) {
  std::vector<Program> programs;
  if (unreachable(cell) != nullptr) return programs;
  if (cell.argument == ArgumentClass::hostile) wanted *= 3;
  const std::size_t first = (static_cast<std::size_t>(cell.op) * 7U + cell.position * 5U +
                             static_cast<std::size_t>(cell.argument) * 3U) %
                            kShapes;
  std::set<std::uint64_t> hashes;
  Program program;
  for (std::size_t i = 0; i < 3 * kShapes && programs.size() < wanted; ++i) {
    const CellPlan plan{.cell = cell,
                        .shape = (first + i) % kShapes,
                        .variant = i,
                        .self = {},
                        .holder = {},
                        .random = nullptr};
    if (write(plan, program) && hashes.insert(program_hash(program)).second) {
      programs.push_back(program);
    }
  }
  return programs;
}

bool CellPrograms::make_random(const Cell& cell, Random& random, Program& program) {
  if (unreachable(cell) != nullptr) return false;
  constexpr std::size_t kTries = 3;
  for (std::size_t i = 0; i < kTries; ++i) {
    const CellPlan plan{.cell = cell,
                        .shape = random.below(kShapes),
                        .variant = random.below(3 * kShapes),
                        .self = {},
                        .holder = {},
                        .random = random.chance(60) ? &random : nullptr};
    if (write(plan, program)) return true;
  }
  return false;
}

std::vector<RecordedProgram> CellPrograms::make_all(std::string_view type, std::size_t wanted) {
  std::vector<RecordedProgram> made;
  std::set<std::uint64_t> hashes;
  for_each_cell([&](const Cell& cell) {
    const std::string_view kind = kind_of(cell.op).name;
    if (kind.substr(0, kind.find('.')) != type) return;
    for (Program& program : make(cell, wanted)) {
      // An argument more that is absent is an argument less that is there.
      if (!hashes.insert(program_hash(program)).second) continue;
      RecordedProgram& next = made.emplace_back();
      next.id = program_id(program, slug(cell));
      next.why = describe(cell);
      next.program = std::move(program);
    }
  });
  return made;
}

}  // namespace holdfast
