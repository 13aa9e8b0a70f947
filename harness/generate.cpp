// SPDX-License-Identifier: MIT
#include "harness/generate.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace holdfast {
namespace {

// A random register number among those in use, given as bits.
std::size_t pick_used(Random& random, std::uint16_t in_use) {
  std::size_t skip = random.below(static_cast<std::size_t>(__builtin_popcount(in_use)));
  std::uint16_t rest = in_use;
  while (skip-- > 0) rest = static_cast<std::uint16_t>(rest & (rest - 1U));
  return static_cast<std::size_t>(__builtin_ctz(rest));
}

// Where a new object goes: mostly one of a few registers, so that objects are also replaced.
std::uint8_t pick_into(Random& random) {
  return static_cast<std::uint8_t>(random.chance(90) ? random.below(4)
                                                     : random.below(kRegistersPerClass));
}

}  // namespace

Generator::Generator(Subject& guide, GeneratorOptions options)
    : guide_(guide), options_(std::move(options)), cell_programs_(guide) {
  for (std::size_t i = 0; i < vocabulary().size(); ++i) {
    const auto op = static_cast<Op>(i);
    const bool wanted = options_.only.empty() || std::ranges::count(options_.only, op) != 0;
    if (wanted || kind_of(op).form == Form::construct) ops_.push_back(op);
  }
  weights_.resize(ops_.size());
  if (!options_.cells) return;
  for_each_cell([&](const Cell& cell) {
    if (std::ranges::count(ops_, cell.op) != 0 && unreachable(cell) == nullptr) {
      cells_.push_back(cell);
    }
  });
}

// The next cell's program, where it has one.
void Generator::deal_cell(Random& random, Program& program) {
  if (cells_.empty()) return;
  const std::size_t other = dealt_ + random.below(cells_.size() - dealt_);
  std::swap(cells_[dealt_], cells_[other]);
  const Cell cell = cells_[dealt_];
  dealt_ = (dealt_ + 1) % cells_.size();
  if (!cell_programs_.make_random(cell, random, program)) program.clear();
}

void Generator::choose_weights(Random& random) {
  const std::size_t absent = random.below(60);  // percent of the step kinds that stay away
  for (std::size_t i = 0; i < ops_.size(); ++i) {
    std::uint32_t weight = random.chance(absent) ? 0 : random.chance(25) ? 8 : 2;
    // Few constructors, but never none; objects should live for a while.
    const Form form = kind_of(ops_[i]).form;
    if (form == Form::construct) weight = kind_of(ops_[i]).makes.contains(Class::file) ? 1 : 3;
    const bool ends = form == Form::drop || kind_of(ops_[i]).name == "file.close";
    if (ends) weight = std::min<std::uint32_t>(weight, 1);
    // What mappings of several pages are there for.
    if (options_.pages && kind_of(ops_[i]).name == "file.truncate") weight = 12;
    weights_[i] = weight;
  }
}

bool Generator::choose_op(Random& random, const RegisterSet& live, Op& op) const {
  std::uint32_t total = 0;
  const auto weight = [&](std::size_t i) {
    const Class needs = kind_of(ops_[i]).self;
    return needs == Class::none || live.of(needs) != 0 ? weights_[i] : 0;
  };
  for (std::size_t i = 0; i < ops_.size(); ++i) total += weight(i);
  if (total == 0) return false;
  std::size_t at = random.below(total);
  for (std::size_t i = 0; i < ops_.size(); ++i) {
    if (at < weight(i)) {
      op = ops_[i];
      return true;
    }
    at -= weight(i);
  }
  return false;
}

// A step kind that works on the object in use, or exports it.
bool Generator::choose_attack(Random& random, Register victim, Op& op) const {
  static const std::optional<Op> kView = op_named("memoryview");
  const bool exports = victim.cls() == Class::bytearray || victim.cls() == Class::mmap ||
                       victim.cls() == Class::memoryview || victim.cls() == Class::exporter;
  if (exports && random.chance(30)) {
    op = *kView;
    return true;
  }
  std::vector<Op> choices;
  for (const Op one : ops_) {
    if (kind_of(one).self == victim.cls()) choices.push_back(one);
  }
  if (choices.empty()) return false;
  op = random.pick(choices);
  return true;
}

Target Generator::look_at(Register reg) {
  Observation seen;
  guide_.observe(reg, seen);
  Target target;
  target.length = static_cast<std::int64_t>(seen.contents.size());
  if (!seen.shape.empty()) target.length = seen.shape.front();
  target.position = seen.position;
  if (seen.has(Aspect::layout)) {
    target.bytes = static_cast<std::int64_t>(seen.contents.size());
    target.dimensions = seen.shape.size();
    target.shape = seen.shape;
    target.format = seen.format;
  }
  return target;
}

