// SPDX-License-Identifier: MIT
//
// Searching. The search backwards first takes memrchr to the places where the needle's last byte
// is, and compares there; when that costs more than the haystack is long, it continues with the
// two-way algorithm (Crochemore and Perrin) read from the right, which needs no memory.
#include "impl/bytes_search.h"

#include <algorithm>
#include <cstring>

namespace holdfast::impl {
namespace {

// A sequence read from its end.
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
Factor maximal_suffix(const Backwards& needle, bool inverted) {
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

bool has_period(const Backwards& needle, const Factor& factor) {
  if (factor.period + factor.cut > needle.size()) return false;
  for (std::size_t i = 0; i < factor.cut; ++i) {
    if (needle[i] != needle[i + factor.period]) return false;
  }
  return true;
}

// The first index of `needle` in `haystack`, both read backwards, or kNotFound; linear time.
std::int64_t two_way(const Backwards& haystack, const Backwards& needle) {
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

}  // namespace

std::int64_t find(Span haystack, Span needle) {
  if (needle.empty()) return 0;
  if (needle.size() > haystack.size()) return kNotFound;
  const void* hit = needle.size() == 1
                        ? std::memchr(haystack.data(), needle[0], haystack.size())
                        : memmem(haystack.data(), haystack.size(), needle.data(), needle.size());
  return hit == nullptr ? kNotFound : static_cast<const std::uint8_t*>(hit) - haystack.data();
}

std::int64_t rfind(Span haystack, Span needle) {
  if (needle.size() > haystack.size()) return kNotFound;
  if (needle.empty()) return static_cast<std::int64_t>(haystack.size());
  const std::uint8_t last = needle.back();
  std::size_t work = 0;
  std::size_t end = haystack.size();
  while (end >= needle.size()) {
    // The last place where the needle may end.
    const void* hit = memrchr(haystack.data() + needle.size() - 1, last, end - needle.size() + 1);
    if (hit == nullptr) return kNotFound;
    end = static_cast<std::size_t>(static_cast<const std::uint8_t*>(hit) - haystack.data()) + 1;
    std::size_t same = 1;
    while (same < needle.size() && haystack[end - 1 - same] == needle[needle.size() - 1 - same]) {
      ++same;
    }
    if (same == needle.size()) return static_cast<std::int64_t>(end - needle.size());
    --end;
    work += same + 8;
    if (work > 4 * (haystack.size() - end) + 512) {
      const Span rest = haystack.first(end);
      const std::int64_t at = two_way(Backwards(rest), Backwards(needle));
      if (at == kNotFound) return kNotFound;
      return static_cast<std::int64_t>(rest.size() - needle.size()) - at;
    }
  }
  return kNotFound;
}

std::int64_t count(Span haystack, Span needle, std::int64_t limit) {
  const auto size = static_cast<std::int64_t>(haystack.size());
  if (needle.empty()) return std::min(size + 1, limit);
  if (needle.size() == 1)
    return std::min<std::int64_t>(std::ranges::count(haystack, needle[0]), limit);
  std::int64_t found = 0;
  while (found < limit) {
    const std::int64_t at = find(haystack, needle);
    if (at == kNotFound) break;
    haystack = haystack.subspan(static_cast<std::size_t>(at) + needle.size());
    ++found;
  }
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
