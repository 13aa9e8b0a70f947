// SPDX-License-Identifier: MIT
//
// Numbers for the % operator: integers of any size in three bases, floats as C prints them.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string_view>

#include "impl/big_integer.h"
#include "impl/builder.h"
#include "impl/bytes_format.h"
#include "impl/bytes_text.h"
#include "impl/convert.h"

namespace holdfast::impl {
namespace {

// The integer part of a float. CPython 3.14: PyLong_FromDouble.
Result<Value> truncated(double number) {
  if (std::isinf(number)) {
    return fail(ExceptionType::OverflowError, "cannot convert float infinity to integer");
  }
  if (std::isnan(number)) return value_error("cannot convert float NaN to integer");
  int exponent = 0;
  const double fraction = std::frexp(std::trunc(number), &exponent);
  if (exponent <= 62) return Value::integer(static_cast<std::int64_t>(number));
  // The 53 bits of the fraction, shifted to where they belong.
  auto bits = static_cast<std::uint64_t>(std::ldexp(std::fabs(fraction), 53));
  const int shift = exponent - 53;
  std::array<std::uint8_t, 136> magnitude{};
  for (int at = shift; bits != 0; ++at, bits >>= 1U) {
    if ((bits & 1U) != 0) {
      auto& byte = magnitude[static_cast<std::size_t>(at / 8)];
      byte = static_cast<std::uint8_t>(byte | 1U << static_cast<unsigned>(at % 8));
    }
  }
  return BigInteger::from_magnitude(number < 0, magnitude);
}

// The integer that a conversion prints.
Result<Value> as_integer(const Value& value, char conversion) {
  const bool exact = conversion == 'o' || conversion == 'x' || conversion == 'X';
  if (value.kind() == Value::Kind::real && !exact) return truncated(value.real());
  if (supports_index(value)) {
    auto number = to_index(value);
    if (number || !is_a(number.error().type, ExceptionType::TypeError)) return number;
  }
  const std::array<char, 2> text = {conversion, '\0'};
  return type_error("%{} format: {} is required, not {}",
                    MessageArgument::copy(std::string_view(text.data(), 1)),
                    exact ? "an integer" : "a real number", value.type_name());
}

// Appends the absolute value in base 8, 10 or 16.
void append_digits(Builder& out, const Value& number, unsigned base) {
  if (const auto* big = number.as<BigInteger>()) return big->append_digits(out, base);
  auto rest = static_cast<std::uint64_t>(number.integer());
  if (number.integer() < 0) rest = 0 - rest;
  std::array<char, 24> digits{};
  std::size_t at = digits.size();
  do {
    digits[--at] = "0123456789abcdef"[rest % base];
    rest /= base;
  } while (rest != 0);
  out.append(std::string_view(digits.data() + at, digits.size() - at));
}

bool is_negative(const Value& number) {
  const auto* big = number.as<BigInteger>();
  return big != nullptr ? big->negative() : number.integer() < 0;
}

// The number as a float, for %f: ints beyond a double's range do not fit.
Result<double> as_real(const Value& value) {
  if (value.kind() == Value::Kind::real) return value.real();
  if (supports_index(value)) {
    if (const auto number = to_index(value)) {
      if (number->is_integer()) return static_cast<double>(number->integer());
      const auto* big = number->as<BigInteger>();
      Builder digits;
      big->append_digits(digits, 10);
      digits.put('\0');
      if (digits.failed()) return memory_error();
      const double real =
          std::strtod(reinterpret_cast<const char*>(digits.bytes().data()), nullptr);
      if (!std::isinf(real)) return big->negative() ? -real : real;
    }
  }
  return type_error("float argument required, not {}", value.type_name());
}

}  // namespace

Result<Block> format_integer(const Value& value, const FormatSpec& spec) {
  HOLDFAST_TRY(const Value number, as_integer(value, spec.conversion));
  if (spec.precision > std::numeric_limits<int>::max() - 3) {
    return fail(ExceptionType::OverflowError, "precision too large");
  }
  const bool hexadecimal = spec.conversion == 'x' || spec.conversion == 'X';
  Builder digits;
  append_digits(digits, number, hexadecimal ? 16 : spec.conversion == 'o' ? 8 : 10);
  if (digits.failed()) return memory_error();
  Builder out;
  if (is_negative(number)) out.put('-');
  if (spec.alternate && (hexadecimal || spec.conversion == 'o')) {
    out.put('0');
    out.put(spec.conversion);
  }
  const auto wanted = static_cast<std::size_t>(std::max(spec.precision, 0));
  if (digits.size() < wanted) out.fill(wanted - digits.size(), '0');
  out.append(digits.bytes());
  HOLDFAST_TRY(Block text, out.take());
  if (spec.conversion == 'X') make_upper(text.bytes());
  return text;
}

Result<Block> format_real(const Value& value, const FormatSpec& spec) {
  HOLDFAST_TRY(const double number, as_real(value));
  const bool upper = is_upper(static_cast<std::uint8_t>(spec.conversion));
  Builder out;
  if (!std::isfinite(number)) {
    const bool minus = std::isinf(number) && number < 0;
    out.append(minus ? "-" : "");
    out.append(std::isnan(number) ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf"));
    return out.take();
  }
  const std::array<char, 8> format = {'%', spec.alternate ? '#' : '.', spec.alternate ? '.' : '*',
                                      spec.alternate ? '*' : spec.conversion,
                                      spec.alternate ? spec.conversion : '\0'};
  const int precision = spec.precision < 0 ? 6 : spec.precision;
  const int size = std::snprintf(nullptr, 0, format.data(), precision, number);
  if (size < 0) return size_overflow();
  Block text;
  const auto length = static_cast<std::size_t>(size);
  if (!text.resize(length + 1)) return memory_error();
  std::snprintf(reinterpret_cast<char*>(text.data()), length + 1, format.data(), precision, number);
  if (!text.resize(length)) return memory_error();
  return text;
}

}  // namespace holdfast::impl
