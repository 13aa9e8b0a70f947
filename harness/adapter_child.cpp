// SPDX-License-Identifier: MIT
#include "harness/adapter_child.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <poll.h>
#include <sys/wait.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

namespace holdfast {
namespace {

using std::chrono::milliseconds;

// How much of its complaints is kept.
constexpr std::size_t kComplaints = 4096;

std::unexpected<InputError> failed(std::string_view what, int code) {
  return std::unexpected(
      InputError{std::string(what) + ": " + std::generic_category().message(code)});
}

// The same descriptor beyond the standard ones, whichever of those our own process has closed.
Descriptor above_standard(int fd) {
  Descriptor low(fd);
  if (fd < 0 || fd > 2) return low;
  return Descriptor(::fcntl(fd, F_DUPFD_CLOEXEC, 3));
}

bool make_pipe(Descriptor& read_end, Descriptor& write_end) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return false;
  read_end = above_standard(ends[0]);
  write_end = above_standard(ends[1]);
  return read_end.open() && write_end.open();
}

void set_nonblocking(const Descriptor& fd) {
  ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
}

// A file that has no name, so that nothing is left behind whatever happens to us.
Descriptor make_journal() {
  std::string path = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
  Descriptor journal = above_standard(::mkostemp(path.data(), O_CLOEXEC));
  if (journal.open()) ::unlink(path.c_str());
  return journal;
}

// Writing to a process that is gone must be an error, not the end of ours.
class NoSigpipe {
 public:
  NoSigpipe() {
    ::sigemptyset(&pipe_);
    ::sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    ::sigpending(&pending);
    was_pending_ = ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &pipe_, &before_);
  }
  NoSigpipe(const NoSigpipe&) = delete;
  NoSigpipe& operator=(const NoSigpipe&) = delete;
  ~NoSigpipe() {
    const timespec now{};
    while (!was_pending_ && ::sigtimedwait(&pipe_, nullptr, &now) < 0 && errno == EINTR) {
    }
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

 private:
  sigset_t pipe_{};
  sigset_t before_{};
  bool was_pending_ = false;
};

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

std::vector<std::string> environment(int journal) {
  constexpr std::string_view kJournal = "HOLDFAST_JOURNAL=";
  std::vector<std::string> all;
  for (char** entry = ::environ; *entry != nullptr; ++entry) {
    if (!std::string_view(*entry).starts_with(kJournal)) all.emplace_back(*entry);
  }
  all.push_back(std::string(kJournal) + "/dev/fd/" + std::to_string(journal));
  return all;
}

// In the child, between fork and exec: only calls that are safe there.
[[noreturn]] void become(char* const* command, char* const* variables,
                         const std::array<int, 3>& streams, int journal, int report) {
  for (int to = 0; to < 3; ++to) {
    if (::dup2(streams[static_cast<std::size_t>(to)], to) < 0) ::_exit(127);
  }
  ::fcntl(journal, F_SETFD, 0);
  ::signal(SIGPIPE, SIG_DFL);
  // In a group of its own: Ctrl-C is for whoever runs the adapter, which then ends with its input.
  ::setpgid(0, 0);
  sigset_t none;
  ::sigemptyset(&none);
  ::pthread_sigmask(SIG_SETMASK, &none, nullptr);
  ::execvpe(command[0], command, variables);
  const int code = errno;
  [[maybe_unused]] const ssize_t written = ::write(report, &code, sizeof(code));
  ::_exit(127);
}

}  // namespace

void Descriptor::reset(int fd) {
  if (fd_ >= 0) ::close(fd_);
  fd_ = fd;
}

std::expected<Child, InputError> Child::start(const std::vector<std::string>& command) {
  if (command.empty() || command[0].empty()) {
    return std::unexpected(InputError{"no command is given that starts an adapter"});
  }
  Child child;
  Descriptor input;
  Descriptor output;
  Descriptor errors;
  Descriptor report;
  Descriptor reported;
  child.journal_ = make_journal();
  if (!child.journal_.open()) return failed("cannot make a journal file", errno);
  if (!make_pipe(input, child.input_) || !make_pipe(child.output_, output) ||
      !make_pipe(child.errors_, errors) || !make_pipe(reported, report)) {
    return failed("cannot make a pipe", errno);
  }
  std::vector<std::string> arguments = command;
  std::vector<std::string> variables = environment(child.journal_.get());
  const auto argument_pointers = pointers(arguments);
  const auto variable_pointers = pointers(variables);
  child.pid_ = ::fork();
  if (child.pid_ < 0) return failed("cannot start a process", errno);
  if (child.pid_ == 0) {
    become(argument_pointers.data(), variable_pointers.data(),
           {input.get(), output.get(), errors.get()}, child.journal_.get(), report.get());
  }
  report.reset();
  int code = 0;
  ssize_t got = 0;
  do {
    got = ::read(reported.get(), &code, sizeof(code));
  } while (got < 0 && errno == EINTR);
  if (got > 0) return failed("cannot start '" + command[0] + "'", code);
  for (const Descriptor* fd : {&child.input_, &child.output_, &child.errors_}) {
    set_nonblocking(*fd);
  }
  return child;
}

