// SPDX-License-Identifier: MIT
//
// Searching bytes in bytes, close to the speed of memory in the usual case and linear in the worst.
#pragma once

#include <cstdint>
#include <span>

namespace holdfast::impl {

using Span = std::span<const std::uint8_t>;

inline constexpr std::int64_t kNotFound = -1;

// The lowest index at which `needle` begins in `haystack`, or kNotFound. An empty needle is found
// at 0.
std::int64_t find(Span haystack, Span needle);

// The highest index; an empty needle is found at the end.
std::int64_t rfind(Span haystack, Span needle);

// How often `needle` occurs without overlap, at most `limit` times; an empty one size + 1 times.
std::int64_t count(Span haystack, Span needle, std::int64_t limit);

// Fits search bounds to `size`, as Python does: negative ones count from the end. Then start may be
// behind end, which finds nothing, not even the empty needle.
void adjust_bounds(std::int64_t& start, std::int64_t& end, std::int64_t size);

}  // namespace holdfast::impl
