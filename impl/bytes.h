// SPDX-License-Identifier: MIT
//
// Python's immutable bytes, as far as the buffer types give and take it: contents, the read-only
// buffer, iteration. A host may derive from it, as a Python class does.
#pragma once

#include <cstdint>
#include <span>

#include "impl/object.h"
#include "impl/value.h"

namespace holdfast::impl {

class Bytes : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::bytes;

  // A copy of `contents`; MemoryError when there is no memory.
  static Result<Ref<Bytes>> create(std::span<const std::uint8_t> contents);
  // `size` bytes for the caller to fill before anybody else sees them.
  static Result<Ref<Bytes>> uninitialized(std::size_t size);
  // Takes over a block.
  static Result<Ref<Bytes>> adopt(Block block);

  // The bytes; the span is good as long as the object.
  [[nodiscard]] std::span<const std::uint8_t> contents() const { return memory(); }
  [[nodiscard]] std::span<std::uint8_t> unshared_contents() { return memory(); }
  // Makes the object `size` bytes, keeping what fits; new bytes are undefined. Only for the sole
  // owner of the only Ref. MemoryError changes nothing. CPython 3.14: _PyBytes_Resize.
  Result<void> resize_unshared(std::size_t size);

  // False for an object of a class derived from bytes, which cannot stand for its contents
  // everywhere. CPython 3.14: PyBytes_CheckExact.
  [[nodiscard]] virtual bool is_exact() const { return true; }
  // Gives an object without contents those; MemoryError.
  Result<void> fill(std::span<const std::uint8_t> contents);

  [[nodiscard]] const char* type_name() const override { return "bytes"; }
  [[nodiscard]] bool is_exporter() const override { return true; }
  Result<void> getbuffer(Buffer& view, Request request) override;
  [[nodiscard]] bool is_iterable() const override { return true; }
  Result<Ref<Object>> iter() override;
  Result<std::int64_t> length_hint() override { return length(); }
  [[nodiscard]] bool has_length() const override { return true; }
  Result<std::int64_t> length() override { return static_cast<std::int64_t>(contents().size()); }
  Result<std::int64_t> hash() override;

 protected:
  Bytes() : Object(kType) {}

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  template <std::size_t kRoom>
  class Few;
  static Result<Ref<Bytes>> with_room(std::size_t size);

  [[nodiscard]] std::span<std::uint8_t> memory() const {
    if (room_ == 0 || block_.data() != nullptr) return block_.bytes();
    return {room(), few_};
  }
  // Where the room of an object that has some is: behind it.
  [[nodiscard]] std::uint8_t* room() const {
    return const_cast<std::uint8_t*>(reinterpret_cast<const std::uint8_t*>(this + 1));
  }

  std::uint8_t room_ = 0;  // how many bytes have room behind the object itself
  std::uint8_t few_ = 0;   // how many there are
  Block block_;            // empty where they are there
};

}  // namespace holdfast::impl
