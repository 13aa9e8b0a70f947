// SPDX-License-Identifier: MIT
//
// Child processes: what everybody who forks one here does in the same way.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>
#include <sys/types.h>

namespace holdfast::cli {

// A file without a name that a child writes and its parent reads when the child has ended: a pipe
// that nobody empties would stop the child.
class Output {
 public:
  // Says no where no file could be had; errno tells why.
  [[nodiscard]] explicit operator bool() const { return file_ != nullptr; }
  void open() { file_.reset(std::tmpfile()); }

  // Takes the place of a descriptor of this process, STDOUT_FILENO for instance.
  void replace(int descriptor) const;
  // Appends; false where it could not be written whole.
  [[nodiscard]] bool write(std::string_view text) const;
  // All that was written.
  [[nodiscard]] std::string read() const;

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
};

// fork(), with nothing left to print that would be printed twice. The child dies with its parent,
// and leaves no core file: crashes are what it is there for.
::pid_t fork_child();

// Waits until the child has ended, and returns what waitpid() says of it.
int wait_for(::pid_t child);

// "exited with 1", "SIGSEGV"; "hung" of one that its alarm ended.
std::string describe_end(int ended);

}  // namespace holdfast::cli
