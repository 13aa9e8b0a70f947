// SPDX-License-Identifier: MIT
//
// Bytes as ASCII text: classes of characters, changes of case, trimming. Everything else is neither
// letter nor digit nor space.
#pragma once

#include <cstdint>
#include <span>

#include "impl/bytes_search.h"

namespace holdfast::impl {

constexpr bool is_lower(std::uint8_t c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_upper(std::uint8_t c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_alpha(std::uint8_t c) { return is_lower(c | 0x20U); }
constexpr bool is_digit(std::uint8_t c) { return c >= '0' && c <= '9'; }
constexpr bool is_space(std::uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr std::uint8_t to_lower(std::uint8_t c) { return is_upper(c) ? c | 0x20U : c; }
constexpr std::uint8_t to_upper(std::uint8_t c) {
  return is_lower(c) ? static_cast<std::uint8_t>(c - 0x20U) : c;
}

// The tests behind isalnum() and so on: of all bytes, and there must be one; is_ascii() is also
// true of none, is_lower_text() asks for one letter and no capital.
bool is_alnum_text(Span text);
bool is_alpha_text(Span text);
bool is_ascii_text(Span text);
bool is_digit_text(Span text);
bool is_lower_text(Span text);
bool is_space_text(Span text);
bool is_title_text(Span text);
bool is_upper_text(Span text);

// Changes of case, in place.
void make_lower(std::span<std::uint8_t> text);
void make_upper(std::span<std::uint8_t> text);
void make_swapped(std::span<std::uint8_t> text);
void make_capitalized(std::span<std::uint8_t> text);
void make_title(std::span<std::uint8_t> text);

// `text` without the bytes in `drop` at its ends.
Span strip(Span text, Span drop, bool left, bool right);

}  // namespace holdfast::impl
