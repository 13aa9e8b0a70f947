// SPDX-License-Identifier: MIT
//
// Reading values. Integers beyond 53 bits and floats are strings, because many JSON parsers would
// round them.
#include "harness/json_values.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <system_error>

#include <nlohmann/json.hpp>

#include "harness/json_spelling.h"
#include "harness/utf8.h"

namespace holdfast {
namespace {

constexpr std::int64_t kExact = std::int64_t{1} << 53U;

int digit(char letter) {
  if (letter >= '0' && letter <= '9') return letter - '0';
  if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
  if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
  return -1;
}

// Fills `out` (half as long as `hex`), or returns false at a letter that is no digit.
bool unhex(std::string_view hex, std::span<std::uint8_t> out) {
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int high = digit(hex[2 * i]);
    const int low = digit(hex[2 * i + 1]);
    if (high < 0 || low < 0) return false;
    out[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return true;
}

// The two's complement, little-endian, of `digits` with that sign.
std::vector<std::uint8_t> twos_complement(std::string_view digits, bool negative) {
  std::vector<std::uint8_t> raw(digits.size() / 2 + 2);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    const auto value = static_cast<unsigned>(digit(digits[digits.size() - 1 - i]));
    raw[i / 2] = static_cast<std::uint8_t>(raw[i / 2] | value << (i % 2 == 0 ? 0U : 4U));
  }
  if (negative) {
    unsigned carry = 1;
    for (std::uint8_t& byte : raw) {
      const unsigned sum = (~unsigned{byte} & 0xffU) + carry;
      byte = static_cast<std::uint8_t>(sum & 0xffU);
      carry = sum >> 8U;
    }
  }
  return raw;
}

bool parse_real(std::string_view text, double& number) {
  if (text.starts_with("nan:")) {
    std::uint64_t bits = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data() + 4, end, bits, 16);
    number = std::bit_cast<double>(bits);
    return text.size() == 20 && parsed.ec == std::errc{} && parsed.ptr == end && number != number;
  }
  const bool negative = text.starts_with("-");
  if (negative) text.remove_prefix(1);
  if (text == "inf") {
    number = std::bit_cast<double>(std::uint64_t{0x7ff0} << 48U);
  } else {
    if (!text.starts_with("0x")) return false;
    text.remove_prefix(2);
    if (text.empty() || digit(text.front()) < 0) return false;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number, std::chars_format::hex);
    if (parsed.ec != std::errc{} || parsed.ptr != end) return false;
  }
  if (negative) number = -number;
  return true;
}

}  // namespace

bool ValueReader::read(const Json& json, const Place& place, Value& value, std::size_t depth) {
  if (depth > kMaxValueDepth) return reader_.fail(place, "items in items deeper than 32");
  switch (json.type()) {
    case Json::value_t::null:
      value = Arena::none();
      return true;
    case Json::value_t::boolean:
      value = Arena::boolean(json.get<bool>());
      return true;
    case Json::value_t::string: {
      value = arena_.text(json.get_ref<const std::string&>());
      return true;
    }
    case Json::value_t::array:
      return read_items(json, place, Kind::list, value, depth);
    case Json::value_t::object:
      return read_object(json, place, value, depth);
    default:
      return read_integer(json, place, value);
  }
}

bool ValueReader::read_integer(const Json& json, const Place& place, Value& value) {
  if (!json.is_number_integer()) {
    return reader_.fail(place,
                        "a number is an integer of at most 53 bits; write a float as {\"float\": "
                        "\"0x1.8000000000000p+0\"} and a longer int as {\"int\": \"0x...\"}");
  }
  const bool large =
      json.is_number_unsigned() && json.get<std::uint64_t>() >= static_cast<std::uint64_t>(kExact);
  const auto number = json.get<std::int64_t>();
  if (large || number <= -kExact || number >= kExact) {
    return reader_.fail(place,
                        "an int beyond 53 bits must be written as {\"int\": \"0x...\"}, exactly");
  }
  value = Arena::integer(number);
  return true;
}

