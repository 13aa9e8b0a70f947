// SPDX-License-Identifier: MIT
#include "impl/system_calls.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace holdfast::impl {
namespace {

constexpr SystemCalls kReal = {
    .map = [](std::size_t size, int prot, int flags, int fd,
              std::int64_t offset) { return ::mmap(nullptr, size, prot, flags, fd, offset); },
    .unmap = [](void* memory, std::size_t size) { return ::munmap(memory, size); },
    .remap = [](void* memory, std::size_t old_size,
                std::size_t size) { return ::mremap(memory, old_size, size, MREMAP_MAYMOVE); },
    .sync = [](void* memory, std::size_t size) { return ::msync(memory, size, MS_SYNC); },
    .advise = [](void* memory, std::size_t size,
                 int advice) { return ::madvise(memory, size, advice); },
    .truncate = [](int fd, std::int64_t size) { return ::ftruncate(fd, size); },
    .status =
        [](int fd, FileStatus* out) {
          struct stat found{};
          if (::fstat(fd, &found) != 0) return -1;
          *out = {.size = found.st_size, .regular = S_ISREG(found.st_mode)};
          return 0;
        },
    .duplicate = [](int fd) { return ::fcntl(fd, F_DUPFD_CLOEXEC, 0); },
    .close = [](int fd) { return ::close(fd); },
};

constinit thread_local const SystemCalls* in_use = &kReal;

}  // namespace

const SystemCalls& real_system_calls() { return kReal; }

const SystemCalls& system_calls() { return *in_use; }

void set_system_calls(const SystemCalls* table) { in_use = table == nullptr ? &kReal : table; }

std::size_t page_size() {
  static const auto kSize = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  return kSize;
}

}  // namespace holdfast::impl
