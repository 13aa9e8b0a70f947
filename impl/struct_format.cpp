// SPDX-License-Identifier: MIT
//
// The struct module's formats, parsed once and then used for every element of a view.
#include "impl/struct_format.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string_view>

#include "impl/native_format.h"
#include "impl/sequence.h"

namespace holdfast::impl {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
static_assert(std::endian::native == std::endian::little);

// The size of a letter's value; -1 for a letter that the table does not have.
std::int64_t size_of(char letter, bool native) {
  switch (letter) {
    case 'x':
    case 'b':
    case 'B':
    case 'c':
    case 's':
    case 'p':
    case '?':
      return 1;
    case 'h':
    case 'H':
    case 'e':
      return 2;
    case 'i':
    case 'I':
    case 'f':
      return 4;
    case 'l':
    case 'L':
      return native ? 8 : 4;
    case 'q':
    case 'Q':
    case 'd':
    case 'F':
      return 8;
    case 'n':
    case 'N':
    case 'P':
      return native ? 8 : -1;
    case 'D':
      return 16;
    default:
      return -1;
  }
}

// What C aligns a value to; complex numbers are aligned like their parts.
std::int64_t alignment_of(char letter) {
  if (letter == 'F') return 4;
  if (letter == 'D') return 8;
  return size_of(letter, true);
}

bool is_blank(char letter) { return letter == ' ' || (letter >= '\t' && letter <= '\r'); }

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }

bool is_signed(char letter) {
  constexpr std::string_view kSigned = "bhilq";
  return kSigned.find(letter) != std::string_view::npos;
}

// The bits of a number of `size` bytes.
std::uint64_t read_bits(const std::uint8_t* item, std::int64_t size, bool little_endian) {
  std::uint64_t bits = 0;
  for (std::int64_t i = 0; i < size; ++i) {
    bits = bits << 8U | item[little_endian ? size - 1 - i : i];
  }
  return bits;
}

std::int64_t sign_extended(std::uint64_t bits, std::int64_t size) {
  const auto unused = static_cast<unsigned>(64 - 8 * size);
  return static_cast<std::int64_t>(bits << unused) >> unused;
}

// A float as a double. In C that makes a signalling NaN quiet; `exactly`, every bit stays.
double widened(std::uint32_t bits, bool exactly) {
  const auto number = static_cast<double>(std::bit_cast<float>(bits));
  constexpr std::uint32_t kQuiet = 0x400000;
  if (!exactly || !std::isnan(number) || (bits & kQuiet) != 0) return number;
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(number) &
                               ~(static_cast<std::uint64_t>(kQuiet) << 29U));
}

Failure bad_format(const char* message) { return fail(ExceptionType::StructError, message); }

Failure too_long() { return bad_format("total struct size too long"); }

}  // namespace

Result<std::optional<StructFormat>> StructFormat::parse(const char* format) {
  auto parsed = compile(format);
  if (parsed) return std::optional(std::move(*parsed));
  if (parsed.error().type == ExceptionType::StructError) return std::nullopt;
  return Failure(std::move(parsed).error());
}

Result<StructFormat> StructFormat::compile(std::string_view text) {
  StructFormat parsed;
  if (text.find('\0') != std::string_view::npos) return bad_format("embedded null character");
  constexpr std::string_view kOrders = "@=<>!";
  if (!text.empty() && kOrders.find(text.front()) != std::string_view::npos) {
    parsed.native_ = text.front() == '@';
    parsed.little_endian_ = text.front() != '>' && text.front() != '!';
    text.remove_prefix(1);
  }
  while (!text.empty()) {
    char letter = text.front();
    text.remove_prefix(1);
    if (is_blank(letter)) continue;
    std::int64_t count = 1;
    if (is_digit(letter)) {
      count = letter - '0';
      while (!text.empty() && is_digit(text.front())) {
        const int digit = text.front() - '0';
        text.remove_prefix(1);
        if (count > (kMost - digit) / 10) return too_long();
        count = count * 10 + digit;
      }
      if (text.empty()) return bad_format("repeat count given without format specifier");
      letter = text.front();
      text.remove_prefix(1);
    }
    const std::int64_t size = size_of(letter, parsed.native_);
    if (size < 0) return bad_format("bad char in struct format");
    if (parsed.native_ && parsed.size_ > 0) {
      const std::int64_t alignment = alignment_of(letter);
      const std::int64_t padding = (alignment - 1) - (parsed.size_ - 1) % alignment;
      if (padding > kMost - parsed.size_) return too_long();
      parsed.size_ += padding;
    }
    if (count > (kMost - parsed.size_) / size) return too_long();
    const bool is_text = letter == 's' || letter == 'p';
    if (is_text || (letter != 'x' && count > 0)) {
      const Field field = {.letter = letter,
                           .repeat = is_text ? 1 : count,
                           .offset = parsed.size_,
                           .size = is_text ? count : size};
      if (!parsed.fields_.push_back(field)) return memory_error();
      parsed.values_ = static_cast<std::int64_t>(static_cast<std::uint64_t>(parsed.values_) +
                                                 static_cast<std::uint64_t>(field.repeat));
    }
    parsed.size_ += count * size;
  }
  return parsed;
}

