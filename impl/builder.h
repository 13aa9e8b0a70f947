// SPDX-License-Identifier: MIT
//
// Puts bytes together. A refused allocation is remembered rather than reported at once: the caller
// appends what it has to and asks at the end.
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

#include "impl/error.h"
#include "impl/memory.h"

namespace holdfast::impl {

class Builder {
 public:
  void append(std::span<const std::uint8_t> bytes) {
    if (std::uint8_t* room = grow(bytes.size()); room != nullptr && !bytes.empty()) {
      std::memcpy(room, bytes.data(), bytes.size());
    }
  }
  void append(std::string_view text) {
    append({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
  }
  void put(std::uint8_t byte) { append({&byte, 1}); }
  void put(char byte) { put(static_cast<std::uint8_t>(byte)); }
  void fill(std::size_t count, char byte) {
    if (std::uint8_t* room = grow(count); room != nullptr && count > 0) {
      std::memset(room, byte, count);
    }
  }

  // Appends a number in decimal.
  void append_number(std::int64_t number);

  // Makes room for `more` bytes beyond what is there.
  void reserve(std::size_t more);

  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return block_.bytes().first(size_); }
  [[nodiscard]] std::span<std::uint8_t> mutable_bytes() { return block_.bytes().first(size_); }
  [[nodiscard]] std::size_t size() const { return size_; }
  // Remembers that an allocation was refused elsewhere.
  void fail() { failed_ = true; }
  [[nodiscard]] bool failed() const { return failed_; }

  // The bytes as a block of exactly their size; MemoryError when any allocation was refused.
  Result<Block> take();

 private:
  // Adds `count` bytes and returns where they are; null when there is no memory.
  std::uint8_t* grow(std::size_t count);

  Block block_;
  std::size_t size_ = 0;
  bool failed_ = false;
};

}  // namespace holdfast::impl
