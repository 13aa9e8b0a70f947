// SPDX-License-Identifier: MIT
//
// Kinds of differences that are known: a list like those in adapters/expected, with a line for
// each,
//
//   \.resize\(.*got AttributeError :: bytearray.resize is new in 3.14 (gh-129559)
//
// a regular expression for what is said of a difference, and the reason. Random programs have no
// names that a list could give, as known.h does for those that are recorded.
#pragma once

#include <cstdint>
#include <expected>
#include <filesystem>
#include <regex>
#include <string>
#include <vector>

#include "harness/finding.h"
#include "harness/input_error.h"
#include "harness/program.h"

namespace holdfast::cli {

struct KnownKind {
  std::string pattern;
  std::string reason;
  std::regex matches;
  std::uint64_t met = 0;  // in this run
};

class KnownKinds {
 public:
  // Reads a list; empty lines and those that begin with # say nothing. An error names the line.
  static std::expected<KnownKinds, InputError> load(const std::filesystem::path& path);
  static std::expected<KnownKinds, InputError> parse(const std::string& text,
                                                     const std::string& name);

  // The first kind that a difference is of, which counts it; or null.
  KnownKind* of(const std::string& difference);

  [[nodiscard]] const std::vector<KnownKind>& all() const { return kinds_; }

 private:
  std::vector<KnownKind> kinds_;
};

// What is said of a difference: "bytearray.pop (outcome): b.pop(): expected 1, got ValueError".
std::string said_of(const Program& program, const Finding& finding);

// A pattern for differences like this one: of the same step kind and check, with the same
// exceptions where there are exceptions and values where there are values, or with the same part of
// an object. A crash is another one where an argument has run code.
std::string pattern_for(const Program& program, const Finding& finding);

}  // namespace holdfast::cli
