// SPDX-License-Identifier: MIT
#include "cli/known.h"

#include <algorithm>
#include <cctype>
#include <ranges>
#include <sstream>

#include <nlohmann/json.hpp>

#include "harness/files.h"

namespace holdfast::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kFormat = "holdfast-known";
constexpr int kVersion = 1;
// Enough to see what came out.
constexpr std::size_t kLongest = 80;

bool is_word(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](unsigned char letter) {
    return std::isalnum(letter) != 0 || letter == '_' || letter == '.';
  });
}

// The lines that are no mistake of JSON, or the number of the first that is.
std::expected<std::vector<Json>, std::size_t> read_lines(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    Json json = Json::parse(line, nullptr, false);
    if (!json.is_object()) return std::unexpected(lines.size() + 1);
    lines.push_back(std::move(json));
  }
  return lines;
}

std::optional<std::string> got_of(const Json& line) {
  if (!line.contains("got")) return std::nullopt;
  return line.at("got").get<std::string>();
}

}  // namespace

std::string told(const Finding& finding) {
  std::string text = finding.got;
  const std::size_t colon = text.find(": ");
  if (colon != std::string::npos && text.substr(0, colon).ends_with("rror") &&
      is_word(text.substr(0, colon))) {
    text.resize(colon);
  }
  if (text.size() > kLongest) text = text.substr(0, kLongest - 4) + " ...";
  return text;
}

std::string link_in(const std::string& reason) {
  const std::size_t address = reason.find("https://");
  if (address != std::string::npos) {
    return reason.substr(address, reason.find_first_of(" )", address) - address);
  }
  const std::size_t issue = reason.find("gh-");
  if (issue == std::string::npos) return "";
  const std::size_t end = reason.find_first_not_of("0123456789", issue + 3);
  return "https://github.com/python/cpython/issues/" + reason.substr(issue + 3, end - issue - 3);
}

std::expected<KnownDifferences, InputError> KnownDifferences::load(
    const std::filesystem::path& path) {
  const auto wrong = [&](std::size_t line, const std::string& what) {
    return std::unexpected(InputError{path.string() + ":" + std::to_string(line) + ": " + what});
  };
  const auto text = read_file(path);
  if (!text) return std::unexpected(text.error());
  const auto lines = read_lines(*text);
  if (!lines) return wrong(lines.error(), "is no JSON object");
  if (lines->empty() || lines->front().value("format", "") != kFormat ||
      lines->front().value("version", 0) != kVersion) {
    return wrong(1, R"(must be {"format": "holdfast-known", "version": 1, "reasons": [...]})");
  }
  KnownDifferences known;
  std::size_t number = 1;
  try {
    Json head = lines->front();
    known.reasons_ = head.at("reasons");
    head.erase("reasons");
    known.head_ = head.dump();
    for (const Json& line : *lines | std::views::drop(1)) {
      ++number;
      const std::size_t reason = line.at("reason");
      if (reason >= known.reasons_.size()) {
        return wrong(number, "there is no reason " + std::to_string(reason) + " in line 1");
      }
      known.programs_[line.at("program")] = {
          .step = line.at("step"), .got = got_of(line), .reason = reason, .met = false};
    }
  } catch (const Json::exception& error) {
    return wrong(number, error.what());
  }
  return known;
}

const std::string* KnownDifferences::reason_of(const std::string& program, const Finding& finding) {
  const auto found = programs_.find(program);
  if (found == programs_.end()) return nullptr;
  found->second.met = true;
  const KnownDifference& known = found->second;
  const bool same =
      known.step == finding.step && known.got.value_or(told(finding)) == told(finding);
  return same ? &reasons_[found->second.reason] : nullptr;
}

const KnownDifference* KnownDifferences::listed(const std::string& program) const {
  const auto found = programs_.find(program);
  return found == programs_.end() ? nullptr : &found->second;
}

void KnownDifferences::agreed(const std::string& program) {
  const KnownDifference* known = listed(program);
  if (known != nullptr && known->got) gone_.push_back(program);
}

void KnownDifferences::update(const std::string& program, const Finding& finding) {
  auto place = std::ranges::find(reasons_, kUnexplained);
  const auto known = programs_.find(program);
  if (known == programs_.end() && place == reasons_.end()) {
    reasons_.emplace_back(kUnexplained);
    place = std::prev(reasons_.end());
  }
  const std::size_t reason = known != programs_.end()
                                 ? known->second.reason
                                 : static_cast<std::size_t>(place - reasons_.begin());
  const bool by_chance = known != programs_.end() && !known->second.got;
  programs_[program] = {.step = finding.step,
                        .got = by_chance ? std::nullopt : std::optional(told(finding)),
                        .reason = reason,
                        .met = true};
}

std::expected<void, InputError> KnownDifferences::write(const std::filesystem::path& path) const {
  const auto dump = [](const Json& json) {
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  };
  Json head = Json::parse(head_);
  head["reasons"] = reasons_;
  std::string text = dump(head);
  for (const auto& [program, known] : programs_) {
    if (std::ranges::count(gone_, program) != 0) continue;
    Json line = {{"program", program}, {"step", known.step}};
    if (known.got) line["got"] = *known.got;
    line["reason"] = known.reason;
    text += dump(line);
  }
  return write_file(path, text);
}

}  // namespace holdfast::cli
