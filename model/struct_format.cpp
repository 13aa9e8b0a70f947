// SPDX-License-Identifier: MIT
//
// Formats of the struct module, read as its documentation describes them: a byte order, then
// letters with counts and blanks between them; in native mode C's alignment.
#include <algorithm>

#include "model/elements.h"

namespace holdfast::model {
namespace {

struct LetterSize {
  char letter;
  std::int64_t native;    // size, and what it is aligned to
  std::int64_t standard;  // 0: only in native mode
};

// The table "Format Characters".
constexpr LetterSize kLetters[] = {
    {'x', 1, 1}, {'c', 1, 1}, {'b', 1, 1}, {'B', 1, 1}, {'?', 1, 1}, {'h', 2, 2}, {'H', 2, 2},
    {'i', 4, 4}, {'I', 4, 4}, {'l', 8, 4}, {'L', 8, 4}, {'q', 8, 8}, {'Q', 8, 8}, {'n', 8, 0},
    {'N', 8, 0}, {'e', 2, 2}, {'f', 4, 4}, {'d', 8, 8}, {'s', 1, 1}, {'p', 1, 1}, {'P', 8, 0},
};

constexpr std::int64_t kEnough = 1 << 20;  // no buffer of a program has larger elements

}  // namespace

std::optional<StructFormat> struct_format(std::string_view format) {
  StructFormat parsed;
  bool native = true;
  if (!format.empty() && std::string_view("@=<>!").find(format[0]) != std::string_view::npos) {
    native = format[0] == '@';
    parsed.little_endian = format[0] != '>' && format[0] != '!';
    format.remove_prefix(1);
  }
  for (std::size_t i = 0; i < format.size(); ++i) {
    if (std::string_view(" \t\n\v\f\r").find(format[i]) != std::string_view::npos) continue;
    std::int64_t count = 0;
    bool counted = false;
    for (; i < format.size() && format[i] >= '0' && format[i] <= '9'; ++i) {
      count = std::min(kEnough, count * 10 + (format[i] - '0'));
      counted = true;
    }
    if (i == format.size()) return std::nullopt;
    if (!counted) count = 1;
    const auto* row = std::ranges::find(kLetters, format[i], &LetterSize::letter);
    if (row == std::ranges::end(kLetters)) return std::nullopt;
    const std::int64_t size = native ? row->native : row->standard;
    if (size == 0) return std::nullopt;
    while (native && parsed.size % row->native != 0) ++parsed.size;
    const bool is_text = row->letter == 's' || row->letter == 'p';
    if (is_text) {
      parsed.values.push_back(
          {row->letter, static_cast<std::size_t>(parsed.size), static_cast<std::size_t>(count)});
      parsed.size += count;
      continue;
    }
    for (std::int64_t n = 0; n < count; ++n) {
      if (row->letter != 'x') {
        parsed.values.push_back(
            {row->letter, static_cast<std::size_t>(parsed.size), static_cast<std::size_t>(size)});
      }
      parsed.size += size;
      if (parsed.size > kEnough) return std::nullopt;
    }
  }
  return parsed;
}

}  // namespace holdfast::model
