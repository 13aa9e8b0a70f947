// SPDX-License-Identifier: MIT
#include "cli/isolate.h"

#include <cerrno>
#include <cstring>
#include <unistd.h>

#include "cli/child.h"

namespace holdfast::cli {

std::expected<Fate, std::string> isolate(const std::function<int()>& work, unsigned seconds) {
  Output output;
  output.open();
  if (!output) return std::unexpected(std::string("no temporary file: ") + std::strerror(errno));
  const ::pid_t child = fork_child();
  if (child < 0) return std::unexpected(std::string("no process: ") + std::strerror(errno));
  if (child == 0) {
    output.replace(STDOUT_FILENO);
    output.replace(STDERR_FILENO);
    ::alarm(seconds);
    const int status = work();
    std::fflush(stdout);
    std::fflush(stderr);
    ::_exit(status);
  }
  const int ended = wait_for(child);
  return Fate{.ending = describe_end(ended), .printed = output.read()};
}

std::expected<Fate, std::string> isolate(const std::vector<std::string>& command,
                                         unsigned seconds) {
  std::vector<std::string> words = command;
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  const auto become = [&] {
    ::execvp(pointers.front(), pointers.data());
    return 127;
  };
  auto fate = isolate(become, seconds);
  if (fate && fate->ending == "exited with 127") {
    return std::unexpected("cannot run '" + command.front() + "'");
  }
  return fate;
}

}  // namespace holdfast::cli
