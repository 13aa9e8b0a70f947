// SPDX-License-Identifier: MIT
//
// mmap: making, resizing and giving back mappings. The order of checks is that of
// Modules/mmapmodule.c in CPython 3.14.
#include "impl/mmap.h"

#include <cerrno>
#include <limits>
#include <sys/mman.h>

#include "impl/mmap_iterators.h"
#include "impl/os_error.h"
#include "impl/system_calls.h"

namespace holdfast::impl {
namespace {

static_assert(MAP_ANONYMOUS == 0x20);

constexpr std::int64_t kSizeMax = std::numeric_limits<std::int64_t>::max();

constinit thread_local MappingCensus census;

}  // namespace

MappingCensus mapping_census() { return census; }

Result<Ref<Mmap>> Mmap::create(const Options& options) {
  if (options.length < 0) {
    return fail(ExceptionType::OverflowError, "memory mapped length must be positive");
  }
  if (options.offset < 0) {
    return fail(ExceptionType::OverflowError, "memory mapped offset must be positive");
  }
  constexpr int kReadWrite = PROT_READ | PROT_WRITE;
  if (options.access != 0 && (options.flags != MAP_SHARED || options.prot != kReadWrite)) {
    return value_error("mmap can't specify both access and flags, prot.");
  }
  if (options.access < 0 || options.access > 3)
    return value_error("mmap invalid access parameter.");
  auto access = static_cast<Access>(options.access);
  int flags = options.flags;
  int prot = options.prot;
  if (access == Access::read) {
    prot = PROT_READ;
  } else if (access == Access::copy) {
    flags = MAP_PRIVATE;
  } else if (access == Access::normal && (prot & kReadWrite) != kReadWrite) {
    access = (prot & PROT_WRITE) != 0 ? Access::write : Access::read;
  }
  HOLDFAST_TRY(const std::int64_t length, length_in_file(options));
  HOLDFAST_TRY(auto mapping, make<Mmap>());
  mapping->access_ = access;
  HOLDFAST_CHECK(mapping->map(options, length, prot, flags));
  return mapping;
}

// The length asked for, or what the file has behind the offset.
Result<std::int64_t> Mmap::length_in_file(const Options& options) {
  FileStatus file;
  if (options.fd == -1 || system_calls().status(options.fd, &file) != 0 || !file.regular) {
    return options.length;
  }
  if (options.length == 0) {
    if (file.size == 0) return value_error("cannot mmap an empty file");
    if (options.offset >= file.size) return value_error("mmap offset is greater than file size");
    return file.size - options.offset;
  }
  if (options.offset > file.size || file.size - options.offset < options.length) {
    return value_error("mmap length is greater than file size");
  }
  return options.length;
}

Result<void> Mmap::map(const Options& options, std::int64_t length, int prot, int flags) {
  const SystemCalls& calls = system_calls();
  offset_ = options.offset;
  trackfd_ = options.trackfd;
  if (options.fd == -1) {
    flags |= MAP_ANONYMOUS;
  } else if (trackfd_) {
    fd_ = calls.duplicate(options.fd);
    if (fd_ == -1) return os_error(errno);
    ++census.descriptors;
  }
  flags_ = flags;
  void* memory =
      calls.map(static_cast<std::size_t>(length), prot, flags, options.fd, options.offset);
  if (memory == MAP_FAILED) return os_error(errno);
  data_ = static_cast<std::uint8_t*>(memory);
  size_ = length;
  ++census.mappings;
  census.bytes += length;
  if (may_miss()) guarded_.enter(memory, static_cast<std::size_t>(length));
  return {};
}

void Mmap::let_go() {
  const SystemCalls& calls = system_calls();
  if (fd_ != -1) {
    (void)calls.close(fd_);
    fd_ = -1;
    --census.descriptors;
  }
  if (data_ == nullptr) return;
  guarded_.leave();
  (void)calls.unmap(data_, static_cast<std::size_t>(size_));
  data_ = nullptr;
  --census.mappings;
  census.bytes -= size_;
}

Mmap::~Mmap() { let_go(); }

Result<void> Mmap::close() {
  if (exports_ > 0) {
    return fail(ExceptionType::BufferError, "cannot close exported pointers exist");
  }
  let_go();
  return {};
}

Result<void> Mmap::check_open() const {
  if (data_ == nullptr) return value_error("mmap closed or invalid");
  return {};
}

Result<void> Mmap::check_writable() const {
  if (access_ == Access::read) return type_error("mmap can't modify a readonly memory map.");
  return {};
}

Result<void> Mmap::check_resizable() const {
  if (exports_ > 0) {
    return fail(ExceptionType::BufferError, "mmap can't resize with extant buffers exported.");
  }
  if (!trackfd_) return value_error("mmap can't resize with trackfd=False.");
  if (access_ == Access::read || access_ == Access::copy) {
    return type_error("mmap can't resize a readonly or copy-on-write memory map.");
  }
  return {};
}

Result<void> Mmap::resize(std::int64_t size) {
  HOLDFAST_CHECK(check_open());
  HOLDFAST_CHECK(check_resizable());
  if (size < 0 || kSizeMax - size < offset_) return value_error("new size out of range");
  if (fd_ == -1 && (flags_ & MAP_PRIVATE) == 0 && size > size_) {
    return value_error("mmap: can't expand a shared anonymous mapping");
  }
  const SystemCalls& calls = system_calls();
  if (fd_ != -1 && calls.truncate(fd_, offset_ + size) == -1) return os_error(errno);
  void* memory =
      calls.remap(data_, static_cast<std::size_t>(size_), static_cast<std::size_t>(size));
  if (memory == MAP_FAILED) return os_error(errno);
  census.bytes += size - size_;
  data_ = static_cast<std::uint8_t*>(memory);
  size_ = size;
  if (may_miss()) guarded_.enter(memory, static_cast<std::size_t>(size));
  return {};
}

Result<void> Mmap::sync(std::int64_t offset, std::int64_t size) {
  HOLDFAST_CHECK(check_open());
  if (system_calls().sync(data_ + offset, static_cast<std::size_t>(size)) == -1) {
    return os_error(errno);
  }
  return {};
}

Result<void> Mmap::advise(int option, std::int64_t start, std::int64_t size) {
  HOLDFAST_CHECK(check_open());
  if (system_calls().advise(data_ + start, static_cast<std::size_t>(size), option) != 0) {
    return os_error(errno);
  }
  return {};
}

Result<std::int64_t> Mmap::length() {
  HOLDFAST_CHECK(check_open());
  return size_;
}

Result<std::int64_t> Mmap::file_size() const {
  HOLDFAST_CHECK(check_open());
  FileStatus file;
  if (system_calls().status(fd_, &file) != 0) return os_error(errno);
  return file.size;
}

Result<void> Mmap::getbuffer(Buffer& view, Request request) {
  HOLDFAST_CHECK(check_open());
  const std::span<std::uint8_t> memory(data_, static_cast<std::size_t>(size_));
  HOLDFAST_CHECK(fill_info(view, this, memory, access_ == Access::read, request));
  ++exports_;
  return {};
}

void Mmap::releasebuffer(Buffer& /*view*/) { --exports_; }

Result<Ref<Object>> Mmap::iter() { return make_mmap_iterator(*this); }

}  // namespace holdfast::impl
