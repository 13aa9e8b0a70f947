// SPDX-License-Identifier: MIT
#include "cli/isolate.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace holdfast::cli {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// What a child prints is read from a file: a pipe that nobody empties would stop it.
std::string contents_of(std::FILE* file) {
  std::string text;
  std::rewind(file);
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), file)) {
    text.append(part.data(), size);
  }
  return text;
}

std::string name_of_signal(int number) {
  if (number == SIGALRM) return "hung";
  const char* name = ::sigabbrev_np(number);
  return name != nullptr ? "SIG" + std::string(name) : "signal " + std::to_string(number);
}

}  // namespace

std::expected<Fate, std::string> isolate(const std::function<int()>& work, unsigned seconds) {
  const std::unique_ptr<std::FILE, CloseFile> output(std::tmpfile());
  if (!output) return std::unexpected(std::string("no temporary file: ") + std::strerror(errno));
  std::fflush(stdout);
  std::fflush(stderr);
  const ::pid_t child = ::fork();
  if (child < 0) return std::unexpected(std::string("no process: ") + std::strerror(errno));
  if (child == 0) {
    ::dup2(::fileno(output.get()), STDOUT_FILENO);
    ::dup2(::fileno(output.get()), STDERR_FILENO);
    // A crash is what we are here for: nobody wants thousands of core files.
    const ::rlimit none{.rlim_cur = 0, .rlim_max = 0};
    ::setrlimit(RLIMIT_CORE, &none);
    ::alarm(seconds);
    const int status = work();
    std::fflush(stdout);
    std::fflush(stderr);
    ::_exit(status);
  }
  int ended = 0;
  while (::waitpid(child, &ended, 0) < 0 && errno == EINTR) {
  }
  return Fate{.ending = WIFSIGNALED(ended) ? name_of_signal(WTERMSIG(ended))
                                           : "exited with " + std::to_string(WEXITSTATUS(ended)),
              .printed = contents_of(output.get())};
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
