// SPDX-License-Identifier: MIT
//
// Decoding text: utf-8 as the Unicode standard splits what is malformed (and CPython reports it),
// ascii and latin-1; and what the error handlers make of the rest.
#include <array>
#include <cstdio>
#include <cstring>

#include "impl/builder.h"
#include "impl/codec_names.h"
#include "impl/codecs.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

using Bytes = std::span<const std::uint8_t>;

// What stands at some position: a character of `size` bytes, or `size` bytes that are none, and
// why.
struct Piece {
  char32_t code = 0;
  std::size_t size = 1;
  const char* reason = nullptr;
};

bool continues(std::uint8_t byte) { return (byte & 0xc0U) == 0x80; }

// True when `second` can follow `lead` in a character of three or four bytes.
bool can_follow(std::uint8_t lead, std::uint8_t second) {
  if (!continues(second)) return false;
  switch (lead) {
    case 0xe0:
      return second >= 0xa0;
    case 0xed:
      return second < 0xa0;
    case 0xf0:
      return second >= 0x90;
    case 0xf4:
      return second < 0x90;
    default:
      return true;
  }
}

Piece next_utf8(Bytes bytes) {
  const std::uint8_t lead = bytes[0];
  if (lead < 0x80) return {.code = lead};
  if (lead < 0xc2 || lead > 0xf4) return {.reason = "invalid start byte"};
  const std::size_t size = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
  char32_t code = lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if (i == bytes.size()) return {.size = i, .reason = "unexpected end of data"};
    const bool fits = i == 1 ? can_follow(lead, bytes[1]) : continues(bytes[i]);
    if (!fits) return {.size = i, .reason = "invalid continuation byte"};
    code = code << 6U | (bytes[i] & 0x3fU);
  }
  return {.code = code, .size = size};
}

Piece next_piece(Codec codec, Bytes bytes) {
  if (codec == Codec::utf8) return next_utf8(bytes);
  if (codec == Codec::ascii && bytes[0] >= 0x80) return {.reason = "ordinal not in range(128)"};
  return {.code = bytes[0]};
}

// How many bytes at the front are ASCII, which is the same in all three codecs.
std::size_t ascii_run(Bytes bytes) {
  std::size_t size = 0;
  for (; bytes.size() - size >= 8; size += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + size, 8);
    if ((word & 0x8080808080808080U) != 0) break;
  }
  while (size < bytes.size() && bytes[size] < 0x80) ++size;
  return size;
}

Failure decode_error(Codec codec, Bytes bytes, std::size_t at, const Piece& piece) {
  if (piece.size == 1) {
    std::array<char, 8> digits{};
    std::snprintf(digits.data(), digits.size(), "0x%02x", static_cast<unsigned>(bytes[at]));
    return fail(ExceptionType::UnicodeDecodeError,
                "'{}' codec can't decode byte {} in position {}: {}", name(codec),
                MessageArgument::copy(digits.data()), at, piece.reason);
  }
  return fail(ExceptionType::UnicodeDecodeError,
              "'{}' codec can't decode bytes in position {}-{}: {}", name(codec), at,
              at + piece.size - 1, piece.reason);
}

void put_code(Builder& out, char32_t code) {
  std::array<char, 4> encoded{};
  out.append(std::string_view(encoded.data(), put_code_point(code, encoded.data())));
}

// The surrogate encoded at the front of `bytes`, or 0.
char32_t surrogate_at(Bytes bytes) {
  if (bytes.size() < 3 || bytes[0] != 0xed || bytes[1] < 0xa0 || !continues(bytes[1]) ||
      !continues(bytes[2])) {
    return 0;
  }
  return 0xd000U | (bytes[1] & 0x3fU) << 6U | (bytes[2] & 0x3fU);
}

// Handles what is no character at `at`; returns how many bytes that were.
Result<std::size_t> handle(Builder& out, Codec codec, Bytes bytes, std::size_t at,
                           const Piece& piece, ErrorHandler handler) {
  const Bytes malformed = bytes.subspan(at, piece.size);
  switch (handler) {
    case ErrorHandler::strict:
      break;
    case ErrorHandler::ignore:
      return piece.size;
    case ErrorHandler::replace:
      put_code(out, 0xfffd);
      return piece.size;
    case ErrorHandler::backslashreplace:
      for (const std::uint8_t byte : malformed) {
        std::array<char, 8> digits{};
        std::snprintf(digits.data(), digits.size(), "\\x%02x", static_cast<unsigned>(byte));
        out.append(digits.data());
      }
      return piece.size;
    case ErrorHandler::surrogateescape:
      // What is malformed is never ASCII.
      for (const std::uint8_t byte : malformed) put_code(out, 0xdc00U + byte);
      return piece.size;
    case ErrorHandler::surrogatepass:
      if (const char32_t code = surrogate_at(bytes.subspan(at));
          codec == Codec::utf8 && code != 0) {
        put_code(out, code);
        return std::size_t{3};
      }
      break;
    case ErrorHandler::namereplace:
    case ErrorHandler::xmlcharrefreplace:
      return type_error("don't know how to handle UnicodeDecodeError in error callback");
  }
  return decode_error(codec, bytes, at, piece);
}

}  // namespace

Result<Ref<Str>> decode(std::span<const std::uint8_t> bytes, std::string_view encoding,
                        std::optional<std::string_view> errors) {
  if (bytes.empty()) return Str::create("");
  HOLDFAST_TRY(const Codec codec, find_codec(encoding, "codecs.decode()"));
  Builder out;
  out.reserve(bytes.size());
  if (out.failed()) return memory_error();
  std::size_t at = 0;
  while (at < bytes.size()) {
    if (const std::size_t run = ascii_run(bytes.subspan(at)); run > 0) {
      out.append(bytes.subspan(at, run));
      at += run;
      continue;
    }
    const Piece piece = next_piece(codec, bytes.subspan(at));
    if (piece.reason == nullptr) {
      put_code(out, piece.code);
      at += piece.size;
      continue;
    }
    HOLDFAST_TRY(const ErrorHandler handler, find_handler(errors.value_or("strict")));
    HOLDFAST_TRY(const std::size_t handled, handle(out, codec, bytes, at, piece, handler));
    at += handled;
  }
  HOLDFAST_TRY(Block text, out.take());
  return Str::adopt(std::move(text));
}

}  // namespace holdfast::impl
