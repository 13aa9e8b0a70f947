// SPDX-License-Identifier: MIT
//
// bytearray: its memory. Everything that changes the size ends in resize_from(), which follows
// bytearray_resize of CPython 3.14 byte by byte, so that __alloc__ agrees at every step.
#include "impl/bytearray.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "impl/iterators.h"

namespace holdfast::impl {

std::uint8_t ByteArray::empty_[1] = {0};

Result<Ref<ByteArray>> ByteArray::create() { return make<ByteArray>(); }

Result<Ref<ByteArray>> ByteArray::uninitialized(std::int64_t size) {
  HOLDFAST_TRY(auto array, make<ByteArray>());
  if (size > 0) {
    if (size == std::numeric_limits<std::int64_t>::max()) return size_overflow();
    if (!array->alloc_.resize(static_cast<std::size_t>(size) + 1)) return memory_error();
    array->start_ = array->alloc_.data();
    array->start_[size] = 0;
    array->size_ = size;
  }
  return array;
}

Result<Ref<ByteArray>> ByteArray::create(std::span<const std::uint8_t> contents) {
  HOLDFAST_TRY(auto array, uninitialized(static_cast<std::int64_t>(contents.size())));
  if (!contents.empty()) std::memcpy(array->start_, contents.data(), contents.size());
  return array;
}

Result<Ref<ByteArray>> ByteArray::zeros(std::int64_t size) {
  HOLDFAST_TRY(auto array, uninitialized(size));
  if (size > 0) std::memset(array->start_, 0, static_cast<std::size_t>(size));
  return array;
}

Result<Ref<ByteArray>> ByteArray::from_buffer(const Value& exporter) {
  AcquiredBuffer buffer;
  HOLDFAST_CHECK(acquire(exporter, request::kFullRo, buffer));
  HOLDFAST_TRY(auto array, uninitialized(buffer.view().len));
  copy_to(buffer.view(), array->start_);
  return array;
}

Result<void> ByteArray::check_resizable() const {
  if (exports_ > 0) {
    return fail(ExceptionType::BufferError, "Existing exports of data: object cannot be re-sized");
  }
  return {};
}

Result<void> ByteArray::resize(std::int64_t size) { return resize_from(offset(), size); }

// Makes the array `requested` bytes, the first of which are those `offset` bytes behind the start
// of the allocation: resize() passes the offset as it is, deletion at the front a larger one.
Result<void> ByteArray::resize_from(std::size_t offset, std::int64_t requested) {
  if (requested < 0) {
    return value_error("Can only resize to positive sizes, got {}", requested);
  }
  if (requested == size_) return {};
  HOLDFAST_CHECK(check_resizable());

  const auto size = static_cast<std::size_t>(requested);
  std::size_t alloc = alloc_.size();
  if (size + offset + 1 <= alloc) {
    if (size >= alloc / 2) {
      start_ = alloc_.data() + offset;
      start_[size] = 0;
      size_ = requested;
      return {};
    }
    alloc = size + 1;
  } else if (static_cast<double>(size) <= static_cast<double>(alloc) * 1.125) {
    alloc = size + (size >> 3U) + (size < 9 ? 3 : 6);
  } else {
    alloc = size + 1;
  }
  if (alloc > static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max())) {
    return size_overflow();
  }

  if (offset > 0) {
    Block moved;
    if (!moved.resize(alloc)) return memory_error();
    std::memcpy(moved.data(), alloc_.data() + offset,
                std::min(size, static_cast<std::size_t>(size_)));
    alloc_ = std::move(moved);
  } else if (!alloc_.resize(alloc)) {
    return memory_error();
  }
  start_ = alloc_.data();
  start_[size] = 0;
  size_ = requested;
  return {};
}

Result<void> ByteArray::resize_zeroed(std::int64_t size) {
  const std::int64_t old_size = size_;
  HOLDFAST_CHECK(resize(size));
  if (size > old_size) {
    std::memset(start_ + old_size, 0, static_cast<std::size_t>(size - old_size));
  }
  return {};
}

Result<std::uint8_t> ByteArray::at(std::int64_t index) const {
  if (index < 0) index += size_;
  if (index < 0 || index >= size_) {
    return fail(ExceptionType::IndexError, "bytearray index out of range");
  }
  return start_[index];
}

Result<void> ByteArray::set(std::int64_t index, std::uint8_t byte) {
  HOLDFAST_CHECK(at(index));
  start_[index < 0 ? index + size_ : index] = byte;
  return {};
}

Result<void> ByteArray::erase(std::int64_t index) {
  HOLDFAST_CHECK(at(index));
  if (index < 0) index += size_;
  return replace_range(index, index + 1, {});
}

Result<void> ByteArray::append(std::uint8_t byte) {
  HOLDFAST_CHECK(resize(size_ + 1));
  start_[size_ - 1] = byte;
  return {};
}

Result<void> ByteArray::insert(std::int64_t index, std::uint8_t byte) {
  const std::int64_t old_size = size_;
  HOLDFAST_CHECK(resize(old_size + 1));
  if (index < 0) index = std::max<std::int64_t>(index + old_size, 0);
  index = std::min(index, old_size);
  std::memmove(start_ + index + 1, start_ + index, static_cast<std::size_t>(old_size - index));
  start_[index] = byte;
  return {};
}

Result<std::uint8_t> ByteArray::pop(std::int64_t index) {
  if (size_ == 0) return fail(ExceptionType::IndexError, "pop from empty bytearray");
  if (index < 0) index += size_;
  if (index < 0 || index >= size_) {
    return fail(ExceptionType::IndexError, "pop index out of range");
  }
  HOLDFAST_CHECK(check_resizable());
  const std::uint8_t byte = start_[index];
  const auto behind = static_cast<std::size_t>(size_ - index - 1);
  std::memmove(start_ + index, start_ + index + 1, behind);
  if (auto shrunk = resize(size_ - 1); !shrunk) {
    std::memmove(start_ + index + 1, start_ + index, behind);
    start_[index] = byte;
    return Failure(std::move(shrunk).error());
  }
  return byte;
}

Result<void> ByteArray::remove(std::uint8_t byte) {
  const auto* found =
      static_cast<const std::uint8_t*>(std::memchr(start_, byte, static_cast<std::size_t>(size_)));
  if (found == nullptr) return value_error("value not found in bytearray");
  HOLDFAST_CHECK(pop(found - start_));
  return {};
}

void ByteArray::reverse() { std::ranges::reverse(mutable_contents()); }

Result<void> ByteArray::repeat_in_place(std::int64_t count) {
  if (count < 0) count = 0;
  if (count == 1) return {};
  const std::int64_t old_size = size_;
  if (count > 0 && old_size > std::numeric_limits<std::int64_t>::max() / count) {
    return size_overflow();
  }
  HOLDFAST_CHECK(resize(old_size * count));
  const auto total = static_cast<std::size_t>(size_);
  // Doubles what is there until it is all there.
  for (auto done = static_cast<std::size_t>(old_size); done > 0 && done < total;) {
    const std::size_t part = std::min(done, total - done);
    std::memcpy(start_ + done, start_, part);
    done += part;
  }
  return {};
}

Result<void> ByteArray::getbuffer(Buffer& view, Request request) {
  HOLDFAST_CHECK(fill_info(view, this, mutable_contents(), false, request));
  ++exports_;
  return {};
}

void ByteArray::releasebuffer(Buffer& /*view*/) { --exports_; }

Result<Ref<Object>> ByteArray::iter() { return make_bytearray_iterator(*this); }

}  // namespace holdfast::impl
