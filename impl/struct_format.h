// SPDX-License-Identifier: MIT
//
// Formats of the struct module: what pack_into() and unpack_from() do, and how memoryviews of any
// other than the native single-character formats compare their elements. CPython 3.14:
// Modules/_struct.c.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "impl/array.h"
#include "impl/error.h"
#include "impl/scalar.h"
#include "impl/value.h"

namespace holdfast::impl {

class StructFormat {
 public:
  // Reads a format: struct.error "bad char in struct format", "embedded null character", "repeat
  // count given without format specifier", "total struct size too long"; MemoryError. CPython:
  // prepare_s.
  static Result<StructFormat> compile(std::string_view format);
  // The same for who only wants to know: nothing where that is struct.error.
  static Result<std::optional<StructFormat>> parse(const char* format);

  // struct.calcsize(format).
  [[nodiscard]] std::int64_t size() const { return size_; }
  // len(struct.unpack(format, ...)); it wraps around where CPython's does.
  [[nodiscard]] std::int64_t values() const { return values_; }

  // Writes values() many values into size() bytes, which are zero before the first of them is
  // converted. That may run __index__: whoever calls holds the buffer, so that the memory stays.
  // struct.error, OverflowError for a float, and what __index__ or bool(value) raises; what was
  // written until then stays. CPython: s_pack_internal.
  Result<void> pack(std::span<const Value> values, std::uint8_t* memory) const;

  // The tuple of the values in size() bytes. MemoryError. CPython: s_unpack_internal.
  Result<Value> unpack(const std::uint8_t* memory) const;

  // Whether two elements, `left` in this format and `right` in that one, unpack to equal values:
  // one value each that are equal, or equally many that are. Elements have at least size() bytes.
  [[nodiscard]] bool same(const std::uint8_t* left, const StructFormat& other,
                          const std::uint8_t* right) const;

 private:
  // A letter of the format with its count: so many values side by side, or one of s and p.
  struct Field {
    char letter = 0;
    std::int64_t repeat = 1;
    std::int64_t offset = 0;
    std::int64_t size = 0;
  };

  [[nodiscard]] Scalar unpack_one(const std::uint8_t* item, char letter, std::int64_t size) const;
  [[nodiscard]] double unpack_real(const std::uint8_t* item, char letter, std::int64_t size) const;

  // struct_pack.cpp: one value each.
  Result<void> pack_one(const Field& field, const Value& value, std::uint8_t* item) const;
  Result<void> pack_integer(char letter, std::int64_t size, const Value& value,
                            std::uint8_t* item) const;
  Result<void> pack_pointer(const Value& value, std::uint8_t* item) const;
  Result<void> pack_number(char letter, std::int64_t size, const Value& value,
                           std::uint8_t* item) const;
  Result<void> pack_real(char letter, std::int64_t size, double number, const Value& value,
                         std::uint8_t* item) const;
  void write(std::uint64_t bits, std::int64_t size, std::uint8_t* item) const;

  Array<Field> fields_;
  std::int64_t size_ = 0;
  std::int64_t values_ = 0;
  bool native_ = true;         // sizes and alignment of C, and the letters n, N, P
  bool little_endian_ = true;  // the byte order where it is not native
};

}  // namespace holdfast::impl
