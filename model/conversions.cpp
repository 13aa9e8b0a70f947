// SPDX-License-Identifier: MIT
#include "model/conversions.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include "harness/limits.h"
#include "model/arguments.h"
#include "model/buffers.h"
#include "model/bytes.h"
#include "model/representation.h"

namespace holdfast::model {
namespace {

// The integer closest to zero from a float, in two's complement.
Contents truncated(double number) {
  int exponent = 0;
  const double fraction = std::frexp(std::abs(number), &exponent);
  const auto mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  Contents bytes(140, 0);
  for (int bit = 0; bit < 53; ++bit) {
    const int place = exponent - 53 + bit;
    if (place >= 0 && ((mantissa >> bit) & 1U) != 0) {
      bytes[static_cast<std::size_t>(place / 8)] |= static_cast<std::uint8_t>(1U << (place % 8));
    }
  }
  return bytes;
}

// %d and its kin: an integer, or for decimal digits also a float cut to one.
Result<Piece> convert_integer(Call& call, const Conversion& conversion, Value value) {
  const char letter = conversion.letter;
  const bool decimal = letter == 'd' || letter == 'i' || letter == 'u';
  Contents bytes;
  bool negative = false;
  if (value.kind == Kind::real && decimal) {
    if (std::isnan(value.real)) return raise(Exception::ValueError);
    if (std::isinf(value.real)) return raise(Exception::OverflowError);
    bytes = truncated(value.real);
    negative = value.real <= -1;
  } else {
    if (value.kind == Kind::custom && value.hook == Hook::index) {
      const auto answer = ask(call, value);
      if (!answer) return fault(answer);
      value = *answer;
    }
    if (!has_index(call.arena(), value) || value.kind == Kind::custom) {
      return raise(Exception::TypeError);
    }
    bytes = integer_bytes(call.arena(), value);
    negative = is_negative(bytes);
  }
  if (conversion.precision > 0x7fffffff - 3) return raise(Exception::OverflowError);
  if (const auto room = room_for(conversion.precision); !room) return fault(room);

  Piece piece{.sign = negative           ? "-"
                      : conversion.plus  ? "+"
                      : conversion.blank ? " "
                                         : "",
              .body = digits_of(bytes, decimal         ? 10
                                       : letter == 'o' ? 8
                                                       : 16),
              .is_number = true};
  const auto least = static_cast<std::size_t>(std::max<std::int64_t>(conversion.precision, 0));
  if (piece.body.size() < least) piece.body.insert(0, least - piece.body.size(), '0');
  if (conversion.alternate && !decimal) piece.sign += letter == 'o' ? "0o" : "0x";
  if (letter == 'X') {
    for (char& c : piece.sign) c = static_cast<char>(to_upper(static_cast<std::uint8_t>(c)));
    for (char& c : piece.body) c = static_cast<char>(to_upper(static_cast<std::uint8_t>(c)));
  }
  return piece;
}

// A float; an integer is one when it is not too large. CPython reports any failure as TypeError.
Result<double> as_real(Call& call, Value value) {
  if (value.kind == Kind::real) return value.real;
  if (value.kind == Kind::custom && value.hook == Hook::index) {
    const auto answer = ask(call, value);
    if (!answer) return raise(Exception::TypeError);
    value = *answer;
  }
  if (!has_index(call.arena(), value) || value.kind == Kind::custom) {
    return raise(Exception::TypeError);
  }
  if (value.kind != Kind::big) return static_cast<double>(value.integer);
  const Contents bytes = integer_bytes(call.arena(), value);
  const double size = std::stod(digits_of(bytes, 10));
  return is_negative(bytes) ? -size : size;
}

Result<Piece> convert_real(Call& call, const Conversion& conversion, Value value) {
  const auto number = as_real(call, value);
  if (!number) return fault(number);
  const std::int64_t precision = conversion.precision < 0 ? 6 : conversion.precision;
  if (precision > 0x7fffffff - 1024) return raise(Exception::ValueError);
  const bool negative = std::signbit(*number) && !std::isnan(*number);
  Piece piece{.sign = negative           ? "-"
                      : conversion.plus  ? "+"
                      : conversion.blank ? " "
                                         : "",
              .body = {},
              .is_number = true};
  // %g shows no more digits than there are.
  const bool general = conversion.letter == 'g' || conversion.letter == 'G';
  const bool all_shown = !general || conversion.alternate;
  if (all_shown && std::isfinite(*number)) {
    if (const auto room = room_for(precision); !room) return fault(room);
  }
  const int shown =
      static_cast<int>(all_shown ? precision : std::min<std::int64_t>(precision, 1100));
  std::string pattern = "%";
  if (conversion.alternate) pattern += '#';
  pattern += ".*";
  pattern += conversion.letter;
  const int size = std::snprintf(nullptr, 0, pattern.c_str(), shown, std::abs(*number));
  std::vector<char> text(static_cast<std::size_t>(size) + 1);
  std::snprintf(text.data(), text.size(), pattern.c_str(), shown, std::abs(*number));
  piece.body.assign(text.data(), static_cast<std::size_t>(size));
  return piece;
}

// %c: a byte string of length 1 or an integer.
Result<Piece> convert_byte(Call& call, Value value) {
  const Bytearray* array = call.bytearray(value);
  if (array != nullptr || value.kind == Kind::bytes || value.kind == Kind::bytearray) {
    const ByteSpan bytes = array != nullptr ? array->data : call.arena().contents(value);
    if (bytes.size() != 1) return raise(Exception::TypeError);
    return Piece{.sign = {}, .body = std::string(1, static_cast<char>(bytes[0]))};
  }
  const auto number = as_number(call, value);
  if (!number) return fault(number);
  if (number->value < 0 || number->value > 255) return raise(Exception::OverflowError);
  return Piece{.sign = {}, .body = std::string(1, static_cast<char>(number->value))};
}

Result<Piece> cut(const Conversion& conversion, std::string text) {
  if (conversion.precision >= 0 && static_cast<std::int64_t>(text.size()) > conversion.precision) {
    text.resize(static_cast<std::size_t>(conversion.precision));
  }
  return Piece{.sign = {}, .body = std::move(text)};
}

}  // namespace

Result<Piece> convert_value(Call& call, const Conversion& conversion, Value value) {
  switch (conversion.letter) {
    case 'b':
    case 's': {
      auto loan = borrow(call, value, Request::full_ro);
      if (!loan) return fault(loan);
      const ByteSpan bytes = loan->bytes();
      return cut(conversion, std::string(bytes.begin(), bytes.end()));
    }
    case 'a':
    case 'r': {
      const auto shown = ascii_repr(call, value);
      if (!shown) return fault(shown);
      return cut(conversion, *shown);
    }
    case 'd':
    case 'i':
    case 'u':
    case 'o':
    case 'x':
    case 'X':
      return convert_integer(call, conversion, value);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return convert_real(call, conversion, value);
    case 'c':
      return convert_byte(call, value);
    default:
      return raise(Exception::ValueError);
  }
}

}  // namespace holdfast::model
