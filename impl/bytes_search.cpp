// SPDX-License-Identifier: MIT
//
// Searching. Where the needle's last byte is rare the C library leads from one to the next. Where
// it is not, a filter looks at sixteen places at once and lets through those where the needle's
// first and last byte are; what passes is compared. When comparing costs more than the haystack is
// long, the rest is left to the two-way algorithm (Crochemore and Perrin), which is linear and
// needs no memory.
#include "impl/bytes_search.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace holdfast::impl {
namespace {

// A sequence read from its beginning.
class Forwards {
 public:
  explicit Forwards(Span bytes) : bytes_(bytes) {}
  std::uint8_t operator[](std::size_t i) const { return bytes_[i]; }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  Span bytes_;
};

// The same read from its end.
class Backwards {
 public:
  explicit Backwards(Span bytes) : bytes_(bytes) {}
  std::uint8_t operator[](std::size_t i) const { return bytes_[bytes_.size() - 1 - i]; }
  [[nodiscard]] std::size_t size() const { return bytes_.size(); }

 private:
  Span bytes_;
};

struct Factor {
  std::size_t cut;
  std::size_t period;
};

// The maximal suffix of `needle` by one of the two alphabet orders, and its period.
template <typename Bytes>
Factor maximal_suffix(const Bytes& needle, bool inverted) {
  std::size_t suffix = 0;  // one behind where the best suffix begins, minus one
  std::size_t at = 1;
  std::size_t offset = 0;
  std::size_t period = 1;
  while (at + offset < needle.size()) {
    const std::uint8_t left = needle[at + offset];
    const std::uint8_t right = needle[suffix + offset];
    if (left == right) {
      if (offset + 1 == period) {
        at += period;
        offset = 0;
      } else {
        ++offset;
      }
    } else if ((left < right) != inverted) {
      at += offset + 1;
      offset = 0;
      period = at - suffix;
    } else {
      suffix = at;
      ++at;
      offset = 0;
      period = 1;
    }
  }
  return {.cut = suffix, .period = period};
}

template <typename Bytes>
bool has_period(const Bytes& needle, const Factor& factor) {
  if (factor.period + factor.cut > needle.size()) return false;
  for (std::size_t i = 0; i < factor.cut; ++i) {
    if (needle[i] != needle[i + factor.period]) return false;
  }
  return true;
}

// The first index of `needle` in `haystack` as they are read, or kNotFound; linear time.
template <typename Bytes>
std::int64_t two_way(const Bytes& haystack, const Bytes& needle) {
  const Factor plain = maximal_suffix(needle, false);
  const Factor inverted = maximal_suffix(needle, true);
  const Factor factor = plain.cut >= inverted.cut ? plain : inverted;
  const bool periodic = has_period(needle, factor);
  const std::size_t shift =
      periodic ? factor.period : std::max(factor.cut, needle.size() - factor.cut) + 1;
  std::size_t known = 0;  // how much of the needle's front is known to match (periodic needles)
  for (std::size_t at = 0; at + needle.size() <= haystack.size();) {
    std::size_t i = std::max(factor.cut, known);
    while (i < needle.size() && needle[i] == haystack[at + i]) ++i;
    if (i < needle.size()) {
      at += i - factor.cut + 1;
      known = 0;
      continue;
    }
    i = factor.cut;
    while (i > known && needle[i - 1] == haystack[at + i - 1]) --i;
    if (i <= known) return static_cast<std::int64_t>(at);
    at += shift;
    known = periodic ? needle.size() - factor.period : 0;
  }
  return kNotFound;
}

// What comparing may cost before the two-way algorithm takes over, in bytes for each byte passed.
constexpr std::size_t kPatience = 8;
constexpr std::size_t kPatienceAtLeast = 4096;

bool is_too_much(std::size_t work, std::size_t passed) {
  return work > kPatience * passed + kPatienceAtLeast;
}

// A byte is rare as long as there are so many others to each.
bool is_rare(std::size_t hits, std::size_t passed) { return 64 * hits <= passed + 1024; }

// A needle of two bytes or more, and where in a haystack it may be.
class Filter {
 public:
  static constexpr std::size_t kPlaces = 16;

