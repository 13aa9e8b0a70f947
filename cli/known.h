// SPDX-License-Identifier: MIT
//
// Differences that are known: a file for each interpreter, kept wherever its people like. The first
// line says whose it is and gives the reasons, each other line is a program:
//
//   {"format": "holdfast-known", "version": 1, "implementation": "pypy", "reasons": ["no lock"]}
//   {"program": "append-1f2e3d4c", "step": 3, "got": "None", "reason": 0}
//
// A program that is listed must differ at that step and in that way; one that does not is as much a
// surprise as one that is not listed. Where "got" is left out, what comes out is a matter of
// chance, also whether anything does. A reason that names an issue ("gh-125420", or its address) is
// linked to it.
#pragma once

#include <cstddef>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "harness/finding.h"
#include "harness/input_error.h"

namespace holdfast::cli {

// What update() says of differences that nobody has looked at.
inline constexpr std::string_view kUnexplained = "not explained yet";

struct KnownDifference {
  std::size_t step = 0;
  std::optional<std::string> got;  // nothing: it is a matter of chance
  std::size_t reason = 0;
  bool met = false;  // in this run
};

class KnownDifferences {
 public:
  // Reads a file, or says what is wrong with it.
  static std::expected<KnownDifferences, InputError> load(const std::filesystem::path& path);

  // The reason for what a program did, or nothing where it is not listed, or for something else.
  const std::string* reason_of(const std::string& program, const Finding& finding);
  // What is listed of a program, or nothing.
  [[nodiscard]] const KnownDifference* listed(const std::string& program) const;
  // A program that agreed: it must not be listed. The same of one that was not asked.
  void agreed(const std::string& program);
  // Those listed that were run and agreed.
  [[nodiscard]] const std::vector<std::string>& gone() const { return gone_; }

  // Puts down what a program did, with the reason it had, if any. For --update.
  void update(const std::string& program, const Finding& finding);
  // Writes the file again: programs by id, those that agreed left out.
  [[nodiscard]] std::expected<void, InputError> write(const std::filesystem::path& path) const;

 private:
  std::string head_;  // the first line as it was read, without its reasons
  std::vector<std::string> reasons_;
  std::map<std::string, KnownDifference, std::less<>> programs_;
  std::vector<std::string> gone_;
};

// What a difference is told by: what came out, without an exception's message, shortened.
std::string told(const Finding& finding);

// The address of the issue that a reason names, or nothing.
std::string link_in(const std::string& reason);

}  // namespace holdfast::cli
