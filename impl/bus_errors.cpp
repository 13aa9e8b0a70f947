// SPDX-License-Identifier: MIT
#include "impl/bus_errors.h"

#include <cerrno>
#include <csignal>
#include <mutex>
#include <sys/mman.h>

#include "impl/os_error.h"
#include "impl/system_calls.h"

namespace holdfast::impl {
namespace {

constinit thread_local GuardedRange* first_range = nullptr;
constinit thread_local std::uint64_t missed_pages = 0;

struct sigaction handler_before{};

}  // namespace

struct BusErrorHandler {
  // Whether `address` lies in a page of a guarded range of this thread.
  static bool guards(const std::uint8_t* address) {
    const std::size_t page = page_size();
    for (const GuardedRange* range = first_range; range != nullptr; range = range->next_) {
      const std::size_t size = (range->size_ + page - 1) / page * page;
      if (address >= range->memory_ && address < range->memory_ + size) return true;
    }
    return false;
  }

  static void handle(int signal, siginfo_t* info, void* context) {
    auto* address = static_cast<std::uint8_t*>(info->si_addr);
    if (guards(address)) {
      const std::size_t page = page_size();
      auto* start = address - reinterpret_cast<std::uintptr_t>(address) % page;
      const int saved = errno;
      const void* zeros = ::mmap(start, page, PROT_READ | PROT_WRITE,
                                 MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
      errno = saved;
      if (zeros != MAP_FAILED) {
        ++missed_pages;
        return;
      }
    }
    hand_on(signal, info, context);
  }

  static void hand_on(int signal, siginfo_t* info, void* context) {
    if ((handler_before.sa_flags & SA_SIGINFO) != 0) {
      handler_before.sa_sigaction(signal, info, context);
    } else if (handler_before.sa_handler != SIG_DFL && handler_before.sa_handler != SIG_IGN) {
      handler_before.sa_handler(signal);
    } else {
      // The access is made again when this returns, and ends the process as it should.
      (void)::sigaction(signal, &handler_before, nullptr);
    }
  }

  static void install() {
    static std::once_flag once;
    std::call_once(once, [] {
      (void)page_size();  // now, not in the handler
      struct sigaction action{};
      action.sa_sigaction = handle;
      action.sa_flags = SA_SIGINFO | SA_ONSTACK;
      sigemptyset(&action.sa_mask);
      (void)::sigaction(SIGBUS, &action, &handler_before);
    });
  }
};

std::uint64_t bus_errors() { return missed_pages; }

Result<void> BusErrorWatch::check() const {
  if (missed_pages != before_) return os_error(EFAULT);
  return {};
}

void GuardedRange::enter(void* memory, std::size_t size) {
  BusErrorHandler::install();
  leave();
  memory_ = static_cast<std::uint8_t*>(memory);
  size_ = size;
  next_ = first_range;
  if (next_ != nullptr) next_->previous_ = this;
  first_range = this;
}

void GuardedRange::leave() {
  if (memory_ == nullptr) return;
  if (previous_ != nullptr) {
    previous_->next_ = next_;
  } else {
    first_range = next_;
  }
  if (next_ != nullptr) next_->previous_ = previous_;
  memory_ = nullptr;
  next_ = previous_ = nullptr;
}

}  // namespace holdfast::impl
