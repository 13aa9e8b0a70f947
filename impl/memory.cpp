// SPDX-License-Identifier: MIT
//
// The one door to malloc: counts, limits, and fails on demand. Small blocks that were given back
// are kept for the next who asks, as CPython's obmalloc.c does: objects of these types come and go.
#include "impl/memory.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <utility>

#include "impl/sanitizer.h"

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

// Sizes are rounded up to steps of 16; a list keeps at most so many blocks of one size.
constexpr bool kKeeps = !kMemoryIsWatched;
constexpr std::size_t kStep = 16;
constexpr std::size_t kLargest = 512;
constexpr std::uint32_t kMost = 64;

// A block that is free begins with the next one.
struct Free {
  Free* next;
};

struct FreeList {
  Free* first = nullptr;
  std::uint32_t room = kMost;
};

constinit thread_local std::array<FreeList, kLargest / kStep> free_lists{};

// Gives all back when the thread ends; blocks that are released later go to free() at once.
struct Farewell {
  Farewell() = default;
  Farewell(const Farewell&) = delete;
  Farewell& operator=(const Farewell&) = delete;
  ~Farewell() {
    for (FreeList& list : free_lists) {
      while (list.first != nullptr) std::free(std::exchange(list.first, list.first->next));
      list.room = 0;
    }
  }
};

constexpr bool is_small(std::size_t size) { return kKeeps && size <= kLargest; }
constexpr std::size_t steps_of(std::size_t size) {
  return size == 0 ? 1 : (size + kStep - 1) / kStep;
}

void* new_small(std::size_t size) noexcept {
  static thread_local Farewell farewell;
  static_cast<void>(farewell);
  return std::malloc(steps_of(size) * kStep);
}

void* take(std::size_t size) noexcept {
  if (!is_small(size)) return std::malloc(std::max<std::size_t>(size, 1));
  FreeList& list = free_lists[steps_of(size) - 1];
  if (list.first == nullptr) return new_small(size);
  ++list.room;
  return std::exchange(list.first, list.first->next);
}

void give(void* block, std::size_t size) noexcept {
  if (!is_small(size)) return std::free(block);
  FreeList& list = free_lists[steps_of(size) - 1];
  if (list.room == 0) return std::free(block);
  --list.room;
  auto* first = static_cast<Free*>(block);
  first->next = list.first;
  list.first = first;
}

void* change_size(void* old, std::size_t old_size, std::size_t size) noexcept {
  if (!is_small(old_size) && !is_small(size)) {
    return std::realloc(old, std::max<std::size_t>(size, 1));
  }
  if (is_small(old_size) && is_small(size) && steps_of(old_size) == steps_of(size)) return old;
  void* block = take(size);
  if (block == nullptr) return nullptr;
  std::memcpy(block, old, std::min(old_size, size));
  give(old, old_size);
  return block;
}

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
  void* block = take(size);
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
  void* block = change_size(old, old_size, size);
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
  give(block, size);
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
