// SPDX-License-Identifier: MIT
//
// What the fuzz targets of parsers share.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <span>
#include <string_view>

namespace holdfast::fuzz {

// Aborts where a property does not hold, and says which: that is how an engine learns of it.
inline void require(bool holds, const char* property) {
  if (holds) return;
  std::fprintf(stderr, "\nBROKEN  this does not hold: %s\n", property);
  std::abort();
}

inline std::string_view text_of(std::span<const std::uint8_t> input) {
  return {reinterpret_cast<const char*>(input.data()), input.size()};
}

}  // namespace holdfast::fuzz
