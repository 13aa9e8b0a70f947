// SPDX-License-Identifier: MIT
//
// mmap: reading and writing the memory, at the position and by subscripts.
#include <algorithm>
#include <cstring>
#include <limits>

#include "impl/mmap.h"
#include "impl/system_calls.h"

namespace holdfast::impl {
namespace {

constexpr std::int64_t kSizeMax = std::numeric_limits<std::int64_t>::max();

// A bytes object of memory that may turn out to be missing.
Result<Ref<Bytes>> copy_of(std::span<const std::uint8_t> memory) {
  const BusErrorWatch watch;
  HOLDFAST_TRY(auto bytes, Bytes::create(memory));
  HOLDFAST_CHECK(watch.check());
  return bytes;
}

}  // namespace

Result<Ref<Bytes>> Mmap::read(std::int64_t count) {
  HOLDFAST_CHECK(check_open());
  if (count < 0 || count > remaining()) count = remaining();
  if (count == 0) return Bytes::create({});
  HOLDFAST_TRY(auto bytes, copy_of({data_ + position_, static_cast<std::size_t>(count)}));
  position_ += count;
  return bytes;
}

Result<std::uint8_t> Mmap::read_byte() {
  HOLDFAST_CHECK(check_open());
  if (position_ >= size_) return value_error("read byte out of range");
  HOLDFAST_TRY(const std::uint8_t byte, at(position_));
  ++position_;
  return byte;
}

Result<Ref<Bytes>> Mmap::read_line() {
  HOLDFAST_CHECK(check_open());
  const auto left = static_cast<std::size_t>(remaining());
  if (left == 0) return Bytes::create({});
  const BusErrorWatch watch;
  const std::uint8_t* start = data_ + position_;
  const auto* newline = static_cast<const std::uint8_t*>(std::memchr(start, '\n', left));
  HOLDFAST_CHECK(watch.check());
  const std::size_t size =
      newline == nullptr ? left : static_cast<std::size_t>(newline - start) + 1;
  HOLDFAST_TRY(auto bytes, copy_of({start, size}));
  position_ += static_cast<std::int64_t>(size);
  return bytes;
}

Result<void> Mmap::write(std::span<const std::uint8_t> bytes) {
  HOLDFAST_CHECK(check_open());
  HOLDFAST_CHECK(check_writable());
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (position_ > size_ || size_ - position_ < size) return value_error("data out of range");
  const BusErrorWatch watch;
  if (size > 0) std::memmove(data_ + position_, bytes.data(), bytes.size());
  HOLDFAST_CHECK(watch.check());
  position_ += size;
  return {};
}

Result<void> Mmap::write_byte(std::uint8_t byte) {
  HOLDFAST_CHECK(check_open());
  HOLDFAST_CHECK(check_writable());
  if (position_ >= size_) return value_error("write byte out of range");
  HOLDFAST_CHECK(set(position_, byte));
  ++position_;
  return {};
}

Result<std::int64_t> Mmap::seek(std::int64_t distance, int whence) {
  HOLDFAST_CHECK(check_open());
  if (whence < 0 || whence > 2) return value_error("unknown seek type");
  const std::int64_t from = whence == 0 ? 0 : whence == 1 ? position_ : size_;
  if (kSizeMax - from < distance) return value_error("seek out of range");
  const std::int64_t target = from + distance;
  if (target > size_ || target < 0) return value_error("seek out of range");
  position_ = target;
  return target;
}

Result<std::uint8_t> Mmap::at(std::int64_t index) const {
  if (index < 0) index += size_;
  if (index < 0 || index >= size_) {
    return fail(ExceptionType::IndexError, "mmap index out of range");
  }
  HOLDFAST_CHECK(check_open());
  const BusErrorWatch watch;
  // Volatile, so that the access is made before the check.
  const std::uint8_t byte = *static_cast<const volatile std::uint8_t*>(data_ + index);
  HOLDFAST_CHECK(watch.check());
  return byte;
}

Result<void> Mmap::set(std::int64_t index, std::uint8_t byte) {
  HOLDFAST_CHECK(check_open());
  if (index < 0) index += size_;
  if (index < 0 || index >= size_) {
    return fail(ExceptionType::IndexError, "mmap index out of range");
  }
  const BusErrorWatch watch;
  *static_cast<volatile std::uint8_t*>(data_ + index) = byte;
  return watch.check();
}

Result<Ref<Bytes>> Mmap::slice(SliceBounds bounds) const {
  bounds.adjust(size_);
  HOLDFAST_CHECK(check_open());
  if (bounds.count <= 0) return Bytes::create({});
  if (bounds.step == 1) {
    return copy_of({data_ + bounds.start, static_cast<std::size_t>(bounds.count)});
  }
  const BusErrorWatch watch;
  HOLDFAST_TRY(auto bytes, Bytes::uninitialized(static_cast<std::size_t>(bounds.count)));
  std::uint8_t* out = bytes->unshared_contents().data();
  for (std::int64_t i = 0; i < bounds.count; ++i) out[i] = data_[bounds.start + i * bounds.step];
  HOLDFAST_CHECK(watch.check());
  return bytes;
}

Result<void> Mmap::assign_slice(SliceBounds bounds, std::span<const std::uint8_t> bytes) {
  HOLDFAST_CHECK(check_open());
  bounds.adjust(size_);
  const auto size = static_cast<std::int64_t>(bytes.size());
  if (size != bounds.count) {
    return fail(ExceptionType::IndexError, "mmap slice assignment is wrong size");
  }
  if (size == 0) return {};
  const BusErrorWatch watch;
  if (bounds.step == 1) {
    std::memmove(data_ + bounds.start, bytes.data(), bytes.size());
  } else {
    // One by one: where `bytes` is part of the mapping, later items see what earlier ones wrote.
    auto* out = static_cast<volatile std::uint8_t*>(data_);
    for (std::int64_t i = 0; i < size; ++i) {
      out[bounds.start + i * bounds.step] = bytes[static_cast<std::size_t>(i)];
    }
  }
  return watch.check();
}

Result<void> Mmap::move(std::int64_t destination, std::int64_t source, std::int64_t count) {
  HOLDFAST_CHECK(check_open());
  HOLDFAST_CHECK(check_writable());
  if (destination < 0 || source < 0 || count < 0 || size_ - destination < count ||
      size_ - source < count) {
    return value_error("source, destination, or count out of range");
  }
  const BusErrorWatch watch;
  // To where it is already, a memmove may move nothing; glibc's looks at the bytes all the same.
  if (destination == source && count > 0) {
    const auto* from = static_cast<const volatile std::uint8_t*>(data_ + source);
    for (std::int64_t at = 0; at < count; at += static_cast<std::int64_t>(page_size())) {
      static_cast<void>(from[at]);
    }
    static_cast<void>(from[count - 1]);
    return watch.check();
  }
  std::memmove(data_ + destination, data_ + source, static_cast<std::size_t>(count));
  return watch.check();
}

}  // namespace holdfast::impl
