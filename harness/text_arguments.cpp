// SPDX-License-Identifier: MIT
//
// Random bytes and texts: few different letters, so that searches find something, and phrases that
// mean something to some method.
#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "harness/arguments.h"

namespace holdfast {
namespace {

// Surrogates are encoded like any other code point.
constexpr auto kTexts = std::to_array<std::string_view>(
    {"ab", "", "\xc3\xa9", "6162", ":", "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xed\xb2\x80",
     "a\xed\xa0\x80", "'", "'\"\\\n", std::string_view("a\0", 2)});

// Contents that mean something to some method: words, lines, digits. Formats are made.
constexpr auto kPhrases =
    std::to_array<std::string_view>({"%%", "%(a)s", "a b  c", "ab\r\ncd\n", "a\rb\r", "Ab cD",
                                     "  ab ", "6162", "-12", "+7", "a\tb", "'", "'\"\\"});

// What is UTF-8, and what only looks like it.
constexpr auto kEncoded = std::to_array<std::string_view>({"\xc3\xa9",
                                                           "\xe2\x82\xac",
                                                           "\xe0\xa0\x80",
                                                           "\xf0\x9f\x98\x80",
                                                           "\xed\xa0\x80",
                                                           "\xed\xb2\x80",
                                                           "\xf4\x8f\xbf\xbf",
                                                           "\xf4\x90\x80\x80",
                                                           "\xe0\x80\x80",
                                                           "\xed\xb2",
                                                           "\xf0\x80\x80\x80",
                                                           "\xc3",
                                                           "\xe2\x82",
                                                           "\xf0\x9f\x98",
                                                           "\xf5",
                                                           "\x80",
                                                           "\xc3z",
                                                           "\xe2z",
                                                           "\xf0\x9fz",
                                                           "z"});

}  // namespace

std::string ArgumentMaker::make_phrase() {
  const std::size_t choice = random_.below(100);
  if (choice < 45) return make_percent_format(random_);
  if (choice < 75) return std::string(random_.pick(kPhrases));
  std::string text;
  for (std::size_t i = 1 + random_.below(3); i > 0; --i) text += random_.pick(kEncoded);
  return text;
}

Value ArgumentMaker::make_contents(Kind kind) {
  static constexpr auto kSizes =
      std::to_array<std::size_t>({0, 1, 1, 2, 2, 3, 4, 5, 8, 8, 12, 13, 16, 24, 31});
  std::size_t size = random_.pick(kSizes);
  if (random_.chance(20))
    size = static_cast<std::size_t>(std::min<std::int64_t>(target_.length, 64));
  if (random_.chance(2)) size = 200 + random_.below(200);
  // Long enough, and to search in what is, for the search that counts its work.
  const bool searched = target_.length > 1000 && random_.chance(20);
  if (searched) size = 100 + random_.below(static_cast<std::size_t>(target_.length / 4));
  if (random_.chance(1) && random_.chance(20)) size = 2000 + random_.below(4000);
  Value value;
  if (random_.chance(12)) {
    const std::string phrase = make_phrase();
    return arena_.bytes(kind,
                        {reinterpret_cast<const std::uint8_t*>(phrase.data()), phrase.size()});
  }
  const bool uniform = random_.chance(20);
  const std::uint8_t fill = random_.pick(kByteAlphabet);
  const std::size_t period = size > 99 ? 1 + random_.below(size) : size;
  const auto room = arena_.room(size, value, kind);
  for (std::size_t i = 0; i < size; ++i) {
    room[i] = uniform ? fill : i >= period ? room[i - period] : random_.pick(kByteAlphabet);
  }
  return value;
}

Value ArgumentMaker::make_text(Param param) {
  // The orders of tobytes() for views.
  if (is_view() && param == Param::text && random_.chance(50)) {
    return arena_.text(random_.pick(std::to_array<std::string_view>({"C", "F", "A", ":", "-"})));
  }
  return arena_.text(random_.pick(kTexts));
}

}  // namespace holdfast
