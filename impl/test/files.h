// SPDX-License-Identifier: MIT
//
// Files to map, without a name, and what the process has open and mapped.
#pragma once

#include <cstdint>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "impl/mmap.h"
#include "impl/system_calls.h"
#include "impl/test/python.h"

namespace holdfast::impl::test {

class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view contents) : file_(std::tmpfile()), fd_(fileno(file_)) {
    write(contents, 0);
  }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { close(); }

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] std::int64_t size() const {
    struct stat found{};
    return ::fstat(fd_, &found) == 0 ? found.st_size : -1;
  }
  [[nodiscard]] std::string contents() const {
    std::string text(static_cast<std::size_t>(size()), '?');
    const auto read = ::pread(fd_, text.data(), text.size(), 0);
    text.resize(read < 0 ? 0 : static_cast<std::size_t>(read));
    return text;
  }
  void write(std::string_view text, std::int64_t offset) const {
    (void)!::pwrite(fd_, text.data(), text.size(), offset);
  }
  void truncate(std::int64_t size) const { (void)!::ftruncate(fd_, size); }
  void close() {
    if (file_ != nullptr) (void)std::fclose(file_);
    file_ = nullptr;
  }

 private:
  std::FILE* file_;
  int fd_;
};

// The same file, open in another way, as long as this lives.
class Reopened {
 public:
  Reopened(const TemporaryFile& file, int flags)
      : fd_(::open(("/proc/self/fd/" + std::to_string(file.fd())).c_str(), flags | O_CLOEXEC)) {}
  Reopened(const Reopened&) = delete;
  Reopened& operator=(const Reopened&) = delete;
  ~Reopened() { (void)::close(fd_); }
  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

inline Ref<Mmap> map_file(int fd, Mmap::Options options = {}) {
  options.fd = fd;
  return *Mmap::create(options);
}
inline Ref<Mmap> map_memory(std::int64_t length, int flags = MAP_SHARED) {
  return *Mmap::create({.length = length, .flags = flags});
}

// mmap.mmap(...), shown as Python prints it.
inline std::string made(std::vector<Value> values, std::vector<std::string_view> keywords = {}) {
  return shown(called("mmap", nullptr, std::move(values), std::move(keywords)));
}

inline std::string invoke(const Ref<Mmap>& mapping, std::string_view name,
                          std::vector<Value> values = {}) {
  return shown(called("mmap." + std::string(name), mapping.get(), std::move(values)));
}

inline std::string contents(const Ref<Mmap>& mapping) {
  const auto bytes = mapping->contents();
  return {bytes.begin(), bytes.end()};
}

inline std::size_t open_descriptors() {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    (void)entry;
    ++count;
  }
  return count;
}

// How many mappings the process has of files that are deleted, as these all are, and of shared
// anonymous memory.
inline std::size_t deleted_mappings() {
  std::FILE* maps = std::fopen("/proc/self/maps", "re");
  std::size_t count = 0;
  char line[4096];
  while (std::fgets(line, sizeof(line), maps) != nullptr) {
    if (std::string_view(line).find("(deleted)") != std::string_view::npos) ++count;
  }
  (void)std::fclose(maps);
  return count;
}

}  // namespace holdfast::impl::test
