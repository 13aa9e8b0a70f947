// SPDX-License-Identifier: MIT
//
// Elements of buffers as Python values, by the table of formats in the documentation of the struct
// module: memoryview itself reads and writes those of one letter in native mode; comparisons go
// through struct for any other.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/call.h"

namespace holdfast::model {

// The letter and size of a native format of one letter, with or without '@'; nothing for others.
struct Native {
  char letter = 0;
  std::int64_t size = 0;
};
std::optional<Native> native_format(std::string_view format);

// The letter of a format of one letter, with or without '@', known or not: NotImplementedError for
// any other format.
Result<char> letter_of(std::string_view format);

// The value of an element; what does not fit a Value goes to `room`. NotImplementedError for a
// letter that memoryview does not know.
Result<Value> unpack(ByteSpan element, char letter, Arena& room);

// The bytes of a value as an element: TypeError or ValueError where it does not fit the format.
// Runs the steps of a hostile argument where CPython calls __index__.
Result<Contents> pack(Call& call, Value value, char letter);

// struct.Struct(format): one entry for each letter, which stands for so many values of that size,
// one after the other; nothing where struct.error is raised.
struct StructValue {
  char letter = 0;
  std::int64_t place = 0;
  std::int64_t size = 0;
  std::int64_t repeat = 1;
};
struct StructFormat {
  std::vector<StructValue> values;
  std::uint64_t count = 0;  // of all values
  std::int64_t size = 0;
  bool native = true;
  bool little_endian = true;
};
std::optional<StructFormat> struct_format(std::string_view format);

// struct.unpack(format, element) into `values`, what does not fit a Value into `room`. Complex
// numbers are objects without further properties here.
void struct_unpack(const StructFormat& format, ByteSpan element, Arena& room,
                   std::vector<Value>& values);

// What struct and memoryview have in common when they make bytes of a value.
// An integer in two's complement, also of an object with __index__: TypeError for anything else.
Result<Contents> as_integer(Call& call, Value value);
// Its lowest bytes; ValueError when the others hold more than its sign.
Result<Contents> fitted(Contents integer, std::size_t size, bool is_signed);
// float(number): TypeError for what is no number, OverflowError where it is too large.
Result<double> as_real(Call& call, Value value);
// The half-precision float that is closest to a number; nothing where it is too large.
std::optional<unsigned> closest_half(double number);
// The lowest digits of a number whose base is 256, the lowest first.
Contents bytes_of(std::uint64_t number, std::size_t size);

// left == right, as far as elements go: numbers by what they are worth, bytes by their bytes.
bool python_equal(const Arena& left_arena, Value left, const Arena& right_arena, Value right);

}  // namespace holdfast::model
