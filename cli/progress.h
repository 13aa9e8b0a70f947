// SPDX-License-Identifier: MIT
//
// Progress of long work on standard error: one line that is rewritten on a terminal, a line every
// ten seconds elsewhere.
#pragma once

#include <chrono>
#include <string>

namespace holdfast::cli {

class Progress {
 public:
  Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();

  // Shows `line`, unless that would be too often.
  void show(const std::string& line);
  // Wipes the line, so that other output can follow.
  void clear();

 private:
  std::chrono::steady_clock::time_point next_;
  std::size_t shown_ = 0;
  bool terminal_;
};

// "1234567" as "1,234,567".
std::string grouped(std::uint64_t number);

// The number of things with their noun: "1 program", "2 programs".
std::string counted(std::uint64_t number, const std::string& noun);

// Prints "holdfast: <message>" on standard error and returns kBadInput.
int refuse(const std::string& message);

}  // namespace holdfast::cli