// Native code reads f and F as C does, and CPython takes it for F also where the order is that of
// the machine; its own reader keeps every bit.
double StructFormat::unpack_real(const std::uint8_t* item, char letter, std::int64_t size) const {
  const std::uint64_t bits = read_bits(item, size, little_endian_);
  if (size == 2) return unpack_half(static_cast<std::uint16_t>(bits));
  if (size == 8) return std::bit_cast<double>(bits);
  const bool exactly = letter == 'F' ? !little_endian_ : !native_;
  return widened(static_cast<std::uint32_t>(bits), exactly);
}

Scalar StructFormat::unpack_one(const std::uint8_t* item, char letter, std::int64_t size) const {
  switch (letter) {
    case 'c':
    case 's':
      return Scalar::of_bytes({item, static_cast<std::size_t>(size)});
    case 'p': {
      // A Pascal string: its length first.
      const std::int64_t length = size == 0 ? 0 : std::min<std::int64_t>(*item, size - 1);
      return Scalar::of_bytes({size == 0 ? item : item + 1, static_cast<std::size_t>(length)});
    }
    case '?':
      return Scalar::of_boolean(*item != 0);
    case 'e':
    case 'f':
    case 'd':
      return Scalar::of_real(unpack_real(item, letter, size));
    case 'F':
    case 'D': {
      const std::int64_t half = size / 2;
      return Scalar::of_complex(unpack_real(item, letter, half),
                                unpack_real(item + half, letter, half));
    }
    default: {
      const std::uint64_t bits = read_bits(item, size, little_endian_);
      const bool is_negative_possible = is_signed(letter) || letter == 'n';
      return is_negative_possible ? Scalar::of_signed(sign_extended(bits, size))
                                  : Scalar::of_unsigned(bits);
    }
  }
}

Result<Value> StructFormat::unpack(const std::uint8_t* memory) const {
  HOLDFAST_TRY(auto values, Tuple::create());
  HOLDFAST_CHECK(values->reserve(static_cast<std::size_t>(values_)));
  for (const Field& field : fields_.items()) {
    for (std::int64_t i = 0; i < field.repeat; ++i) {
      const Scalar scalar =
          unpack_one(memory + field.offset + i * field.size, field.letter, field.size);
      HOLDFAST_TRY(Value value, scalar.to_value());
      HOLDFAST_CHECK(values->append(std::move(value)));
    }
  }
  return Value(std::move(values));
}

bool StructFormat::same(const std::uint8_t* left, const StructFormat& other,
                        const std::uint8_t* right) const {
  if (values_ != other.values_) return false;
  std::size_t their_field = 0;
  std::int64_t their_place = 0;
  for (const Field& field : fields_.items()) {
    for (std::int64_t i = 0; i < field.repeat; ++i) {
      const Field* theirs = &other.fields_[their_field];
      if (their_place == theirs->repeat) {
        theirs = &other.fields_[++their_field];
        their_place = 0;
      }
      const Scalar mine =
          unpack_one(left + field.offset + i * field.size, field.letter, field.size);
      const Scalar item = other.unpack_one(right + theirs->offset + their_place * theirs->size,
                                           theirs->letter, theirs->size);
      if (!mine.equals(item)) return false;
      ++their_place;
    }
  }
  return true;
}

}  // namespace holdfast::impl
