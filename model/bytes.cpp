// SPDX-License-Identifier: MIT
#include "model/bytes.h"

#include <algorithm>

namespace holdfast::model {
namespace {

bool is_at(ByteSpan bytes, std::int64_t at, ByteSpan needle) {
  return std::ranges::equal(bytes.subspan(static_cast<std::size_t>(at), needle.size()), needle);
}

}  // namespace

std::int64_t find_in(ByteSpan bytes, ByteSpan needle) {
  const auto last =
      static_cast<std::int64_t>(bytes.size()) - static_cast<std::int64_t>(needle.size());
  for (std::int64_t at = 0; at <= last; ++at) {
    if (is_at(bytes, at, needle)) return at;
  }
  return -1;
}

std::int64_t rfind_in(ByteSpan bytes, ByteSpan needle) {
  const auto last =
      static_cast<std::int64_t>(bytes.size()) - static_cast<std::int64_t>(needle.size());
  for (std::int64_t at = last; at >= 0; --at) {
    if (is_at(bytes, at, needle)) return at;
  }
  return -1;
}

std::vector<std::int64_t> occurrences(ByteSpan bytes, ByteSpan needle, std::int64_t most) {
  std::vector<std::int64_t> places;
  const auto size = static_cast<std::int64_t>(needle.size());
  const auto last = static_cast<std::int64_t>(bytes.size()) - size;
  for (std::int64_t at = 0; at <= last && static_cast<std::int64_t>(places.size()) < most;) {
    const bool found = is_at(bytes, at, needle);
    if (found) places.push_back(at);
    at += found ? std::max<std::int64_t>(size, 1) : 1;
  }
  return places;
}

ByteSpan part(ByteSpan bytes, std::int64_t low, std::int64_t high) {
  return bytes.subspan(static_cast<std::size_t>(low), static_cast<std::size_t>(high - low));
}

}  // namespace holdfast::model
