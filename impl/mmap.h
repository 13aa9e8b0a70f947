// SPDX-License-Identifier: MIT
//
// Python's mmap.mmap, as it is on Linux: a mapping of a file or of anonymous memory with a position
// in it. This is the typed API that a C++ program uses directly; calling by Python's names is
// callable.h. The memory is the operating system's; a file shorter than its mapping is survived
// (bus_errors.h).
#pragma once

#include <cstdint>
#include <span>

#include "impl/buffer.h"
#include "impl/bus_errors.h"
#include "impl/bytes.h"
#include "impl/object.h"
#include "impl/sequence.h"
#include "impl/value.h"
#include "impl/weak_reference.h"

namespace holdfast::impl {

class Mmap final : public Object, public WeaklyReferable {
 public:
  static constexpr ObjectType kType = ObjectType::mmap;

  // Whatever may be done with the memory: ACCESS_DEFAULT, ACCESS_READ, ACCESS_WRITE, ACCESS_COPY.
  enum class Access : std::uint8_t { normal, read, write, copy };

  // The constructor's arguments, with Python's defaults (MAP_SHARED, PROT_READ | PROT_WRITE).
  struct Options {
    int fd = -1;              // -1: anonymous memory
    std::int64_t length = 0;  // 0: all of the file
    int flags = 1;
    int prot = 3;
    int access = 0;  // an Access as a number
    std::int64_t offset = 0;
    bool trackfd = true;  // keep a duplicate of the descriptor, for size() and resize()
  };

  // mmap.mmap(...). OverflowError for a negative length or offset; ValueError for access combined
  // with flags or prot, for an access that is none, for an empty file, and for what lies behind the
  // end of the file; OSError for whatever the system refuses. CPython 3.14:
  // Modules/mmapmodule.c:new_mmap_object.
  static Result<Ref<Mmap>> create(const Options& options);

  // Unmaps the memory and closes the descriptor; nothing the second time. BufferError "cannot close
  // exported pointers exist".
  Result<void> close();
  [[nodiscard]] bool closed() const { return data_ == nullptr; }
  // ValueError "mmap closed or invalid".
  [[nodiscard]] Result<void> check_open() const;
  // TypeError "mmap can't modify a readonly memory map.".
  [[nodiscard]] Result<void> check_writable() const;

  // All of the following raise ValueError when the mapping is closed, and OSError "[Errno 14] Bad
  // address" where the file has become too short for what they touch.

  // len(m): the length of the mapping.
  Result<std::int64_t> length() override;
  // m.size(): the size of the file now; OSError EBADF without a descriptor.
  Result<std::int64_t> file_size() const;

  // Up to `count` bytes from the position on (negative: all that is left), and moves it.
  Result<Ref<Bytes>> read(std::int64_t count);
  // A byte; ValueError "read byte out of range" at the end.
  Result<std::uint8_t> read_byte();
  // The bytes up to and with the next newline.
  Result<Ref<Bytes>> read_line();
  // Writes at the position and moves it; ValueError "data out of range" when it does not fit.
  // `bytes` may lie in the mapping itself.
  Result<void> write(std::span<const std::uint8_t> bytes);
  // ValueError "write byte out of range" at the end.
  Result<void> write_byte(std::uint8_t byte);
  // Moves the position: `whence` 0 from the start, 1 from the position, 2 from the end. ValueError
  // "unknown seek type" or "seek out of range".
  Result<std::int64_t> seek(std::int64_t distance, int whence);

  // m[index] as an integer, counted from either end; IndexError "mmap index out of range".
  Result<std::uint8_t> at(std::int64_t index) const;
  Result<void> set(std::int64_t index, std::uint8_t byte);
  // m[slice]; `bounds` is fitted to the mapping here, after a conversion that may have changed it.
  Result<Ref<Bytes>> slice(SliceBounds bounds) const;
  // m[slice] = bytes, item by item from the first on, also where `bytes` lies in the mapping.
  // IndexError "mmap slice assignment is wrong size".
  Result<void> assign_slice(SliceBounds bounds, std::span<const std::uint8_t> bytes);
  // Copies `count` bytes from `source` to `destination`; ValueError "source, destination, or count
  // out of range".
  Result<void> move(std::int64_t destination, std::int64_t source, std::int64_t count);

  // Makes the mapping `size` bytes and the file, if it has one, end behind it. BufferError while
  // exported, ValueError without a tracked descriptor, TypeError for ACCESS_READ and ACCESS_COPY,
  // ValueError "new size out of range" or for anonymous shared memory that should grow; OSError for
  // whatever the system refuses: the file may have its new size then (CPython leaves it so).
  Result<void> resize(std::int64_t size);

  // msync of [offset, offset + size), which is not checked here: see the method flush.
  Result<void> sync(std::int64_t offset, std::int64_t size);
  // madvise of [start, start + size), likewise.
  Result<void> advise(int option, std::int64_t start, std::int64_t size);

  // The bytes; good until the next resize() or close().
  [[nodiscard]] std::span<const std::uint8_t> contents() const {
    return {data_, data_ == nullptr ? 0 : static_cast<std::size_t>(size_)};
  }

  // Observation, for harnesses: nothing here can change the object, or fail. The size and the
  // position stay what they were when it is closed.
  [[nodiscard]] std::int64_t size() const { return size_; }
  [[nodiscard]] std::int64_t position() const { return position_; }
  [[nodiscard]] std::int64_t offset() const { return offset_; }
  [[nodiscard]] Access access() const { return access_; }
  [[nodiscard]] std::int64_t exports() const { return exports_; }
  [[nodiscard]] const std::uint8_t* address() const { return data_; }
  // Whether memory can be missing: the mapping is one of a file, or keeps a descriptor.
  [[nodiscard]] bool may_miss() const { return (flags_ & kAnonymous) == 0 || fd_ != -1; }

  [[nodiscard]] const char* type_name() const override { return "mmap.mmap"; }
  [[nodiscard]] WeaklyReferable* weakly_referable() override { return this; }
  [[nodiscard]] bool is_exporter() const override { return true; }
  Result<void> getbuffer(Buffer& view, Request request) override;
  void releasebuffer(Buffer& view) override;
  [[nodiscard]] bool is_iterable() const override { return true; }
  Result<Ref<Object>> iter() override;
  Result<std::int64_t> length_hint() override { return length(); }
  [[nodiscard]] bool has_length() const override { return true; }

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  Mmap() : Object(kType) {}
  ~Mmap() override;

  static Result<std::int64_t> length_in_file(const Options& options);
  Result<void> map(const Options& options, std::int64_t length, int prot, int flags);
  Result<void> check_resizable() const;
  [[nodiscard]] std::int64_t remaining() const { return position_ < size_ ? size_ - position_ : 0; }
  void let_go();

  static constexpr int kAnonymous = 0x20;  // MAP_ANONYMOUS

  std::uint8_t* data_ = nullptr;
  std::int64_t size_ = 0;
  std::int64_t position_ = 0;
  std::int64_t offset_ = 0;
  [[nodiscard]] std::uint64_t own_serial() const override { return serial_; }
  std::uint64_t serial_ = next_serial();
  std::int64_t exports_ = 0;
  int fd_ = -1;
  int flags_ = 0;
  Access access_ = Access::normal;
  bool trackfd_ = true;
  GuardedRange guarded_;
};

// What all mappings of this thread have now, for harnesses: 0 when everything was given back.
struct MappingCensus {
  std::int64_t mappings = 0;
  std::int64_t bytes = 0;
  std::int64_t descriptors = 0;
};
MappingCensus mapping_census();

}  // namespace holdfast::impl
