// SPDX-License-Identifier: MIT
//
// Encoding text. A codec is a limit up to which a code point is a byte, or utf-8; whatever does not
// fit goes, a run at a time, to the error handler.
#include "impl/codecs.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <string>

#include "impl/array.h"
#include "impl/codec_names.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

struct Run {
  std::size_t position;  // of its first code point
  std::size_t count;     // of code points
  char32_t first;
};

bool is_surrogate(char32_t code) { return code >= 0xd800 && code < 0xe000; }

bool encodable(Codec codec, char32_t code) {
  switch (codec) {
    case Codec::utf8:
      return !is_surrogate(code);
    case Codec::ascii:
      return code < 0x80;
    case Codec::latin1:
      return code < 0x100;
  }
  return false;
}

const char* reason(Codec codec) {
  switch (codec) {
    case Codec::utf8:
      return "surrogates not allowed";
    case Codec::ascii:
      return "ordinal not in range(128)";
    case Codec::latin1:
      return "ordinal not in range(256)";
  }
  return "";
}

// '\xe9', '\u0100' or '\U0001f600', without the quotes.
std::string escape(char32_t code) {
  std::array<char, 12> out{};
  const char* format = code < 0x100 ? "\\x%02x" : code < 0x10000 ? "\\u%04x" : "\\U%08x";
  const int size = std::snprintf(out.data(), out.size(), format, static_cast<unsigned>(code));
  return {out.data(), static_cast<std::size_t>(size)};
}

Failure encode_error(Codec codec, const Run& run) {
  if (run.count == 1) {
    return fail(ExceptionType::UnicodeEncodeError,
                "'{}' codec can't encode character '{}' in position {}: {}", name(codec),
                MessageArgument::copy(escape(run.first)), run.position, reason(codec));
  }
  return fail(ExceptionType::UnicodeEncodeError,
              "'{}' codec can't encode characters in position {}-{}: {}", name(codec), run.position,
              run.position + run.count - 1, reason(codec));
}

class Encoder {
 public:
  Encoder(std::string_view text, Codec codec, std::optional<std::string_view> errors)
      : text_(text), codec_(codec), errors_(errors) {}

  Result<Block> run() {
    if (!out_.reserve(text_.size())) return memory_error();
    while (at_ < text_.size()) {
      const std::size_t start = at_;
      const char32_t code = next_code_point(text_, at_);
      if (encodable(codec_, code)) {
        if (!put(code, text_.substr(start, at_ - start))) return memory_error();
        ++position_;
        continue;
      }
      at_ = start;
      HOLDFAST_CHECK(handle_run());
    }
    Block block;
    if (!block.resize(out_.size())) return memory_error();
    if (!out_.empty()) std::memcpy(block.data(), out_.data(), out_.size());
    return block;
  }

 private:
  bool put(char32_t code, std::string_view encoded) {
    if (codec_ == Codec::utf8) return append(encoded);
    return out_.push_back(static_cast<std::uint8_t>(code));
  }
  bool append(std::string_view bytes) {
    return out_.append({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
  }

  // Handles the code points from here on that cannot be encoded.
  Result<void> handle_run() {
    Run run{.position = position_, .count = 0, .first = 0};
    std::size_t end = at_;
    while (end < text_.size()) {
      std::size_t behind = end;
      const char32_t code = next_code_point(text_, behind);
      if (encodable(codec_, code)) break;
      if (run.count++ == 0) run.first = code;
      end = behind;
    }
    HOLDFAST_TRY(const ErrorHandler handler, find_handler(errors_.value_or("strict")));
    for (std::size_t i = 0; i < run.count; ++i) {
      const char32_t code = next_code_point(text_, at_);
      if (!handle(handler, code)) {
        if (no_memory_) return memory_error();
        return encode_error(codec_, {.position = position_, .count = run.count - i, .first = code});
      }
      ++position_;
    }
    return {};
  }

  // True when the handler dealt with `code`.
  bool handle(ErrorHandler handler, char32_t code) {
    switch (handler) {
      case ErrorHandler::ignore:
        return true;
      case ErrorHandler::replace:
        return append_or_remember("?");
      case ErrorHandler::backslashreplace:
      case ErrorHandler::namereplace:  // there is no table of names here
        return append_or_remember(escape(code));
      case ErrorHandler::xmlcharrefreplace:
        return append_or_remember("&#" + std::to_string(static_cast<unsigned>(code)) + ";");
      case ErrorHandler::surrogateescape:
        if (code < 0xdc80 || code > 0xdcff) return false;
        return push_or_remember(static_cast<std::uint8_t>(code - 0xdc00));
      case ErrorHandler::surrogatepass: {
        if (codec_ != Codec::utf8 || !is_surrogate(code)) return false;
        std::array<char, 4> encoded{};
        return append_or_remember({encoded.data(), put_code_point(code, encoded.data())});
      }
      case ErrorHandler::strict:
        return false;
    }
    return false;
  }
  bool append_or_remember(std::string_view bytes) {
    if (!append(bytes)) no_memory_ = true;
    return !no_memory_;
  }
  bool push_or_remember(std::uint8_t byte) {
    if (!out_.push_back(byte)) no_memory_ = true;
    return !no_memory_;
  }

  std::string_view text_;
  Codec codec_;
  std::optional<std::string_view> errors_;
  Array<std::uint8_t> out_;
  std::size_t at_ = 0;
  std::size_t position_ = 0;
  bool no_memory_ = false;
};

}  // namespace

Result<Block> encode(const Str& text, std::string_view encoding,
                     std::optional<std::string_view> errors) {
  HOLDFAST_TRY(const Codec codec, find_codec(encoding, "codecs.encode()"));
  return Encoder(text.text(), codec, errors).run();
}

Result<void> check_surrogates(std::string_view text) {
  std::size_t position = 0;
  for (std::size_t at = 0; at < text.size(); ++position) {
    const char32_t code = next_code_point(text, at);
    if (!is_surrogate(code)) continue;
    Run run{.position = position, .count = 1, .first = code};
    while (at < text.size() && is_surrogate(next_code_point(text, at))) ++run.count;
    return encode_error(Codec::utf8, run);
  }
  return {};
}

}  // namespace holdfast::impl
