// SPDX-License-Identifier: MIT
//
// Writing values, by hand and into one string: canonical output needs every blank in its place, and
// recording writes many millions of them.
#include <array>
#include <bit>
#include <charconv>

#include "harness/json_values.h"
#include "harness/utf8.h"

namespace holdfast {
namespace {

constexpr std::string_view kDigits = "0123456789abcdef";
constexpr std::int64_t kExact = std::int64_t{1} << 53U;

void write_unit(std::string& out, std::uint32_t unit) {
  out += "\\u";
  for (unsigned shift = 16; shift != 0; shift -= 4) out += kDigits[unit >> (shift - 4U) & 0xfU];
}

void write_code_point(std::string& out, std::uint32_t code) {
  if (code >= 0x10000) {
    write_unit(out, 0xd800U + ((code - 0x10000U) >> 10U));
    write_unit(out, 0xdc00U + ((code - 0x10000U) & 0x3ffU));
  } else {
    write_unit(out, code);
  }
}

// True where JSON can spell `text`: it is UTF-8 and holds no surrogate.
bool is_spellable(std::string_view text) {
  bool ascii = true;
  for (const char letter : text) ascii = ascii && static_cast<unsigned char>(letter) < 0x80;
  if (ascii) return true;
  const std::span raw(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
  if (!is_utf8(raw)) return false;
  for (std::size_t i = 0; i + 1 < raw.size(); ++i) {
    if (raw[i] == 0xed && raw[i + 1] >= 0xa0) return false;
  }
  return true;
}

void write_items(std::string& out, const Arena& arena, Value value) {
  out += '[';
  bool first = true;
  for (const Value item : arena.items(value)) {
    if (!first) out += ", ";
    first = false;
    write_plain(out, arena, item);
  }
  out += ']';
}

void write_hex_object(std::string& out, std::string_view key,
                      std::span<const std::uint8_t> contents) {
  out.append("{\"").append(key).append("\": \"");
  write_hex(out, contents);
  out += "\"}";
}

}  // namespace

void write_hex(std::string& out, std::span<const std::uint8_t> contents) {
  const std::size_t start = out.size();
  out.resize(start + 2 * contents.size());
  char* to = out.data() + start;
  for (const std::uint8_t byte : contents) {
    *to++ = kDigits[byte >> 4U];
    *to++ = kDigits[byte & 0xfU];
  }
}

void write_text(std::string& out, std::string_view utf8) {
  out += '"';
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const auto lead = static_cast<unsigned char>(utf8[i]);
    if (lead == '"' || lead == '\\') {
      out += '\\';
      out += utf8[i];
    } else if (lead == '\n') {
      out += "\\n";
    } else if (lead == '\t') {
      out += "\\t";
    } else if (lead == '\r') {
      out += "\\r";
    } else if (lead < 0x20 || lead == 0x7f) {
      write_unit(out, lead);
    } else if (lead < 0x80) {
      out += utf8[i];
    } else {
      const std::size_t more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
      std::uint32_t code = lead & (0x3fU >> more);
      for (std::size_t j = 0; j < more && i + 1 < utf8.size(); ++j) {
        code = code << 6U | (static_cast<unsigned char>(utf8[++i]) & 0x3fU);
      }
      write_code_point(out, code);
    }
  }
  out += '"';
}

void write_str(std::string& out, std::string_view utf8) {
  if (is_spellable(utf8)) return write_text(out, utf8);
  write_hex_object(out, "str", {reinterpret_cast<const std::uint8_t*>(utf8.data()), utf8.size()});
}

void write_integer(std::string& out, std::int64_t number) {
  const bool exact = number > -kExact && number < kExact;
  std::array<char, 24> digits{};
  const auto magnitude =
      number < 0 ? ~static_cast<std::uint64_t>(number) + 1 : static_cast<std::uint64_t>(number);
  const auto written =
      std::to_chars(digits.data(), digits.data() + digits.size(), magnitude, exact ? 10 : 16);
  if (!exact) out += "{\"int\": \"";
  if (number < 0) out += '-';
  if (!exact) out += "0x";
  out.append(digits.data(), written.ptr);
  if (!exact) out += "\"}";
}

void write_big(std::string& out, std::span<const std::uint8_t> twos_complement) {
  const bool negative = !twos_complement.empty() && (twos_complement.back() & 0x80U) != 0;
  std::string digits;
  unsigned carry = 1;
  for (const std::uint8_t byte : twos_complement) {
    unsigned magnitude = byte;
    if (negative) {
      magnitude = (~magnitude & 0xffU) + carry;
      carry = magnitude >> 8U;
    }
    digits += kDigits[magnitude & 0xfU];
    digits += kDigits[magnitude >> 4U & 0xfU];
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  out += negative ? "{\"int\": \"-0x" : "{\"int\": \"0x";
  out.append(digits.rbegin(), digits.rend());
  out += "\"}";
}

void write_real(std::string& out, double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  const auto exponent = static_cast<int>(bits >> 52U & 0x7ffU);
  const std::uint64_t fraction = bits & ((std::uint64_t{1} << 52U) - 1U);
  const auto hex = [&](std::uint64_t word, unsigned digits) {
    while (digits-- > 0) out += kDigits[word >> (4U * digits) & 0xfU];
  };
  if (exponent == 0x7ff && fraction != 0) {
    out += "nan:";
    return hex(bits, 16);
  }
  if ((bits >> 63U) != 0) out += '-';
  if (exponent == 0x7ff) {
    out += "inf";
  } else if (exponent == 0 && fraction == 0) {
    out += "0x0.0p+0";
  } else {
    out += exponent == 0 ? "0x0." : "0x1.";
    hex(fraction, 13);
    const int power = exponent == 0 ? -1022 : exponent - 1023;
    out += power < 0 ? "p" : "p+";
    out += std::to_string(power);
  }
}

void write_plain(std::string& out, const Arena& arena, Value value) {
  switch (value.kind) {
    case Kind::none:
      out += "null";
      return;
    case Kind::boolean:
      out += value.integer != 0 ? "true" : "false";
      return;
    case Kind::integer:
      return write_integer(out, value.integer);
    case Kind::big:
      return write_big(out, arena.contents(value));
    case Kind::real:
      out += "{\"float\": \"";
      write_real(out, value.real);
      out += "\"}";
      return;
    case Kind::bytes:
      return write_hex_object(out, "bytes", arena.contents(value));
    case Kind::bytearray:
      return write_hex_object(out, "bytearray", arena.contents(value));
    case Kind::text:
      return write_str(out, arena.text(value));
    case Kind::list:
      return write_items(out, arena, value);
    case Kind::tuple:
    case Kind::slice:
      out += value.kind == Kind::tuple ? "{\"tuple\": " : "{\"slice\": ";
      write_items(out, arena, value);
      out += '}';
      return;
    case Kind::reference:
      out.append("{\"ref\": \"").append(name(value.reg)).append("\"}");
      return;
    case Kind::ellipsis:
      out += "{\"ellipsis\": true}";
      return;
    case Kind::raising:
      out += "{\"raises\": true}";
      return;
    case Kind::object:
    case Kind::iterator:
    case Kind::custom:
    case Kind::block:
      out += "{\"object\": true}";
      return;
  }
}

}  // namespace holdfast
