// SPDX-License-Identifier: MIT
//
// What join() joins: the buffers of an iterable's items, all held until the result is written.
// CPython 3.14: Objects/stringlib/join.h.
#pragma once

#include <cstdint>

#include "impl/array.h"
#include "impl/buffer.h"
#include "impl/bytes.h"
#include "impl/bytes_search.h"

namespace holdfast::impl {

class JoinParts {
 public:
  // Collects the items of `iterable` first, unless it is a list or tuple, then asks each for its
  // buffer. `separator` is the size of what goes between two of them. TypeError "can only join an
  // iterable", TypeError "sequence item 0: expected a bytes-like object, int found" whatever an
  // item raised, OverflowError "join() result is too long", MemoryError.
  static Result<JoinParts> acquire(const Value& iterable, std::int64_t separator);

  JoinParts(JoinParts&&) = default;
  JoinParts& operator=(JoinParts&&) = delete;
  // Gives the buffers back in the order in which they were acquired.
  ~JoinParts();

  // The bytes object that is the only item, which bytes.join() gives back as it is; else null.
  [[nodiscard]] Bytes* only() const { return only_.as<Bytes>(); }
  // The size of the result.
  [[nodiscard]] std::int64_t size() const { return size_; }
  // Writes the result, size() bytes.
  void write(Span separator, std::uint8_t* out) const;

 private:
  JoinParts() = default;
  Array<AcquiredBuffer> parts_;
  Value only_;
  std::int64_t size_ = 0;
};

}  // namespace holdfast::impl
