// SPDX-License-Identifier: MIT
//
// The system calls that mappings are made of, as a table that can be replaced: tests and harnesses
// make a call fail, count calls, or refuse what would harm the machine. Each entry returns and sets
// errno as the function of its name does. Per thread, like the objects that use it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace holdfast::impl {

// What fstat() says of a file, as far as mappings ask.
struct FileStatus {
  std::int64_t size = 0;
  bool regular = false;
};

struct SystemCalls {
  // A new mapping where the system likes; MAP_FAILED with errno.
  void* (*map)(std::size_t size, int prot, int flags, int fd, std::int64_t offset);
  int (*unmap)(void* memory, std::size_t size);
  // Resizes a mapping, which may move (MREMAP_MAYMOVE); MAP_FAILED with errno, and no change.
  void* (*remap)(void* memory, std::size_t old_size, std::size_t size);
  // msync with MS_SYNC.
  int (*sync)(void* memory, std::size_t size);
  int (*advise)(void* memory, std::size_t size, int advice);
  int (*truncate)(int fd, std::int64_t size);
  int (*status)(int fd, FileStatus* out);
  // A duplicate that is closed on exec.
  int (*duplicate)(int fd);
  int (*close)(int fd);
};

// The operating system's own.
const SystemCalls& real_system_calls();

// The table in use; real_system_calls() unless another was set.
const SystemCalls& system_calls();

// Uses `table`, which must outlive its use, from now on; null: the operating system's own again.
void set_system_calls(const SystemCalls* table);

// The size of a page, which is also mmap.ALLOCATIONGRANULARITY.
std::size_t page_size();

}  // namespace holdfast::impl
