// SPDX-License-Identifier: MIT
//
// Puts a new bytearray together the way CPython's _PyBytesWriter does: up to 512 bytes aside, more
// in the bytearray itself, which then grows as any bytearray does. So the result's __alloc__ agrees
// too.
#pragma once

#include <array>
#include <cstdint>

#include "impl/bytearray.h"
#include "impl/bytes_search.h"

namespace holdfast::impl {

class BytesWriter {
 public:
  // Promises `size` more bytes beyond those promised so far; what is written must have been
  // promised.
  Result<void> promise(std::size_t size);
  // Takes back a promise that was not used.
  void take_back(std::size_t size) { promised_ -= size; }

  void write(Span bytes);
  void write(std::uint8_t byte) { write({&byte, 1}); }
  void fill(std::size_t count, char byte);

  // The bytearray of what was written; the writer is done.
  Result<Ref<ByteArray>> finish();

 private:
  [[nodiscard]] std::uint8_t* at() {
    return (large_ ? large_->mutable_contents().data() : small_.data()) + size_;
  }

  static constexpr std::size_t kSmall = 512;
  std::array<std::uint8_t, kSmall> small_;
  Ref<ByteArray> large_;
  std::size_t room_ = kSmall;
  std::size_t promised_ = 0;
  std::size_t size_ = 0;
};

}  // namespace holdfast::impl
