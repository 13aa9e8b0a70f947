// SPDX-License-Identifier: MIT
//
// Formats of the struct module, read as its documentation describes them: a byte order, then
// letters with counts and blanks between them; in native mode C's alignment.
#include <algorithm>
#include <limits>

#include "model/elements.h"

namespace holdfast::model {
namespace {

struct LetterSize {
  char letter;
  std::int64_t native;
  std::int64_t standard;      // 0: only in native mode
  std::int64_t aligned_to{};  // in native mode, where that is not the size
};

// The table "Format Characters".
constexpr LetterSize kLetters[] = {
    {'x', 1, 1}, {'c', 1, 1}, {'b', 1, 1}, {'B', 1, 1},    {'?', 1, 1},      {'h', 2, 2},
    {'H', 2, 2}, {'i', 4, 4}, {'I', 4, 4}, {'l', 8, 4},    {'L', 8, 4},      {'q', 8, 8},
    {'Q', 8, 8}, {'n', 8, 0}, {'N', 8, 0}, {'e', 2, 2},    {'f', 4, 4},      {'d', 8, 8},
    {'s', 1, 1}, {'p', 1, 1}, {'P', 8, 0}, {'F', 8, 8, 4}, {'D', 16, 16, 8},
};

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

// The number that digits stand for; nothing when it is too large.
std::optional<std::int64_t> number_of(std::string_view digits) {
  std::int64_t number = 0;
  for (const char digit : digits) {
    if (number > kMost / 10 || 10 * number > kMost - (digit - '0')) return std::nullopt;
    number = 10 * number + (digit - '0');
  }
  return number;
}

}  // namespace

std::optional<StructFormat> struct_format(std::string_view format) {
  StructFormat parsed;
  if (!format.empty() && std::string_view("@=<>!").find(format[0]) != std::string_view::npos) {
    parsed.native = format[0] == '@';
    parsed.little_endian = format[0] != '>' && format[0] != '!';
    format.remove_prefix(1);
  }
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (std::string_view(" \t\n\v\f\r").find(format[i]) != std::string_view::npos) continue;
    std::size_t end = i;
    while (end < format.size() && is_digit(format[end])) ++end;
    const auto count = end == i ? 1 : number_of(format.substr(i, end - i));
    if (!count || end == format.size()) return std::nullopt;
    i = end;
    const auto* row = std::ranges::find(kLetters, format[i], &LetterSize::letter);
    if (row == std::ranges::end(kLetters)) return std::nullopt;
    const std::int64_t size = parsed.native ? row->native : row->standard;
    if (size == 0) return std::nullopt;
    const std::int64_t alignment = row->aligned_to != 0 ? row->aligned_to : row->native;
    while (parsed.native && parsed.size % alignment != 0) {
      if (parsed.size == kMost) return std::nullopt;
      ++parsed.size;
    }
    if (*count > (kMost - parsed.size) / size) return std::nullopt;
    // The count of s and p is the size of one value.
    const bool is_text = row->letter == 's' || row->letter == 'p';
    const std::int64_t values = row->letter == 'x' ? 0 : is_text ? 1 : *count;
    parsed.values.push_back({.letter = row->letter,
                             .place = parsed.size,
                             .size = is_text ? *count : size,
                             .repeat = values});
    parsed.count += static_cast<std::uint64_t>(values);
    parsed.size += *count * size;
  }
  return parsed;
}

}  // namespace holdfast::model
