// SPDX-License-Identifier: MIT
#include "cli/progress.h"

#include <cstdio>
#include <unistd.h>

#include "cli/status.h"

namespace holdfast::cli {

using Clock = std::chrono::steady_clock;

Progress::Progress() : terminal_(::isatty(STDERR_FILENO) != 0) {
  next_ = Clock::now() + (terminal_ ? std::chrono::seconds(0) : std::chrono::seconds(10));
}

Progress::~Progress() { clear(); }

void Progress::show(const std::string& line) {
  const auto now = Clock::now();
  if (now < next_) return;
  if (terminal_) {
    const std::size_t blanks = shown_ > line.size() ? shown_ - line.size() : 0;
    std::fprintf(stderr, "\r%s%s", line.c_str(), std::string(blanks, ' ').c_str());
    std::fflush(stderr);
    shown_ = line.size();
    next_ = now + std::chrono::milliseconds(200);
  } else {
    std::fprintf(stderr, "%s\n", line.c_str());
    next_ = now + std::chrono::seconds(10);
  }
}

void Progress::clear() {
  if (shown_ == 0) return;
  std::fprintf(stderr, "\r%s\r", std::string(shown_, ' ').c_str());
  shown_ = 0;
}

std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string counted(std::uint64_t number, const std::string& noun) {
  return grouped(number) + " " + noun + (number == 1 ? "" : "s");
}

int refuse(const std::string& message) {
  std::fprintf(stderr, "holdfast: %s\n", message.c_str());
  return kBadInput;
}

}  // namespace holdfast::cli
