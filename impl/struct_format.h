// SPDX-License-Identifier: MIT
//
// Formats of the struct module: how memoryviews of any other than the native single-character
// formats compare their elements. CPython 3.14: Modules/_struct.c.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "impl/array.h"
#include "impl/error.h"
#include "impl/scalar.h"

namespace holdfast::impl {

class StructFormat {
 public:
  // Reads a format; nothing where struct.Struct(format) raises struct.error. MemoryError.
  static Result<std::optional<StructFormat>> parse(const char* format);

  // struct.calcsize(format).
  [[nodiscard]] std::int64_t size() const { return size_; }
  // len(struct.unpack(format, ...)).
  [[nodiscard]] std::int64_t values() const { return values_; }

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

  [[nodiscard]] Scalar unpack(const std::uint8_t* item, char letter, std::int64_t size) const;

  Array<Field> fields_;
  std::int64_t size_ = 0;
  std::int64_t values_ = 0;
  bool native_ = true;         // sizes and alignment of C, and the letters n, N, P
  bool little_endian_ = true;  // the byte order where it is not native
};

}  // namespace holdfast::impl
