// SPDX-License-Identifier: MIT
#include "harness/generate.h"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "harness/step_flags.h"

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

// What changes an object that is in use, or takes it away.
const StepFlags& disturbing() {
  static const StepFlags kFlags{"bytearray.append",      "bytearray.extend",
                                "bytearray.insert",      "bytearray.pop",
                                "bytearray.__iadd__",    "bytearray.__imul__",
                                "bytearray.__delitem__", "bytearray.clear",
                                "bytearray.resize",      "bytearray.__init__",
                                "memoryview.release",    "memoryview.__setitem__",
                                "BytesIO.close",         "BytesIO.write",
                                "BytesIO.truncate",      "BytesIO.seek",
                                "BytesIO.__init__",      "BytesIO.__setstate__",
                                "BytesIO.getbuffer",     "mmap.close",
                                "mmap.resize",           "mmap.seek",
                                "mmap.__setitem__",      "iterator.__next__",
                                "iterator.__setstate__", "file.truncate"};
  return kFlags;
}

// What copies bytes between an object and its argument: where the two share memory, that shows more
// than what compares them.
const StepFlags& copying() {
  static const StepFlags kFlags{"bytearray.__setitem__",  "bytearray.extend", "bytearray.__iadd__",
                                "memoryview.__setitem__", "mmap.__setitem__", "mmap.write",
                                "BytesIO.write",          "BytesIO.readinto", "BytesIO.readinto1",
                                "BytesIO.writelines"};
  return kFlags;
}

bool takes_memory(Param param) {
  return param == Param::memory || param == Param::buffer || param == Param::value ||
         param == Param::items;
}

}  // namespace

Generator::Generator(Subject& guide, GeneratorOptions options)
    : guide_(guide), options_(std::move(options)), cell_programs_(guide) {
  for (std::size_t i = 0; i < vocabulary().size(); ++i) {
    const auto op = static_cast<Op>(i);
    const bool wanted = options_.only.empty() || std::ranges::count(options_.only, op) != 0;
    if (wanted || kind_of(op).form == Form::construct) ops_.push_back(op);
  }
  std::ranges::sort(ops_, {}, [](Op op) { return std::pair(kind_of(op).self, op); });
  for (std::size_t i = 0; i < kClasses; ++i) {
    const auto of_class = std::ranges::equal_range(ops_, static_cast<Class>(i), {},
                                                   [](Op op) { return kind_of(op).self; });
    first_[i] = static_cast<std::size_t>(of_class.begin() - ops_.begin());
    first_[i + 1] = static_cast<std::size_t>(of_class.end() - ops_.begin());
  }
  weights_.resize(ops_.size());
  if (options_.cells == 0) return;
  for_each_cell([&](const Cell& cell) {
    const bool wanted = options_.hostile || cell.argument != ArgumentClass::hostile;
    if (wanted && std::ranges::count(ops_, cell.op) != 0 && unreachable(cell) == nullptr) {
      // What a hostile argument does meanwhile makes as many cases of one cell.
      cells_.insert(cells_.end(), cell.argument == ArgumentClass::hostile ? 4 : 1, cell);
    }
  });
}

// The next cell's program, where it has one.
void Generator::deal_cell(Random& random, Program& program) {
  if (cells_.empty() || !random.chance(options_.cells)) return;
  const std::size_t other = dealt_ + random.below(cells_.size() - dealt_);
  std::swap(cells_[dealt_], cells_[other]);
  const Cell cell = cells_[dealt_];
  dealt_ = (dealt_ + 1) % cells_.size();
  if (!cell_programs_.make_random(cell, random, program)) program.clear();
}

