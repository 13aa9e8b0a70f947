// SPDX-License-Identifier: MIT
#include "cli/known_kinds.h"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "harness/files.h"

namespace holdfast::cli {
namespace {

constexpr std::string_view kBetween = " :: ";
// Matching takes stack for each letter, and the beginning of a step and of what it gave says it
// all.
constexpr std::size_t kLongestStep = 2000;
constexpr std::size_t kLongestOutcome = 300;
// How outcomes begin that are no values.
constexpr std::string_view kNoValue =
    R"(([\w.]*[Ee]rror|StopIteration|UnsupportedOperation|crashed)\b)";
// How arguments are spelled that run code: <index 5 after b.clear()>, <yields 1, runs b.clear()>,
// <buffer b; b.pop() on release>.
constexpr std::string_view kRunsCode = R"(<.*\b(after |runs |on release))";

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
    // adapters/expected.py reads these lists as well. In Python the bracket is one of the letters.
    if (kind.pattern.contains("[]") || kind.pattern.contains("[^]")) {
      return wrong("has [] or [^], which Python reads otherwise; write \\] for the bracket");
    }
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
  return std::string(kind_at(program, finding).name) + " (" + name(finding.check) +
         "): " + finding.what.substr(0, kLongestStep) + ": expected " +
         finding.expected.substr(0, kLongestOutcome) + ", got " +
         finding.got.substr(0, kLongestOutcome);
}

std::string pattern_for(const Program& program, const Finding& finding) {
  const std::string pattern = "^" + literally(kind_at(program, finding).name) + " \\(" +
                              literally(name(finding.check)) + "\\): ";
  if (finding.check == Check::state) {
    return pattern + literally(finding.what.substr(0, finding.what.find(" of ") + 3));
  }
  // A value is asked for by refusing, anywhere in the text, what is none: messages have the words
  // "expected" and "got" too.
  std::string refused;
  std::string asked;
  const auto ask = [&](const std::string& label, const std::string& outcome) {
    const std::string type = type_of(outcome);
    if (type.empty()) refused += "(?!.*" + label + std::string(kNoValue) + ")";
    if (!type.empty()) asked += ".*" + label + literally(type) + "\\b";
  };
  ask(": expected ", finding.expected);
  ask(", got ", finding.got);
  // Most crashes look alike: it matters whether an argument has run code.
  if (finding.got.starts_with("crashed")) {
    const std::string what = finding.what.substr(0, kLongestStep);
    const bool runs_code = std::regex_search(what, std::regex(std::string(kRunsCode)));
    refused += (runs_code ? "(?=.*" : "(?!.*") + std::string(kRunsCode) + ")";
  }
  return pattern + refused + asked;
}

}  // namespace holdfast::cli
