// SPDX-License-Identifier: MIT
//
// One value as an element of a buffer gives it: an integer of 64 bits with or without a sign, a
// float, a complex number or a few bytes. Comparing elements goes through these, so that comparing
// views allocates nothing.
#pragma once

#include <cstdint>
#include <span>

#include "impl/value.h"

namespace holdfast::impl {

struct Scalar {
  enum class Kind : std::uint8_t { integer, boolean, real, complex, bytes };

  Kind kind = Kind::integer;
  bool negative = false;                // integer: `bits` is a two's complement below zero
  std::uint64_t bits = 0;               // integer, boolean
  double real = 0;                      // real, complex
  double imaginary = 0;                 // complex
  std::span<const std::uint8_t> bytes;  // bytes: points into the buffer

  static Scalar of_signed(std::int64_t number) {
    return {.negative = number < 0, .bits = static_cast<std::uint64_t>(number), .bytes = {}};
  }
  static Scalar of_unsigned(std::uint64_t number) { return {.bits = number, .bytes = {}}; }
  static Scalar of_boolean(bool truth) {
    return {.kind = Kind::boolean, .bits = truth ? 1U : 0U, .bytes = {}};
  }
  static Scalar of_real(double number) { return {.kind = Kind::real, .real = number, .bytes = {}}; }
  static Scalar of_complex(double real, double imaginary) {
    return {.kind = Kind::complex, .real = real, .imaginary = imaginary, .bytes = {}};
  }
  static Scalar of_bytes(std::span<const std::uint8_t> bytes) {
    return {.kind = Kind::bytes, .bytes = bytes};
  }

  // Whether Python's == holds: numbers of different types are compared exactly, NaN equals nothing.
  [[nodiscard]] bool equals(const Scalar& other) const;

  // The value as Python gives it: an int, bool, float, complex or bytes. MemoryError.
  [[nodiscard]] Result<Value> to_value() const;
};

// Whether `scalar == value` holds in Python. A bytes scalar may ask for the buffer of `value`,
// which a bytearray or a memoryview compares itself with; an object with an __eq__ of its own is
// asked, and may do anything. MemoryError.
Result<bool> equals(const Scalar& scalar, const Value& value);

}  // namespace holdfast::impl
