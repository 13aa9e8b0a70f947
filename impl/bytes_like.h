// SPDX-License-Identifier: MIT
//
// A bytes-like argument, as most methods want it: its contents in a row, held until the end of the
// scope. Bytes, of which most arguments are, need no buffer for that: they never change.
#pragma once

#include <span>

#include "impl/buffer.h"
#include "impl/bytes.h"

namespace holdfast::impl {

class BytesLike {
 public:
  // Takes the contents of `value`, which the caller keeps; raises what acquire() does. `request` is
  // one of those for contiguous memory that need not be writable.
  Result<void> take(const Value& value, Request request = request::kSimple) {
    if (const Bytes* bytes = value.as<Bytes>()) {
      bytes_ = bytes->contents();
      return {};
    }
    HOLDFAST_CHECK(acquire(value, request, buffer_));
    bytes_ = buffer_.bytes();
    return {};
  }

  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }
  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(bytes_.size()); }

 private:
  AcquiredBuffer buffer_;
  std::span<const std::uint8_t> bytes_;
};

}  // namespace holdfast::impl