void Generator::choose_weights(Random& random) {
  static const StepFlags kCloses{"file.close"};
  static const StepFlags kTruncates{"file.truncate"};
  static const StepFlags kResizes{"mmap.resize"};
  const std::size_t absent = random.below(60);  // percent of the step kinds that stay away
  weights_of_ = {};
  for (std::size_t i = 0; i < ops_.size(); ++i) {
    const Op op = ops_[i];
    const StepKind& kind = kind_of(op);
    const std::size_t chance = random.below(400);
    std::uint32_t weight = chance % 100 < absent ? 0 : chance < 100 ? 8 : 2;
    // Few constructors, but never none; objects should live for a while.
    const bool is_rare = kind.makes.contains(Class::file) && !options_.pages;
    if (kind.form == Form::construct) weight = is_rare ? 1 : 3;
    const bool ends = kind.form == Form::drop || kCloses[op];
    if (ends) weight = std::min<std::uint32_t>(weight, 1);
    // What mappings of several pages are there for.
    if (options_.pages && kTruncates[op]) weight = 12;
    if (options_.pages && kResizes[op]) weight = 8;
    weights_[i] = weight;
    weights_of_[static_cast<std::size_t>(kind.self)] += weight;
  }
}

// One of the classes there are objects of, so that those with few step kinds are used as well.
Class Generator::choose_class(Random& random, const RegisterSet& live) const {
  std::array<Class, kClasses> choices;
  std::size_t count = 0;
  for (std::size_t i = 0; i < kClasses; ++i) {
    const auto cls = static_cast<Class>(i);
    if (live.of(cls) != 0) choices[count++] = cls;
  }
  return count == 0 ? Class::none : choices[random.below(count)];
}

bool Generator::choose_op(Random& random, const RegisterSet& live, Class cls, Op& op) const {
  // Of a class that has no object, nothing; constructors need none.
  const auto weight = [&](std::size_t of) {
    const auto needs = static_cast<Class>(of);
    if (cls != Class::none && needs != cls) return std::uint32_t{0};
    return needs == Class::none || live.of(needs) != 0 ? weights_of_[of] : 0;
  };
  std::uint32_t total = 0;
  for (std::size_t of = 0; of < kClasses; ++of) total += weight(of);
  if (total == 0) return false;
  std::size_t at = random.below(total);
  std::size_t of = 0;
  for (; at >= weight(of); ++of) at -= weight(of);
  std::size_t i = first_[of];
  for (; at >= weights_[i]; ++i) at -= weights_[i];
  op = ops_[i];
  return true;
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
  const bool disturbs = random.chance(60);
  std::vector<Op> choices;
  const auto cls = static_cast<std::size_t>(victim.cls());
  for (std::size_t i = first_[cls]; i < first_[cls + 1]; ++i) {
    if (!disturbs || disturbing()[ops_[i]]) choices.push_back(ops_[i]);
  }
  if (choices.empty()) return false;
  op = random.pick(choices);
  return true;
}

