// SPDX-License-Identifier: MIT
//
// Elements of native formats, read and written.
#include "impl/native_format.h"

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string_view>

#include "impl/big_integer.h"
#include "impl/bytes.h"
#include "impl/convert.h"

namespace holdfast::impl {
namespace {

// Letters, and the same with '@', one after the other.
constexpr std::string_view kLetters = "cbB?hHiIlLqQnNfdeP";
constexpr std::array<const char*, kLetters.size()> kTexts = {
    "c", "b", "B", "?", "h", "H", "i", "I", "l", "L", "q", "Q", "n", "N", "f", "d", "e", "P"};
constexpr std::array<const char*, kLetters.size()> kTextsWithAt = {
    "@c", "@b", "@B", "@?", "@h", "@H", "@i", "@I", "@l",
    "@L", "@q", "@Q", "@n", "@N", "@f", "@d", "@e", "@P"};

std::int64_t size_of(char letter) {
  switch (letter) {
    case 'c':
    case 'b':
    case 'B':
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
    case 'q':
    case 'Q':
    case 'n':
    case 'N':
    case 'd':
    case 'P':
      return 8;
    default:
      return 0;
  }
}
static_assert(sizeof(long) == 8 && sizeof(void*) == 8 && sizeof(int) == 4,
              "the native formats are those of a 64-bit Linux");

Failure wrong_type(char letter) {
  return type_error("memoryview: invalid type for format '{}'",
                    MessageArgument::copy({&letter, 1}));
}

// What CPython makes of an exception from a conversion: TypeError and the two that say "too large"
// become its own, others stay.
Failure translated(Error error, char letter) {
  if (is_a(error.type, ExceptionType::TypeError)) return wrong_type(letter);
  if (is_a(error.type, ExceptionType::OverflowError) ||
      is_a(error.type, ExceptionType::ValueError)) {
    return out_of_range(letter);
  }
  return Failure(std::move(error));
}

template <typename T>
PackedItem narrowed(std::int64_t number) {
  return {.bits = static_cast<std::uint64_t>(number),
          .in_range =
              number >= std::numeric_limits<T>::min() && number <= std::numeric_limits<T>::max()};
}

PackedItem signed_item(std::int64_t number, char letter) {
  switch (letter) {
    case 'b':
      return narrowed<std::int8_t>(number);
    case 'h':
      return narrowed<std::int16_t>(number);
    case 'i':
      return narrowed<std::int32_t>(number);
    default:
      return narrowed<std::int64_t>(number);
  }
}

PackedItem unsigned_item(std::uint64_t number, char letter) {
  const auto bits = static_cast<unsigned>(8 * size_of(letter));
  return {.bits = number, .in_range = bits == 64 || number >> bits == 0};
}

// The bits of an integer from 0 up to 2**64; false for any other.
bool unsigned_bits(const Value& number, std::uint64_t& bits) {
  if (number.is_integer()) {
    bits = static_cast<std::uint64_t>(number.integer());
    return number.integer() >= 0;
  }
  const auto* big = number.as<BigInteger>();
  if (big->negative() || big->magnitude().size() > sizeof(bits)) return false;
  bits = 0;
  for (std::size_t i = big->magnitude().size(); i-- > 0;) bits = bits << 8U | big->magnitude()[i];
  return true;
}

// PyLong_AsDouble: the nearest double, OverflowError beyond the largest.
Result<double> integer_as_double(const Value& number) {
  if (number.is_integer()) return static_cast<double>(number.integer());
  const auto* big = number.as<BigInteger>();
  const auto magnitude = big->magnitude();
  // The first 64 significant bits; one more stands for all that follow, so that rounding is right.
  std::size_t top = magnitude.size();
  while (top > 0 && magnitude[top - 1] == 0) --top;
  std::uint64_t lead = 0;
  std::size_t taken = 0;
  while (taken < 8 && taken < top) lead = lead << 8U | magnitude[top - 1 - taken++];
  bool more = false;
  for (std::size_t i = 0; i + taken < top; ++i) more = more || magnitude[i] != 0;
  // Where there are more there are at least 57 here, and a double has 53: the lowest is free.
  lead |= more ? 1U : 0U;
  const double size = std::ldexp(static_cast<double>(lead), static_cast<int>(8 * (top - taken)));
  if (std::isinf(size)) {
    return fail(ExceptionType::OverflowError, "int too large to convert to float");
  }
  return big->negative() ? -size : size;
}

Result<PackedItem> real_item(const Value& value, char letter) {
  auto number = as_double(value);
  if (!number) return translated(std::move(number).error(), letter);
  if (letter == 'd') return PackedItem{.bits = std::bit_cast<std::uint64_t>(*number)};
  if (letter == 'f') {
    return PackedItem{.bits = std::bit_cast<std::uint32_t>(static_cast<float>(*number))};
  }
  std::uint16_t half = 0;
  const bool in_range = pack_half(*number, half);
  return PackedItem{.bits = half, .in_range = in_range};
}

// P takes an int alone, no __index__, and negative ones by their two's complement.
Result<PackedItem> pointer_item(const Value& value) {
  if (value.is_integer()) return PackedItem{.bits = static_cast<std::uint64_t>(value.integer())};
  PackedItem item;
  if (value.as<BigInteger>() == nullptr) return wrong_type('P');
  if (!unsigned_bits(value, item.bits)) return out_of_range('P');
  return item;
}

Result<PackedItem> byte_item(const Value& value) {
  const auto* bytes = value.as<Bytes>();
  if (bytes == nullptr) return wrong_type('c');
  if (bytes->contents().size() != 1) return out_of_range('c');
  return PackedItem{.bits = bytes->contents()[0]};
}

}  // namespace

Result<double> as_double(const Value& value) {
  if (value.kind() == Value::Kind::real) return value.real();
  HOLDFAST_TRY(const Value number, to_index(value));
  return integer_as_double(number);
}

NativeFormat native_format(const char* format) {
  if (format[0] == '@') ++format;
  if (format[0] == '\0' || format[1] != '\0') return {};
  return {.letter = format[0], .size = size_of(format[0])};
}

NativeFormat native_format(char letter) { return {.letter = letter, .size = size_of(letter)}; }

const char* native_format_text(const char* format) {
  const bool has_at = format[0] == '@';
  const std::size_t place = kLetters.find(format[has_at ? 1 : 0]);
  return has_at ? kTextsWithAt[place] : kTexts[place];
}

Failure out_of_range(char letter) {
  return value_error("memoryview: invalid value for format '{}'",
                     MessageArgument::copy({&letter, 1}));
}

Failure unsupported_letter(char letter) {
  return fail(ExceptionType::NotImplementedError, "memoryview: format {} not supported",
              MessageArgument::copy({&letter, 1}));
}

Scalar unpack_native(const std::uint8_t* item, char letter) {
  switch (letter) {
    case 'B':
      return Scalar::of_unsigned(*item);
    case 'b':
      return Scalar::of_signed(read_number<std::int8_t>(item));
    case 'h':
      return Scalar::of_signed(read_number<std::int16_t>(item));
    case 'i':
      return Scalar::of_signed(read_number<std::int32_t>(item));
    case 'l':
    case 'q':
    case 'n':
      return Scalar::of_signed(read_number<std::int64_t>(item));
    case 'H':
      return Scalar::of_unsigned(read_number<std::uint16_t>(item));
    case 'I':
      return Scalar::of_unsigned(read_number<std::uint32_t>(item));
    case '?':
      return Scalar::of_boolean(*item != 0);
    case 'f':
      return Scalar::of_real(static_cast<double>(read_number<float>(item)));
    case 'd':
      return Scalar::of_real(read_number<double>(item));
    case 'e':
      return Scalar::of_real(unpack_half(read_number<std::uint16_t>(item)));
    case 'c':
      return Scalar::of_bytes({item, 1});
    default:  // L Q N P
      return Scalar::of_unsigned(read_number<std::uint64_t>(item));
  }
}

Result<PackedItem> convert_item(const Value& value, char letter) {
  switch (letter) {
    case 'b':
    case 'h':
    case 'i':
    case 'l':
    case 'q':
    case 'n': {
      auto number = to_index(value);
      if (!number) return translated(std::move(number).error(), letter);
      if (!number->is_integer()) return out_of_range(letter);
      return signed_item(number->integer(), letter);
    }
    case 'B':
    case 'H':
    case 'I':
    case 'L':
    case 'Q':
    case 'N': {
      auto number = to_index(value);
      if (!number) return translated(std::move(number).error(), letter);
      std::uint64_t bits = 0;
      if (!unsigned_bits(*number, bits)) return out_of_range(letter);
      return unsigned_item(bits, letter);
    }
    case 'f':
    case 'd':
    case 'e':
      return real_item(value, letter);
    case '?': {
      HOLDFAST_TRY(const bool truth, as_truth(value));
      return PackedItem{.bits = truth ? 1U : 0U};
    }
    case 'c':
      return byte_item(value);
    case 'P':
      return pointer_item(value);
    default:
      return unsupported_letter(letter);
  }
}

double unpack_half(std::uint16_t half) {
  const bool negative = (half & 0x8000U) != 0;
  const unsigned exponent = (half >> 10U) & 0x1fU;
  const std::uint64_t fraction = half & 0x3ffU;
  if (exponent == 0x1f) {
    // Infinity, or a NaN with its payload.
    const std::uint64_t bits =
        (negative ? 0xfff0000000000000U : 0x7ff0000000000000U) + (fraction << 42U);
    return std::bit_cast<double>(bits);
  }
  const double size = exponent == 0 ? std::ldexp(static_cast<double>(fraction), -24)
                                    : std::ldexp(static_cast<double>(fraction + 1024),
                                                 static_cast<int>(exponent) - 25);
  return negative ? -size : size;
}

bool pack_half(double number, std::uint16_t& half) {
  const auto bits = std::bit_cast<std::uint64_t>(number);
  const unsigned sign = static_cast<unsigned>(bits >> 63U) << 15U;
  if (std::isnan(number)) {
    const auto payload = static_cast<unsigned>((bits & 0xffc0000000000U) >> 42U);
    half = static_cast<std::uint16_t>(sign | 0x7c00U | (payload == 0 ? 0x200U : payload));
    return true;
  }
  if (std::isinf(number)) {
    half = static_cast<std::uint16_t>(sign | 0x7c00U);
    return true;
  }
  const double size = std::abs(number);
  // In units of the last place: 2**-24 for the smallest numbers, 2**(e-10) from there on.
  int exponent = 0;
  std::frexp(size, &exponent);
  const int unit = size == 0 || exponent < -13 ? -24 : exponent - 11;
  const auto units = static_cast<std::uint64_t>(std::nearbyint(std::ldexp(size, -unit)));
  const int lifted = unit + 24;  // how many steps of the exponent above the smallest
  // A carry out of the fraction goes into the exponent by itself.
  const std::uint64_t packed = units + (static_cast<std::uint64_t>(lifted) << 10U);
  if (packed >= 0x7c00U) return false;
  half = static_cast<std::uint16_t>(sign | packed);
  return true;
}

}  // namespace holdfast::impl
