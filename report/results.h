// SPDX-License-Identifier: MIT
//
// What a run found, as a file: `holdfast replay --results FILE` writes it, `holdfast report` reads
// it. For each subject it counts the steps of each kind that agreed and that differed, and shows
// the first differences of each kind with their programs, so that a page can be made of it without
// the traces. The format is results.schema.json.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "harness/input_error.h"

namespace holdfast::report {

inline constexpr int kResultsVersion = 1;

// Steps of one kind, up to the first one of a program that differed.
struct KindResult {
  std::string op;  // "bytearray.append"
  std::uint64_t agreed = 0;
  std::uint64_t differed = 0;
  std::uint64_t known = 0;  // of those that differed, the ones with a reason

  [[nodiscard]] bool failed() const { return differed > known; }
};

// The first step of a program where a subject differs from the recording.
struct Difference {
  std::string program;  // its id
  std::string file;     // the trace
  std::size_t step = 0;
  std::string op;
  std::string check;  // "outcome", "state"
  std::string what;   // "b.append(0)"
  std::string expected;
  std::string got;
  std::string reason;  // why it is known to differ; empty where it is not
  std::string link;    // where that is discussed; may be empty
};

struct SubjectResult {
  std::string implementation;  // "pypy"
  std::string version;         // "3.9.16"; empty for subjects of this build
  std::uint64_t programs = 0;
  std::uint64_t differed = 0;  // programs
  std::uint64_t known = 0;     // of those, the ones with a reason
  std::uint64_t steps = 0;
  double seconds = 0;
  std::map<std::string, std::uint64_t> not_asked;  // programs, by the ability that is lacking
  std::map<std::string, std::uint64_t> reasons;    // known differences, by their reason
  std::vector<KindResult> kinds;                   // in the order of the vocabulary
  std::vector<Difference> differences;             // the first of each kind and reason

  [[nodiscard]] std::string name() const;
};

// How a program reads: numbered lines, and a script that asserts what the reference gave.
struct ProgramText {
  std::string why;
  std::string listing;
  std::string python;
};

struct Results {
  std::string command;    // that was run
  std::string holdfast;   // the version that ran it
  std::string reference;  // "cpython 3.14.10"
  std::uint64_t files = 0;
  std::vector<std::string> kinds;  // the whole vocabulary
  std::vector<SubjectResult> subjects;
  std::map<std::string, ProgramText> programs;  // those of the differences shown
};

// Reads a results file, or says what is wrong with it.
std::expected<Results, InputError> load_results(const std::filesystem::path& path);
std::expected<Results, InputError> parse_results(std::string_view json, std::string_view file);

std::string to_json(const Results& results);

// The subjects of several runs side by side. Runs against other references, or of another
// vocabulary, cannot be compared: an error names the two.
std::expected<Results, InputError> merged(std::vector<Results> runs);

}  // namespace holdfast::report
