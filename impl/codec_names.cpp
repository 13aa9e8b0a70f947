// SPDX-License-Identifier: MIT
//
// Names of codecs and error handlers. The aliases are those that CPython 3.14 resolves to its
// utf-8, ascii and latin-1 codecs (Lib/encodings/aliases.py), compared as Lib/encodings normalises
// them.
#include "impl/codec_names.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

namespace holdfast::impl {
namespace {

constexpr std::array<std::pair<std::string_view, Codec>, 33> kCodecs = {{
    {"utf_8", Codec::utf8},
    {"utf8", Codec::utf8},
    {"u8", Codec::utf8},
    {"utf", Codec::utf8},
    {"utf8_ucs2", Codec::utf8},
    {"utf8_ucs4", Codec::utf8},
    {"cp65001", Codec::utf8},
    {"ascii", Codec::ascii},
    {"646", Codec::ascii},
    {"ansi_x3.4_1968", Codec::ascii},
    {"ansi_x3_4_1968", Codec::ascii},
    {"ansi_x3.4_1986", Codec::ascii},
    {"cp367", Codec::ascii},
    {"csascii", Codec::ascii},
    {"ibm367", Codec::ascii},
    {"iso646_us", Codec::ascii},
    {"iso_646.irv_1991", Codec::ascii},
    {"iso_ir_6", Codec::ascii},
    {"us", Codec::ascii},
    {"us_ascii", Codec::ascii},
    {"latin_1", Codec::latin1},
    {"latin1", Codec::latin1},
    {"iso_8859_1", Codec::latin1},
    {"iso8859_1", Codec::latin1},
    {"8859", Codec::latin1},
    {"cp819", Codec::latin1},
    {"csisolatin1", Codec::latin1},
    {"ibm819", Codec::latin1},
    {"iso8859", Codec::latin1},
    {"iso_8859_1_1987", Codec::latin1},
    {"iso_ir_100", Codec::latin1},
    {"l1", Codec::latin1},
    {"latin", Codec::latin1},
}};

// Encodings that do not make bytes of a str.
constexpr std::array<std::string_view, 18> kNotText = {"base64",
                                                       "base64_codec",
                                                       "base_64",
                                                       "bz2",
                                                       "bz2_codec",
                                                       "hex",
                                                       "hex_codec",
                                                       "quopri",
                                                       "quopri_codec",
                                                       "quoted_printable",
                                                       "quotedprintable",
                                                       "rot13",
                                                       "rot_13",
                                                       "uu",
                                                       "uu_codec",
                                                       "zip",
                                                       "zlib",
                                                       "zlib_codec"};

constexpr std::array<std::pair<std::string_view, ErrorHandler>, 8> kHandlers = {{
    {"strict", ErrorHandler::strict},
    {"ignore", ErrorHandler::ignore},
    {"replace", ErrorHandler::replace},
    {"backslashreplace", ErrorHandler::backslashreplace},
    {"namereplace", ErrorHandler::namereplace},
    {"xmlcharrefreplace", ErrorHandler::xmlcharrefreplace},
    {"surrogateescape", ErrorHandler::surrogateescape},
    {"surrogatepass", ErrorHandler::surrogatepass},
}};

// No name that is known is longer.
constexpr std::size_t kLongestName = 32;

// Lower case, runs of anything that is no letter, digit or dot as one underscore, none at the ends.
class Normalised {
 public:
  explicit Normalised(std::string_view name) {
    bool gap = false;
    for (const char c : name) {
      const bool upper = c >= 'A' && c <= 'Z';
      const bool plain = upper || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
      if (!plain) {
        gap = true;
        continue;
      }
      if (gap && size_ > 0) put('_');
      gap = false;
      put(upper ? static_cast<char>(c - 'A' + 'a') : c);
    }
  }
  // Empty for names that are too long to be known.
  [[nodiscard]] std::string_view text() const { return {text_.data(), fits_ ? size_ : 0}; }

 private:
  void put(char c) {
    fits_ = fits_ && size_ < text_.size();
    if (fits_) text_[size_++] = c;
  }

  std::array<char, kLongestName> text_{};
  std::size_t size_ = 0;
  bool fits_ = true;
};

}  // namespace

const char* name(Codec codec) {
  switch (codec) {
    case Codec::utf8:
      return "utf-8";
    case Codec::ascii:
      return "ascii";
    case Codec::latin1:
      return "latin-1";
  }
  return "";
}

Result<Codec> find_codec(std::string_view name, const char* instead) {
  // The spellings everybody uses cost nothing.
  if (name == "utf-8") return Codec::utf8;
  if (name == "ascii") return Codec::ascii;
  if (name == "latin-1") return Codec::latin1;
  const Normalised normalised(name);
  const std::string_view plain = normalised.text();
  if (!plain.empty()) {
    const auto* row = std::ranges::find(kCodecs, plain, &std::pair<std::string_view, Codec>::first);
    if (row != kCodecs.end()) return row->second;
    if (std::ranges::find(kNotText, plain) != kNotText.end()) {
      return fail_about(name, ExceptionType::LookupError,
                        "'{*}' is not a text encoding; use {} to handle arbitrary codecs", instead);
    }
  }
  return fail_about(name, ExceptionType::LookupError, "unknown encoding: {*}");
}

Result<ErrorHandler> find_handler(std::string_view name) {
  const auto* row =
      std::ranges::find(kHandlers, name, &std::pair<std::string_view, ErrorHandler>::first);
  if (row != kHandlers.end()) return row->second;
  return fail_about(name, ExceptionType::LookupError, "unknown error handler name '{*}'");
}

}  // namespace holdfast::impl
