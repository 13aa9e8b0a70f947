// SPDX-License-Identifier: MIT
#include "cli/crash.h"

#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <span>
#include <sys/mman.h>
#include <sys/wait.h>

#include "cli/child.h"
#include "harness/bytes_spelling.h"

namespace holdfast::cli {

namespace {

// What the child tells its parent.
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
  void read(Program& program) const { decode(std::span(bytes).first(size), program); }
};

Shared* share() {
  void* memory =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : static_cast<Shared*>(memory);
}

volatile std::sig_atomic_t interruptible_child = 0;

void pass_on(int signal) {
  if (interruptible_child > 0) (void)::kill(static_cast<::pid_t>(interruptible_child), signal);
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
  shared->read(program);
  (void)::munmap(shared, sizeof(Shared));
  if (crash) return crashed(program, describe_end(ended));
  return WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
}

}  // namespace holdfast::cli
