// SPDX-License-Identifier: MIT
//
// Hexadecimal digits.
#include "impl/hex.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "impl/bytes.h"
#include "impl/bytes_text.h"
#include "impl/bytes_writer.h"

namespace holdfast::impl {
namespace {

constexpr auto kDigitPairs = [] {
  std::array<std::array<std::uint8_t, 2>, 256> pairs{};
  for (unsigned i = 0; i < 256; ++i) {
    pairs[i] = {static_cast<std::uint8_t>("0123456789abcdef"[i >> 4U]),
                static_cast<std::uint8_t>("0123456789abcdef"[i & 15U])};
  }
  return pairs;
}();

constexpr unsigned kNoDigit = 16;

constexpr auto kDigitValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  for (unsigned i = 0; i < 16; ++i) {
    const auto digit = static_cast<unsigned char>("0123456789abcdef"[i]);
    values[digit] = static_cast<std::uint8_t>(i);
    values[to_upper(digit)] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

Result<std::uint8_t> take_separator(const Value& separator) {
  if (!separator.is_object()) {
    return type_error("object of type '{}' has no len()", separator.type_name());
  }
  HOLDFAST_TRY(const std::int64_t length, separator.object().length());
  if (length != 1) return value_error("sep must be length 1.");
  std::uint8_t byte = 0;
  if (const Str* text = separator.as<Str>()) {
    byte = static_cast<std::uint8_t>(text->text()[0]);
  } else if (const Bytes* bytes = separator.as<Bytes>()) {
    // A class derived from bytes says of which length it is: CPython reads the byte behind the end.
    byte = bytes->contents().empty() ? 0 : bytes->contents()[0];
  } else {
    return type_error("sep must be str or bytes.");
  }
  if (byte > 127) return value_error("sep must be ASCII.");
  return byte;
}

std::uint8_t* put_digits(std::uint8_t* out, Span bytes) {
  for (const std::uint8_t byte : bytes) {
    std::memcpy(out, kDigitPairs[byte].data(), 2);
    out += 2;
  }
  return out;
}

Failure no_digit(std::size_t position) {
  return value_error("non-hexadecimal number found in fromhex() arg at position {}", position);
}

Result<Ref<ByteArray>> parse(Span digits) {
  BytesWriter out;
  HOLDFAST_CHECK(out.promise(digits.size() / 2));
  for (std::size_t at = 0; at < digits.size();) {
    if (is_space(digits[at])) {
      ++at;
      continue;
    }
    const unsigned high = kDigitValues[digits[at]];
    if (high == kNoDigit) return no_digit(at);
    if (++at == digits.size()) {
      return value_error("fromhex() arg must contain an even number of hexadecimal digits");
    }
    const unsigned low = kDigitValues[digits[at]];
    if (low == kNoDigit) return no_digit(at);
    ++at;
    out.write(static_cast<std::uint8_t>(high << 4U | low));
  }
  return out.finish();
}

}  // namespace

Result<Ref<Str>> to_hex(Span bytes, const Value* separator, int group) {
  std::uint8_t between = 0;
  if (separator != nullptr) {
    HOLDFAST_TRY(between, take_separator(*separator));
  } else {
    group = 0;
  }
  const std::size_t width =
      group < 0 ? 0 - static_cast<std::size_t>(group) : static_cast<std::size_t>(group);
  const std::size_t gaps = width == 0 || bytes.empty() ? 0 : (bytes.size() - 1) / width;
  Block text;
  if (!text.resize(bytes.size() * 2 + gaps)) return memory_error();
  std::uint8_t* out = text.data();
  // Counted from the right, the first group is the short one.
  std::size_t part = gaps == 0 ? bytes.size() : group < 0 ? width : bytes.size() - gaps * width;
  for (std::size_t i = 0; i <= gaps; ++i) {
    if (i > 0) *out++ = between;
    part = std::min(part, bytes.size());
    out = put_digits(out, bytes.first(part));
    bytes = bytes.subspan(part);
    part = width;
  }
  return Str::adopt(std::move(text));
}

Result<Ref<ByteArray>> from_hex(const Value& digits) {
  if (const Str* text = digits.as<Str>()) {
    const std::string_view view = text->text();
    const Span bytes(reinterpret_cast<const std::uint8_t*>(view.data()), view.size());
    // Up to the first character that is not ASCII, bytes and characters count alike.
    const auto strange = std::ranges::find_if(bytes, [](std::uint8_t c) { return c >= 0x80; });
    if (strange != bytes.end()) return no_digit(static_cast<std::size_t>(strange - bytes.begin()));
    return parse(bytes);
  }
  if (!supports_buffer(digits)) {
    return type_error("fromhex() argument must be str or bytes-like, not {}", digits.type_name());
  }
  AcquiredBuffer buffer;
  HOLDFAST_CHECK(acquire(digits, request::kSimple, buffer));
  return parse(buffer.bytes());
}

}  // namespace holdfast::impl
