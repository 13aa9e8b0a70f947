// SPDX-License-Identifier: MIT
#include "harness/simpler.h"

#include <algorithm>
#include <limits>
#include <span>

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

// Counts the choices there are up to the one that was asked for.
class Pick {
 public:
  explicit Pick(std::size_t choice) : left_(choice) {}
  // True where this one is meant; only until then.
  bool here() { return left_-- == 0; }

 private:
  std::size_t left_;
};

// Below so many bytes, characters or steps each one is tried by itself.
constexpr std::size_t kFew = 24;

// Cuts `count` parts of something with `size` parts, from `first` on: all, one half or the other,
// the last, each other one. False when there are no more choices.
bool pick_cut(Pick& pick, std::size_t size, std::size_t& first, std::size_t& count) {
  const auto cut = [&](std::size_t from, std::size_t parts) {
    first = from;
    count = parts;
    return pick.here();
  };
  if (size == 0) return false;
  if (cut(0, size)) return true;
  if (size > 2 && (cut(size / 2, size - size / 2) || cut(0, size / 2))) return true;
  if (size > 1 && cut(size - 1, 1)) return true;
  if (size > kFew) return size > 1 && cut(0, 1);
  for (std::size_t i = 0; i + 1 < size; ++i) {
    if (cut(i, 1)) return true;
  }
  return false;
}

// Closes the gap of `count` parts from `first` on, and makes the value so much shorter.
template <typename Part>
void cut_out(std::span<Part> parts, Value& value, std::size_t first, std::size_t count) {
  const auto gap = parts.begin() + static_cast<std::ptrdiff_t>(first);
  std::copy(gap + static_cast<std::ptrdiff_t>(count), parts.end(), gap);
  value.size -= static_cast<std::uint32_t>(count);
}

bool simpler_contents(Program& program, Value& value, Pick pick) {
  const auto contents = program.arena.contents(value);
  std::size_t first = 0;
  std::size_t count = 0;
  if (pick_cut(pick, contents.size(), first, count)) {
    cut_out(contents, value, first, count);
    return true;
  }
  if (value.kind == Kind::bytearray && pick.here()) {
    value.kind = Kind::bytes;
    return true;
  }
  const auto plain = [](std::uint8_t byte) { return byte == 'a'; };
  if (std::ranges::all_of(contents, plain)) return false;
  if (pick.here()) {
    std::ranges::fill(contents, std::uint8_t{'a'});
    return true;
  }
  for (std::uint8_t& byte : contents.first(std::min(contents.size(), kFew))) {
    if (plain(byte) || !pick.here()) continue;
    byte = 'a';
    return true;
  }
  return false;
}

// A text stays UTF-8 only when it is cut between characters; the word "a" is simple enough.
bool simpler_text(Program& program, Value& value, Pick pick) {
  const auto contents = program.arena.contents(value);
  std::vector<std::size_t> characters;  // where each begins
  for (std::size_t i = 0; i < contents.size(); ++i) {
    if ((contents[i] & 0xc0U) != 0x80U) characters.push_back(i);
  }
  std::size_t first = 0;
  std::size_t count = 0;
  if (pick_cut(pick, characters.size(), first, count)) {
    const std::size_t end =
        first + count < characters.size() ? characters[first + count] : contents.size();
    cut_out(contents, value, characters[first], end - characters[first]);
    return true;
  }
  const bool is_plain = contents.empty() || (contents.size() == 1 && contents.front() == 'a');
  if (is_plain || !pick.here()) return false;
  contents.front() = 'a';
  value.size = 1;
  return true;
}

bool is_code(Value value) { return value.kind == Kind::block || value.kind == Kind::raising; }

// Fewer items; a list instead of a generator that runs nothing; the first item by itself.
bool simpler_items(Program& program, Value& value, Pick pick) {
  const auto items = program.arena.items(value);
  std::size_t first = 0;
  std::size_t count = 0;
  if (pick_cut(pick, items.size(), first, count)) {
    cut_out(items, value, first, count);
    return true;
  }
  const bool runs = std::ranges::any_of(items, is_code);
  if (value.kind == Kind::iterator && !runs && pick.here()) {
    value.kind = Kind::list;
    return true;
  }
  if (value.kind == Kind::iterator || items.size() != 1 || !pick.here()) return false;
  const std::uint8_t keyword = value.keyword;
  value = items.front();
  value.keyword = keyword;
  return true;
}

// An object with a special method becomes what it is of, or what it answers, once it runs no steps.
bool simpler_custom(const Program& program, Value& value, Pick pick) {
  const auto items = program.arena.items(value);
  const auto runs = [](Value item) { return item.kind == Kind::block && item.size != 0; };
  const std::uint8_t keyword = value.keyword;
  if (std::ranges::any_of(items, runs) || items[1].kind == Kind::raising || !pick.here()) {
    return false;
  }
  value = items[answers_integer(value.hook) ? 2 : 1];
  value.keyword = keyword;
  return true;
}

