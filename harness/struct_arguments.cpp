// SPDX-License-Identifier: MIT
//
// Random arguments for struct.pack_into() and struct.unpack_from(): a format that fits the buffer
// most of the time, an offset at its edges, as many values as the format has, each one that its
// letter takes - or an object whose __index__ does something to the buffer meanwhile.
#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "harness/arguments.h"

namespace holdfast {
namespace {

struct Letter {
  char letter;
  std::int64_t native;
  std::int64_t standard;  // 0: there is none
  std::int64_t alignment;
};

constexpr auto kLetters = std::to_array<Letter>(
    {{'x', 1, 1, 1}, {'c', 1, 1, 1}, {'b', 1, 1, 1},  {'B', 1, 1, 1}, {'?', 1, 1, 1},
     {'h', 2, 2, 2}, {'H', 2, 2, 2}, {'i', 4, 4, 4},  {'I', 4, 4, 4}, {'l', 8, 4, 8},
     {'L', 8, 4, 8}, {'q', 8, 8, 8}, {'Q', 8, 8, 8},  {'n', 8, 0, 8}, {'N', 8, 0, 8},
     {'e', 2, 2, 2}, {'f', 4, 4, 4}, {'d', 8, 8, 8},  {'s', 1, 1, 1}, {'p', 1, 1, 1},
     {'P', 8, 0, 8}, {'F', 8, 8, 4}, {'D', 16, 16, 8}});

// Formats that are none, that nothing fits, or that are written in a way of their own.
constexpr auto kOdd = std::to_array<std::string_view>(
    {"", "<", "B ", " B", "3 B", "Z", "B<", "5", "<n", "\xc3\xa9", "0B", "0s", "0p", "0q", "B0q",
     "99999999999999999999B", "9223372036854775807B", "9223372036854775807s", "\t=H\n"});

constexpr auto kBigEdges = std::to_array<std::array<std::uint8_t, 9>>({
    {0, 0, 0, 0, 0, 0, 0, 0x80, 0},                          // 2**63
    {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0},     // 2**64 - 1
    {0, 0, 0, 0, 0, 0, 0, 0, 1},                             // 2**64
    {5, 0, 0, 0, 0, 0, 0, 0, 1},                             // and a bit more
    {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0xff},  // -2**63 - 1
    {7, 0, 0, 0, 0, 0, 0, 0, 0xff},                          // -2**64 + 7
});

constexpr auto kReals = std::to_array<double>(
    {0.0, -0.0, 1.0, -1.0, 1.5, 65504.0, 65519.99, 65520.0, 3.4028235677973362e+38,
     3.4028235677973366e+38, 1e300, 6e-8, 7e-46, 7.1e-46, std::numeric_limits<double>::infinity(),
     -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()});

std::uint8_t keyword(std::string_view name) {
  const auto* found = std::ranges::find(kKeywords, name);
  return static_cast<std::uint8_t>(1 + (found - kKeywords.begin()));
}

}  // namespace

// How many bytes an argument lends, as far as can be told.
std::int64_t ArgumentMaker::size_of_memory(Value memory) {
  if (memory.kind == Kind::bytes || memory.kind == Kind::bytearray) return memory.size;
  if (memory.kind == Kind::reference && facts_ != nullptr) {
    return static_cast<std::int64_t>(facts_->size(memory.reg));
  }
  if (memory.kind == Kind::custom && memory.hook == Hook::buffer) {
    return size_of_memory(arena_.items(memory)[1]);
  }
  return 8;
}

// A format of at most so many values, and `letters`, one for each; `size` is what it takes.
std::string ArgumentMaker::make_struct_format(std::int64_t room, std::size_t values,
                                              std::string& letters, std::int64_t& size) {
  constexpr std::string_view kOrders = "@=<>!";
  std::string format;
  letters.clear();
  size = 0;
  const bool ordered = random_.chance(75);
  const char order = ordered ? random_.pick(kOrders) : '@';
  if (ordered) format += order;
  const std::size_t wanted = 1 + random_.below(values);
  for (std::size_t tries = 0; letters.size() < wanted && tries < 8; ++tries) {
    const Letter& letter = random_.pick(kLetters);
    const std::int64_t each = order == '@' ? letter.native : letter.standard;
    if (each == 0 && random_.chance(97)) continue;
    const bool is_text = letter.letter == 's' || letter.letter == 'p';
    std::int64_t count = is_text ? random_.between(0, random_.chance(70) ? 5 : 12) : 1;
    const bool counted = is_text || random_.chance(20);
    if (!is_text && counted) count = random_.between(0, 3);
    const auto made = static_cast<std::size_t>(letter.letter == 'x' ? 0 : is_text ? 1 : count);
    if (letters.size() + made > values) continue;
    std::int64_t end = size;
    if (order == '@') end = (end + letter.alignment - 1) / letter.alignment * letter.alignment;
    end += count * each;
    if (end > room && random_.chance(95)) continue;
    size = end;
    if (counted) format += std::to_string(count);
    format += letter.letter;
    letters.append(made, letter.letter);
    if (random_.chance(5)) format += ' ';
  }
  return format;
}

Value ArgumentMaker::make_struct_value(char letter) {
  if (letter == 'c') {
    const std::uint8_t byte = pick_letter();
    return random_.chance(92) ? arena_.bytes(Kind::bytes, {&byte, 1}) : make_contents(Kind::bytes);
  }
  if (letter == 's' || letter == 'p') {
    const std::size_t choice = random_.below(100);
    if (choice < 15) return make_lender();
    return make_contents(choice < 75 ? Kind::bytes : Kind::bytearray);
  }
  if (random_.chance(12)) return make_custom(Hook::index, Param::byte);
  if (letter == '?')
    return random_.chance(60) ? Arena::boolean(random_.chance(50)) : make_surprise();
  const bool is_real = std::string_view("efdFD").find(letter) != std::string_view::npos;
  if (is_real && random_.chance(75)) {
    return random_.chance(60) ? Arena::real(random_.pick(kReals)) : make_element();
  }
  if (random_.chance(15)) return arena_.big(random_.pick(kBigEdges));
  if (random_.chance(40)) return Arena::integer(pick_letter() % 100);
  // At the ends of what the letter holds, with a sign and without.
  const auto* row = std::ranges::find(kLetters, letter, &Letter::letter);
  const auto bits =
      static_cast<unsigned>(8 * std::min<std::int64_t>(row == kLetters.end() ? 1
                                                       : row->standard != 0  ? row->standard
                                                                             : 8,
                                                       8));
  const std::int64_t half = std::numeric_limits<std::int64_t>::max() >> (64 - bits);
  const std::int64_t near = bits == 64 ? 0 : random_.between(-1, 1);
  switch (random_.below(4)) {
    case 0:
      return Arena::integer(half + near);
    case 1:
      return Arena::integer(-half - 1 + near);
    case 2:
      return Arena::integer(bits == 64 ? half - 1 : 2 * half + 1 + near);
    default:
      return Arena::integer(random_.between(-1, 1));
  }
}

Value ArgumentMaker::make_struct_offset(std::int64_t size, std::int64_t length) {
  if (random_.chance(6)) return make_number(Param::offset);
  const std::int64_t last = length - size;
  if (random_.chance(60) && last >= 0) {
    return Arena::integer(random_.chance(30) ? last : random_.between(0, last));
  }
  return Arena::integer(random_.pick(
      std::to_array<std::int64_t>({0, 0, last, last + 1, -size, -size, 1 - size, -length, -length,
                                   -length - 1, length, length + 1, -1})));
}

// A bytearray whose memory the preferred object shows, or which is that.
Register ArgumentMaker::pick_text() {
  if (facts_ == nullptr || !preferred_.exists()) return {};
  return pick_where([&](Register reg) {
    return reg.cls() == Class::bytearray && (reg == preferred_ || facts_->share(preferred_, reg));
  });
}

void ArgumentMaker::make_struct(bool packs, bool surprises, Step& step) {
  constexpr std::size_t kFixed = 3;  // format, buffer, offset
  std::array<Value, kMaxArguments> arguments;
  arguments[1] = make_value(Param::memory);
  if (arguments[1].kind == Kind::reference) prefer(arguments[1].reg);
  const std::int64_t length = size_of_memory(arguments[1]);
  std::string letters;
  std::int64_t size = 0;
  std::string format = make_struct_format(length, kMaxArguments - kFixed, letters, size);
  if (random_.chance(4)) format = random_.pick(kOdd);
  // A text out of the memory that is written, a little before or behind its place.
  const Register text = packs && length > 3 && random_.chance(6) ? pick_text() : Register();
  std::int64_t place = -1;
  if (text.exists()) {
    size = random_.between(2, std::min<std::int64_t>(length - 1, 24));
    place = random_.between(0, std::min<std::int64_t>(length - size, 6));
    format = std::to_string(size) + (random_.chance(70) ? "s" : "p");
    letters = "s";
  }
  const bool as_bytes = random_.chance(6);
  arguments[0] =
      as_bytes ? arena_.bytes(Kind::bytes,
                              {reinterpret_cast<const std::uint8_t*>(format.data()), format.size()})
               : arena_.text(format);
  arguments[2] = place >= 0 ? Arena::integer(place) : make_struct_offset(size, length);
  std::size_t count = kFixed;
  if (packs) {
    for (const char letter : letters) {
      arguments[count++] = text.exists() ? Arena::reference(text) : make_struct_value(letter);
    }
    if (surprises && random_.chance(3)) count = random_.below(kMaxArguments + 1);
  } else if (random_.chance(25)) {
    count = 2;
  }
  if (surprises && count > 0 && random_.chance(8)) {
    arguments[random_.below(count)] = make_surprise();
  }
  if (!packs && surprises && random_.chance(6)) {
    if (count == kFixed) arguments[2].keyword = keyword("offset");
    if (count != kFixed || random_.chance(60)) arguments[1].keyword = keyword("buffer");
  }
  step.arguments = static_cast<std::uint8_t>(count);
  step.first = arena_.append(std::span(arguments).first(count));
}

}  // namespace holdfast
