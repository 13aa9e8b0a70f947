// SPDX-License-Identifier: MIT
//
// str: code points in and out of the encoded text.
#include "impl/str.h"

#include <algorithm>
#include <cstring>

#include "impl/iterators.h"

namespace holdfast::impl {

Result<Ref<Str>> Str::create(std::string_view text) {
  HOLDFAST_TRY(auto str, make<Str>());
  if (!str->block_.resize(text.size())) return memory_error();
  if (!text.empty()) std::memcpy(str->block_.data(), text.data(), text.size());
  return str;
}

Result<Ref<Str>> Str::adopt(Block block) {
  HOLDFAST_TRY(auto str, make<Str>());
  str->block_ = std::move(block);
  return str;
}

std::size_t Str::count() const {
  return static_cast<std::size_t>(std::ranges::count_if(
      block_.bytes(), [](std::uint8_t byte) { return (byte & 0xc0U) != 0x80U; }));
}

Result<Ref<Object>> Str::iter() { return make_str_iterator(*this); }

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto byte = [&] { return static_cast<char32_t>(static_cast<unsigned char>(text[at++])); };
  const char32_t lead = byte();
  if (lead < 0x80) return lead;
  const int more = lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
  char32_t code = lead & (0x3fU >> static_cast<unsigned>(more));
  for (int i = 0; i < more && at < text.size(); ++i) code = code << 6U | (byte() & 0x3fU);
  return code;
}

std::size_t put_code_point(char32_t code, char* out) {
  const auto tail = [&](unsigned shift) {
    return static_cast<char>(0x80U | ((code >> shift) & 0x3fU));
  };
  if (code < 0x80) {
    out[0] = static_cast<char>(code);
    return 1;
  }
  if (code < 0x800) {
    out[0] = static_cast<char>(0xc0U | (code >> 6U));
    out[1] = tail(0);
    return 2;
  }
  if (code < 0x10000) {
    out[0] = static_cast<char>(0xe0U | (code >> 12U));
    out[1] = tail(6);
    out[2] = tail(0);
    return 3;
  }
  out[0] = static_cast<char>(0xf0U | (code >> 18U));
  out[1] = tail(12);
  out[2] = tail(6);
  out[3] = tail(0);
  return 4;
}

}  // namespace holdfast::impl