Child::Child(Child&& other) noexcept { *this = std::move(other); }

Child& Child::operator=(Child&& other) noexcept {
  if (this == &other) return *this;
  stop(milliseconds(0));
  pid_ = std::exchange(other.pid_, -1);
  input_ = std::move(other.input_);
  output_ = std::move(other.output_);
  errors_ = std::move(other.errors_);
  journal_ = std::move(other.journal_);
  unsent_ = std::move(other.unsent_);
  sent_ = other.sent_;
  received_ = std::move(other.received_);
  taken_ = other.taken_;
  scanned_ = other.scanned_;
  complaints_ = std::move(other.complaints_);
  status_ = other.status_;
  return *this;
}

Child::~Child() {
  input_.reset();
  output_.reset();
  stop(milliseconds(500));
}

bool Child::take_line(std::string& line) {
  const std::size_t end = received_.find('\n', scanned_);
  if (end == std::string::npos) {
    scanned_ = received_.size();
    return false;
  }
  line.assign(received_, taken_, end - taken_);
  taken_ = scanned_ = end + 1;
  if (taken_ == received_.size()) {
    received_.clear();
    taken_ = scanned_ = 0;
  }
  return true;
}

void Child::write_some() {
  const NoSigpipe guard;
  const ssize_t written = ::write(input_.get(), unsent_.data() + sent_, unsent_.size() - sent_);
  if (written > 0) sent_ += static_cast<std::size_t>(written);
  const bool broken = written < 0 && errno != EINTR && errno != EAGAIN;
  if (sent_ == unsent_.size() || broken) {
    unsent_.clear();
    sent_ = 0;
  }
}

bool Child::read_some(Descriptor& from, std::string& to) {
  std::array<char, 65536> buffer{};
  const ssize_t got = ::read(from.get(), buffer.data(), buffer.size());
  if (got < 0) return errno == EINTR || errno == EAGAIN;
  if (got == 0) return false;
  to.append(buffer.data(), static_cast<std::size_t>(got));
  return true;
}

Child::Event Child::next_line(std::string& line, Clock::time_point deadline) {
  for (;;) {
    if (take_line(line)) return Event::line;
    if (!output_.open()) return Event::ended;
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now()).count();
    if (left <= 0) return Event::timeout;
    std::array<pollfd, 3> streams = {
        pollfd{output_.get(), POLLIN, 0},
        pollfd{errors_.get(), POLLIN, 0},
        pollfd{unsent_.empty() ? -1 : input_.get(), POLLOUT, 0},
    };
    constexpr std::int64_t kLongest = 1'000'000;
    const int ready = ::poll(streams.data(), streams.size(),
                             static_cast<int>(std::min<std::int64_t>(left, kLongest)));
    if (ready <= 0) continue;
    if (streams[2].revents != 0) write_some();
    if (streams[1].revents != 0) {
      if (!read_some(errors_, complaints_)) errors_.reset();
      if (complaints_.size() > kComplaints) complaints_.erase(0, complaints_.size() - kComplaints);
    }
    if (streams[0].revents != 0) {
      if (taken_ > 0) {
        received_.erase(0, taken_);
        scanned_ -= taken_;
        taken_ = 0;
      }
      if (!read_some(output_, received_)) output_.reset();
    }
  }
}

void Child::stop(milliseconds patience) {
  if (pid_ < 0) return;
  const auto deadline = Clock::now() + patience;
  for (milliseconds pause(1);; pause = std::min(2 * pause, milliseconds(20))) {
    const pid_t ended = ::waitpid(pid_, &status_, WNOHANG);
    if (ended == pid_ || (ended < 0 && errno != EINTR)) break;
    if (Clock::now() >= deadline) {
      ::kill(pid_, SIGKILL);
      while (::waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
      }
      break;
    }
    std::this_thread::sleep_for(pause);
  }
  pid_ = -1;
}

std::string Child::reap(bool kill, int& exit_status) {
  input_.reset();
  stop(milliseconds(kill ? 0 : 2000));
  do {
    errno = 0;
  } while (errors_.open() && read_some(errors_, complaints_) && errno == 0);
  exit_status = WIFEXITED(status_) ? WEXITSTATUS(status_) : -1;
  if (!WIFSIGNALED(status_)) return "exited";
  const int signal = WTERMSIG(status_);
  const char* name = ::sigabbrev_np(signal);
  return name != nullptr ? "SIG" + std::string(name) : "signal " + std::to_string(signal);
}

void Child::clear_journal() { [[maybe_unused]] const int cut = ::ftruncate(journal_.get(), 0); }

std::string Child::journal() const {
  std::array<char, 64> buffer{};
  const ssize_t got = ::pread(journal_.get(), buffer.data(), buffer.size(), 0);
  std::string text(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  return text.substr(0, text.find('\n'));
}

}  // namespace holdfast
