// SPDX-License-Identifier: MIT
//
// Python's io.BytesIO. The contents lie at the beginning of a bytes object that others may share:
// BytesIO(b"...") takes the very object it is given, getvalue() and a read of everything hand out
// the stream's own. Whatever would change a shared buffer copies it first, so bytes handed out
// never change.
//
//   buffer_ bytes:  [ contents ... | spare ]      shared: somebody else holds buffer_ too
//                     size_
//
// A stream is in one of three states: its buffer is its own; shared; or exported, and then its own
// and locked. The typed API is for C++ programs; calling by Python's names is callable.h.
#pragma once

#include <cstdint>
#include <span>

#include "impl/buffer.h"
#include "impl/bytes.h"
#include "impl/memoryview.h"
#include "impl/object.h"
#include "impl/value.h"
#include "impl/weak_reference.h"

namespace holdfast::impl {

class BytesIO final : public Object, public WeaklyReferable {
 public:
  static constexpr ObjectType kType = ObjectType::bytesio;

  // An empty stream, which allocates no contents; MemoryError when there is no memory.
  static Result<Ref<BytesIO>> create();

  // BytesIO.__init__: empties the stream and takes its contents from `initial`: bytes are shared,
  // anything else is written. Null and None are no contents, and then a closed stream stays closed.
  // BufferError while exported changes nothing; any other failure leaves the stream empty.
  // CPython 3.14: Modules/_io/bytesio.c:_io_BytesIO___init___impl.
  Result<void> init(const Value* initial);

  // ValueError "I/O operation on closed file."
  [[nodiscard]] Result<void> check_closed() const;
  // BufferError "Existing exports of data: object cannot be re-sized".
  [[nodiscard]] Result<void> check_exports() const;

  // Writes the buffer of `source` at the position, zeros between the end and there; how many bytes.
  // `source` is converted before the stream is looked at. OverflowError "new buffer size too large"
  // and "byte string is too large"; MemoryError; a failure changes nothing. CPython 3.14:
  // write_bytes_lock_held.
  Result<std::int64_t> write(const Value& source);
  // Writes every item of an iterable; what was written before an item failed stays written.
  Result<void> write_lines(const Value& lines);

  // At most `size` bytes from the position, all that is left when it is negative. A read of the
  // whole buffer shares it.
  Result<Value> read(std::int64_t size = -1);
  // The same up to the end of the line.
  Result<Value> read_line(std::int64_t size = -1);
  // A list of lines, until they have `size` bytes together; no limit unless `size` is positive.
  Result<Value> read_lines(std::int64_t size = -1);
  // Reads into `target`, which may be this stream's own memory; how many bytes.
  Result<std::int64_t> read_into(std::span<std::uint8_t> target);

  // Moves the position, also beyond the end. `whence` is 0 (from the start), 1 (from the position)
  // or 2 (from the end). ValueError "negative seek value -1", "invalid whence (3, should be 0, 1 or
  // 2)"; OverflowError "new position too large".
  Result<std::int64_t> seek(std::int64_t position, int whence = 0);
  Result<std::int64_t> tell() const;

  // Cuts the contents to `size`, or to the position when it is null or None; never extends. Answers
  // the size asked for. Looks at the stream, converts `size`, and looks again. ValueError "negative
  // size value -1". CPython 3.14: _io_BytesIO_truncate_impl.
  Result<std::int64_t> truncate(const Value* size);

  // getvalue(): the contents, shared unless they are exported or at most one byte; spare room is
  // given back.
  Result<Value> value();
  // getbuffer(): a view of the contents, which are locked while it lives.
  Result<Ref<MemoryView>> view();

  // Lets go of the contents; nothing the second time. BufferError while exported.
  Result<void> close();
  // __del__(): closes the stream; what that raises is reported as unraisable.
  // CPython 3.14: Modules/_io/iobase.c:iobase_finalize.
  void finalize();

  // __getstate__(): (contents, position, attributes or None).
  Result<Value> state();
  // __setstate__(): sets contents, then position, each as soon as it has been converted.
  Result<void> set_state(const Value& state);

  // Observation, for harnesses: nothing here can change the stream.
  [[nodiscard]] bool closed() const { return closed_; }
  [[nodiscard]] std::span<const std::uint8_t> contents() const {
    return {address(), static_cast<std::size_t>(size_)};
  }
  [[nodiscard]] std::int64_t position() const { return position_; }
  // __sizeof__(): the buffer counts unless it is shared.
  [[nodiscard]] std::int64_t size_of() const;
  // How many buffers are acquired now.
  [[nodiscard]] std::int64_t exports() const { return exports_; }
  // Where the contents are.
  [[nodiscard]] std::uint8_t* address() const {
    return buffer_ ? buffer_->unshared_contents().data() : empty_;
  }

  [[nodiscard]] const char* type_name() const override { return "_io.BytesIO"; }
  [[nodiscard]] WeaklyReferable* weakly_referable() override { return this; }
  [[nodiscard]] bool is_iterable() const override { return true; }
  Result<Ref<Object>> iter() override { return Ref<Object>::share(this); }
  // The next line; false at the end. ValueError when closed.
  Result<bool> next(Value& item) override;

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  friend class BytesIOBuffer;
  BytesIO() : Object(kType) {}
  ~BytesIO() override = default;

  [[nodiscard]] std::size_t capacity() const { return buffer_ ? buffer_->contents().size() : 0; }
  [[nodiscard]] bool shared() const;
  [[nodiscard]] std::int64_t line_length(std::int64_t limit) const;
  Result<Value> take(std::int64_t size);
  Result<void> unshare(std::size_t capacity);
  Result<void> resize_buffer(std::size_t size);
  Result<void> store(std::span<const std::uint8_t> bytes);

  [[nodiscard]] std::uint64_t own_serial() const override { return serial_; }

  std::uint64_t serial_ = next_serial();
  Ref<Bytes> buffer_;    // empty: the one empty bytes object of CPython, which everybody shares
  bool cached_ = false;  // buffer_ is one of CPython's bytes of one byte, which everybody shares
  bool closed_ = false;
  bool finalized_ = false;  // finalize() has given the instance attributes
  std::int64_t size_ = 0;
  std::int64_t position_ = 0;
  std::int64_t exports_ = 0;
  static std::uint8_t empty_[1];  // what the address of a stream without a buffer points at
};

// Observation, for harnesses: the stream when `base` is what stands between a consumer and one
// (_io._BytesIOBuffer), else `base` itself.
const Object* exported_object(const Object* base);

}  // namespace holdfast::impl
