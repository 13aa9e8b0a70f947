// SPDX-License-Identifier: MIT
//
// BytesIO: what reads and moves the position. A position beyond the end reads nothing; no pointer
// is formed from it.
#include <algorithm>
#include <cstring>
#include <limits>

#include "impl/bytesio.h"
#include "impl/sequence.h"

namespace holdfast::impl {
namespace {

constexpr std::int64_t kSizeMax = std::numeric_limits<std::int64_t>::max();

}  // namespace

// The bytes from the position to the end of the line, at most `limit` unless it is negative.
std::int64_t BytesIO::line_length(std::int64_t limit) const {
  if (position_ >= size_) return 0;
  const std::int64_t rest = size_ - position_;
  const std::int64_t length = limit < 0 ? rest : std::min(limit, rest);
  if (length == 0) return 0;
  const std::uint8_t* start = address() + position_;
  const void* end = std::memchr(start, '\n', static_cast<std::size_t>(length));
  return end == nullptr ? length : static_cast<const std::uint8_t*>(end) - start + 1;
}

// The next `size` bytes, which are there. All of the buffer is handed out itself.
Result<Value> BytesIO::take(std::int64_t size) {
  const auto count = static_cast<std::size_t>(size);
  if (size > 1 && position_ == 0 && count == capacity() && exports_ == 0) {
    position_ = size;
    return Value(buffer_);
  }
  if (size == 0) {
    HOLDFAST_TRY(auto nothing, Bytes::create({}));
    return Value(std::move(nothing));
  }
  HOLDFAST_TRY(auto bytes,
               Bytes::create(contents().subspan(static_cast<std::size_t>(position_), count)));
  position_ += size;
  return Value(std::move(bytes));
}

Result<Value> BytesIO::read(std::int64_t size) {
  HOLDFAST_CHECK(check_closed());
  const std::int64_t rest = std::max<std::int64_t>(size_ - position_, 0);
  return take(size < 0 ? rest : std::min(size, rest));
}

Result<Value> BytesIO::read_line(std::int64_t size) {
  HOLDFAST_CHECK(check_closed());
  return take(line_length(size));
}

Result<Value> BytesIO::read_lines(std::int64_t size) {
  HOLDFAST_CHECK(check_closed());
  HOLDFAST_TRY(auto lines, List::create());
  std::int64_t total = 0;
  const std::int64_t before = position_;
  while (const std::int64_t length = line_length(-1)) {
    const auto start = static_cast<std::size_t>(position_);
    auto line = Bytes::create(contents().subspan(start, static_cast<std::size_t>(length)));
    if (!line || !lines->append(std::move(*line))) {
      // The lines that nobody gets can be read again.
      position_ = before;
      return memory_error();
    }
    position_ += length;
    total += length;
    if (size > 0 && total >= size) break;
  }
  return Value(std::move(lines));
}

Result<std::int64_t> BytesIO::read_into(std::span<std::uint8_t> target) {
  HOLDFAST_CHECK(check_closed());
  const std::int64_t rest = std::max<std::int64_t>(size_ - position_, 0);
  const std::int64_t count = std::min(static_cast<std::int64_t>(target.size()), rest);
  if (count > 0) {
    std::memmove(target.data(), address() + position_, static_cast<std::size_t>(count));
  }
  position_ += count;
  return count;
}

Result<bool> BytesIO::next(Value& item) {
  HOLDFAST_CHECK(check_closed());
  const std::int64_t length = line_length(-1);
  if (length == 0) return false;
  HOLDFAST_TRY(item, take(length));
  return true;
}

Result<std::int64_t> BytesIO::seek(std::int64_t position, int whence) {
  HOLDFAST_CHECK(check_closed());
  if (position < 0 && whence == 0) return value_error("negative seek value {}", position);
  if (whence < 0 || whence > 2) {
    return value_error("invalid whence ({}, should be 0, 1 or 2)", whence);
  }
  const std::int64_t origin = whence == 0 ? 0 : whence == 1 ? position_ : size_;
  if (position > kSizeMax - origin) {
    return fail(ExceptionType::OverflowError, "new position too large");
  }
  position_ = std::max<std::int64_t>(position + origin, 0);
  return position_;
}

Result<std::int64_t> BytesIO::tell() const {
  HOLDFAST_CHECK(check_closed());
  return position_;
}

}  // namespace holdfast::impl
