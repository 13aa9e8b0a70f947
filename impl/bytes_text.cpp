// SPDX-License-Identifier: MIT
//
// ASCII text in bytes.
#include "impl/bytes_text.h"

#include <algorithm>
#include <bitset>

namespace holdfast::impl {

bool is_alnum_text(Span text) {
  return !text.empty() &&
         std::ranges::all_of(text, [](std::uint8_t c) { return is_alpha(c) || is_digit(c); });
}

bool is_alpha_text(Span text) { return !text.empty() && std::ranges::all_of(text, is_alpha); }

bool is_ascii_text(Span text) {
  unsigned all = 0;
  for (const std::uint8_t c : text) all |= c;
  return all < 0x80;
}

bool is_digit_text(Span text) { return !text.empty() && std::ranges::all_of(text, is_digit); }

bool is_lower_text(Span text) {
  return std::ranges::none_of(text, is_upper) && std::ranges::any_of(text, is_lower);
}

bool is_space_text(Span text) { return !text.empty() && std::ranges::all_of(text, is_space); }

bool is_title_text(Span text) {
  bool cased = false;
  bool inside = false;  // of a word
  for (const std::uint8_t c : text) {
    if (is_upper(c)) {
      if (inside) return false;
      inside = cased = true;
    } else if (is_lower(c)) {
      if (!inside) return false;
      cased = true;
    } else {
      inside = false;
    }
  }
  return cased;
}

bool is_upper_text(Span text) {
  return std::ranges::none_of(text, is_lower) && std::ranges::any_of(text, is_upper);
}

void make_lower(std::span<std::uint8_t> text) {
  for (std::uint8_t& c : text) c = to_lower(c);
}

void make_upper(std::span<std::uint8_t> text) {
  for (std::uint8_t& c : text) c = to_upper(c);
}

void make_swapped(std::span<std::uint8_t> text) {
  for (std::uint8_t& c : text) c = is_alpha(c) ? c ^ 0x20U : c;
}

void make_capitalized(std::span<std::uint8_t> text) {
  make_lower(text);
  if (!text.empty()) text[0] = to_upper(text[0]);
}

void make_title(std::span<std::uint8_t> text) {
  bool inside = false;
  for (std::uint8_t& c : text) {
    if (!is_alpha(c)) {
      inside = false;
      continue;
    }
    c = inside ? to_lower(c) : to_upper(c);
    inside = true;
  }
}

Span strip(Span text, Span drop, bool left, bool right) {
  std::bitset<256> dropped;
  for (const std::uint8_t c : drop) dropped.set(c);
  std::size_t start = 0;
  std::size_t end = text.size();
  while (left && start < end && dropped[text[start]]) ++start;
  while (right && end > start && dropped[text[end - 1]]) --end;
  return text.subspan(start, end - start);
}

}  // namespace holdfast::impl
