// SPDX-License-Identifier: MIT
//
// Values written as the letters of a struct format say, with struct's own exceptions. CPython 3.14:
// Modules/_struct.c:s_pack_internal and the functions of its format tables.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <string_view>

#include "impl/big_integer.h"
#include "impl/bytearray.h"
#include "impl/bytes.h"
#include "impl/convert.h"
#include "impl/native_format.h"
#include "impl/struct_format.h"

namespace holdfast::impl {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

Failure struct_error(const char* message) { return fail(ExceptionType::StructError, message); }

bool is_signed(char letter) {
  constexpr std::string_view kSigned = "bhilqn";
  return kSigned.find(letter) != std::string_view::npos;
}

// PyLong_Check.
bool is_int(const Value& value) { return value.is_integer() || value.as<BigInteger>() != nullptr; }

// "'b' format requires -128 <= number <= 127". CPython: _range_error.
Failure range_error(char letter, std::int64_t size) {
  const auto spare = static_cast<unsigned>(64 - 8 * size);
  const MessageArgument name = MessageArgument::copy({&letter, 1});
  if (is_signed(letter)) {
    const std::int64_t largest = kMost >> spare;
    return fail(ExceptionType::StructError, "'{}' format requires {} <= number <= {}", name,
                -largest - 1, largest);
  }
  if (size == 8) {
    return fail(ExceptionType::StructError,
                "'{}' format requires 0 <= number <= 18446744073709551615", name);
  }
  return fail(ExceptionType::StructError, "'{}' format requires 0 <= number <= {}", name,
              (std::uint64_t{1} << (8 * static_cast<unsigned>(size))) - 1);
}

// The lowest 64 bits of an integer's two's complement.
std::uint64_t low_bits(const Value& number) {
  if (number.is_integer()) return static_cast<std::uint64_t>(number.integer());
  const auto* big = number.as<BigInteger>();
  const auto magnitude = big->magnitude();
  std::uint64_t bits = 0;
  for (std::size_t i = std::min<std::size_t>(magnitude.size(), 8); i-- > 0;) {
    bits = bits << 8U | magnitude[i];
  }
  return big->negative() ? ~bits + 1 : bits;
}

bool is_negative(const Value& number) {
  return number.is_integer() ? number.integer() < 0 : number.as<BigInteger>()->negative();
}

// Whether an integer of `size` bytes, with a sign or without, holds the number.
bool fits(const Value& number, std::int64_t size, bool has_sign) {
  if (!number.is_integer()) {
    return size == 8 && !has_sign && !is_negative(number) &&
           number.as<BigInteger>()->magnitude().size() <= 8;
  }
  const std::int64_t value = number.integer();
  const auto bits = 8 * static_cast<unsigned>(size);
  if (has_sign) {
    const std::int64_t largest = kMost >> (64 - bits);
    return value >= -largest - 1 && value <= largest;
  }
  return value >= 0 && (size == 8 || value >> bits == 0);
}

// PyFloat_Pack4: the bits of a float. False where a finite number becomes infinite. NaNs keep the
// bits that there is room for, the one included that makes them quiet.
bool pack_float(double number, std::uint32_t& bits) {
  if (!std::isnan(number)) {
    const auto narrow = static_cast<float>(number);
    bits = std::bit_cast<std::uint32_t>(narrow);
    return !std::isinf(narrow) || std::isinf(number);
  }
  const auto wide = std::bit_cast<std::uint64_t>(number);
  const auto payload = static_cast<std::uint32_t>(wide >> 29U & 0x7fffffU);
  bits = static_cast<std::uint32_t>(wide >> 63U) << 31U | 0x7f800000U |
         (payload == 0 ? 0x400000U : payload);
  return true;
}

// What s and p write: a bytes object or a bytearray. Null for anything else.
bool text_of(const Value& value, std::span<const std::uint8_t>& text) {
  if (const auto* bytes = value.as<Bytes>()) {
    text = bytes->contents();
    return true;
  }
  if (const auto* array = value.as<ByteArray>()) {
    text = array->contents();
    return true;
  }
  return false;
}

// The text may be a part of the memory that is written.
void copy_text(std::uint8_t* out, std::span<const std::uint8_t> text) {
  if (!text.empty()) std::memmove(out, text.data(), text.size());
}

}  // namespace

Result<void> StructFormat::pack(std::span<const Value> values, std::uint8_t* memory) const {
  if (size_ > 0) std::memset(memory, 0, static_cast<std::size_t>(size_));
  const Value* next = values.data();
  for (const Field& field : fields_.items()) {
    for (std::int64_t i = 0; i < field.repeat; ++i) {
      HOLDFAST_CHECK(pack_one(field, *next++, memory + field.offset + i * field.size));
    }
  }
  return {};
}

