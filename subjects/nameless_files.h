// SPDX-License-Identifier: MIT
//
// The files without a name that programs map, and who uses them. A file is used again, empty, when
// nobody does any more; what it holds is seen through a mapping of its own. So neither making one
// nor looking at one costs a system call as a rule.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace holdfast {

class NamelessFile {
 public:
  // Null when the system refuses.
  static std::unique_ptr<NamelessFile> create();
  explicit NamelessFile(int keeper) : keeper_(keeper) {}
  NamelessFile(const NamelessFile&) = delete;
  NamelessFile& operator=(const NamelessFile&) = delete;
  ~NamelessFile();

  // A descriptor that is open for O_RDONLY, O_WRONLY or O_RDWR; -1 when the system refuses.
  int opened(int access);

  // Nobody but this program can change the size: whoever truncates the file says so.
  [[nodiscard]] std::int64_t size() const { return size_; }
  void note_size(std::int64_t size) { size_ = size; }
  void truncate(std::int64_t size);
  void write(std::span<const std::uint8_t> contents, std::int64_t offset);

  // What the file holds, whoever wrote it; good until it is truncated.
  std::span<const std::uint8_t> contents();

 private:
  friend class ProgramFiles;

  int keeper_;                                // for reading and writing
  std::array<int, 3> opened_ = {-1, -1, -1};  // by their access mode
  std::int64_t size_ = 0;
  void* window_ = nullptr;
  std::size_t shown_ = 0;  // bytes that the window has room for
  int users_ = 0;
};

// What this thread's programs have open and mapped.
class ProgramFiles {
 public:
  static ProgramFiles& of_this_thread();

  // An empty file with one user, to leave() in the end; null when the system refuses.
  NamelessFile* take();
  void leave(NamelessFile* file);

  // Descriptors that programs may use; `file` is null for a directory and a device.
  void note_descriptor(int fd, NamelessFile* file);
  void forget_descriptor(int fd);
  [[nodiscard]] bool knows(int fd) const;
  // Null also for a descriptor that is not known.
  [[nodiscard]] NamelessFile* file_of(int fd) const;

  // Mappings; `file` is null for memory of its own.
  void note_mapping(void* memory, NamelessFile* file);
  void note_move(const void* from, void* to);
  void forget_mapping(const void* memory);

  // Whether some page of a mapping may lie behind the end of its file; known again to be wrong when
  // there are no mappings.
  [[nodiscard]] bool may_miss() const { return may_miss_; }
  void note_missing() { may_miss_ = true; }

 private:
  static constexpr std::size_t kIdle = 16;  // more are closed

  struct Descriptor {
    int fd;
    NamelessFile* file;
  };
  struct Mapped {
    void* memory;
    NamelessFile* file;
  };
  std::vector<Descriptor> descriptors_;
  std::vector<Mapped> mappings_;
  std::vector<std::unique_ptr<NamelessFile>> idle_;
  bool may_miss_ = false;
};

}  // namespace holdfast
