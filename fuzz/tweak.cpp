// SPDX-License-Identifier: MIT
#include "fuzz/tweak.h"

#include <algorithm>
#include <array>
#include <limits>
#include <vector>

namespace holdfast::fuzz {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

std::int64_t tweaked(Random& random, std::int64_t number) {
  switch (random.below(6)) {
    case 0:
      return number == kMost ? kLeast : number + 1;
    case 1:
      return number == kLeast ? kMost : number - 1;
    case 2:
      return number == kLeast ? kMost : -number;
    case 3:
      return number / 2;
    case 4:
      return random.between(-2, 16);
    default:
      return random.pick(std::to_array<std::int64_t>({0, 1, -1, 255, 256, kMost, kLeast}));
  }
}

// The same kind of contents with one byte changed, put in, or left out, or twice as long.
Value tweaked_contents(Random& random, Program& program, Value value) {
  const auto old = program.arena.contents(value);
  std::vector<std::uint8_t> contents(old.begin(), old.end());
  const std::size_t place = random.below(contents.size() + 1);
  const auto byte = static_cast<std::uint8_t>(random.chance(50) ? 'a' : random.below(256));
  const std::size_t choice = random.below(4);
  if (choice == 0 || contents.empty()) {
    contents.insert(contents.begin() + static_cast<std::ptrdiff_t>(place), byte);
  } else if (choice == 1) {
    contents[place % contents.size()] = byte;
  } else if (choice == 2) {
    contents.resize(place == contents.size() ? 0 : place);
  } else if (contents.size() <= 512) {
    contents.insert(contents.end(), old.begin(), old.end());
  }
  return program.arena.bytes(value.kind, contents);
}

Value tweaked_items(Random& random, Program& program, Value value) {
  const auto old = program.arena.items(value);
  std::vector<Value> items(old.begin(), old.end());
  const std::size_t place = random.below(items.size());
  const auto at = items.begin() + static_cast<std::ptrdiff_t>(place);
  const std::size_t choice = random.below(3);
  if (choice == 0) {
    items.erase(at);
  } else if (choice == 1 && items.size() < 64) {
    items.insert(at, items[place]);
  } else {
    std::swap(items[place], items[random.below(items.size())]);
  }
  return program.arena.items(value.kind, items);
}

}  // namespace

bool tweak(Random& random, Program& program, std::uint32_t place) {
  const Value old = program.arena.at(place);
  Value value = old;
  switch (value.kind) {
    case Kind::integer:
      value.integer = tweaked(random, value.integer);
      break;
    case Kind::boolean:
      value.integer = 1 - value.integer;
      break;
    case Kind::bytes:
    case Kind::bytearray:
      value = tweaked_contents(random, program, value);
      if (random.chance(10)) {
        value.kind = old.kind == Kind::bytes ? Kind::bytearray : Kind::bytes;
      }
      break;
    case Kind::tuple:
    case Kind::list:
    case Kind::iterator:
      if (value.size == 0) return false;
      value = tweaked_items(random, program, value);
      break;
    case Kind::slice: {
      const std::size_t part = value.offset + random.below(3);
      const bool none = program.arena.at(part).kind == Kind::none;
      program.arena.at(part) = none ? Arena::integer(random.between(-3, 8)) : Arena::none();
      return true;
    }
    case Kind::block:
      if (value.size == 0) return false;
      --value.size;
      if (random.chance(50)) ++value.offset;
      if (value.size == 0) value.offset = 0;
      break;
    default:
      return false;
  }
  value.keyword = old.keyword;
  program.arena.at(place) = value;
  return true;
}

}  // namespace holdfast::fuzz
