// SPDX-License-Identifier: MIT
//
// Integers beyond 64 bits as sign and magnitude.
#include "impl/big_integer.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "impl/builder.h"

namespace holdfast::impl {

Result<Value> BigInteger::from_magnitude(bool negative, std::span<const std::uint8_t> magnitude) {
  while (!magnitude.empty() && magnitude.back() == 0) {
    magnitude = magnitude.first(magnitude.size() - 1);
  }
  if (magnitude.size() <= 8) {
    std::uint64_t number = 0;
    for (std::size_t i = magnitude.size(); i-- > 0;) number = number << 8U | magnitude[i];
    constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    if (number <= kMost || (negative && number == kMost + 1)) {
      return Value::integer(static_cast<std::int64_t>(negative ? 0 - number : number));
    }
  }
  HOLDFAST_TRY(auto big, make<BigInteger>());
  if (!big->magnitude_.resize(magnitude.size())) return memory_error();
  std::memcpy(big->magnitude_.data(), magnitude.data(), magnitude.size());
  big->negative_ = negative;
  return Value(std::move(big));
}

Result<Value> BigInteger::from_twos_complement(std::span<const std::uint8_t> bytes) {
  const bool negative = !bytes.empty() && (bytes.back() & 0x80U) != 0;
  if (!negative) return from_magnitude(false, bytes);
  Block magnitude;
  if (!magnitude.resize(bytes.size())) return memory_error();
  unsigned carry = 1;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const unsigned digit = (bytes[i] ^ 0xffU) + carry;
    magnitude.data()[i] = static_cast<std::uint8_t>(digit);
    carry = digit >> 8U;
  }
  return from_magnitude(true, magnitude.bytes());
}

void BigInteger::append_twos_complement(std::string& out) const {
  const auto bytes = magnitude();
  const std::size_t start = out.size();
  unsigned carry = 1;
  for (const std::uint8_t byte : bytes) {
    if (negative_) {
      const unsigned digit = (byte ^ 0xffU) + carry;
      out += static_cast<char>(digit);
      carry = digit >> 8U;
    } else {
      out += static_cast<char>(byte);
    }
  }
  const bool looks_negative = (static_cast<unsigned char>(out.back()) & 0x80U) != 0;
  if (looks_negative != negative_) out += static_cast<char>(negative_ ? 0xff : 0);
  // The shortest form has no byte that only repeats the sign.
  const char filler = static_cast<char>(negative_ ? 0xff : 0);
  while (out.size() - start > 1 && out.back() == filler &&
         ((static_cast<unsigned char>(out[out.size() - 2]) & 0x80U) != 0) == negative_) {
    out.pop_back();
  }
}

void BigInteger::append_digits(Builder& out, unsigned base) const {
  Builder rest;
  rest.append(magnitude());
  Builder digits;  // the last one first
  auto number = rest.mutable_bytes();
  while (!number.empty() && !digits.failed()) {
    unsigned remainder = 0;
    for (std::size_t i = number.size(); i-- > 0;) {
      const unsigned part = remainder << 8U | number[i];
      number[i] = static_cast<std::uint8_t>(part / base);
      remainder = part % base;
    }
    digits.put("0123456789abcdef"[remainder]);
    while (!number.empty() && number.back() == 0) number = number.first(number.size() - 1);
  }
  if (rest.failed() || digits.failed()) return out.fail();
  std::ranges::reverse(digits.mutable_bytes());
  out.append(digits.bytes());
}

}  // namespace holdfast::impl
