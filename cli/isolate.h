// SPDX-License-Identifier: MIT
//
// Work in a child process, so that whatever it does - crash, hang, be ended by a sanitizer - the
// one who asked goes on.
#pragma once

#include <expected>
#include <functional>
#include <string>
#include <vector>

namespace holdfast::cli {

// How a child ended.
struct Fate {
  std::string ending;   // "exited with 0", "SIGSEGV", "hung"
  std::string printed;  // to both standard output and standard error

  // True where it ended by itself and said that all went well.
  [[nodiscard]] bool is_well() const { return ending == "exited with 0"; }
};

// Runs `work` in a child, for `seconds` at the most; what it returns is the exit status. An error
// says why no child could be had.
std::expected<Fate, std::string> isolate(const std::function<int()>& work, unsigned seconds);

// Runs a command with arguments, without a shell, likewise.
std::expected<Fate, std::string> isolate(const std::vector<std::string>& command, unsigned seconds);

}  // namespace holdfast::cli
