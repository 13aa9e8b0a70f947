// SPDX-License-Identifier: MIT
#include "cli/jobs.h"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "cli/commands.h"

namespace holdfast::cli {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

std::string contents_of(std::FILE* file) {
  std::string text;
  std::rewind(file);
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), file)) {
    text.append(part.data(), size);
  }
  return text;
}

struct Job {
  ::pid_t process = -1;
  File printed;
  File report;
};

// The child: prints to its own file and leaves without running anybody's destructors but its own.
[[noreturn]] void be_child(std::size_t index, const Job& job,
                           const std::function<int(std::size_t index, std::string& report)>& work) {
  ::dup2(::fileno(job.printed.get()), STDOUT_FILENO);
  std::string report;
  const int status = work(index, report);
  std::fflush(stdout);
  const bool written =
      std::fwrite(report.data(), 1, report.size(), job.report.get()) == report.size() &&
      std::fflush(job.report.get()) == 0;
  ::_exit(written ? status : kFault);
}

}  // namespace

std::expected<void, std::string> run_jobs(
    std::size_t count, std::size_t at_once,
    const std::function<int(std::size_t index, std::string& report)>& work,
    const std::function<void(std::size_t index, const JobResult& result)>& finished) {
  std::vector<Job> jobs(count);
  std::size_t started = 0;
  const auto refused = [](const char* what) {
    return std::unexpected(std::string(what) + ": " + std::strerror(errno));
  };
  for (std::size_t next = 0; next < count; ++next) {
    while (started < count && started < next + at_once) {
      Job& job = jobs[started];
      job.printed.reset(std::tmpfile());
      job.report.reset(std::tmpfile());
      if (!job.printed || !job.report) return refused("no temporary file for a job");
      std::fflush(stdout);
      std::fflush(stderr);
      job.process = ::fork();
      if (job.process < 0) return refused("no process for a job");
      if (job.process == 0) be_child(started, job, work);
      ++started;
    }
    Job& job = jobs[next];
    int ended = 0;
    while (::waitpid(job.process, &ended, 0) < 0 && errno == EINTR) {
    }
    const int status = WIFEXITED(ended) ? WEXITSTATUS(ended) : static_cast<int>(kFault);
    finished(next, {.printed = contents_of(job.printed.get()),
                    .status = status,
                    .report = contents_of(job.report.get())});
    job = {};
  }
  return {};
}

}  // namespace holdfast::cli