bool simpler_block(Program& program, Value& value, Pick pick) {
  std::size_t first = 0;
  std::size_t count = 0;
  if (!pick_cut(pick, value.size, first, count)) return false;
  cut_out(std::span(program.nested).subspan(value.offset, value.size), value, first, count);
  if (value.size == 0) value.offset = 0;
  return true;
}

bool simpler_number(Value& value, Pick pick) {
  const std::int64_t number = value.integer;
  if (number == 0) return false;
  // Not the smallest number, which has no opposite; half way to zero has.
  const bool negative = number < 0 && number != std::numeric_limits<std::int64_t>::min();
  for (const std::int64_t smaller : {std::int64_t{0}, number / 2, number + (number > 0 ? -1 : 1)}) {
    value.integer = smaller;
    if (pick.here()) return true;
  }
  value.integer = negative ? -number : number;
  return negative && pick.here();
}

// A value of another kind that is simpler: nothing else is known of it.
bool replace(Value& value, Value simpler, Pick pick) {
  simpler.keyword = value.keyword;
  value = simpler;
  return pick.here();
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
  // By position, where nothing before it is given by name.
  if (value.keyword != 0 && (place == 0 || program.arena.at(place - 1).keyword == 0)) {
    if (choice == 0) {
      program.arena.at(place).keyword = 0;
      return true;
    }
    --choice;
  }
  const Pick pick(choice);
  bool simpler = false;
  switch (value.kind) {
    case Kind::integer:
      simpler = simpler_number(value, pick);
      break;
    case Kind::big:
      simpler = replace(value, Arena::integer(std::numeric_limits<std::int64_t>::max()), pick);
      break;
    case Kind::real:
      simpler = replace(value, Arena::integer(0), pick);
      break;
    case Kind::object:
    case Kind::ellipsis:
      simpler = replace(value, Arena::none(), pick);
      break;
    case Kind::boolean:
      // False, or else no bool at all.
      simpler = choice == 0;
      if (value.integer == 0) value.kind = Kind::integer;
      value.integer = 0;
      break;
    case Kind::reference:
      simpler = replace(value, program.arena.bytes(Kind::bytes, {}), pick);
      break;
    case Kind::bytes:
    case Kind::bytearray:
      simpler = simpler_contents(program, value, pick);
      break;
    case Kind::text:
      simpler = simpler_text(program, value, pick);
      break;
    case Kind::tuple:
    case Kind::list:
    case Kind::iterator:
      simpler = simpler_items(program, value, pick);
      break;
    case Kind::custom:
      simpler = simpler_custom(program, value, pick);
      break;
    case Kind::block:
      simpler = simpler_block(program, value, pick);
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

bool hoist(const Program& program, std::size_t choice, Program& hoisted) {
  Program emptied = program;
  bool found = false;
  for (const Step& step : program.steps) {
    std::vector<std::uint32_t> inside;
    add_places(program, step.first, step.arguments, inside);
    for (const std::uint32_t place : inside) {
      Value& block = emptied.arena.at(place);
      if (found || block.kind != Kind::block || block.size == 0 || choice-- != 0) continue;
      for (const Step& inner : program.block(block)) hoisted.add_copy(program, inner);
      block = Arena::block(0, 0);
      found = true;
    }
    hoisted.add_copy(emptied, step);
  }
  return found;
}

std::vector<ArgumentPlace> call_arguments(const Program& program) {
  std::vector<ArgumentPlace> found;
  const auto add = [&](bool nested, std::span<const Step> steps) {
    for (std::size_t i = 0; i < steps.size(); ++i) {
      if (!is_call(kind_of(steps[i].op).form)) continue;
      for (std::uint8_t argument = steps[i].arguments; argument-- > 0;) {
        found.push_back({.nested = nested, .step = i, .argument = argument});
      }
    }
  };
  add(false, program.steps);
  add(true, program.nested);
  return found;
}

void drop_argument(Program& program, ArgumentPlace place) {
  Step& step = place.nested ? program.nested[place.step] : program.steps[place.step];
  for (std::uint32_t i = place.argument; i + 1U < step.arguments; ++i) {
    program.arena.at(step.first + i) = program.arena.at(step.first + i + 1U);
  }
  --step.arguments;
}

RegisterSet registers_of(const Program& program, const Step& step) {
  RegisterSet used;
  if (step.self.exists()) used.insert(step.self);
  for (std::size_t cls = 1; cls < kClasses; ++cls) {
    const Register made(static_cast<Class>(cls), step.into);
    if (kind_of(step.op).makes.contains(made.cls())) used.insert(made);
  }
  for_each_value(program, program.arguments(step), [&](Value value) {
    if (value.kind == Kind::reference) used.insert(value.reg);
  });
  return used;
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
