// SPDX-License-Identifier: MIT
//
// CPython 3.14: Objects/bytesobject.c:_PyBytesWriter_Prepare and its neighbours.
#include "impl/bytes_writer.h"

#include <cstring>
#include <limits>

namespace holdfast::impl {

Result<void> BytesWriter::promise(std::size_t size) {
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());
  if (size > kMost - promised_) return size_overflow();
  promised_ += size;
  if (promised_ <= room_) return {};
  const auto wanted = static_cast<std::int64_t>(promised_);
  if (large_) {
    HOLDFAST_CHECK(large_->resize(wanted));
  } else {
    HOLDFAST_TRY(large_, ByteArray::uninitialized(wanted));
    std::memcpy(large_->mutable_contents().data(), small_.data(), size_);
  }
  room_ = promised_;
  return {};
}

void BytesWriter::write(Span bytes) {
  if (!bytes.empty()) std::memcpy(at(), bytes.data(), bytes.size());
  size_ += bytes.size();
}

void BytesWriter::fill(std::size_t count, char byte) {
  std::memset(at(), byte, count);
  size_ += count;
}

Result<Ref<ByteArray>> BytesWriter::finish() {
  if (!large_) return ByteArray::create(Span(small_).first(size_));
  HOLDFAST_CHECK(large_->resize(static_cast<std::int64_t>(size_)));
  return std::move(large_);
}

}  // namespace holdfast::impl
