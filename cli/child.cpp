// SPDX-License-Identifier: MIT
#include "cli/child.h"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace holdfast::cli {

void Output::replace(int descriptor) const { (void)::dup2(::fileno(file_.get()), descriptor); }

bool Output::write(std::string_view text) const {
  return std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size() &&
         std::fflush(file_.get()) == 0;
}

std::string Output::read() const {
  std::string text;
  std::rewind(file_.get());
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), file_.get())) {
    text.append(part.data(), size);
  }
  return text;
}

::pid_t fork_child() {
  std::fflush(stdout);
  std::fflush(stderr);
  const ::pid_t child = ::fork();
  if (child == 0) {
    (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
    const ::rlimit none{.rlim_cur = 0, .rlim_max = 0};
    (void)::setrlimit(RLIMIT_CORE, &none);
  }
  return child;
}

int wait_for(::pid_t child) {
  int ended = 0;
  while (::waitpid(child, &ended, 0) < 0 && errno == EINTR) {
  }
  return ended;
}

std::string describe_end(int ended) {
  if (!WIFSIGNALED(ended)) return "exited with " + std::to_string(WEXITSTATUS(ended));
  const int signal = WTERMSIG(ended);
  if (signal == SIGALRM) return "hung";
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? "SIG" + std::string(name) : "signal " + std::to_string(signal);
}

}  // namespace holdfast::cli
