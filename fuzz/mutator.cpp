// SPDX-License-Identifier: MIT
#include "fuzz/mutator.h"

#include <algorithm>
#include <array>
#include <utility>

#include "fuzz/assembly.h"
#include "fuzz/tweak.h"
#include "harness/arguments.h"
#include "harness/bytes_spelling.h"
#include "harness/simpler.h"

namespace holdfast::fuzz {
namespace {

// So many steps are moved, doubled or removed at a time; mostly one.
std::size_t pick_count(Random& random, std::size_t most) {
  return 1 + (random.chance(60) ? 0 : random.below(std::min<std::size_t>(most, 8)));
}

std::uint8_t pick_into(Random& random) {
  return static_cast<std::uint8_t>(random.chance(90) ? random.below(3)
                                                     : random.below(kRegistersPerClass));
}

// The registers that may hold something before the `place`-th step.
RegisterSet registers_before(const Program& program, std::size_t place) {
  Prospects prospects;
  for (std::size_t i = 0; i < place; ++i) prospects.follow(program, program.steps[i]);
  return prospects.registers();
}

// How long the object in `reg` was when it was made, as far as the program says so.
std::int64_t guess_length(const Program& program, Register reg, std::size_t depth = 0) {
  for (std::size_t i = program.steps.size(); i-- > 0;) {
    const Step& step = program.steps[i];
    const bool makes = kind_of(step.op).makes.contains(reg.cls()) && step.into == reg.number();
    if (!makes || step.arguments == 0) continue;
    const Value made_from = program.arguments(step).front();
    if (made_from.kind == Kind::integer) return std::clamp<std::int64_t>(made_from.integer, 0, 999);
    if (made_from.kind == Kind::reference && depth < 3) {
      return guess_length(program, made_from.reg, depth + 1);
    }
    return made_from.size;
  }
  return 4;
}

// What an input may hold at the most: more steps only take longer.
constexpr std::size_t kMostSteps = 512;

// Leaves every step with registers that may hold something.
void mend(Random& random, Program& program) {
  Assembly made(random);
  made.add(program, 0, program.steps.size());
  program = std::move(made.program());
}

// What decodes within `max_size` bytes, with as many of the steps as fit.
std::vector<std::uint8_t> fit(Random& random, Program program, std::size_t max_size) {
  auto bytes = encode(program);
  while (!program.steps.empty() && (bytes.size() > max_size || program.steps.size() > kMostSteps)) {
    const std::size_t count = 1 + program.steps.size() / 4;
    const std::size_t first = random.below(program.steps.size() - count + 1);
    Assembly rest(random);
    rest.add(program, 0, first);
    rest.add(program, first + count, program.steps.size());
    program = std::move(rest.program());
    bytes = encode(program);
  }
  if (bytes.size() > max_size) bytes.clear();
  return bytes;
}

bool rearrange(Edit edit, Random& random, Program& program) {
  const std::size_t steps = program.steps.size();
  if (steps == 0 || (edit == Edit::swap && steps == 1)) return false;
  const std::size_t first = random.below(steps);
  const std::size_t count = std::min(pick_count(random, steps), steps - first);
  Assembly made(random);
  if (edit == Edit::remove) {
    made.add(program, 0, first);
    made.add(program, first + count, steps);
  } else if (edit == Edit::swap) {
    const std::size_t other = random.chance(50) ? (first + 1) % steps : random.below(steps);
    std::swap(program.steps[first], program.steps[other]);
    made.add(program, 0, steps);
  } else {
    // Right behind itself, or somewhere else.
    const std::size_t place = edit == Edit::repeat ? first + count : random.below(steps + 1);
    const std::size_t times = edit == Edit::repeat ? pick_count(random, 4) : 1;
    made.add(program, 0, place);
    for (std::size_t i = 0; i < times; ++i) made.add(program, first, first + count);
    made.add(program, place, steps);
  }
  program = std::move(made.program());
  return true;
}

}  // namespace

Mutator::Mutator(const GeneratorOptions& options) : options_(options) {
  for (std::size_t i = 0; i < vocabulary().size(); ++i) {
    const auto op = static_cast<Op>(i);
    const bool wanted = options_.only.empty() || std::ranges::count(options_.only, op) != 0;
    if (wanted || kind_of(op).form == Form::construct) ops_.push_back(op);
  }
}

void Mutator::make_arguments(Random& random, Program& program, const RegisterSet& live,
                             std::size_t nesting, Step& step) const {
  Target target;
  if (step.self.exists()) {
    target.length = guess_length(program, step.self);
    target.bytes = target.length;
    target.position = random.between(0, target.length);
    target.shape = std::span(&target.length, 1);
  }
  ArgumentMaker maker(random, program.arena, live, step.self, target);
  if (options_.pages) maker.allow_pages();
  if (options_.hostile && nesting < kMaxNesting) {
    maker.allow_blocks([&, nesting](std::uint32_t count, ArgumentMaker::Runs) {
      const Value block = program.room_for_block(count);
      for (std::uint32_t i = 0; i < count; ++i) {
        Step inner;
        if (!make_step(random, program, live, nesting + 1, inner)) return Arena::block(0, 0);
        program.nested[block.offset + i] = inner;
      }
      return block;
    });
  }
  maker.make(kind_of(step.op), options_.surprises, step);
}

bool Mutator::make_step(Random& random, Program& program, const RegisterSet& live,
                        std::size_t nesting, Step& step) const {
  // Few constructors, once there is something to work on.
  for (int attempt = 0; attempt < 40; ++attempt) {
    step.op = random.pick(ops_);
    const StepKind& kind = kind_of(step.op);
    step.self = pick_register(random, live, kind.self);
    if (kind.self != Class::none && !step.self.exists()) continue;
    if (!kind.makes.empty()) step.into = pick_into(random);
    make_arguments(random, program, live, nesting, step);
    return true;
  }
  return false;
}

bool Mutator::insert(Random& random, Program& program) const {
  const std::size_t place = random.below(program.steps.size() + 1);
  Assembly made(random);
  made.add(program, 0, place);
  for (std::size_t more = pick_count(random, 4); more > 0; --more) {
    Step step;
    if (!make_step(random, made.program(), made.registers(), 0, step)) return false;
    made.commit(step);
  }
  made.add(program, place, program.steps.size());
  program = std::move(made.program());
  return true;
}

bool Mutator::change_argument(Random& random, Program& program) const {
  const auto found = places(program);
  if (found.empty()) return false;
  if (random.chance(50)) {
    Program tweaked = program;
    if (!tweak(random, tweaked, random.pick(found))) return false;
    mend(random, tweaked);
    // A part of an object with a special method cannot be just anything.
    if (!check(tweaked).empty()) return false;
    program = std::move(tweaked);
    return true;
  }
  // A new one for a step at the top: what it is meant to be, in another way.
  const std::size_t place = random.below(program.steps.size());
  const Step old = program.steps[place];
  if (old.arguments == 0) return false;
  Step step = old;
  make_arguments(random, program, registers_before(program, place), 0, step);
  const std::size_t both = std::min(step.arguments, old.arguments);
  if (both == 0 || random.chance(40)) {
    program.steps[place] = step;
  } else {
    const std::size_t which = random.below(both);
    Value changed = program.arena.at(step.first + which);
    changed.keyword = program.arena.at(old.first + which).keyword;
    program.arena.at(old.first + which) = changed;
  }
  mend(random, program);
  return true;
}

bool Mutator::retarget(Random& random, Program& program) const {
  if (program.steps.empty()) return false;
  const std::size_t place = random.below(program.steps.size());
  const RegisterSet live = registers_before(program, place);
  Step step = program.steps[place];
  std::vector<std::uint32_t> references;
  for (std::uint32_t i = step.first; i < step.first + step.arguments; ++i) {
    if (program.arena.at(i).kind == Kind::reference) references.push_back(i);
  }
  const bool makes = !kind_of(step.op).makes.empty();
  const std::size_t choice = random.below(3);
  if (choice == 0 && makes) {
    step.into = pick_into(random);
  } else if (!references.empty() && (choice == 1 || !step.self.exists())) {
    Value& value = program.arena.at(random.pick(references));
    const auto cls =
        random.chance(70) ? value.reg.cls() : static_cast<Class>(random.below(kClasses));
    const Register other = pick_register(random, live, cls);
    if (!other.exists() || other == value.reg) return false;
    value.reg = other;
    return true;
  } else if (step.self.exists()) {
    step.self = pick_register(random, live, step.self.cls());
  }
  if (step.self == program.steps[place].self && step.into == program.steps[place].into) {
    return false;
  }
  // What later steps use may have gone elsewhere.
  program.steps[place] = step;
  mend(random, program);
  return true;
}

bool Mutator::wrap(Random& random, Program& program) const {
  static const Op kView = op_named("memoryview").value();
  static const Op kGetBuffer = op_named("BytesIO.getbuffer").value();
  static const Op kRelease = op_named("memoryview.release").value();
  static const Op kDrop = op_named("memoryview.drop").value();
  const std::size_t steps = program.steps.size();
  const std::size_t first = random.below(steps + 1);
  const std::size_t last = first + random.below(steps - first + 1);
  Assembly made(random);
  made.add(program, 0, first);
  std::vector<Register> lenders;
  made.registers().for_each([&](Register reg) {
    const bool lends = reg.cls() == Class::bytearray || reg.cls() == Class::memoryview ||
                       reg.cls() == Class::mmap || reg.cls() == Class::exporter ||
                       reg.cls() == Class::bytesio;
    if (lends) lenders.push_back(reg);
  });
  if (lenders.empty()) return false;
  const Register lender = random.pick(lenders);
  // High numbers are hardly ever used by other steps.
  const Register view(Class::memoryview, 4 + random.below(kRegistersPerClass - 4));
  const auto into = static_cast<std::uint8_t>(view.number());
  if (lender.cls() == Class::bytesio) {
    made.commit({.op = kGetBuffer, .self = lender, .into = into, .arguments = 0, .first = 0});
  } else {
    const Value argument = Arena::reference(lender);
    const std::uint32_t at = made.program().arena.append({&argument, 1});
    made.commit({.op = kView, .self = {}, .into = into, .arguments = 1, .first = at});
  }
  made.add(program, first, last);
  made.commit({.op = random.chance(75) ? kRelease : kDrop,
               .self = view,
               .into = 0,
               .arguments = 0,
               .first = 0});
  made.add(program, last, steps);
  program = std::move(made.program());
  return true;
}

bool Mutator::apply(Edit edit, Random& random, Program& program) const {
  switch (edit) {
    case Edit::insert:
      return insert(random, program);
    case Edit::remove:
    case Edit::repeat:
    case Edit::swap:
    case Edit::splice:
      return rearrange(edit, random, program);
    case Edit::argument:
      return change_argument(random, program);
    case Edit::retarget:
      // Many steps have no other object to go to.
      for (int attempt = 0; attempt < 4; ++attempt) {
        if (retarget(random, program)) return true;
      }
      return false;
    case Edit::wrap:
      return wrap(random, program);
  }
  return false;
}

std::vector<std::uint8_t> Mutator::mutate(std::span<const std::uint8_t> input, std::size_t max_size,
                                          std::uint64_t seed) const {
  // Programs grow by what is inserted more often than they lose it.
  static constexpr std::array kOften = {
      Edit::insert, Edit::insert, Edit::insert, Edit::argument, Edit::argument, Edit::argument,
      Edit::remove, Edit::repeat, Edit::swap,   Edit::splice,   Edit::retarget, Edit::wrap};
  Random random(seed);
  Program program;
  decode(input, program);
  const auto before = encode(program);
  const std::size_t edits = 1 + random.below(4);
  std::size_t done = 0;
  for (std::size_t attempt = 0; attempt < 4 * edits && done < edits; ++attempt) {
    if (apply(random.pick(kOften), random, program)) ++done;
  }
  // Some edits change nothing, those of equal steps for example.
  if (encode(program) == before) insert(random, program);
  // Where there is no object yet, few step kinds can be chosen.
  while (program.steps.empty()) insert(random, program);
  return fit(random, std::move(program), max_size);
}

std::vector<std::uint8_t> Mutator::cross(std::span<const std::uint8_t> one,
                                         std::span<const std::uint8_t> other, std::size_t max_size,
                                         std::uint64_t seed) const {
  Random random(seed);
  Program left;
  Program right;
  decode(one, left);
  decode(other, right);
  Assembly made(random);
  const std::size_t first = random.below(left.steps.size() + 1);
  const std::size_t second = random.below(right.steps.size() + 1);
  made.add(left, 0, first);
  if (random.chance(50)) {
    made.add(right, second, right.steps.size());
  } else {
    // A part of the one inside the other.
    made.add(right, second, second + random.below(right.steps.size() - second + 1));
    made.add(left, first, left.steps.size());
  }
  return fit(random, std::move(made.program()), max_size);
}

}  // namespace holdfast::fuzz
