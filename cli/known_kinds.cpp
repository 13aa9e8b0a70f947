// SPDX-License-Identifier: MIT
#include "cli/known_kinds.h"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "harness/files.h"

namespace holdfast::cli {
namespace {

constexpr std::string_view kBetween = " :: ";
// Matching takes stack for each letter, and the beginning says it all.
constexpr std::size_t kLongest = 2000;

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find_last_not_of(" \t") + 1 - begin);
}

std::string literally(std::string_view text) {
  std::string pattern;
  for (const char letter : text) {
    if (std::string_view(R"(\^$.|?*+()[]{})").find(letter) != std::string_view::npos) {
      pattern += '\\';
    }
    pattern += letter;
  }
  return pattern;
}

// What an outcome has in common with others of its kind: the type of an exception, or nothing.
std::string type_of(const std::string& outcome) {
  const std::string first = outcome.substr(0, outcome.find(':'));
  const bool is_word = !first.empty() && std::ranges::all_of(first, [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '.' || letter == '_';
  });
  const bool raised = is_word && (first.ends_with("Error") || first.ends_with("error") ||
                                  first == "StopIteration" || first == "UnsupportedOperation");
  if (raised) return first;
  return outcome.starts_with("crashed") ? outcome : "";
}

const StepKind& kind_at(const Program& program, const Finding& finding) {
  return kind_of(program.steps[std::min(finding.step, program.steps.size() - 1)].op);
}

}  // namespace

std::expected<KnownKinds, InputError> KnownKinds::load(const std::filesystem::path& path) {
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  return parse(*text, path.string());
}

std::expected<KnownKinds, InputError> KnownKinds::parse(const std::string& text,
                                                        const std::string& name) {
  KnownKinds known;
  std::istringstream in(text);
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const auto wrong = [&](const std::string& what) {
      return std::unexpected(InputError{name + ":" + std::to_string(number) + ": " + what});
    };
    if (line.empty() || line.starts_with('#')) continue;
    const std::size_t between = line.find(kBetween);
    if (between == std::string::npos) return wrong("must be: PATTERN :: REASON");
    KnownKind kind;
    kind.pattern = trimmed(line.substr(0, between));
    kind.reason = trimmed(line.substr(between + kBetween.size()));
    if (kind.pattern.empty() || kind.reason.empty()) return wrong("must be: PATTERN :: REASON");
    try {
      kind.matches = std::regex(kind.pattern, std::regex::ECMAScript | std::regex::optimize);
    } catch (const std::regex_error& error) {
      return wrong("is no regular expression: " + std::string(error.what()));
    }
    known.kinds_.push_back(std::move(kind));
  }
  return known;
}

KnownKind* KnownKinds::of(const std::string& difference) {
  for (KnownKind& kind : kinds_) {
    if (!std::regex_search(difference, kind.matches)) continue;
    ++kind.met;
    return &kind;
  }
  return nullptr;
}

std::string said_of(const Program& program, const Finding& finding) {
  std::string text(kind_at(program, finding).name);
  text += " (" + name(finding.check) + "): " + finding.what + ": expected " + finding.expected +
          ", got " + finding.got;
  if (text.size() > kLongest) text.resize(kLongest);
  return text;
}

std::string pattern_for(const Program& program, const Finding& finding) {
  std::string pattern = "^" + literally(kind_at(program, finding).name) + " \\(" +
                        literally(name(finding.check)) + "\\): ";
  if (finding.check == Check::state) {
    return pattern + literally(finding.what.substr(0, finding.what.find(" of ") + 3));
  }
  const std::string expected = type_of(finding.expected);
  const std::string got = type_of(finding.got);
  if (!expected.empty()) pattern += ".*expected " + literally(expected);
  if (!got.empty()) pattern += ".*, got " + literally(got);
  if (expected.empty() && got.empty()) {
    pattern += ".*expected (?!\\w*Error).*, got (?!\\w*Error)";
  } else if (got.empty()) {
    pattern += ".*, got (?!\\w*Error)";
  }
  return pattern;
}

}  // namespace holdfast::cli