bool Generator::is_large() {
  std::size_t total = 0;
  guide_.registers().for_each([&](Register reg) {
    Observation seen;
    guide_.observe(reg, seen);
    if (seen.has(Aspect::contents)) total += seen.contents.size();
  });
  return total > options_.memory;
}

bool Generator::make_step(Random& random, Program& program, std::size_t nesting, Register victim,
                          Step& step) {
  const RegisterSet& live = guide_.registers();
  const bool attack = victim.exists() && live.contains(victim) && random.chance(50) &&
                      choose_attack(random, victim, step.op);
  if (!attack && !choose_op(random, live, step.op)) return false;
  const StepKind& kind = kind_of(step.op);
  Target target;
  if (kind.self != Class::none) {
    step.self = attack ? victim : Register(kind.self, pick_used(random, live.of(kind.self)));
    target = look_at(step.self);
  }
  if (!kind.makes.empty()) step.into = pick_into(random);
  // Few files, so that they are mapped and truncated while they are.
  if (kind.makes.contains(Class::file)) step.into = static_cast<std::uint8_t>(random.below(2));
  const auto make_block = [&](std::uint32_t count) {
    const Value block = program.room_for_block(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      Step inner;
      if (!make_step(random, program, nesting + 1, step.self, inner)) return Arena::block(0, 0);
      program.nested[block.offset + i] = inner;
    }
    return block;
  };
  ArgumentMaker maker(random, program.arena, live, step.self, target);
  maker.allow_looks([&](Register reg) {
    Observation seen;
    guide_.observe(reg, seen);
    return static_cast<std::int64_t>(seen.has(Aspect::contents) ? seen.contents.size() : 0);
  });
  maker.allow_closed([&](Register reg) {
    Observation seen;
    guide_.observe(reg, seen);
    return seen.closed;
  });
  if (attack && kind.self == Class::none) maker.prefer(victim);
  if (options_.pages) maker.allow_pages();
  if (options_.hostile && nesting < kMaxNesting) maker.allow_blocks(make_block);
  if (options_.failing) maker.surprise_often();
  maker.make(kind, options_.surprises, step);
  return true;
}

void Generator::generate(Random& random, Program& program) {
  program.clear();
  choose_weights(random);
  deal_cell(random, program);
  guide_.start(program);
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    answer_.clear();
    guide_.execute(i, answer_);
  }
  const std::size_t wanted = program.steps.size() + 1 + random.below(options_.steps);
  while (program.steps.size() < wanted) {
    Step step;
    if (!make_step(random, program, 0, {}, step)) break;
    program.steps.push_back(step);
    answer_.clear();
    guide_.execute(program.steps.size() - 1, answer_);
    const auto type = answer_.outcome.type;
    // A step that asks for too much memory, or depends on the machine, has no outcome to compare,
    // and one where CPython is unsafe none to ask it for; the program ends before it, as before one
    // that makes large objects. One that ends the process ends the program; most are left out,
    // since a live interpreter has to start again.
    const bool crashes = type == Outcome::Type::crashed;
    if (crashes && random.chance(40)) break;
    const bool ends = crashes || type == Outcome::Type::exhausted ||
                      type == Outcome::Type::unspecified || !answer_.departs.empty() || is_large();
    if (type != Outcome::Type::skipped && !ends) continue;
    program.steps.pop_back();
    if (ends) break;
  }
  if (options_.drops) drop_all(random, program);
  guide_.finish();
}

void Generator::drop_all(Random& random, Program& program) {
  static const auto kDrops = [] {
    std::array<Op, kClasses> drops{};
    for (std::size_t i = 0; i < vocabulary().size(); ++i) {
      const StepKind& kind = vocabulary()[i];
      if (kind.form == Form::drop) drops[static_cast<std::size_t>(kind.self)] = static_cast<Op>(i);
    }
    return drops;
  }();
  // Each drop may run steps of arguments that live on, and those may make objects.
  for (std::size_t left = 2 * kRegisters; left > 0; --left) {
    std::vector<Register> live;
    guide_.registers().for_each([&](Register reg) { live.push_back(reg); });
    if (live.empty()) break;
    const Register reg = random.pick(live);
    program.add(kDrops[static_cast<std::size_t>(reg.cls())], reg, 0, {});
    answer_.clear();
    guide_.execute(program.steps.size() - 1, answer_);
    const bool compared = answer_.outcome.type == Outcome::Type::value && answer_.departs.empty();
    if (compared) continue;
    program.steps.pop_back();
    break;
  }
}

}  // namespace holdfast
