// SPDX-License-Identifier: MIT
//
// Surviving SIGBUS. A file can become shorter than its mapping - another process truncates it -
// and touching a page behind its end then raises SIGBUS, which kills CPython. Here a handler puts a
// page of zeros in the place of the missing one, counts, and the access goes on; whoever made it
// looks at the count afterwards.
//
// The handler is installed with the first mapping of a file. It only takes faults inside mappings
// that this thread has registered, and hands all others to the handler that was there before.
#pragma once

#include <cstddef>
#include <cstdint>

#include "impl/error.h"

namespace holdfast::impl {

// How many pages this thread's accesses have missed so far.
std::uint64_t bus_errors();

// Notices missing pages in its lifetime.
class BusErrorWatch {
 public:
  BusErrorWatch() : before_(bus_errors()) {}
  // OSError "[Errno 14] Bad address" when a page was missing since.
  [[nodiscard]] Result<void> check() const;

 private:
  std::uint64_t before_;
};

// A registered range of memory. Lives on the thread that made it; neither copied nor moved.
class GuardedRange {
 public:
  GuardedRange() = default;
  GuardedRange(const GuardedRange&) = delete;
  GuardedRange& operator=(const GuardedRange&) = delete;
  ~GuardedRange() { leave(); }

  // Guards `size` bytes at `memory` from now on, in place of what it guarded before.
  void enter(void* memory, std::size_t size);
  // Guards nothing any more; nothing the second time.
  void leave();

 private:
  friend struct BusErrorHandler;
  std::uint8_t* memory_ = nullptr;
  std::size_t size_ = 0;
  GuardedRange* next_ = nullptr;
  GuardedRange* previous_ = nullptr;
};

}  // namespace holdfast::impl
