// SPDX-License-Identifier: MIT
//
// Comparing values of different types, exactly, as Python's == does.
#include "impl/scalar.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "impl/big_integer.h"
#include "impl/bytearray.h"
#include "impl/bytes.h"
#include "impl/complex.h"
#include "impl/memoryview.h"

namespace holdfast::impl {
namespace {

bool is_whole(Scalar::Kind kind) {
  return kind == Scalar::Kind::integer || kind == Scalar::Kind::boolean;
}

// An integer against a float: the float is an integer itself, and the same one.
bool integer_equals(const Scalar& integer, double number) {
  constexpr double kTwoTo64 = 18446744073709551616.0;
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (std::isnan(number) || number != std::trunc(number)) return false;
  if (integer.negative) {
    return number >= -kTwoTo63 && number < 0 &&
           static_cast<std::int64_t>(number) == static_cast<std::int64_t>(integer.bits);
  }
  return number >= 0 && number < kTwoTo64 && static_cast<std::uint64_t>(number) == integer.bits;
}

bool magnitude_equals(const BigInteger& number, const Scalar& integer) {
  if (number.negative() || integer.negative || number.magnitude().size() > sizeof(integer.bits)) {
    return false;
  }
  std::uint64_t bits = 0;
  for (std::size_t i = number.magnitude().size(); i-- > 0;) {
    bits = bits << 8U | number.magnitude()[i];
  }
  return bits == integer.bits;
}

// A float that is an integer beyond 64 bits equals a BigInteger that has the same bits.
bool magnitude_equals(const BigInteger& number, double real) {
  if (std::isnan(real) || std::isinf(real) || real != std::trunc(real)) return false;
  if (std::signbit(real) != number.negative()) return false;
  int exponent = 0;
  const double fraction = std::frexp(std::abs(real), &exponent);
  const auto mantissa =
      static_cast<std::uint64_t>(std::ldexp(fraction, std::numeric_limits<double>::digits));
  const int shift = exponent - std::numeric_limits<double>::digits;
  const auto bit_of_real = [&](int place) {
    const int at = place - shift;
    return at >= 0 && at < 64 && ((mantissa >> static_cast<unsigned>(at)) & 1U) != 0;
  };
  const auto magnitude = number.magnitude();
  const int bits = std::max(static_cast<int>(magnitude.size()) * 8, exponent);
  for (int place = 0; place < bits; ++place) {
    const auto byte = static_cast<std::size_t>(place / 8);
    const bool set = byte < magnitude.size() &&
                     ((magnitude[byte] >> static_cast<unsigned>(place % 8)) & 1U) != 0;
    if (set != bit_of_real(place)) return false;
  }
  return true;
}

}  // namespace

bool Scalar::equals(const Scalar& other) const {
  if (kind == Kind::bytes || other.kind == Kind::bytes) {
    return kind == other.kind && std::ranges::equal(bytes, other.bytes);
  }
  if (is_whole(kind) && is_whole(other.kind)) {
    return negative == other.negative && bits == other.bits;
  }
  if (kind == Kind::complex || other.kind == Kind::complex) {
    const Scalar& complex = kind == Kind::complex ? *this : other;
    const Scalar& number = kind == Kind::complex ? other : *this;
    if (number.kind == Kind::complex) {
      return real == other.real && imaginary == other.imaginary;
    }
    return complex.imaginary == 0 && of_real(complex.real).equals(number);
  }
  if (is_whole(kind)) return integer_equals(*this, other.real);
  if (is_whole(other.kind)) return integer_equals(other, real);
  return real == other.real;
}

Result<Value> Scalar::to_value() const {
  switch (kind) {
    case Kind::boolean:
      return Value::boolean(bits != 0);
    case Kind::real:
      return Value::real(real);
    case Kind::integer: {
      if (negative ||
          bits <= static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return Value::integer(static_cast<std::int64_t>(bits));
      }
      std::array<std::uint8_t, 8> magnitude{};
      for (std::size_t i = 0; i < magnitude.size(); ++i) {
        magnitude[i] = static_cast<std::uint8_t>(bits >> (8 * i));
      }
      return BigInteger::from_magnitude(false, magnitude);
    }
    case Kind::bytes: {
      HOLDFAST_TRY(auto copy, Bytes::create(bytes));
      return Value(std::move(copy));
    }
    case Kind::complex: {
      HOLDFAST_TRY(auto number, Complex::create(real, imaginary));
      return Value(std::move(number));
    }
  }
  return Value::none();
}

Result<bool> equals(const Scalar& scalar, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::boolean:
    case Value::Kind::integer:
      return scalar.equals(Scalar::of_signed(value.integer()));
    case Value::Kind::real:
      return scalar.equals(Scalar::of_real(value.real()));
    case Value::Kind::none:
    case Value::Kind::ellipsis:
      return false;
    case Value::Kind::object:
      break;
  }
  if (const auto* number = value.as<BigInteger>()) {
    if (scalar.kind == Scalar::Kind::integer) return magnitude_equals(*number, scalar);
    return scalar.kind == Scalar::Kind::real && magnitude_equals(*number, scalar.real);
  }
  if (value.object().has_equality()) {
    HOLDFAST_TRY(const Value item, scalar.to_value());
    return value.object().equal_to(item);
  }
  if (scalar.kind != Scalar::Kind::bytes) return false;
  if (const auto* bytes = value.as<Bytes>()) {
    return scalar.equals(Scalar::of_bytes(bytes->contents()));
  }
  if (const auto* array = value.as<ByteArray>()) {
    return scalar.equals(Scalar::of_bytes(array->contents()));
  }
  if (auto* view = value.as<MemoryView>()) {
    HOLDFAST_TRY(const Value item, scalar.to_value());
    return view->equals(item);
  }
  return false;
}

}  // namespace holdfast::impl
