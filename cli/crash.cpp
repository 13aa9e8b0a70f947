// SPDX-License-Identifier: MIT
#include "cli/crash.h"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <span>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "harness/bytes_spelling.h"

namespace holdfast::cli {
namespace {

// What the child tells the parent.
struct Shared {
  static constexpr std::size_t kRoom = std::size_t{4} << 20U;
  std::atomic<bool> finished;     // `work` has returned
  std::atomic<std::size_t> size;  // of the program's bytes; 0: no program, or one too large
  std::uint8_t bytes[kRoom];

  void announce(const Program& program) {
    const auto encoded = encode(program);
    size = 0;
    if (encoded.size() > kRoom) return;
    std::memcpy(bytes, encoded.data(), encoded.size());
    size = encoded.size();
  }
};

Shared* share() {
  void* memory =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<Shared*>(memory);
}

// Waits for the child and says how it ended.
int wait_for(::pid_t child) {
  int ended = 0;
  while (::waitpid(child, &ended, 0) < 0 && errno == EINTR) {
  }
  return ended;
}

std::string describe_end(int ended) {
  if (!WIFSIGNALED(ended)) return "exit status " + std::to_string(WEXITSTATUS(ended));
  const int signal = WTERMSIG(ended);
  return "signal " + std::to_string(signal) + ", " + ::strsignal(signal);
}

volatile std::sig_atomic_t interruptible_child = 0;

void pass_on(int signal) {
  if (interruptible_child > 0) (void)::kill(static_cast<::pid_t>(interruptible_child), signal);
}

// A child dies with its parent.
::pid_t fork_child() {
  std::fflush(stdout);
  std::fflush(stderr);
  const ::pid_t child = ::fork();
  if (child == 0) (void)::prctl(PR_SET_PDEATHSIG, SIGKILL);
  return child;
}

}  // namespace

int survive(const std::function<int(const Announce&)>& work,
            const std::function<int(const Program&, const std::string& how)>& crashed) {
  Shared* const shared = share();
  const ::pid_t child = shared == nullptr ? -1 : fork_child();
  if (child < 0) return work([](const Program&) {});
  if (child == 0) {
    const int status = work([&](const Program& program) { shared->announce(program); });
    shared->finished = true;
    std::exit(status);
  }
  interruptible_child = child;
  auto* const before = std::signal(SIGINT, pass_on);
  const int ended = wait_for(child);
  std::signal(SIGINT, before);
  interruptible_child = 0;
  const bool crash = !shared->finished;
  Program program;
  decode(std::span(shared->bytes).first(shared->size), program);
  (void)::munmap(shared, sizeof(Shared));
  if (crash) return crashed(program, describe_end(ended));
  return WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
}

std::optional<std::string> crash_of(const std::function<void()>& work) {
  const ::pid_t child = fork_child();
  if (child < 0) return std::nullopt;
  if (child == 0) {
    // A sanitizer has a lot to say about each crash.
    if (const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0) {
      ::dup2(nowhere, STDOUT_FILENO);
      ::dup2(nowhere, STDERR_FILENO);
    }
    ::alarm(10);
    work();
    ::_exit(0);
  }
  const int ended = wait_for(child);
  if (WIFEXITED(ended) && WEXITSTATUS(ended) == 0) return std::nullopt;
  if (WIFSIGNALED(ended) && WTERMSIG(ended) == SIGALRM) return std::nullopt;
  return describe_end(ended);
}

}  // namespace holdfast::cli
