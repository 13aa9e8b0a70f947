// SPDX-License-Identifier: MIT
#include "model/codecs.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "model/representation.h"

namespace holdfast::model {
namespace {

enum class Codec : std::uint8_t { utf_8, ascii, latin_1 };

constexpr std::array<std::string_view, 8> kUtf8 = {"utf_8",     "u8",        "utf",     "utf8",
                                                   "utf8_ucs2", "utf8_ucs4", "cp65001", "utf-8"};
constexpr std::array<std::string_view, 14> kAscii = {
    "ascii",    "646",     "ansi_x3.4_1968", "ansi_x3_4_1968", "ansi_x3.4_1986",
    "cp367",    "csascii", "ibm367",         "iso646_us",      "iso_646.irv_1991",
    "iso_ir_6", "us",      "us_ascii",       "ansi_x3_4_1986"};
constexpr std::array<std::string_view, 13> kLatin1 = {
    "latin_1", "8859",      "cp819",      "csisolatin1",     "ibm819",
    "iso8859", "iso8859_1", "iso_8859_1", "iso_8859_1_1987", "iso_ir_100",
    "l1",      "latin",     "latin1"};

// "Latin-1" becomes "latin_1": lower case, and one underscore for whatever is not alphanumeric.
std::string normalized(std::string_view name) {
  std::string result;
  bool gap = false;
  for (const char c : name) {
    const bool upper = c >= 'A' && c <= 'Z';
    const char lower = upper ? static_cast<char>(c - 'A' + 'a') : c;
    if ((lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '.') {
      if (gap && !result.empty()) result += '_';
      result += lower;
      gap = false;
    } else {
      gap = true;
    }
  }
  return result;
}

std::optional<Codec> codec_named(std::string_view name) {
  const std::string plain = normalized(name);
  if (std::ranges::count(kUtf8, plain) != 0) return Codec::utf_8;
  if (std::ranges::count(kAscii, plain) != 0) return Codec::ascii;
  if (std::ranges::count(kLatin1, plain) != 0) return Codec::latin_1;
  return std::nullopt;
}

bool is_surrogate(std::uint32_t character) { return character >= 0xd800 && character <= 0xdfff; }

bool fits(Codec codec, std::uint32_t character) {
  if (codec == Codec::utf_8) return !is_surrogate(character);
  return character < (codec == Codec::ascii ? 0x80U : 0x100U);
}

// What the error handler puts in the place of a character that does not fit.
Result<std::string> replacement(Codec codec, std::uint32_t c, std::string_view errors) {
  if (errors == "ignore") return std::string();
  if (errors == "replace") return std::string("?");
  if (errors == "xmlcharrefreplace") return "&#" + std::to_string(c) + ";";
  // Names are not modelled; surrogates have none.
  if (errors == "namereplace" && !is_surrogate(c)) return unspecified();
  if (errors == "backslashreplace" || errors == "namereplace") {
    if (c < 0x100) return "\\x" + hexadecimal(c, 2);
    return c < 0x10000 ? "\\u" + hexadecimal(c, 4) : "\\U" + hexadecimal(c, 8);
  }
  if (errors == "surrogateescape" && c >= 0xdc80 && c <= 0xdcff) {
    return std::string(1, static_cast<char>(c - 0xdc00));
  }
  if (errors == "surrogatepass" && codec == Codec::utf_8) {
    std::vector<std::uint8_t> bytes;
    put_utf8(bytes, c);
    return std::string(bytes.begin(), bytes.end());
  }
  for (const std::string_view known : {"strict", "surrogateescape", "surrogatepass"}) {
    if (errors == known) return raise(Exception::UnicodeEncodeError);
  }
  return raise(Exception::LookupError);
}

// What the error handler makes of `size` bytes that do not decode; `size` becomes how many bytes it
// has used up.
Result<Text> decoded_error(Codec codec, ByteSpan bytes, std::size_t& size,
                           std::string_view errors) {
  Text text;
  if (errors == "ignore") return text;
  if (errors == "replace") return Text{0xfffd};
  if (errors == "backslashreplace") {
    for (const std::uint8_t byte : bytes.first(size)) {
      for (const char c : "\\x" + hexadecimal(byte, 2))
        text.push_back(static_cast<std::uint8_t>(c));
    }
    return text;
  }
  if (errors == "surrogateescape") {
    for (const std::uint8_t byte : bytes.first(size)) text.push_back(0xdc00U + byte);
    return text;
  }
  if (errors == "surrogatepass" && codec == Codec::utf_8 && bytes.size() >= 3 && bytes[0] == 0xed &&
      bytes[1] >= 0xa0 && bytes[1] < 0xc0 && (bytes[2] & 0xc0U) == 0x80U) {
    size = 3;
    return characters({reinterpret_cast<const char*>(bytes.data()), 3});
  }
  if (errors == "xmlcharrefreplace" || errors == "namereplace") return raise(Exception::TypeError);
  for (const std::string_view known : {"strict", "surrogatepass"}) {
    if (errors == known) return raise(Exception::UnicodeDecodeError);
  }
  return raise(Exception::LookupError);
}

// How many bytes the character that begins here takes, and in `good` how many of them are there
// and right; 0 for a byte that begins none.
std::size_t utf8_size(ByteSpan bytes, std::size_t& good) {
  const std::uint8_t lead = bytes[0];
  good = 1;
  const std::size_t size = lead < 0x80   ? 1
                           : lead < 0xc2 ? 0
                           : lead < 0xe0 ? 2
                           : lead < 0xf0 ? 3
                           : lead < 0xf5 ? 4
                                         : 0;
  // The second byte has narrower bounds after some first bytes: no overlong form, no surrogate,
  // nothing beyond U+10FFFF.
  std::uint8_t low = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
  std::uint8_t high = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
  while (good < size && good < bytes.size() && bytes[good] >= low && bytes[good] <= high) {
    ++good;
    low = 0x80;
    high = 0xbf;
  }
  return size;
}

}  // namespace

Text characters(std::string_view utf8) {
  Text text;
  for (const char c : utf8) {
    const auto byte = static_cast<std::uint8_t>(c);
    if ((byte & 0xc0U) == 0x80U) {
      text.back() = (text.back() << 6U) | (byte & 0x3fU);
    } else {
      text.push_back(byte < 0x80   ? byte
                     : byte < 0xe0 ? byte & 0x1fU
                     : byte < 0xf0 ? byte & 0x0fU
                                   : byte & 7U);
    }
  }
  return text;
}

void put_utf8(std::vector<std::uint8_t>& bytes, std::uint32_t character) {
  const auto rest = [&](unsigned shift) {
    bytes.push_back(static_cast<std::uint8_t>(0x80U | ((character >> shift) & 0x3fU)));
  };
  if (character < 0x80) {
    bytes.push_back(static_cast<std::uint8_t>(character));
  } else if (character < 0x800) {
    bytes.push_back(static_cast<std::uint8_t>(0xc0U | (character >> 6U)));
    rest(0);
  } else if (character < 0x10000) {
    bytes.push_back(static_cast<std::uint8_t>(0xe0U | (character >> 12U)));
    rest(6);
    rest(0);
  } else {
    bytes.push_back(static_cast<std::uint8_t>(0xf0U | (character >> 18U)));
    rest(12);
    rest(6);
    rest(0);
  }
}

Result<> check_name(Call& call, std::size_t place) {
  if (!call.has(place)) return {};
  if (call[place].kind != Kind::text) return raise(Exception::TypeError);
  const std::string_view name = call.arena().text(call[place]);
  if (std::ranges::any_of(characters(name), is_surrogate)) {
    return raise(Exception::UnicodeEncodeError);
  }
  if (name.find('\0') != std::string_view::npos) return raise(Exception::ValueError);
  return {};
}

std::string_view errors_of(const Call& call, std::size_t place) {
  return call.has(place) ? call.arena().text(call[place]) : "strict";
}

Result<std::vector<std::uint8_t>> encode(Call& call, Value text, std::string_view encoding,
                                         std::string_view errors) {
  const auto codec = codec_named(encoding);
  if (!codec) return raise(Exception::LookupError);
  std::vector<std::uint8_t> bytes;
  for (const std::uint32_t character : characters(call.arena().text(text))) {
    if (fits(*codec, character)) {
      if (*codec == Codec::utf_8) {
        put_utf8(bytes, character);
      } else {
        bytes.push_back(static_cast<std::uint8_t>(character));
      }
      continue;
    }
    const auto instead = replacement(*codec, character, errors);
    if (!instead) return fault(instead);
    bytes.insert(bytes.end(), instead->begin(), instead->end());
  }
  return bytes;
}

Result<Text> decode(ByteSpan bytes, std::string_view encoding, std::string_view errors) {
  if (bytes.empty()) return Text{};  // the codec is not even looked for
  const auto codec = codec_named(encoding);
  if (!codec) return raise(Exception::LookupError);
  Text text;
  while (!bytes.empty()) {
    std::size_t used = 1;
    bool right = *codec == Codec::latin_1 || bytes[0] < 0x80;
    if (*codec == Codec::utf_8) right = utf8_size(bytes, used) == used;
    if (!right) {
      const auto instead = decoded_error(*codec, bytes, used, errors);
      if (!instead) return fault(instead);
      text.insert(text.end(), instead->begin(), instead->end());
    } else if (*codec == Codec::utf_8) {
      text.push_back(characters({reinterpret_cast<const char*>(bytes.data()), used})[0]);
    } else {
      text.push_back(bytes[0]);
    }
    bytes = bytes.subspan(used);
  }
  return text;
}

}  // namespace holdfast::model
