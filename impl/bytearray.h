// SPDX-License-Identifier: MIT
//
// Python's bytearray. This is the typed API that a C++ program uses directly; calling by Python's
// names and conventions is callable.h. Every change of size goes through resize(), which keeps
// CPython's growth, shrinking and front offset, and refuses while the memory is exported.
//
//   alloc_ bytes:  [ deleted at the front | contents ... | NUL | spare ]
//                  bytes_                   start_, size_
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "impl/buffer.h"
#include "impl/object.h"
#include "impl/sequence.h"
#include "impl/value.h"

namespace holdfast::impl {

class ByteArray final : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::bytearray;

  // An empty bytearray, which allocates no contents; MemoryError when there is no memory.
  static Result<Ref<ByteArray>> create();
  // A copy of `contents`, allocated to size + 1 (0 when empty).
  // CPython 3.14: Objects/bytearrayobject.c:PyByteArray_FromStringAndSize.
  static Result<Ref<ByteArray>> create(std::span<const std::uint8_t> contents);
  // `size` zero bytes. `size` is not negative.
  static Result<Ref<ByteArray>> zeros(std::int64_t size);
  // A copy of any buffer, in C order. CPython 3.14: _PyByteArray_FromBufferObject.
  static Result<Ref<ByteArray>> from_buffer(const Value& exporter);
  // `size` bytes for the caller to fill before anybody else sees them.
  static Result<Ref<ByteArray>> uninitialized(std::int64_t size);

  // bytearray.__init__: empties the array, then takes its contents from `source`: a str (with
  // `encoding`), a size, a buffer, or an iterable of integers; null is no source. What is left
  // after a failure is CPython's: nothing, or what an iterator had given. `source` may run any
  // code. CPython 3.14: bytearray___init___impl.
  Result<void> init(const Value* source, std::optional<std::string_view> encoding = {},
                    std::optional<std::string_view> errors = {});

  [[nodiscard]] std::int64_t size() const { return size_; }
  // The bytes; good until the next call that may change the size.
  [[nodiscard]] std::span<const std::uint8_t> contents() const {
    return {start_, static_cast<std::size_t>(size_)};
  }
  [[nodiscard]] std::span<std::uint8_t> mutable_contents() {
    return {start_, static_cast<std::size_t>(size_)};
  }

  // The choke point. Makes the array `size` bytes; new bytes are undefined. Nothing happens when it
  // has that size already. ValueError "Can only resize to positive sizes, got -1"; BufferError
  // "Existing exports of data: object cannot be re-sized"; MemoryError. A failure changes nothing.
  // CPython 3.14: PyByteArray_Resize.
  Result<void> resize(std::int64_t size);
  // bytearray.resize(): the same, and new bytes are zero.
  Result<void> resize_zeroed(std::int64_t size);

  // BufferError while exported; what every change of size checks.
  [[nodiscard]] Result<void> check_resizable() const;

  // Index from either end; IndexError "bytearray index out of range".
  Result<std::uint8_t> at(std::int64_t index) const;
  Result<void> set(std::int64_t index, std::uint8_t byte);
  Result<void> erase(std::int64_t index);

  Result<void> append(std::uint8_t byte);
  // Index clamped to the array, from either end.
  Result<void> insert(std::int64_t index, std::uint8_t byte);
  // IndexError "pop from empty bytearray" or "pop index out of range", then BufferError.
  Result<std::uint8_t> pop(std::int64_t index = -1);
  // Removes the first such byte; ValueError "value not found in bytearray", then BufferError.
  Result<void> remove(std::uint8_t byte);
  Result<void> clear() { return resize(0); }
  void reverse();
  // self *= count; negative counts are 0.
  Result<void> repeat_in_place(std::int64_t count);

  // Replaces [low, high) by `bytes`; bounds are clamped (0 <= low <= high <= size). `bytes` must
  // not lie in this array. CPython 3.14: bytearray_setslice_linear.
  Result<void> replace_range(std::int64_t low, std::int64_t high,
                             std::span<const std::uint8_t> bytes);
  // self[bounds] as a new bytearray; `bounds` adjusted to size().
  Result<Ref<ByteArray>> slice(const SliceBounds& bounds) const;
  // self[bounds] = bytes: any step; ValueError "attempt to assign bytes of size 2 to extended slice
  // of size 4". Empty bytes delete the slice. `bounds` adjusted to size(), `bytes` not in this
  // array.
  Result<void> assign_slice(SliceBounds bounds, std::span<const std::uint8_t> bytes);
  // del self[bounds].
  Result<void> erase_slice(SliceBounds bounds) { return assign_slice(bounds, {}); }

  // Whoever reads the contents while foreign code may run holds one of these: an export like a
  // consumer's, so that the memory stays.
  class Pin {
   public:
    explicit Pin(ByteArray& array) : array_(array) { ++array_.exports_; }
    Pin(const Pin&) = delete;
    Pin& operator=(const Pin&) = delete;
    ~Pin() { --array_.exports_; }

   private:
    ByteArray& array_;
  };

  // Observation, for harnesses: nothing here can change the object.
  // __alloc__(): bytes allocated, trailing NUL included; 0 when nothing ever was.
  [[nodiscard]] std::int64_t allocated() const { return static_cast<std::int64_t>(alloc_.size()); }
  // How many buffers are acquired now.
  [[nodiscard]] std::int64_t exports() const { return exports_; }
  // Where the contents are.
  [[nodiscard]] const std::uint8_t* address() const { return start_; }

  [[nodiscard]] const char* type_name() const override { return "bytearray"; }
  [[nodiscard]] bool is_exporter() const override { return true; }
  Result<void> getbuffer(Buffer& view, Request request) override;
  void releasebuffer(Buffer& view) override;
  [[nodiscard]] bool is_iterable() const override { return true; }
  Result<Ref<Object>> iter() override;
  Result<std::int64_t> length_hint() override { return size_; }
  [[nodiscard]] bool has_length() const override { return true; }
  Result<std::int64_t> length() override { return size_; }
  Result<std::int64_t> hash() override { return type_error("unhashable type: 'bytearray'"); }

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  ByteArray() : Object(kType) {}
  ~ByteArray() override = default;

  Result<bool> init_from_size(const Value& source);
  Result<void> init_from_buffer(const Buffer& view);
  Result<bool> init_from_items(const Value& source);
  Result<void> init_from_iterable(const Value& source);
  Result<void> resize_from(std::size_t offset, std::int64_t size);
  Result<void> erase_extended(SliceBounds bounds);
  [[nodiscard]] std::size_t offset() const {
    return alloc_.size() == 0 ? 0 : static_cast<std::size_t>(start_ - alloc_.data());
  }

  [[nodiscard]] std::uint64_t own_serial() const override { return serial_; }
  std::uint64_t serial_ = next_serial();
  Block alloc_;
  std::uint8_t* start_ = empty_;
  std::int64_t size_ = 0;
  std::int64_t exports_ = 0;
  static std::uint8_t empty_[1];  // what the address of an array without contents points at
};

// How `array` compares with the bytes of `other`: `order` is set to less than, equal to or greater
// than zero. False where `other` offers no plain buffer. CPython 3.14:
// Objects/bytearrayobject.c:bytearray_richcompare.
Result<bool> compare_buffers(ByteArray& array, const Value& other, std::int64_t& order);

}  // namespace holdfast::impl
