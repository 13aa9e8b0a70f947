// SPDX-License-Identifier: MIT
//
// A child process that is talked to in lines: its standard input, output and errors are pipes, and
// a small file outlives it in which it notes what it is about to do. Reading and writing are one
// loop around poll, so that neither side can wait for the other for ever.
#pragma once

#include <chrono>
#include <cstddef>
#include <expected>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "harness/input_error.h"

namespace holdfast {

// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    reset(other.release());
    return *this;
  }
  ~Descriptor() { reset(); }
  [[nodiscard]] int get() const { return fd_; }
  [[nodiscard]] bool open() const { return fd_ >= 0; }
  int release() {
    const int fd = fd_;
    fd_ = -1;
    return fd;
  }
  void reset(int fd = -1);

 private:
  int fd_ = -1;
};

class Child {
 public:
  enum class Event { line, ended, timeout };
  using Clock = std::chrono::steady_clock;

  // Starts `command`; its environment names the journal in HOLDFAST_JOURNAL.
  static std::expected<Child, InputError> start(const std::vector<std::string>& command);

  Child(Child&& other) noexcept;
  Child& operator=(Child&& other) noexcept;
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  // Closes its input and, if it does not end by itself soon, kills it.
  ~Child();

  // Text to be written while next_line() waits.
  void send(std::string_view text) { unsent_ += text; }

  // Waits for the next line of its output, without the newline.
  Event next_line(std::string& line, Clock::time_point deadline);

  // Ends it at once (when `kill`) or gives it a moment, and says how it ended: "SIGSEGV", or
  // "exited" with the status.
  std::string reap(bool kill, int& exit_status);

  void clear_journal();
  // The first line of the journal.
  [[nodiscard]] std::string journal() const;

  // The end of what it wrote to its standard errors.
  [[nodiscard]] const std::string& complaints() const { return complaints_; }

 private:
  Child() = default;
  bool take_line(std::string& line);
  void write_some();
  // Returns false at the end of the stream.
  static bool read_some(Descriptor& from, std::string& to);
  void stop(std::chrono::milliseconds patience);

  pid_t pid_ = -1;
  Descriptor input_;
  Descriptor output_;
  Descriptor errors_;
  Descriptor journal_;
  std::string unsent_;
  std::size_t sent_ = 0;
  std::string received_;
  std::size_t taken_ = 0;
  std::size_t scanned_ = 0;
  std::string complaints_;
  int status_ = 0;
};

}  // namespace holdfast
