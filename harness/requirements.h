// SPDX-License-Identifier: MIT
//
// Requirement sets: REQUIRED.txt names the programs of a suite of traces, and for each the version
// of the suite in which it came, or in which something else began to be expected of it. See
// traces/FORMAT.md.
#pragma once

#include <array>
#include <compare>
#include <expected>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "harness/input_error.h"

namespace holdfast {

// MAJOR.MINOR.PATCH of a suite.
struct SuiteVersion {
  std::array<unsigned, 3> numbers{};

  friend auto operator<=>(const SuiteVersion&, const SuiteVersion&) = default;
};

// "1.2.0"; nothing for any other text.
std::optional<SuiteVersion> suite_version(std::string_view text);

class Requirements {
 public:
  // Reads the REQUIRED.txt of the suite that a trace belongs to: in the folder of the trace or the
  // nearest above it. An error where there is none, or where it is not what `ci/traces required`
  // writes.
  static std::expected<Requirements, InputError> of(const std::filesystem::path& trace);
  static std::expected<Requirements, InputError> parse(std::string_view text,
                                                       std::string_view file);

  // In which version the program came or was changed last; nothing when the set does not name it.
  [[nodiscard]] std::optional<SuiteVersion> since(std::string_view id) const;

 private:
  std::map<std::string, SuiteVersion, std::less<>> since_;
};

}  // namespace holdfast