  explicit Filter(Span needle) : needle_(needle) {}

  // One bit for each of kPlaces places: whether the first and the last byte are there.
  [[nodiscard]] std::uint32_t places(const std::uint8_t* at) const {
    const std::uint8_t first = needle_.front();
    const std::uint8_t last = needle_.back();
    const std::uint8_t* end = at + needle_.size() - 1;
#ifdef __SSE2__
    const __m128i begins = _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at)),
                                          _mm_set1_epi8(static_cast<char>(first)));
    const __m128i ends = _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(end)),
                                        _mm_set1_epi8(static_cast<char>(last)));
    return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_and_si128(begins, ends)));
#else
    std::uint32_t bits = 0;
    for (std::size_t i = 0; i < kPlaces; ++i) {
      bits |= static_cast<std::uint32_t>(at[i] == first && end[i] == last) << i;
    }
    return bits;
#endif
  }

  // Whether the needle is at a place that has its first and last byte.
  [[nodiscard]] bool is_at(const std::uint8_t* at) const {
    return std::memcmp(at + 1, needle_.data() + 1, needle_.size() - 2) == 0;
  }
  // The same for any place.
  [[nodiscard]] bool is_exactly_at(const std::uint8_t* at) const {
    return std::memcmp(at, needle_.data(), needle_.size()) == 0;
  }

 private:
  Span needle_;
};

// Calls `visit(index)` where the needle, of two bytes or more, is in the haystack, from the left
// and without overlap, until it says no.
template <typename Visit>
void for_each_match(Span haystack, Span needle, Visit&& visit) {
  if (needle.size() > haystack.size()) return;
  const Filter filter(needle);
  const std::uint8_t* const data = haystack.data();
  const std::size_t places = haystack.size() - needle.size() + 1;
  std::size_t work = 0;
  std::size_t at = 0;
  for (std::size_t hits = 0; is_rare(hits, at) && !is_too_much(work, at); ++hits) {
    if (at >= places) return;
    const void* hit = std::memchr(data + at + needle.size() - 1, needle.back(), places - at);
    if (hit == nullptr) return;
    at = static_cast<std::size_t>(static_cast<const std::uint8_t*>(hit) - data) -
         (needle.size() - 1);
    if (data[at] != needle.front()) {
      ++at;
    } else if (filter.is_at(data + at)) {
      if (!visit(at)) return;
      at += needle.size();
    } else {
      work += needle.size();
      ++at;
    }
  }
  std::size_t next = at;  // matches before it would overlap
  for (; at + Filter::kPlaces <= places; at += Filter::kPlaces) {
    for (std::uint32_t bits = filter.places(data + at); bits != 0; bits &= bits - 1) {
      const std::size_t place = at + static_cast<std::size_t>(std::countr_zero(bits));
      if (place < next) continue;
      if (filter.is_at(data + place)) {
        if (!visit(place)) return;
        next = place + needle.size();
      } else {
        work += needle.size();
      }
    }
    if (is_too_much(work, at)) {
      at = std::max(at + Filter::kPlaces, next);
      while (at < places) {
        const std::int64_t found = two_way(Forwards(haystack.subspan(at)), Forwards(needle));
        if (found == kNotFound || !visit(at + static_cast<std::size_t>(found))) return;
        at += static_cast<std::size_t>(found) + needle.size();
      }
      return;
    }
  }
  for (at = std::max(at, next); at < places; ++at) {
    if (!filter.is_exactly_at(data + at)) continue;
    if (!visit(at)) return;
    at += needle.size() - 1;
  }
}

