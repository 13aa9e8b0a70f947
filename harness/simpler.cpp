// SPDX-License-Identifier: MIT
#include "harness/simpler.h"

#include <algorithm>
#include <limits>

namespace holdfast {
namespace {

void add_places(const Program& program, std::uint32_t first, std::uint32_t count,
                std::vector<std::uint32_t>& found) {
  for (std::uint32_t place = first; place < first + count; ++place) {
    found.push_back(place);
    const Value value = program.arena.values(place, 1).front();
    if (has_items(value.kind)) {
      add_places(program, static_cast<std::uint32_t>(value.offset), value.size, found);
    } else if (value.kind == Kind::block) {
      for (const Step& step : program.block(value)) {
        add_places(program, step.first, step.arguments, found);
      }
    }
  }
}

// Zero, half way to it, one less: for lengths and magnitudes.
bool smaller_number(std::int64_t& number, std::size_t choice) {
  const std::int64_t toward_zero = number > 0 ? number - 1 : number + 1;
  const std::int64_t choices[] = {0, number / 2, toward_zero};
  if (number == 0 || choice >= std::size(choices)) return false;
  number = choices[choice];
  return true;
}

bool smaller_size(Value& value, std::size_t choice) {
  std::int64_t size = value.size;
  if (!smaller_number(size, choice)) return false;
  value.size = static_cast<std::uint32_t>(size);
  return true;
}

bool simpler_contents(Program& program, Value& value, std::size_t choice) {
  if (smaller_size(value, choice)) return true;
  const std::size_t more = value.size == 0 ? choice : choice - 3;
  if (more == 0 && value.kind == Kind::bytearray) {
    value.kind = Kind::bytes;
    return true;
  }
  const std::size_t uniform = value.kind == Kind::bytearray ? 1 : 0;
  if (more != uniform || value.size == 0) return false;
  const auto contents = program.arena.contents(value);
  if (std::ranges::all_of(contents, [](std::uint8_t byte) { return byte == 'a'; })) return false;
  std::ranges::fill(contents, std::uint8_t{'a'});
  return true;
}

// A text stays UTF-8 only when it is cut between characters; the word "a" is simple enough.
bool simpler_text(Program& program, Value& value, std::size_t choice) {
  if (value.size == 0 || choice > 1) return false;
  if (choice == 0) {
    value.size = 0;
    return true;
  }
  const auto contents = program.arena.contents(value);
  if (value.size == 1 && contents.front() == 'a') return false;
  contents.front() = 'a';
  value.size = 1;
  return true;
}

// An object with a special method becomes what it answers once it runs no steps.
bool simpler_custom(const Program& program, Value& value, std::size_t choice) {
  const auto items = program.arena.items(value);
  const auto runs = [](Value item) { return item.kind == Kind::block && item.size != 0; };
  if (choice != 0 || std::ranges::any_of(items, runs) || items[1].kind == Kind::raising) {
    return false;
  }
  const std::uint8_t keyword = value.keyword;
  value = items[1];
  value.keyword = keyword;
  return true;
}

// Drops the last step of a block, or the first one.
bool simpler_block(Value& value, std::size_t choice) {
  if (value.size == 0 || choice > 1) return false;
  --value.size;
  if (choice == 1) ++value.offset;
  if (value.size == 0) value.offset = 0;
  return true;
}

void rename_steps(Program& program, std::span<Step> steps, Register from, Register to) {
  for (Step& step : steps) {
    if (step.self == from) step.self = to;
    if (kind_of(step.op).makes.contains(from.cls()) && step.into == from.number()) {
      step.into = static_cast<std::uint8_t>(to.number());
    }
  }
  for (const std::uint32_t place : places(program)) {
    Value& value = program.arena.at(place);
    if (value.kind == Kind::reference && value.reg == from) value.reg = to;
  }
}

bool occurs(const Program& program, Register reg) {
  const auto in_step = [&](const Step& step) {
    return step.self == reg ||
           (kind_of(step.op).makes.contains(reg.cls()) && step.into == reg.number());
  };
  return std::ranges::any_of(program.steps, in_step) ||
         std::ranges::any_of(program.nested, in_step);
}

bool is_sound_step(const Program& program, const Step& step, Prospects& made,
                   const RegisterSet& registers) {
  const auto held = [&](Register reg) {
    return registers.contains(reg) || made.registers().contains(reg);
  };
  if (step.self.exists() && !held(step.self)) return false;
  bool sound = true;
  for_each_value(program, program.arguments(step), [&](Value value) {
    if (value.kind == Kind::reference) sound = sound && held(value.reg);
    if (value.kind != Kind::block) return;
    for (const Step& inner : program.block(value)) {
      sound = sound && is_sound_step(program, inner, made, registers);
      made.follow_nested(program, inner);
    }
  });
  return sound;
}

}  // namespace

std::vector<std::uint32_t> places(const Program& program) {
  std::vector<std::uint32_t> found;
  for (const Step& step : program.steps) add_places(program, step.first, step.arguments, found);
  return found;
}

bool make_simpler(Program& program, std::uint32_t place, std::size_t choice) {
  Value value = program.arena.at(place);
  bool simpler = false;
  switch (value.kind) {
    case Kind::integer:
      simpler = smaller_number(value.integer, choice);
      break;
    case Kind::big:
      simpler = choice == 0;
      value = Arena::integer(std::numeric_limits<std::int64_t>::max());
      break;
    case Kind::boolean:
      simpler = choice == 0 && value.integer != 0;
      value.integer = 0;
      break;
    case Kind::bytes:
    case Kind::bytearray:
      simpler = simpler_contents(program, value, choice);
      break;
    case Kind::text:
      simpler = simpler_text(program, value, choice);
      break;
    case Kind::tuple:
    case Kind::list:
    case Kind::iterator:
      simpler = smaller_size(value, choice);
      break;
    case Kind::custom:
      simpler = simpler_custom(program, value, choice);
      break;
    case Kind::block:
      simpler = simpler_block(value, choice);
      break;
    case Kind::slice: {
      // Whole slices read best: v[:] rather than v[0:1].
      const auto parts = program.arena.items(value);
      if (choice < parts.size() && parts[choice].kind != Kind::none) {
        parts[choice] = Arena::none();
        return true;
      }
      return choice < parts.size() && make_simpler(program, place, choice + 1);
    }
    default:
      break;
  }
  if (simpler) program.arena.at(place) = value;
  return simpler;
}

bool rename(const Program& program, Register from, Register to, Program& renamed) {
  if (!from.exists() || !occurs(program, from)) return false;
  renamed = program;
  rename_steps(renamed, renamed.steps, from, to);
  rename_steps(renamed, renamed.nested, from, to);
  return true;
}

bool is_sound(const Program& program, const Step& step, const RegisterSet& registers) {
  Prospects made;
  return is_sound_step(program, step, made, registers);
}

}  // namespace holdfast
