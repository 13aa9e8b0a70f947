// SPDX-License-Identifier: MIT
//
// io.BytesIO, modelled: a vector of bytes and a position. A view of a stream does not borrow from
// the stream itself but from an object in between, as CPython's do; the lock is the stream's.
//
//   View --> Acquisition --> StreamBuffer --> Stream (exports 1)
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/call.h"
#include "model/objects.h"

namespace holdfast::model {

struct Stream final : Object {
  explicit Stream(Census& counts) : Object(counts, Class::bytesio) {}

  // ValueError once it is closed.
  [[nodiscard]] Result<> check_open() const;
  // BufferError while a view of it lives.
  [[nodiscard]] Result<> check_lock() const;
  [[nodiscard]] std::int64_t size() const { return static_cast<std::int64_t>(data.size()); }
  // How many bytes there are from the position on; none beyond the end.
  [[nodiscard]] std::int64_t left() const;
  // The bytes up to the end of the line, at most `most` of them if that is not negative.
  [[nodiscard]] std::int64_t line(std::int64_t most) const;
  // Takes the next `count` bytes, which are there.
  Contents take(std::int64_t count);
  // Puts the bytes at the position, with zeros before them where nothing was.
  Result<> put(ByteSpan bytes);

  Contents data;
  std::int64_t position = 0;
  std::int64_t exports = 0;
  bool closed = false;
  bool finalized = false;  // __del__ has run: the object has attributes since
};

// What getbuffer() makes a view of (CPython's _BytesIOBuffer).
struct StreamBuffer final : Object {
  StreamBuffer(Census& counts, Ref<Stream> of)
      : Object(counts, Class::none), source(std::move(of)) {}

  void lend() override { ++source->exports; }
  void take_back() override { --source->exports; }
  [[nodiscard]] const Object& owner() const override { return *source; }

  Ref<Stream> source;
};

// next(stream): the next line, nothing at the end. ValueError once it is closed.
Result<std::optional<Contents>> next_line(Stream& stream);

}  // namespace holdfast::model
