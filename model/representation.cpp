// SPDX-License-Identifier: MIT
#include "model/representation.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "model/arguments.h"
#include "model/codecs.h"
#include "model/elements.h"

namespace holdfast::model {
namespace {

// Appends a character of a str or bytes literal; `wide` allows \u and \U.
void put_escaped(std::string& text, std::uint32_t c, char quote, bool wide) {
  if (c == static_cast<std::uint8_t>(quote) || c == '\\') {
    text += '\\';
    text += static_cast<char>(c);
  } else if (c == '\t') {
    text += "\\t";
  } else if (c == '\n') {
    text += "\\n";
  } else if (c == '\r') {
    text += "\\r";
  } else if (c >= 0x20 && c < 0x7f) {
    text += static_cast<char>(c);
  } else if (c < 0x100 || !wide) {
    text += "\\x" + hexadecimal(c, 2);
  } else {
    text += c < 0x10000 ? "\\u" + hexadecimal(c, 4) : "\\U" + hexadecimal(c, 8);
  }
}

// Single quotes, unless there are some inside and no double ones.
template <typename Characters>
char quote_for(const Characters& characters) {
  const bool single = std::ranges::count(characters, '\'') != 0;
  return single && std::ranges::count(characters, '"') == 0 ? '"' : '\'';
}

std::string text_repr(const Text& characters) {
  const char quote = quote_for(characters);
  std::string text(1, quote);
  for (const std::uint32_t c : characters) put_escaped(text, c, quote, true);
  return text + quote;
}

// The items of a list, tuple or slice between brackets.
Result<std::string> items_repr(Call& call, Value value, std::string open, std::string_view close) {
  bool first = true;
  for (const Value& item : call.items(value)) {
    const auto shown = ascii_repr(call, item);
    if (!shown) return fault(shown);
    if (!first) open += ", ";
    open += *shown;
    first = false;
  }
  if (value.kind == Kind::tuple && value.size == 1) open += ',';
  return open.append(close);
}

// What an object's own __repr__ says, the rest of ASCII escaped.
Result<std::string> own_repr(Call& call, Value custom) {
  const auto answer = ask(call, custom);
  if (!answer) return fault(answer);
  if (answer->kind != Kind::text) return raise(Exception::TypeError);
  std::string text;
  for (const std::uint32_t c : characters(call.arena().text(*answer))) {
    if (c < 0x80) {
      text += static_cast<char>(c);
    } else {
      put_escaped(text, c, 0, true);
    }
  }
  return text;
}

}  // namespace

std::string hexadecimal(std::uint32_t number, int digits) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (int i = digits - 1; i >= 0; --i) text += kDigits[(number >> (4 * i)) & 15U];
  return text;
}

std::string bytes_repr(ByteSpan bytes) {
  const char quote = quote_for(bytes);
  std::string text = "b";
  text += quote;
  for (const std::uint8_t byte : bytes) put_escaped(text, byte, quote, false);
  return text + quote;
}

// Unlike that of bytes it escapes single quotes even between double ones.
std::string bytearray_repr(ByteSpan bytes) {
  const char quote = quote_for(bytes);
  std::string text = "bytearray(b";
  text += quote;
  for (const std::uint8_t byte : bytes) put_escaped(text, byte, '\'', false);
  return text + quote + ")";
}

std::string real_repr(double number) {
  if (std::isnan(number)) return "nan";
  if (std::isinf(number)) return number < 0 ? "-inf" : "inf";
  // d.ddde+xx, then moved to where Python has the point: as it is outside of 1e-4 to 1e16.
  char raw[40];
  const auto end =
      std::to_chars(raw, raw + sizeof raw, std::abs(number), std::chars_format::scientific);
  const std::string text(raw, end.ptr);
  const std::size_t e = text.find('e');
  const int exponent = std::stoi(text.substr(e + 1));
  const std::string sign = std::signbit(number) ? "-" : "";
  if (exponent < -4 || exponent >= 16) return sign + text;
  std::string digits = text.substr(0, e);
  std::erase(digits, '.');
  if (exponent < 0)
    return sign + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() < whole) digits.append(whole - digits.size(), '0');
  const std::string fraction = digits.substr(whole);
  return sign + digits.substr(0, whole) + "." + (fraction.empty() ? "0" : fraction);
}

bool is_negative(ByteSpan twos_complement) { return (twos_complement.back() & 0x80U) != 0; }

Contents integer_bytes(const Arena& arena, Value integer) {
  if (integer.kind == Kind::big) {
    const auto bytes = arena.contents(integer);
    return {bytes.begin(), bytes.end()};
  }
  return bytes_of(static_cast<std::uint64_t>(integer.integer), 8);
}

std::string digits_of(ByteSpan twos_complement, unsigned base) {
  Contents left(twos_complement.begin(), twos_complement.end());
  if (is_negative(left)) {
    unsigned carry = 1;
    for (std::uint8_t& byte : left) {
      carry += static_cast<std::uint8_t>(~byte);
      byte = static_cast<std::uint8_t>(carry);
      carry >>= 8U;
    }
  }
  // Division by hand, the remainders are the digits from the last to the first.
  std::string digits;
  do {
    unsigned rest = 0;
    for (std::size_t i = left.size(); i-- > 0;) {
      rest = rest * 256 + left[i];
      left[i] = static_cast<std::uint8_t>(rest / base);
      rest %= base;
    }
    digits += "0123456789abcdef"[rest];
  } while (std::ranges::any_of(left, [](std::uint8_t byte) { return byte != 0; }));
  std::ranges::reverse(digits);
  return digits;
}

Result<std::string> ascii_repr(Call& call, Value value) {
  switch (value.kind) {
    case Kind::none:
      return "None";
    case Kind::boolean:
      return value.integer != 0 ? "True" : "False";
    case Kind::integer:
    case Kind::big: {
      const Contents bytes = integer_bytes(call.arena(), value);
      return (is_negative(bytes) ? "-" : "") + digits_of(bytes, 10);
    }
    case Kind::real:
      return real_repr(value.real);
    case Kind::bytes:
      return bytes_repr(call.arena().contents(value));
    case Kind::bytearray:
      return bytearray_repr(call.arena().contents(value));
    case Kind::text:
      return text_repr(characters(call.arena().text(value)));
    case Kind::tuple:
      return items_repr(call, value, "(", ")");
    case Kind::list:
      return items_repr(call, value, "[", "]");
    case Kind::slice:
      return items_repr(call, value, "slice(", ")");
    case Kind::ellipsis:
      return "Ellipsis";
    case Kind::reference:
      if (const Bytearray* array = call.bytearray(value)) return bytearray_repr(array->data);
      if (const Mapping* mapping = call.mapping(value)) return mapping_repr(*mapping);
      return unspecified();
    case Kind::custom:
      return value.hook == Hook::repr ? own_repr(call, value) : unspecified();
    default:
      return unspecified();
  }
}

}  // namespace holdfast::model
