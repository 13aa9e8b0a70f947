// SPDX-License-Identifier: MIT
//
// BytesIO: its buffer, and everything that changes the contents. Growth, shrinking and copies on
// write follow CPython 3.14 (Modules/_io/bytesio.c) byte by byte, so that __sizeof__ agrees at
// every step.
#include "impl/bytesio.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>

#include "impl/big_integer.h"
#include "impl/bytes_like.h"
#include "impl/convert.h"
#include "impl/dict.h"
#include "impl/sequence.h"
#include "impl/unraisable.h"

namespace holdfast::impl {
namespace {

constexpr auto kSizeMax = static_cast<std::size_t>(std::numeric_limits<std::int64_t>::max());

// What CPython counts of a bytes object beside its contents: the header and the trailing NUL.
constexpr std::size_t kBytesHeader = 33;
// sys.getsizeof() of the stream itself in a 64-bit CPython 3.14, without what the collector adds.
constexpr std::int64_t kObjectSize = 64;

// What CPython says to a bytes object of that size before it asks for memory.
Result<void> check_capacity(std::size_t capacity, bool fresh) {
  if (capacity > kSizeMax) {
    return fail(ExceptionType::SystemError,
                fresh ? "Negative size passed to PyBytes_FromStringAndSize"
                      : "../Objects/bytesobject.c:3305: bad argument to internal function");
  }
  if (capacity > kSizeMax - kBytesHeader) {
    return fail(ExceptionType::OverflowError, "byte string is too large");
  }
  return {};
}

}  // namespace

std::uint8_t BytesIO::empty_[1] = {0};

// The object behind the views of one getbuffer() call.
class BytesIOBuffer final : public Object {
 public:
  explicit BytesIOBuffer(Ref<BytesIO> source)
      : Object(ObjectType::bytesio_buffer), source_(std::move(source)) {}

  [[nodiscard]] const char* type_name() const override { return "_io._BytesIOBuffer"; }
  [[nodiscard]] const BytesIO* source() const { return source_.get(); }
  [[nodiscard]] bool is_exporter() const override { return true; }

  Result<void> getbuffer(Buffer& view, Request request) override {
    BytesIO& stream = *source_;
    // CPython reads through a null pointer here (docs/exceptions.md: bytesiobuffer-closed).
    HOLDFAST_CHECK(stream.check_closed());
    if (stream.exports_ == 0 && stream.shared()) {
      HOLDFAST_CHECK(stream.unshare(static_cast<std::size_t>(stream.size_)));
    }
    const std::span memory(stream.address(), static_cast<std::size_t>(stream.size_));
    HOLDFAST_CHECK(fill_info(view, this, memory, false, request));
    ++stream.exports_;
    return {};
  }
  void releasebuffer(Buffer& /*view*/) override { --source_->exports_; }

