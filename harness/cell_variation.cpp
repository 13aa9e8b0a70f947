// SPDX-License-Identifier: MIT
//
// Other values of the same class for the arguments of systematic programs. The usual ones show what
// a class does; these lead to the rare outcomes.
#include <array>
#include <limits>
#include <string_view>

#include "harness/cell_programs.h"

namespace holdfast {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

constexpr auto kNumbers = std::to_array<std::int64_t>(
    {0, 2, 255, 256, 0x7fffffff, 0x80000000LL, kMost / 2 + 1, kMost - 1, kMost, kMost});
constexpr auto kNegative =
    std::to_array<std::int64_t>({-1, -2, -3, -0x80000000LL, -0x80000001LL, kLeast + 1, kLeast});

// Instead of an encoding, of the name of an error handler, and of any other text.
constexpr auto kEncodings = std::to_array<std::string_view>(
    {"ascii", "ascii", "latin-1", "utf-8", "nope", "hex", "\xc3\xa9", "\xed\xb2\x80"});
constexpr auto kHandlers = std::to_array<std::string_view>(
    {"ignore", "replace", "surrogateescape", "surrogatepass", "backslashreplace",
     "xmlcharrefreplace", "namereplace", "nope", "\xed\xb2\x80", std::string_view("a\0", 2)});
constexpr auto kTexts = std::to_array<std::string_view>(
    {"", "ascii", "\xc3\xa9", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xed\xb2\x80", "\xed\xa0\x80"});

// Puts an exception where the argument would be asked for its answer; false where nothing asks.
bool make_raise(Arena& arena, Value value) {
  if (!has_items(value.kind)) return false;
  if (value.kind == Kind::custom) {
    arena.items(value)[1] = Arena::plain(Kind::raising);
    return true;
  }
  for (Value& item : arena.items(value)) {
    const bool here = value.kind == Kind::iterator && item.kind == Kind::block;
    if (here) item = Arena::plain(Kind::raising);
    if (here || make_raise(arena, item)) return true;
  }
  return false;
}

// Lends an object's memory, which can be written to, instead of that of bytes.
void lend_array(StepWriter& writer, Value value) {
  constexpr std::size_t kLent = 7;
  const Register array =
      writer.add("bytearray", {}, {writer.bytes("abcd")}, Class::bytearray, kLent);
  writer.program().arena.items(value)[1] = Arena::reference(array);
}

// The view from its end to its beginning: not contiguous.
Value turned(StepWriter& writer, Register view) {
  constexpr std::size_t kTurned = 8;
  return Arena::reference(
      writer.add("memoryview.__getitem__", view,
                 {writer.items(Kind::slice, {Arena::none(), Arena::none(), Arena::integer(-1)})},
                 Class::memoryview, kTurned));
}

Value another_text(Random& random, Arena& arena, Value value) {
  if (arena.text(value) == "utf-8") return arena.text(random.pick(kEncodings));
  if (arena.text(value) == "strict") return arena.text(random.pick(kHandlers));
  return arena.text(random.pick(kTexts));
}

Value another_number(Random& random, Value value) {
  return Arena::integer(value.integer < 0 ? random.pick(kNegative) : random.pick(kNumbers));
}

// 2**64.
Value big(Arena& arena) {
  return arena.big(std::to_array<std::uint8_t>({0, 0, 0, 0, 0, 0, 0, 0, 1}));
}

}  // namespace

void vary_arguments(StepWriter& writer, const CellPlan& plan, std::span<Value> arguments) {
  Random& random = *plan.random;
  const StepKind& kind = kind_of(plan.cell.op);
  Arena& arena = writer.program().arena;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    Value& value = arguments[i];
    const Param param = i < kind.accepted ? kind.params[i] : Param::any;
    // What of a mapping is harmless, and the same on every machine, is a choice of the usual ones.
    if (param >= Param::fileno && param <= Param::advice) continue;
    // The argument that the cell is about, more often than those beside it.
    if (!random.chance(i == plan.cell.position ? 60 : 30)) continue;
    const std::uint8_t keyword = value.keyword;
    if (kind.form == Form::set_item && i == 1 && i != plan.cell.position) {
      value = writer.bytes("ab");
    } else if (value.kind == Kind::integer) {
      value = another_number(random, value);
    } else if (value.kind == Kind::text) {
      value = another_text(random, arena, value);
    } else if (value.kind == Kind::reference && value.reg.cls() == Class::memoryview) {
      value = turned(writer, value.reg);
    } else if (value.kind == Kind::custom && value.hook == Hook::buffer && random.chance(50)) {
      lend_array(writer, value);
    } else if ((value.kind == Kind::tuple || value.kind == Kind::list) && value.size > 0 &&
               arena.items(value)[0].kind == Kind::integer) {
      const Value number = random.chance(50) ? big(arena) : another_number(random, Arena::none());
      arena.items(value)[0] = number;
    } else {
      make_raise(arena, value);
    }
    value.keyword = keyword;
  }
}

}  // namespace holdfast
