// SPDX-License-Identifier: MIT
#include "cli/colour.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <unistd.h>
#include <utility>

namespace holdfast::cli {
namespace {

constexpr std::string_view kRed = "\033[1;31m";
constexpr std::string_view kGreen = "\033[32m";
constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kPlain = "\033[0m";

// What lines begin with, and its colour.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kBegins = {
    {{"agreed", kGreen},
     {"  expected", kGreen},
     {"DIFFERED", kRed},
     {"DIFFERENCE", kRed},
     {"BROKEN", kRed},
     {"GONE", kRed},
     {"NEW", kRed},
     {"  got", kRed}}};

// The last words of a summary likewise.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kEnds = {
    {{"all agreed", kGreen}, {"there are differences", kRed}, {"    # <-- here", kBold}}};

bool shows_colours() {
  const auto set = [](const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string_view() : std::string_view(value);
  };
  static const bool shows =
      ::isatty(STDOUT_FILENO) != 0 && set("NO_COLOR").empty() && set("TERM") != "dumb";
  return shows;
}

std::string coloured_line(std::string_view line) {
  for (const auto& [begin, colour] : kBegins) {
    if (!line.starts_with(begin)) continue;
    return std::string(colour).append(begin).append(kPlain).append(line.substr(begin.size()));
  }
  for (const auto& [end, colour] : kEnds) {
    if (!line.ends_with(end)) continue;
    line.remove_suffix(end.size());
    return std::string(line).append(colour).append(end).append(kPlain);
  }
  return std::string(line);
}

}  // namespace

std::string coloured(std::string_view text) {
  if (!shows_colours()) return std::string(text);
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += coloured_line(text.substr(0, end));
    if (end < text.size()) out += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

}  // namespace holdfast::cli