 private:
  Ref<BytesIO> source_;
};

const Object* exported_object(const Object* base) {
  if (base == nullptr || base->type() != ObjectType::bytesio_buffer) return base;
  return static_cast<const BytesIOBuffer*>(base)->source();
}

Result<Ref<BytesIO>> BytesIO::create() { return make<BytesIO>(); }

Result<void> BytesIO::check_closed() const {
  if (closed_) return value_error("I/O operation on closed file.");
  return {};
}

Result<void> BytesIO::check_exports() const {
  if (exports_ > 0) {
    return fail(ExceptionType::BufferError, "Existing exports of data: object cannot be re-sized");
  }
  return {};
}

bool BytesIO::shared() const { return !buffer_ || cached_ || buffer_->references() > 1; }

std::int64_t BytesIO::size_of() const {
  if (closed_ || shared()) return kObjectSize;
  return kObjectSize + static_cast<std::int64_t>(kBytesHeader + capacity());
}

// Puts the contents into a new buffer of `capacity` bytes, at least as many as there are.
Result<void> BytesIO::unshare(std::size_t capacity) {
  HOLDFAST_CHECK(check_capacity(capacity, true));
  Ref<Bytes> own;
  if (capacity > 0) {
    HOLDFAST_TRY(own, Bytes::uninitialized(capacity));
    if (size_ > 0) {
      std::memcpy(own->unshared_contents().data(), address(), static_cast<std::size_t>(size_));
    }
  }
  buffer_ = std::move(own);
  cached_ = false;
  return {};
}

// Makes room for `size` bytes, or gives room back when they need less than half of it.
Result<void> BytesIO::resize_buffer(std::size_t size) {
  std::size_t alloc = capacity();
  if (size > kSizeMax) {
    return fail(ExceptionType::OverflowError, "new buffer size too large");
  }
  if (size < alloc / 2) {
    alloc = size + 1;
  } else if (size < alloc) {
    return {};
  } else if (static_cast<double>(size) <= static_cast<double>(alloc) * 1.125) {
    alloc = size + (size >> 3U) + (size < 9 ? 3 : 6);
  } else {
    alloc = size + 1;
  }
  if (shared()) return unshare(alloc);
  HOLDFAST_CHECK(check_capacity(alloc, false));
  return buffer_->resize_unshared(alloc);
}

Result<void> BytesIO::init(const Value* initial) {
  HOLDFAST_CHECK(check_exports());
  size_ = 0;
  position_ = 0;
  if (initial == nullptr || initial->is_none()) return {};
  if (Bytes* bytes = initial->as<Bytes>(); bytes != nullptr && bytes->is_exact()) {
    const std::size_t size = bytes->contents().size();
    buffer_ = size == 0 ? Ref<Bytes>() : Ref<Bytes>::share(bytes);
    cached_ = size == 1;
    closed_ = false;
    size_ = static_cast<std::int64_t>(size);
    return {};
  }
  HOLDFAST_CHECK(write(*initial));
  position_ = 0;
  return {};
}

Result<std::int64_t> BytesIO::write(const Value& source) {
  BytesLike bytes;
  HOLDFAST_CHECK(bytes.take(source, request::kContigRo));
  HOLDFAST_CHECK(check_closed());
  HOLDFAST_CHECK(check_exports());
  HOLDFAST_CHECK(store(bytes.bytes()));
  return bytes.size();
}

// Overwrites and appends at the position. The bytes are not in this stream: it is not exported.
Result<void> BytesIO::store(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return {};
  const auto size = static_cast<std::size_t>(size_);
  const auto position = static_cast<std::size_t>(position_);
  const std::size_t end = position + bytes.size();
  if (end > capacity()) {
    HOLDFAST_CHECK(resize_buffer(end));
  } else if (shared()) {
    HOLDFAST_CHECK(unshare(std::max(end, size)));
  }
  if (position > size) std::memset(address() + size, 0, position - size);
  std::memcpy(address() + position, bytes.data(), bytes.size());
  position_ = static_cast<std::int64_t>(end);
  size_ = std::max(size_, position_);
  return {};
}

Result<void> BytesIO::write_lines(const Value& lines) {
  HOLDFAST_CHECK(check_closed());
  HOLDFAST_TRY(const auto iterator, iterate(lines));
  for (Value item;;) {
    HOLDFAST_TRY(const bool more, iterator->next(item));
    if (!more) return {};
    HOLDFAST_CHECK(write(item));
    item = Value::none();
  }
}

Result<std::int64_t> BytesIO::truncate(const Value* size) {
  HOLDFAST_CHECK(check_closed());
  HOLDFAST_CHECK(check_exports());
  std::int64_t wanted = position_;
  if (size != nullptr && !size->is_none()) {
    HOLDFAST_TRY(const Value number, to_index(*size));
    if (!number.is_integer()) {
      return fail(ExceptionType::OverflowError, "Python int too large to convert to C long");
    }
    wanted = number.integer();
    if (wanted < 0) return value_error("negative size value {}", wanted);
    // __index__ may have closed or exported the stream.
    HOLDFAST_CHECK(check_closed());
    HOLDFAST_CHECK(check_exports());
  }
  if (wanted < size_) {
    // Where there is no memory for fewer bytes, those that there are stay.
    const std::int64_t before = std::exchange(size_, wanted);
    if (auto resized = resize_buffer(static_cast<std::size_t>(wanted)); !resized) {
      size_ = before;
      return Failure(std::move(resized).error());
    }
  }
  return wanted;
}

Result<Value> BytesIO::value() {
  HOLDFAST_CHECK(check_closed());
  const auto size = static_cast<std::size_t>(size_);
  if (size <= 1 || exports_ > 0) {
    HOLDFAST_TRY(auto copy, Bytes::create(contents()));
    return Value(std::move(copy));
  }
  if (size != capacity()) {
    HOLDFAST_CHECK(shared() ? unshare(size) : buffer_->resize_unshared(size));
  }
  return Value(buffer_);
}

Result<Ref<MemoryView>> BytesIO::view() {
  HOLDFAST_CHECK(check_closed());
  HOLDFAST_TRY(const auto exporter, make<BytesIOBuffer>(Ref<BytesIO>::share(this)));
  return MemoryView::of(*exporter);
}

Result<void> BytesIO::close() {
  HOLDFAST_CHECK(check_exports());
  buffer_.reset();
  cached_ = false;
  closed_ = true;
  return {};
}

void BytesIO::finalize() {
  if (closed_) return;
  finalized_ = true;
  if (const auto done = close(); !done) report_unraisable(done.error());
}

Result<Value> BytesIO::state() {
  HOLDFAST_TRY(Value contents, value());
  Value attributes = Value::none();
  if (finalized_) {
    HOLDFAST_TRY(attributes, Dict::create());
  }
  HOLDFAST_TRY(auto state, Tuple::create(std::array{std::move(contents), Value::integer(position_),
                                                    std::move(attributes)}));
  return Value(std::move(state));
}

Result<void> BytesIO::set_state(const Value& state) {
  const Tuple* tuple = state.as<Tuple>();
  if (tuple == nullptr || tuple->items().size() < 3) {
    return type_error("_io.BytesIO.__setstate__ argument should be 3-tuple, got {}",
                      state.type_name());
  }
  HOLDFAST_CHECK(check_exports());
  size_ = 0;
  position_ = 0;
  HOLDFAST_CHECK(write(tuple->items()[0]));

  const Value& position = tuple->items()[1];
  if (position.as<BigInteger>() != nullptr) {
    return fail(ExceptionType::OverflowError, "Python int too large to convert to C ssize_t");
  }
  if (!position.is_integer()) {
    return type_error("second item of state must be an integer, not {}", position.type_name());
  }
  if (position.integer() < 0) return value_error("position value cannot be negative");
  position_ = position.integer();

  const Value& attributes = tuple->items()[2];
  if (!attributes.is_none() && attributes.as<Dict>() == nullptr) {
    return type_error("third item of state should be a dict, got a {}", attributes.type_name());
  }
  return {};
}

}  // namespace holdfast::impl
