// SPDX-License-Identifier: MIT
#include "fuzz/assembly.h"

#include <functional>

#include "harness/simpler.h"

namespace holdfast::fuzz {
namespace {

// Calls visit(Value&) for the arguments of `step` and all that they hold, and inner(Step&) for the
// steps that they run.
void for_each_place(Program& program, Step& step, const std::function<void(Value&)>& visit,
                    const std::function<void(Step&)>& inner) {
  const std::function<void(std::size_t, std::size_t)> walk = [&](std::size_t first,
                                                                 std::size_t count) {
    for (std::size_t place = first; place < first + count; ++place) {
      visit(program.arena.at(place));
      const Value value = program.arena.at(place);
      if (has_items(value.kind)) {
        walk(value.offset, value.size);
      } else if (value.kind == Kind::block) {
        for (std::size_t i = 0; i < value.size; ++i) {
          Step& nested = program.nested[value.offset + i];
          inner(nested);
          walk(nested.first, nested.arguments);
        }
      }
    }
  };
  walk(step.first, step.arguments);
}

}  // namespace

Register pick_register(Random& random, const RegisterSet& registers, Class cls) {
  const std::uint16_t used = registers.of(cls);
  if (used == 0) return {};
  std::size_t number = random.below(kRegistersPerClass);
  while (((used >> number) & 1U) == 0) number = (number + 1) % kRegistersPerClass;
  return Register(cls, number);
}

bool Assembly::mend(Register& reg) {
  if (!reg.exists() || registers().contains(reg)) return true;
  reg = pick_register(random_, registers(), reg.cls());
  return reg.exists();
}

bool Assembly::mend(Step& step) {
  bool sound = mend(step.self);
  for_each_place(
      program_, step,
      [&](Value& value) {
        if (value.kind == Kind::reference && !mend(value.reg)) sound = false;
      },
      [&](Step& inner) {
        if (!mend(inner.self)) sound = false;
      });
  return sound;
}

void Assembly::add(const Program& from, const Step& step) {
  const bool sound = is_sound(from, step, registers());
  program_.add_copy(from, step);
  if (sound || mend(program_.steps.back())) {
    prospects_.follow(program_, program_.steps.back());
  } else {
    program_.steps.pop_back();
  }
}

void Assembly::add(const Program& from, std::size_t first, std::size_t last) {
  for (std::size_t i = first; i < last; ++i) add(from, from.steps[i]);
}

void Assembly::commit(const Step& step) {
  program_.steps.push_back(step);
  prospects_.follow(program_, step);
}

}  // namespace holdfast::fuzz
