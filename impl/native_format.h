// SPDX-License-Identifier: MIT
//
// The native single-character formats, c b B ? h H i I l L q Q n N f d e P with or without '@': how
// large an element is, what it is as a Python value, and how a value becomes one. These are all
// that a memoryview reads and writes elements of. CPython 3.14: Objects/memoryobject.c.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <type_traits>
#include <utility>

#include "impl/error.h"
#include "impl/scalar.h"
#include "impl/value.h"

namespace holdfast::impl {

// The letter of a native format and the size of its elements; `size` is 0 for any other format.
struct NativeFormat {
  char letter = 0;
  std::int64_t size = 0;

  explicit operator bool() const { return size != 0; }
  // True for b, B and c, whose elements are bytes.
  [[nodiscard]] bool is_bytes() const { return letter == 'b' || letter == 'B' || letter == 'c'; }
};

// What `format` is, up to its end or a NUL in it. CPython: get_native_fmtchar.
NativeFormat native_format(const char* format);
NativeFormat native_format(char letter);

// A text that lives forever for a native format: "@H" for "@H".
const char* native_format_text(const char* format);

// The element at `item` in the format of that letter, which is a native one.
Scalar unpack_native(const std::uint8_t* item, char letter);

// Calls `visit` with a zero of the C type that elements of that letter are, and returns what it
// returns; `otherwise` for letters whose elements are not plain numbers: c ? e P, and others.
template <typename Visit, typename Answer>
Answer with_number_type(char letter, Answer otherwise, Visit&& visit) {
  switch (letter) {
    case 'b':
      return visit(std::int8_t{});
    case 'B':
      return visit(std::uint8_t{});
    case 'h':
      return visit(std::int16_t{});
    case 'H':
      return visit(std::uint16_t{});
    case 'i':
      return visit(std::int32_t{});
    case 'I':
      return visit(std::uint32_t{});
    case 'l':
    case 'q':
    case 'n':
      return visit(std::int64_t{});
    case 'L':
    case 'Q':
    case 'N':
      return visit(std::uint64_t{});
    case 'f':
      return visit(float{});
    case 'd':
      return visit(double{});
    default:
      return otherwise;
  }
}

// A number of memory that need not be aligned.
template <typename T>
T read_number(const std::uint8_t* item) {
  T number;
  std::memcpy(&number, item, sizeof(number));
  return number;
}

// The element at `item` where it is a number that needs no memory of its own.
inline std::optional<Value> unpack_number(const std::uint8_t* item, char letter) {
  return with_number_type(letter, std::optional<Value>(), [&]<typename T>(T) {
    const T number = read_number<T>(item);
    if constexpr (std::is_floating_point_v<T>) {
      return std::optional(Value::real(static_cast<double>(number)));
    } else {
      return std::in_range<std::int64_t>(number)
                 ? std::optional(Value::integer(static_cast<std::int64_t>(number)))
                 : std::nullopt;
    }
  });
}

// A value that has been converted and checked as far as that needs no look at the view: what
// remains is to see whether the view was released meanwhile, then whether the value is in range.
struct PackedItem {
  std::uint64_t bits = 0;  // little-endian, as many bytes as the format has
  bool in_range = true;
};

// Converts `value` to the format of that letter; may run __index__. TypeError "memoryview: invalid
// type for format 'B'", ValueError "memoryview: invalid value for format 'B'", NotImplementedError
// "memoryview: format x not supported" for a letter that is not native, and whatever __index__ or
// bool(value) raises. CPython: pack_single up to CHECK_RELEASED_INT_AGAIN.
Result<PackedItem> convert_item(const Value& value, char letter);

// ValueError "memoryview: invalid value for format 'B'".
Failure out_of_range(char letter);

// NotImplementedError "memoryview: format x not supported".
Failure unsupported_letter(char letter);

// float(value) for a number: whatever __index__ raises, OverflowError "int too large to convert to
// float". CPython 3.14: PyFloat_AsDouble, as far as the values of this library go.
Result<double> as_double(const Value& value);

// A half-precision float, to and from double. pack_half() rounds to even; false where the number is
// too large. A NaN of which no payload is left becomes a quiet one. CPython 3.14:
// Objects/floatobject.c:PyFloat_Pack2, PyFloat_Unpack2.
double unpack_half(std::uint16_t half);
bool pack_half(double number, std::uint16_t& half);

}  // namespace holdfast::impl
