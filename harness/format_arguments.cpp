// SPDX-License-Identifier: MIT
//
// Random arguments for bytearray % values: formats in the notation of printf, and as many values as
// the format in use asks for, mostly of a type that its letters take.
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "harness/arguments.h"

namespace holdfast {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::string_view kFlags = "#0- +";
constexpr std::string_view kLetters = "diouxXeEfFgGcrsabsbd";

constexpr bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

}  // namespace

std::string make_percent_format(Random& random) {
  std::string text;
  const auto add_size = [&] {
    const std::size_t choice = random.below(100);
    if (choice < 15) {
      text += '*';
    } else if (choice < 95) {
      text += std::to_string(random.below(12));
    } else {
      text += random.chance(50) ? "2147483648" : "9223372036854775807";
    }
  };
  const std::size_t wanted = random.chance(50) ? 1 : 2 + random.below(2);
  for (std::size_t i = 0; i < wanted; ++i) {
    if (i > 0 || random.chance(25)) text += random.pick(std::string_view("|-%a \xff"));
    text += '%';
    while (random.chance(30)) text += random.pick(kFlags);
    if (random.chance(25)) add_size();
    if (random.chance(25)) {
      text += '.';
      if (!random.chance(10)) add_size();
    }
    if (random.chance(4)) text += random.pick(std::string_view("hlL(z"));
    if (!random.chance(3)) text += random.pick(kLetters);
  }
  return text;
}

// A value that a conversion takes, most of the time.
Value ArgumentMaker::make_formatted(char letter) {
  const std::size_t choice = random_.below(100);
  if (choice < 5) return make_surprise();
  switch (letter) {
    case 'c':
      if (choice < 50) return make_number(Param::byte);
      if (choice < 90) {
        const std::uint8_t byte = pick_letter();
        return arena_.bytes(choice < 75 ? Kind::bytes : Kind::bytearray, {&byte, 1});
      }
      return make_contents(Kind::bytes);
    case 's':
    case 'b':
      if (choice < 15) return make_custom(Hook::buffer, Param::memory);
      if (choice < 40) return make_lender();
      return make_contents(choice < 80 ? Kind::bytes : Kind::bytearray);
    case 'r':
    case 'a':
      if (choice < 30) return make_custom(Hook::repr, Param::text);
      return choice < 60 ? make_surprise() : make_text(Param::text);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      if (choice < 30) return make_number(Param::index);
      return Arena::real(random_.pick(kRealEdges));
    default:
      if (choice < 15) return Arena::real(random_.pick(kRealEdges));
      if (choice < 20) return Arena::boolean(choice < 17);
      return make_number(choice < 60 ? Param::byte : Param::index);
  }
}

// As many values as the format asks for: alone or in a tuple.
Value ArgumentMaker::make_format_values() {
  if (depth_ > kMaxDepth) return Arena::none();
  ++depth_;
  std::vector<Value> values;
  const auto text = target_.contents;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') continue;
    char letter = '%';
    for (++i; i < text.size(); ++i) {
      letter = static_cast<char>(text[i]);
      if (letter == '*') {
        values.push_back(random_.chance(8) ? Arena::integer(kMost) : make_number(Param::index));
      }
      const bool inside = letter == '*' || letter == '.' || is_digit(letter) ||
                          kFlags.find(letter) != std::string_view::npos;
      if (!inside) break;
    }
    if (letter != '%') values.push_back(make_formatted(letter));
    if (values.size() > 8) break;
  }
  --depth_;
  if (random_.chance(4)) values.push_back(Arena::integer(1));
  if (random_.chance(4) && !values.empty()) values.pop_back();
  if (values.size() == 1 && random_.chance(50)) return values.front();
  return arena_.items(Kind::tuple, values);
}

}  // namespace holdfast