bool ValueReader::read_object(const Json& json, const Place& place, Value& value,
                              std::size_t depth) {
  if (json.empty()) return reader_.fail(place, "an empty object is no value");
  const auto first = json.begin();
  const std::string_view key = first.key();
  const Json& inner = first.value();
  const Place inside = place[key];
  const auto alone = [&] {
    return json.size() == 1 ||
           reader_.fail(place, "a value '" + std::string(key) + "' has no other keys");
  };
  if (key == "bytes") return alone() && read_hex(inner, inside, Kind::bytes, value);
  if (key == "bytearray") return alone() && read_hex(inner, inside, Kind::bytearray, value);
  if (key == "int") return alone() && read_big(inner, inside, value);
  if (key == "float") return alone() && read_real(inner, inside, value);
  if (key == "str") return alone() && read_encoded_text(inner, inside, value);
  if (key == "ref") return alone() && read_reference(inner, inside, value);
  if (key == "tuple") return alone() && read_items(inner, inside, Kind::tuple, value, depth);
  if (key == "slice") {
    if (!alone() || !read_items(inner, inside, Kind::slice, value, depth)) return false;
    return value.size == 3 || reader_.fail(inside, "a slice has three items: start, stop, step");
  }
  if (key == "ellipsis" || key == "object") {
    value = Arena::plain(key == "object" ? Kind::object : Kind::ellipsis);
    return alone() &&
           ((inner.is_boolean() && inner.get<bool>()) || reader_.fail(inside, "must be true"));
  }
  return read_hostile(key, json, place, value, depth);
}

bool ValueReader::read_hostile(std::string_view key, const Json& /*json*/, const Place& place,
                               Value& /*value*/, std::size_t /*depth*/) {
  return reader_.fail(place, "'" + std::string(key) +
                                 "' is no kind of value that can stand here; traces/FORMAT.md "
                                 "lists them");
}

bool ValueReader::read_item(const Json& json, const Place& place, Kind /*container*/, Value& value,
                            std::size_t depth) {
  return read(json, place, value, depth);
}

bool ValueReader::read_items(const Json& json, const Place& place, Kind kind, Value& value,
                             std::size_t depth) {
  if (!json.is_array()) {
    return reader_.fail(place, "must be a list, this is " + std::string(describe(json)));
  }
  std::vector<Value> items(json.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!read_item(json[i], place[i], kind, items[i], depth + 1)) return false;
  }
  value = arena_.items(kind, items);
  return true;
}

bool ValueReader::read_hex(const Json& json, const Place& place, Kind kind, Value& value) {
  if (!json.is_string()) {
    return reader_.fail(
        place, "must be a string of hexadecimal digits, this is " + std::string(describe(json)));
  }
  const auto& hex = json.get_ref<const std::string&>();
  if (hex.size() % 2 != 0) {
    return reader_.fail(place,
                        "an odd number of hexadecimal digits: " + std::to_string(hex.size()));
  }
  if (!unhex(hex, arena_.room(hex.size() / 2, value, kind))) {
    const auto bad = std::ranges::find_if(hex, [](char letter) { return digit(letter) < 0; });
    return reader_.fail(place,
                        "no hexadecimal digit at position " + std::to_string(bad - hex.begin()));
  }
  return true;
}

bool ValueReader::read_big(const Json& json, const Place& place, Value& value) {
  std::string_view text;
  if (json.is_string()) text = json.get_ref<const std::string&>();
  const bool negative = text.starts_with("-");
  if (negative) text.remove_prefix(1);
  const bool good = text.starts_with("0x") && text.size() > 2 &&
                    std::ranges::all_of(text.substr(2), [](char l) { return digit(l) >= 0; });
  if (!good) {
    return reader_.fail(place, "must be an int in hexadecimal, such as \"-0x10000000000000000\"");
  }
  text.remove_prefix(2);
  while (text.size() > 1 && text.front() == '0') text.remove_prefix(1);
  if (text.size() > 2 * kMaxBigBytes) {
    return reader_.fail(place, "an int of more than " + std::to_string(8 * kMaxBigBytes) +
                                   " bits; this holdfast goes no further");
  }
  value = arena_.big(twos_complement(text, negative));
  return true;
}

bool ValueReader::read_real(const Json& json, const Place& place, Value& value) {
  double number = 0;
  if (!json.is_string() || !parse_real(json.get_ref<const std::string&>(), number)) {
    return reader_.fail(place,
                        "must be a float as float.hex() gives it, \"0x1.8000000000000p+0\", "
                        "\"inf\", \"-inf\", or \"nan:\" and 16 hexadecimal digits");
  }
  value = Arena::real(number);
  return true;
}

bool ValueReader::read_encoded_text(const Json& json, const Place& place, Value& value) {
  if (!read_hex(json, place, Kind::text, value)) return false;
  return is_utf8(arena_.contents(value)) || reader_.fail(place, "is not UTF-8 with surrogates");
}

bool ValueReader::read_reference(const Json& json, const Place& place, Value& value) {
  std::string_view text;
  if (json.is_string()) text = json.get_ref<const std::string&>();
  const auto reg = register_named(text);
  if (!reg) {
    return reader_.fail(place, "'" + std::string(text) +
                                   "' is no register; they are called b, b2 ... b16, and v, s, m, "
                                   "i, x, f likewise");
  }
  value = Arena::reference(*reg);
  return true;
}

}  // namespace holdfast
