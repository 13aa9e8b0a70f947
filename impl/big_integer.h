// SPDX-License-Identifier: MIT
//
// Integers beyond 64 bits. The buffer types hardly calculate with them: they refuse them (too
// large) or print them. Integers that fit 64 bits are always Value::integer, never this.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "impl/object.h"
#include "impl/value.h"

namespace holdfast::impl {

class BigInteger final : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::big_integer;

  // The value of a two's complement, little-endian number of any length: an integer where 64 bits
  // are enough, else a BigInteger. MemoryError when there is no memory.
  static Result<Value> from_twos_complement(std::span<const std::uint8_t> bytes);
  // The value of a sign and a magnitude (little-endian).
  static Result<Value> from_magnitude(bool negative, std::span<const std::uint8_t> magnitude);

  [[nodiscard]] bool negative() const { return negative_; }
  // The absolute value, little-endian, without leading zeros.
  [[nodiscard]] std::span<const std::uint8_t> magnitude() const { return magnitude_.bytes(); }
  // The shortest two's complement, little-endian, appended to `out`.
  void append_twos_complement(std::string& out) const;
  // Appends the digits of the absolute value in base 8, 10 or 16 (lower case), without prefix.
  void append_digits(class Builder& out, unsigned base) const;

  [[nodiscard]] const char* type_name() const override { return "int"; }
  [[nodiscard]] bool has_index() const override { return true; }
  Result<Value> index() override { return Value::share(*this); }

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  BigInteger() : Object(kType) {}
  bool negative_ = false;
  Block magnitude_;
};

}  // namespace holdfast::impl