Result<void> StructFormat::pack_one(const Field& field, const Value& value,
                                    std::uint8_t* item) const {
  const auto size = static_cast<std::size_t>(field.size);
  std::span<const std::uint8_t> text;
  switch (field.letter) {
    case 'c': {
      const auto* bytes = value.as<Bytes>();
      if (bytes == nullptr || bytes->contents().size() != 1) {
        return struct_error("char format requires a bytes object of length 1");
      }
      *item = bytes->contents()[0];
      return {};
    }
    case 's':
      if (!text_of(value, text)) return struct_error("argument for 's' must be a bytes object");
      copy_text(item, text.first(std::min(text.size(), size)));
      return {};
    case 'p':
      if (!text_of(value, text)) return struct_error("argument for 'p' must be a bytes object");
      if (size == 0) return {};
      text = text.first(std::min(text.size(), size - 1));
      copy_text(item + 1, text);
      // CPython 3.14: a length of zero is not written, which shows where something else was by now.
      if (!text.empty()) *item = static_cast<std::uint8_t>(std::min<std::size_t>(text.size(), 255));
      return {};
    case '?': {
      HOLDFAST_TRY(const bool truth, as_truth(value));
      *item = truth ? 1 : 0;
      return {};
    }
    case 'e':
    case 'f':
    case 'd':
    case 'F':
    case 'D':
      return pack_number(field.letter, field.size, value, item);
    case 'P':
      return pack_pointer(value, item);
    default:
      return pack_integer(field.letter, field.size, value, item);
  }
}

void StructFormat::write(std::uint64_t bits, std::int64_t size, std::uint8_t* item) const {
  for (std::int64_t i = 0; i < size; ++i) {
    item[little_endian_ ? i : size - 1 - i] = static_cast<std::uint8_t>(bits >> (8 * i));
  }
}

Result<void> StructFormat::pack_integer(char letter, std::int64_t size, const Value& value,
                                        std::uint8_t* item) const {
  if (!supports_index(value)) return struct_error("required argument is not an integer");
  HOLDFAST_TRY(const Value number, to_index(value));
  if (!fits(number, size, is_signed(letter))) {
    // CPython writes eight big-endian bytes before it sees that there are more
    // (_PyLong_AsByteArray); a negative number without a sign it sees at once.
    const bool late = size == 8 && !little_endian_ && (is_signed(letter) || !is_negative(number));
    if (late) write(low_bits(number), size, item);
    return range_error(letter, size);
  }
  write(low_bits(number), size, item);
  return {};
}

// PyLong_AsVoidPtr; negative numbers by their two's complement.
Result<void> StructFormat::pack_pointer(const Value& value, std::uint8_t* item) const {
  if (!supports_index(value)) return struct_error("required argument is not an integer");
  HOLDFAST_TRY(const Value number, to_index(value));
  if (!fits(number, 8, is_negative(number))) {
    if (is_int(value)) return struct_error("int too large to convert");
    return fail(ExceptionType::OverflowError,
                is_negative(number) ? "Python int too large to convert to C long"
                                    : "Python int too large to convert to C unsigned long");
  }
  write(low_bits(number), 8, item);
  return {};
}

Result<void> StructFormat::pack_number(char letter, std::int64_t size, const Value& value,
                                       std::uint8_t* item) const {
  const bool is_complex = letter == 'F' || letter == 'D';
  // Whatever keeps a value from becoming a float is one error, also what __index__ raises.
  const char* no_number =
      is_complex ? "required argument is not a complex" : "required argument is not a float";
  if (!is_number(value)) return struct_error(no_number);
  const auto number = as_double(value);
  if (!number) return struct_error(no_number);
  if (!is_complex) return pack_real(letter, size, *number, value, item);
  HOLDFAST_CHECK(pack_real(letter, size / 2, *number, value, item));
  // The imaginary part, also where __index__ has written to the memory meanwhile.
  write(0, size / 2, item + size / 2);
  return {};
}

Result<void> StructFormat::pack_real(char letter, std::int64_t size, double number,
                                     const Value& value, std::uint8_t* item) const {
  const auto too_large = [&](const char* message) {
    if (is_int(value)) return struct_error("int too large to convert");
    return fail(ExceptionType::OverflowError, message);
  };
  if (size == 2) {
    std::uint16_t half = 0;
    if (!pack_half(number, half)) return too_large("float too large to pack with e format");
    write(half, size, item);
  } else if (size == 8) {
    write(std::bit_cast<std::uint64_t>(number), size, item);
  } else if (letter == 'F' && little_endian_) {
    // Here, and only here, it is C that makes the float.
    write(std::bit_cast<std::uint32_t>(static_cast<float>(number)), size, item);
  } else {
    std::uint32_t bits = 0;
    if (!pack_float(number, bits)) return too_large("float too large to pack with f format");
    write(bits, size, item);
  }
  return {};
}

}  // namespace holdfast::impl
