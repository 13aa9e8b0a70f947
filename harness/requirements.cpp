// SPDX-License-Identifier: MIT
#include "harness/requirements.h"

#include <algorithm>
#include <charconv>
#include <vector>

#include "harness/files.h"

namespace holdfast {
namespace {

constexpr const char* kFile = "REQUIRED.txt";

// Cuts the text up to the next separator off its beginning.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return part;
}

}  // namespace

std::optional<SuiteVersion> suite_version(std::string_view text) {
  SuiteVersion version;
  if (std::ranges::count(text, '.') != 2) return std::nullopt;
  for (unsigned& number : version.numbers) {
    const std::string_view part = take(text, '.');
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    if (error != std::errc() || end != part.data() + part.size()) return std::nullopt;
  }
  return version;
}

std::expected<Requirements, InputError> Requirements::of(const std::filesystem::path& trace) {
  std::error_code ignored;
  auto folder = std::filesystem::absolute(trace, ignored).parent_path();
  while (!std::filesystem::exists(folder / kFile, ignored)) {
    if (folder == folder.parent_path()) {
      return std::unexpected(InputError{trace.string() + ": there is no " + kFile +
                                        " beside it or above it that says since when its programs "
                                        "are required"});
    }
    folder = folder.parent_path();
  }
  const auto text = read_file(folder / kFile);
  if (!text) return std::unexpected(text.error());
  return parse(*text, (folder / kFile).string());
}

std::expected<Requirements, InputError> Requirements::parse(std::string_view text,
                                                            std::string_view file) {
  Requirements read;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::string_view line = take(text, '\n');
    // Programs are indented by two blanks: id, digest, version.
    if (!line.starts_with("  ")) continue;
    line.remove_prefix(2);
    const std::string_view id = take(line, ' ');
    const std::string_view digest = take(line, ' ');
    const auto version = suite_version(line);
    if (id.empty() || digest.empty() || !version) {
      return std::unexpected(InputError{std::string(file) + ": line " + std::to_string(number) +
                                        ": not an id, a digest and a version of the suite; "
                                        "`ci/traces required` writes this file"});
    }
    read.since_.insert_or_assign(std::string(id), *version);
  }
  return read;
}

std::optional<SuiteVersion> Requirements::since(std::string_view id) const {
  const auto found = since_.find(id);
  if (found == since_.end()) return std::nullopt;
  return found->second;
}

}  // namespace holdfast
