// SPDX-License-Identifier: MIT
//
// bytearray: slices. A range is replaced in place, the front deleted by moving the start; an
// extended slice is deleted run by run.
#include <cstring>
#include <limits>

#include "impl/bytearray.h"

namespace holdfast::impl {

Result<void> ByteArray::replace_range(std::int64_t low, std::int64_t high,
                                      std::span<const std::uint8_t> bytes) {
  const auto size = static_cast<std::int64_t>(bytes.size());
  const std::int64_t growth = size - (high - low);
  Result<void> result;
  if (growth < 0) {
    HOLDFAST_CHECK(check_resizable());
    if (low == 0) {
      HOLDFAST_CHECK(resize_from(offset() + static_cast<std::size_t>(-growth), size_ + growth));
    } else {
      std::memmove(start_ + low + size, start_ + high, static_cast<std::size_t>(size_ - high));
      if (auto shrunk = resize(size_ + growth); !shrunk) {
        // The bytes are gone; as in CPython the operation is completed and MemoryError raised.
        size_ += growth;
        start_[size_] = 0;
        result = std::move(shrunk);
      }
    }
  } else if (growth > 0) {
    if (size_ > std::numeric_limits<std::int64_t>::max() - growth) return size_overflow();
    const std::int64_t behind = size_ - high;
    HOLDFAST_CHECK(resize(size_ + growth));
    std::memmove(start_ + low + size, start_ + high, static_cast<std::size_t>(behind));
  }
  if (size > 0) std::memcpy(start_ + low, bytes.data(), bytes.size());
  return result;
}

Result<Ref<ByteArray>> ByteArray::slice(const SliceBounds& bounds) const {
  if (bounds.count <= 0) return create();
  if (bounds.step == 1) {
    return create(contents().subspan(static_cast<std::size_t>(bounds.start),
                                     static_cast<std::size_t>(bounds.count)));
  }
  HOLDFAST_TRY(auto result, uninitialized(bounds.count));
  for (std::int64_t i = 0; i < bounds.count; ++i) {
    result->start_[i] = start_[bounds.start + i * bounds.step];
  }
  return result;
}

Result<void> ByteArray::assign_slice(SliceBounds bounds, std::span<const std::uint8_t> bytes) {
  // b[5:2] = ... inserts before 5, not before 2.
  if ((bounds.step < 0 && bounds.start < bounds.stop) ||
      (bounds.step > 0 && bounds.start > bounds.stop)) {
    bounds.stop = bounds.start;
  }
  if (bounds.step == 1) return replace_range(bounds.start, bounds.stop, bytes);
  if (bytes.empty()) return erase_extended(bounds);
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (size != bounds.count) {
    return value_error("attempt to assign bytes of size {} to extended slice of size {}", size,
                       bounds.count);
  }
  for (std::int64_t i = 0; i < size; ++i) {
    start_[bounds.start + i * bounds.step] = bytes[static_cast<std::size_t>(i)];
  }
  return {};
}

Result<void> ByteArray::erase_extended(SliceBounds bounds) {
  HOLDFAST_CHECK(check_resizable());
  if (bounds.count == 0) return {};
  if (bounds.step < 0) {
    bounds.start += bounds.step * (bounds.count - 1);
    bounds.step = -bounds.step;
  }
  // Moves what stays behind each deleted byte to the front; the last run is all that remains.
  std::uint8_t* out = start_ + bounds.start;
  std::int64_t from = bounds.start;
  for (std::int64_t i = 0; i < bounds.count; ++i) {
    const bool last = i + 1 == bounds.count;
    const std::int64_t run = last ? size_ - from - 1 : bounds.step - 1;
    std::memmove(out, start_ + from + 1, static_cast<std::size_t>(run));
    out += run;
    if (!last) from += bounds.step;
  }
  const std::int64_t size = size_ - bounds.count;
  if (auto shrunk = resize(size); !shrunk) {
    size_ = size;
    start_[size_] = 0;
    return shrunk;
  }
  return {};
}

}  // namespace holdfast::impl
