// SPDX-License-Identifier: MIT
//
// The one door to malloc: counts, limits, and fails on demand.
#include "impl/memory.h"

#include <cstdlib>
#include <limits>

namespace holdfast::impl {
namespace {

constexpr std::size_t kNoLimit =
    static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max());

struct State {
  std::size_t limit = kNoLimit;
  std::size_t refused = 0;
  std::uint64_t asked = 0;
  std::uint64_t fail_at = 0;
  std::size_t bytes = 0;
  std::size_t objects = 0;
};

constinit thread_local State state;

// False when a request must be refused.
bool admit(std::size_t size) noexcept {
  ++state.asked;
  if (size > state.limit || state.asked == state.fail_at) {
    state.refused = size;
    return false;
  }
  return true;
}

}  // namespace

void set_memory_limit(std::size_t bytes) { state.limit = bytes < kNoLimit ? bytes : kNoLimit; }
std::size_t memory_limit() { return state.limit; }
std::size_t refused_request() { return state.refused; }
void reset_refused_request() { state.refused = 0; }
void fail_allocation(std::uint64_t nth) { state.fail_at = nth == 0 ? 0 : state.asked + nth; }
std::uint64_t allocations() { return state.asked; }
std::size_t live_bytes() { return state.bytes; }
std::size_t live_objects() { return state.objects; }

namespace memory {

void* allocate(std::size_t size) noexcept {
  if (!admit(size)) return nullptr;
  void* block = std::malloc(size == 0 ? 1 : size);
  if (block == nullptr) {
    state.refused = size;
  } else {
    state.bytes += size;
  }
  return block;
}

void* reallocate(void* old, std::size_t old_size, std::size_t size) noexcept {
  if (old == nullptr) return allocate(size);
  if (!admit(size)) return nullptr;
  void* block = std::realloc(old, size == 0 ? 1 : size);
  if (block == nullptr) {
    state.refused = size;
  } else {
    state.bytes += size - old_size;
  }
  return block;
}

void release(void* block, std::size_t size) noexcept {
  if (block == nullptr) return;
  state.bytes -= size;
  std::free(block);
}

void refuse_overflow() noexcept { state.refused = std::numeric_limits<std::size_t>::max(); }

void count_object(int by) noexcept { state.objects += static_cast<std::size_t>(by); }

}  // namespace memory

bool Block::resize(std::size_t size) noexcept {
  if (size == size_) return true;
  if (size == 0) {
    reset();
    return true;
  }
  void* grown = memory::reallocate(data_, size_, size);
  if (grown == nullptr) return false;
  data_ = static_cast<std::uint8_t*>(grown);
  size_ = size;
  return true;
}

}  // namespace holdfast::impl
