// SPDX-License-Identifier: MIT
//
// Making a failing program smaller while it fails in the same way. Each candidate runs in a process
// of its own, so that one which crashes, hangs or is ended by a sanitizer is a failure like any
// other.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <utility>

#include "cli/isolate.h"
#include "cli/progress.h"
#include "harness/finding.h"
#include "harness/program.h"
#include "harness/trace.h"

namespace holdfast::cli {

class Shrinker {
 public:
  struct Options {
    std::string with;  // a command that is given a file; empty: the implementation and the model
    std::string out = "holdfast-failures";  // the result is saved below this folder
    std::size_t executions = 20'000;        // run at most so many programs
    unsigned seconds = 10;                  // what takes longer hangs
    std::uint64_t seed = 0;                 // of the run that found the program, for the report
  };

  explicit Shrinker(Options options) : options_(std::move(options)) {}

  // How a process ends that runs the program and nothing else; an error where there can be none.
  std::expected<Fate, std::string> run_alone(const Program& program) const;

  // Shrinks a program that ends in `fate`, and reports it. Returns kDifferences, or kBadInput where
  // no program can be run, or nothing saved.
  int shrink(const Program& program, const Fate& fate);

  // Saves and describes `program`, made of `original` in so many runs, which ends in `ending`.
  // Returns kDifferences, or kBadInput where nothing can be saved.
  [[nodiscard]] int report(const Program& original, const Program& program,
                           const std::string& ending, std::size_t executions) const;

 private:
  bool fails_likewise(const Program& candidate);
  [[nodiscard]] Finding finding_of(const RecordedProgram& expected,
                                   const std::string& ending) const;

  Options options_;
  Progress progress_;
  std::string wanted_;  // the signature of the failure
  std::string fault_;   // why no more programs could be run
};

}  // namespace holdfast::cli