// Counts in single bytes, as many at once as the compiler likes, and adds up before they overflow.
std::int64_t count_byte(Span haystack, std::uint8_t byte) {
  constexpr std::size_t kLanes = 32;
  constexpr std::size_t kRows = 255;
  std::int64_t total = 0;
  while (haystack.size() >= kLanes) {
    const std::size_t rows = std::min(haystack.size() / kLanes, kRows);
    std::array<std::uint8_t, kLanes> lanes{};
    for (std::size_t row = 0; row < rows; ++row) {
      const std::uint8_t* at = haystack.data() + row * kLanes;
      for (std::size_t lane = 0; lane < kLanes; ++lane) {
        lanes[lane] = static_cast<std::uint8_t>(lanes[lane] + (at[lane] == byte ? 1 : 0));
      }
    }
    total += std::accumulate(lanes.begin(), lanes.end(), std::int64_t{0});
    haystack = haystack.subspan(rows * kLanes);
  }
  return total + std::ranges::count(haystack, byte);
}

}  // namespace

std::int64_t find(Span haystack, Span needle) {
  if (needle.empty()) return 0;
  if (needle.size() == 1) {
    if (haystack.empty()) return kNotFound;
    const void* hit = std::memchr(haystack.data(), needle[0], haystack.size());
    return hit == nullptr ? kNotFound : static_cast<const std::uint8_t*>(hit) - haystack.data();
  }
  std::int64_t found = kNotFound;
  for_each_match(haystack, needle, [&](std::size_t at) {
    found = static_cast<std::int64_t>(at);
    return false;
  });
  return found;
}

std::int64_t rfind(Span haystack, Span needle) {
  if (needle.size() > haystack.size()) return kNotFound;
  if (needle.empty()) return static_cast<std::int64_t>(haystack.size());
  if (needle.size() == 1) {
    const void* hit = memrchr(haystack.data(), needle[0], haystack.size());
    return hit == nullptr ? kNotFound : static_cast<const std::uint8_t*>(hit) - haystack.data();
  }
  const Filter filter(needle);
  const std::uint8_t* const data = haystack.data();
  const std::size_t places = haystack.size() - needle.size() + 1;
  std::size_t work = 0;
  std::size_t end = places;  // the places before it are left
  for (std::size_t hits = 0; is_rare(hits, places - end) && !is_too_much(work, places - end);
       ++hits) {
    const void* hit = memrchr(data + needle.size() - 1, needle.back(), end);
    if (hit == nullptr) return kNotFound;
    end = static_cast<std::size_t>(static_cast<const std::uint8_t*>(hit) - data) -
          (needle.size() - 1);
    if (data[end] != needle.front()) continue;
    if (filter.is_at(data + end)) return static_cast<std::int64_t>(end);
    work += needle.size();
  }
  for (; end >= Filter::kPlaces; end -= Filter::kPlaces) {
    const std::size_t at = end - Filter::kPlaces;
    for (std::uint32_t bits = filter.places(data + at); bits != 0;) {
      const auto highest = static_cast<std::uint32_t>(std::bit_width(bits) - 1);
      if (filter.is_at(data + at + highest)) return static_cast<std::int64_t>(at + highest);
      bits ^= 1U << highest;
      work += needle.size();
    }
    if (is_too_much(work, places - at)) {
      const Span rest = haystack.first(at + needle.size() - 1);
      const std::int64_t found = two_way(Backwards(rest), Backwards(needle));
      if (found == kNotFound) return kNotFound;
      return static_cast<std::int64_t>(rest.size() - needle.size()) - found;
    }
  }
  while (end-- > 0) {
    if (filter.is_exactly_at(data + end)) return static_cast<std::int64_t>(end);
  }
  return kNotFound;
}

std::int64_t count(Span haystack, Span needle, std::int64_t limit) {
  const auto size = static_cast<std::int64_t>(haystack.size());
  if (needle.empty()) return std::min(size + 1, limit);
  if (needle.size() == 1) return std::min(count_byte(haystack, needle[0]), limit);
  std::int64_t found = 0;
  if (limit > 0) for_each_match(haystack, needle, [&](std::size_t) { return ++found < limit; });
  return found;
}

void adjust_bounds(std::int64_t& start, std::int64_t& end, std::int64_t size) {
  if (end > size) {
    end = size;
  } else if (end < 0) {
    end = std::max<std::int64_t>(end + size, 0);
  }
  if (start < 0) start = std::max<std::int64_t>(start + size, 0);
}

}  // namespace holdfast::impl
