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

// What one of two processes tells the other.
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

namespace {

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
  shared->read(program);
  (void)::munmap(shared, sizeof(Shared));
  if (crash) return crashed(program, describe_end(ended));
  return WIFEXITED(ended) ? WEXITSTATUS(ended) : 128 + WTERMSIG(ended);
}

Sandbox::Sandbox(std::function<void(const Program&)> work)
    : work_(std::move(work)), shared_(share()) {
  // A child may be gone when it is written to.
  std::signal(SIGPIPE, SIG_IGN);
}

Sandbox::~Sandbox() {
  if (child_ > 0) (void)stop();
  if (shared_ != nullptr) (void)::munmap(shared_, sizeof(Shared));
}

bool Sandbox::start() {
  if (child_ > 0) return true;
  int requests[2];
  int replies[2];
  if (shared_ == nullptr || ::pipe2(requests, O_CLOEXEC) != 0) return false;
  if (::pipe2(replies, O_CLOEXEC) == 0) {
    child_ = fork_child();
    if (child_ == 0) {
      ::close(requests[1]);
      ::close(replies[0]);
      serve(requests[0], replies[1]);
    }
    ::close(replies[1]);
    replies_ = replies[0];
  }
  ::close(requests[0]);
  requests_ = requests[1];
  return child_ > 0;
}

void Sandbox::serve(int requests, int replies) {
  // A sanitizer has a lot to say about each crash.
  if (const int nowhere = ::open("/dev/null", O_WRONLY | O_CLOEXEC); nowhere >= 0) {
    ::dup2(nowhere, STDOUT_FILENO);
    ::dup2(nowhere, STDERR_FILENO);
  }
  Program program;
  char signal = 0;
  while (::read(requests, &signal, 1) == 1) {
    shared_->read(program);
    ::alarm(10);
    work_(program);
    ::alarm(0);
    if (::write(replies, &signal, 1) != 1) break;
  }
  ::_exit(0);
}

// Ends the child, unless it has ended; what the end was if it was not a good one.
std::optional<std::string> Sandbox::stop() {
  ::close(requests_);
  ::close(replies_);
  const int ended = wait_for(child_);
  child_ = -1;
  if (WIFEXITED(ended) && WEXITSTATUS(ended) == 0) return std::nullopt;
  if (WIFSIGNALED(ended) && WTERMSIG(ended) == SIGALRM) return std::nullopt;
  return describe_end(ended);
}

std::optional<std::string> Sandbox::crash_of(const Program& program) {
  if (!start()) return std::nullopt;
  shared_->announce(program);
  char signal = 0;
  const bool survived = ::write(requests_, &signal, 1) == 1 && ::read(replies_, &signal, 1) == 1;
  return survived ? std::nullopt : stop();
}

}  // namespace holdfast::cli
