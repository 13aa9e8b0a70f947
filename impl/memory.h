// SPDX-License-Identifier: MIT
//
// Every byte the library allocates comes from here: malloc, realloc and free behind one owning
// type, counted, limited and made to fail on demand. A failed allocation is an answer (false, an
// empty block), never a C++ exception; callers turn it into Python's MemoryError and leave
// everything as it was. The counters and hooks are per thread: objects stay on the thread that made
// them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

namespace holdfast::impl {

// Requests of more than `bytes` bytes are refused from now on; the default refuses only what
// CPython refuses without asking (more than PTRDIFF_MAX bytes). Affects later requests only.
void set_memory_limit(std::size_t bytes);
std::size_t memory_limit();

// The size in bytes of the last request that was refused, 0 if none was since the last reset. A
// size that does not fit is SIZE_MAX. Tells "CPython raises MemoryError here too" (no machine has
// that much) from "the limit of this run is too small to say".
std::size_t refused_request();
void reset_refused_request();

// Makes the `nth` allocation from now fail (1 is the next one), once; 0 switches this off. For
// tests that every failure becomes a MemoryError with nothing lost.
void fail_allocation(std::uint64_t nth);

// Allocations asked for so far, refused ones included; what fail_allocation() counts.
std::uint64_t allocations();

// Memory now held: blocks of raw bytes and objects. Both are 0 when everything was given back.
std::size_t live_bytes();
std::size_t live_objects();

namespace memory {

// Raw allocation; null when refused. `size` 0 gives a unique pointer like malloc(1). release() must
// be told the size that was allocated.
[[nodiscard]] void* allocate(std::size_t size) noexcept;
[[nodiscard]] void* reallocate(void* old, std::size_t old_size, std::size_t size) noexcept;
void release(void* block, std::size_t size) noexcept;

// Notes that a size could not even be computed (it overflowed).
void refuse_overflow() noexcept;

// Counts objects; used by Object alone.
void count_object(int by) noexcept;

}  // namespace memory

// A block of raw bytes with one owner. Empty blocks own nothing and allocate nothing.
class Block {
 public:
  Block() = default;
  Block(Block&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Block& operator=(Block&& other) noexcept {
    Block dying(std::move(*this));
    data_ = std::exchange(other.data_, nullptr);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }
  ~Block() { reset(); }

  [[nodiscard]] std::uint8_t* data() const { return data_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::span<std::uint8_t> bytes() const { return {data_, size_}; }

  // Makes the block exactly `size` bytes, keeping what fits; false (and no change) when refused.
  // New bytes are undefined. A block of size 0 owns nothing afterwards.
  [[nodiscard]] bool resize(std::size_t size) noexcept;

  // Gives the memory back.
  void reset() noexcept {
    if (data_ != nullptr) memory::release(data_, size_);
    data_ = nullptr;
    size_ = 0;
  }

 private:
  std::uint8_t* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace holdfast::impl