// A step that gives the last object to one whose memory it shares, or that one to it, or else to
// the one it was made of, where that takes memory.
bool Generator::choose_meeting(Random& random, Register& self, Register& given, Op& op) const {
  std::vector<Register> partners;
  guide_.registers().for_each([&](Register reg) {
    if (reg != last_ && facts_.share(reg, last_)) partners.push_back(reg);
  });
  const bool made = origin_.exists() && guide_.registers().contains(origin_);
  if (partners.empty() && !made) return false;
  self = partners.empty() ? origin_ : random.pick(partners);
  given = last_;
  if (!partners.empty() && random.chance(40)) std::swap(self, given);
  const auto cls = static_cast<std::size_t>(self.cls());
  const bool copies = random.chance(60);
  std::vector<Op> choices;
  for (std::size_t i = first_[cls]; i < first_[cls + 1]; ++i) {
    const StepKind& kind = kind_of(ops_[i]);
    const auto params = std::span(kind.params).first(kind.accepted);
    const bool takes = std::ranges::any_of(params, takes_memory);
    if (takes && (!copies || copying()[ops_[i]])) choices.push_back(ops_[i]);
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
  target.contents = seen.contents;
  if (seen.has(Aspect::layout)) {
    target.bytes = static_cast<std::int64_t>(seen.contents.size());
    target.dimensions = seen.shape.size();
    target.shape = seen.shape;
    target.format = seen.format;
  }
  return target;
}

const Answer& Generator::run_last(const Program& program) {
  const Step& step = program.steps.back();
  answer_.clear();
  guide_.execute(program.steps.size() - 1, answer_);
  facts_.look(guide_);
  last_ = step.self;
  origin_ = {};
  const Value made = answer_.outcome.value;
  if (answer_.outcome.type == Outcome::Type::value && made.kind == Kind::reference) {
    last_ = made.reg;
    if (step.self != last_) origin_ = step.self;
  }
  return answer_;
}

bool Generator::is_large() const {
  std::size_t total = 0;
  guide_.registers().for_each([&](Register reg) { total += facts_.size(reg); });
  return total > options_.memory;
}

// What a step of this kind puts into the register with that number.
Register Generator::made_by(const StepKind& kind, std::uint8_t number) {
  for (std::size_t cls = 1; cls < kClasses; ++cls) {
    if (kind.makes.contains(static_cast<Class>(cls))) return {static_cast<Class>(cls), number};
  }
  return {};
}

bool Generator::make_step(Random& random, Program& program, std::size_t nesting, Register victim,
                          Step& step) {
  static const std::optional<Op> kGivenView = op_named("released.view");
  const RegisterSet& live = guide_.registers();
  const bool attack = victim.exists() && live.contains(victim) && random.chance(50) &&
                      choose_attack(random, victim, step.op);
  // Some steps go on with the object that the last one used or made, or let another meet it; others
  // begin with a class.
  Register partner;
  Register given;
  const bool goes_on = nesting == 0 && last_.exists() && live.contains(last_);
  const bool meets =
      goes_on && random.chance(12) && choose_meeting(random, partner, given, step.op);
  const bool on = goes_on && !meets && random.chance(25);
  const Class cls = on ? last_.cls() : random.chance(40) ? choose_class(random, live) : Class::none;
  if (!attack && !meets && !choose_op(random, live, cls, step.op) &&
      !choose_op(random, live, Class::none, step.op)) {
    return false;
  }
  // Mappings of several pages are of a file.
  static const Op kFile = *op_named("file");
  const bool maps = kind_of(step.op).makes.contains(Class::mmap);
  if (options_.pages && maps && live.of(Class::file) == 0) step.op = kFile;
  const StepKind& kind = kind_of(step.op);
  Target target;
  if (kind.self != Class::none) {
    step.self = attack  ? victim
                : meets ? partner
                : on && kind.self == last_.cls()
                    ? last_
                    : Register(kind.self, pick_used(random, live.of(kind.self)));
    target = look_at(step.self);
  }
  if (!kind.makes.empty()) step.into = pick_into(random);
  // Few files, so that they are mapped and truncated while they are.
  if (kind.makes.contains(Class::file)) step.into = static_cast<std::uint8_t>(random.below(2));
  const auto make_block = [&](std::uint32_t count, ArgumentMaker::Runs runs) {
    using enum ArgumentMaker::Runs;
    // Later it is what the step makes that is in use.
    const Register made = runs == now ? Register() : made_by(kind, step.into);
    const Value block = program.room_for_block(count);
    for (std::uint32_t i = 0; i < count; ++i) {
      Step inner;
      if (i == 0 && runs == on_release && random.chance(40)) {
        inner.op = *kGivenView;
        inner.into = pick_into(random);
      } else if (!make_step(random, program, nesting + 1, made.exists() ? made : step.self,
                            inner)) {
        return Arena::block(0, 0);
      }
      program.nested[block.offset + i] = inner;
    }
    return block;
  };
  ArgumentMaker maker(random, program.arena, live, step.self, target);
  maker.allow_looks(facts_);
  if (attack && kind.self == Class::none) maker.prefer(victim);
  if (meets) maker.prefer(given);
  if (options_.pages) maker.allow_pages();
  if (options_.hostile && nesting < kMaxNesting) maker.allow_blocks(std::ref(make_block));
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
  facts_.look(guide_);
  last_ = origin_ = {};
  const std::size_t wanted = program.steps.size() + 1 + random.below(options_.steps);
  while (program.steps.size() < wanted) {
    Step step;
    if (!make_step(random, program, 0, {}, step)) break;
    program.steps.push_back(step);
    const auto type = run_last(program).outcome.type;
    // A step that asks for too much memory, or depends on the machine, has no outcome to compare,
    // and one where CPython is unsafe none to ask it for; the program ends before it, as before one
    // that makes large objects. One that ends the process ends the program; most are left out,
    // since a live interpreter has to start again.
    const bool crashes = type == Outcome::Type::crashed;
    if (crashes && random.chance(40)) break;
    if (options_.unsafe && !answer_.departs.empty()) break;
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
