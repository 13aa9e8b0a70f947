// SPDX-License-Identifier: MIT
//
// Work in several processes at once: each job runs in a child of its own, so that a subject that
// crashes, or that is not made for threads, takes nothing else with it.
#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <string>

namespace holdfast::cli {

// What a job leaves: the text it printed to standard output, and a status.
struct JobResult {
  std::string printed;
  int status = 0;      // of `work`; kFault where the process did not end by itself
  std::string report;  // what `work` returned through its argument
};

// Runs work(0) to work(count - 1), at most `at_once` at a time, and calls finished(index, result)
// in the order of the indexes. Returns what went wrong where no process could be had.
std::expected<void, std::string> run_jobs(
    std::size_t count, std::size_t at_once,
    const std::function<int(std::size_t index, std::string& report)>& work,
    const std::function<void(std::size_t index, const JobResult& result)>& finished);

}  // namespace holdfast::cli
