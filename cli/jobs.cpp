// SPDX-License-Identifier: MIT
#include "cli/jobs.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "cli/child.h"
#include "cli/status.h"

namespace holdfast::cli {
namespace {

struct Job {
  ::pid_t process = -1;
  Output printed;
  Output report;
};

// The child: prints to its own file and leaves without running anybody's destructors but its own.
[[noreturn]] void be_child(std::size_t index, const Job& job,
                           const std::function<int(std::size_t index, std::string& report)>& work) {
  job.printed.replace(STDOUT_FILENO);
  std::string report;
  const int status = work(index, report);
  std::fflush(stdout);
  const bool written = job.report.write(report);
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
      job.printed.open();
      job.report.open();
      if (!job.printed || !job.report) return refused("no temporary file for a job");
      job.process = fork_child();
      if (job.process < 0) return refused("no process for a job");
      if (job.process == 0) be_child(started, job, work);
      ++started;
    }
    Job& job = jobs[next];
    const int ended = wait_for(job.process);
    const int status = WIFEXITED(ended) ? WEXITSTATUS(ended) : static_cast<int>(kFault);
    finished(next, {.printed = job.printed.read(), .status = status, .report = job.report.read()});
    job = {};
  }
  return {};
}

}  // namespace holdfast::cli
