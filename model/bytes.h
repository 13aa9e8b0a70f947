// SPDX-License-Identifier: MIT
//
// Plain functions on bytes that several steps use: searching by comparing at every place, and what
// ASCII says of a byte.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "model/objects.h"

namespace holdfast::model {

// The first and the last place of `needle`, or -1.
std::int64_t find_in(ByteSpan bytes, ByteSpan needle);
std::int64_t rfind_in(ByteSpan bytes, ByteSpan needle);

// The places of `needle` from left to right, not overlapping, `most` of them at the most. Nothing
// is found before, between and after all bytes.
std::vector<std::int64_t> occurrences(ByteSpan bytes, ByteSpan needle,
                                      std::int64_t most = std::numeric_limits<std::int64_t>::max());

// The bytes from `low` to `high`.
ByteSpan part(ByteSpan bytes, std::int64_t low, std::int64_t high);

constexpr bool is_space(std::uint8_t c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr bool is_digit(std::uint8_t c) { return c >= '0' && c <= '9'; }
constexpr bool is_upper(std::uint8_t c) { return c >= 'A' && c <= 'Z'; }
constexpr bool is_lower(std::uint8_t c) { return c >= 'a' && c <= 'z'; }
constexpr bool is_alpha(std::uint8_t c) { return is_upper(c) || is_lower(c); }
constexpr std::uint8_t to_upper(std::uint8_t c) {
  return is_lower(c) ? static_cast<std::uint8_t>(c - 'a' + 'A') : c;
}
constexpr std::uint8_t to_lower(std::uint8_t c) {
  return is_upper(c) ? static_cast<std::uint8_t>(c - 'A' + 'a') : c;
}

}  // namespace holdfast::model
