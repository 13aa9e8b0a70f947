// SPDX-License-Identifier: MIT
//
// Texts in programs are UTF-8, except that a lone surrogate, which a Python str can hold, is
// encoded like any other code point.
#pragma once

#include <cstdint>
#include <span>

namespace holdfast {

// True where `text` is well-formed in that sense: no overlong form, nothing beyond U+10FFFF.
inline bool is_utf8(std::span<const std::uint8_t> text) {
  for (std::size_t i = 0; i < text.size();) {
    const std::uint32_t lead = text[i];
    const std::size_t size = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
    if (size == 0 || text.size() - i < size) return false;
    std::uint32_t code = size == 1 ? lead : lead & (0x7fU >> size);
    for (std::size_t j = 1; j < size; ++j) {
      if ((text[i + j] & 0xc0U) != 0x80U) return false;
      code = code << 6U | (text[i + j] & 0x3fU);
    }
    if ((size == 3 && code < 0x800) || (size == 4 && (code < 0x10000 || code > 0x10ffff))) {
      return false;
    }
    i += size;
  }
  return true;
}

}  // namespace holdfast
