// SPDX-License-Identifier: MIT
#include "subjects/fault_points.h"

#include <cerrno>
#include <sys/mman.h>

#include "impl/memory.h"
#include "impl/system_calls.h"
#include "subjects/files.h"

namespace holdfast {
namespace {

struct Counter {
  std::uint64_t asked = 0;
  std::uint64_t fail_at = 0;
};

constinit thread_local Counter counter;

// Counts a call; true when it has to fail, with errno set.
bool refused(int error) {
  if (++counter.asked != counter.fail_at) return false;
  errno = error;
  return true;
}

const impl::SystemCalls& real() { return program_system_calls(); }

// Each fails as it does in life. munmap() and close() have done their work all the same: what they
// say of it afterwards is all that a program can see.
constexpr impl::SystemCalls kCounted = {
    .map = [](std::size_t size, int prot, int flags, int fd, std::int64_t offset) -> void* {
      return refused(ENOMEM) ? MAP_FAILED : real().map(size, prot, flags, fd, offset);
    },
    .unmap =
        [](void* memory, std::size_t size) {
          const int done = real().unmap(memory, size);
          return refused(EINVAL) ? -1 : done;
        },
    .remap = [](void* memory, std::size_t old_size, std::size_t size) -> void* {
      return refused(ENOMEM) ? MAP_FAILED : real().remap(memory, old_size, size);
    },
    .sync = [](void* memory,
               std::size_t size) { return refused(EIO) ? -1 : real().sync(memory, size); },
    .advise = [](void* memory, std::size_t size,
                 int advice) { return refused(EAGAIN) ? -1 : real().advise(memory, size, advice); },
    .truncate = [](int fd,
                   std::int64_t size) { return refused(ENOSPC) ? -1 : real().truncate(fd, size); },
    .status = [](int fd,
                 impl::FileStatus* out) { return refused(EIO) ? -1 : real().status(fd, out); },
    .duplicate = [](int fd) { return refused(EMFILE) ? -1 : real().duplicate(fd); },
    .close =
        [](int fd) {
          const int done = real().close(fd);
          return refused(EIO) ? -1 : done;
        },
};

}  // namespace

void ImplementationFaults::install() { impl::set_system_calls(&kCounted); }

std::uint64_t ImplementationFaults::asked(Resource resource) const {
  return resource == Resource::memory ? impl::allocations() : counter.asked;
}

void ImplementationFaults::fail(Resource resource, std::uint64_t nth) {
  if (resource == Resource::memory) {
    impl::fail_allocation(nth);
  } else {
    counter.fail_at = nth == 0 ? 0 : counter.asked + nth;
  }
}

}  // namespace holdfast
