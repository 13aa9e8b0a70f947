// SPDX-License-Identifier: MIT
#include "harness/files.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace holdfast {
namespace {

std::unexpected<InputError> failed(const std::filesystem::path& path, std::string_view what,
                                   int code) {
  return std::unexpected(InputError{path.string() + ": " + std::string(what) + ": " +
                                    std::generic_category().message(code)});
}

// A file descriptor that is closed on every way out.
class File {
 public:
  File(const char* path, int flags, mode_t mode = 0) : fd_(::open(path, flags | O_CLOEXEC, mode)) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() { close(); }
  [[nodiscard]] int fd() const { return fd_; }
  // Returns false when what was written did not arrive.
  bool close() {
    const int fd = fd_;
    fd_ = -1;
    return fd < 0 || ::close(fd) == 0;
  }

 private:
  int fd_;
};

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

std::expected<std::string, InputError> read_file(const std::filesystem::path& path) {
  const File file(path.c_str(), O_RDONLY);
  if (file.fd() < 0) return failed(path, "cannot be opened", errno);
  struct stat status{};
  if (::fstat(file.fd(), &status) == 0 && S_ISDIR(status.st_mode)) {
    return failed(path, "cannot be read", EISDIR);
  }
  std::string text;
  std::size_t size = 0;
  for (;;) {
    if (text.size() - size < 4096) {
      const auto known = static_cast<std::size_t>(status.st_size) + 4096;
      text.resize(std::max(known, 2 * text.size()));
    }
    const ssize_t got = ::read(file.fd(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return failed(path, "cannot be read", errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

std::expected<void, InputError> write_file(const std::filesystem::path& path,
                                           std::string_view contents) {
  const std::string temporary = path.string() + ".new-" + std::to_string(::getpid());
  File file(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666);
  if (file.fd() < 0) return failed(path, "cannot be written", errno);
  // Data first, then the name: after a power cut the name never stands for half a file.
  const bool written = write_all(file.fd(), contents) && ::fsync(file.fd()) == 0 && file.close() &&
                       ::rename(temporary.c_str(), path.c_str()) == 0;
  if (written) return {};
  const int code = errno;
  ::unlink(temporary.c_str());
  return failed(path, "cannot be written", code);
}

std::expected<void, InputError> make_folder(const std::filesystem::path& path) {
  std::error_code error;
  std::filesystem::create_directories(path, error);
  if (error) return failed(path, "cannot be made", error.value());
  return {};
}

}  // namespace holdfast
