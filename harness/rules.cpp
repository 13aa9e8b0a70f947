// SPDX-License-Identifier: MIT
#include "harness/rules.h"

#include <algorithm>

#include "harness/rule_pages.h"

namespace holdfast {
namespace {

constexpr std::string_view kHeading = "## ";
constexpr std::string_view kRaises = "` raises `";
constexpr std::string_view kSession = "```";

// What stands between backticks, one after the other.
std::vector<std::string_view> quoted_in(std::string_view text) {
  std::vector<std::string_view> found;
  while (true) {
    const std::size_t begin = text.find('`');
    if (begin == std::string_view::npos) return found;
    const std::size_t end = text.find('`', begin + 1);
    if (end == std::string_view::npos) return found;
    found.push_back(text.substr(begin + 1, end - begin - 1));
    text.remove_prefix(end + 1);
  }
}

// Takes the first paragraph off, without the empty lines around it.
std::string_view take_paragraph(std::string_view& text) {
  text.remove_prefix(std::min(text.find_first_not_of('\n'), text.size()));
  const std::string_view paragraph = text.substr(0, text.find("\n\n"));
  text.remove_prefix(paragraph.size());
  return paragraph;
}

Rule rule_of(std::string_view section) {
  const std::string_view heading = section.substr(0, section.find('\n'));
  std::string_view body = section.substr(heading.size());
  // The backtick before it ends what the rule is about.
  const std::size_t raises = std::min(heading.find(kRaises), heading.size() - 1) + 1;
  Rule rule;
  rule.about = quoted_in(heading.substr(0, raises));
  rule.raises = quoted_in(heading.substr(raises));
  rule.place = take_paragraph(body);
  const std::string_view prose = body.substr(0, body.find(kSession));
  const std::size_t begin = std::min(prose.find_first_not_of('\n'), prose.size());
  const std::size_t end = prose.find_last_not_of('\n') + 1;
  rule.text = prose.substr(begin, std::max(begin, end) - begin);
  return rule;
}

std::vector<Rule> read_pages() {
  std::vector<Rule> rules;
  for (std::string_view page : kRulePages) {
    std::size_t begin = page.find(kHeading);
    while (begin != std::string_view::npos) {
      const std::size_t end = page.find("\n## ", begin);
      rules.push_back(rule_of(page.substr(begin, end - begin)));
      begin = end == std::string_view::npos ? end : end + 1;
    }
  }
  return rules;
}

bool is_in(const std::vector<std::string_view>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

// "BufferError" of "BufferError: Existing exports ...".
std::string_view exception_in(std::string_view outcome) {
  return outcome.substr(0, outcome.find(':'));
}

}  // namespace

std::span<const Rule> all_rules() {
  static const std::vector<Rule> rules = read_pages();
  return rules;
}

std::vector<const Rule*> rules_for(const StepKind& kind, const Finding& finding) {
  const std::string_view type = kind.name.substr(0, kind.name.find('.'));
  const std::string check = name(finding.check);
  std::vector<const Rule*> own;
  std::vector<const Rule*> others;
  for (const Rule& rule : all_rules()) {
    if (rule.raises.empty()) {
      if (is_in(rule.about, kind.name)) own.push_back(&rule);
      if (is_in(rule.about, check)) others.push_back(&rule);
    } else if (is_in(rule.about, type) && (is_in(rule.raises, exception_in(finding.expected)) ||
                                           is_in(rule.raises, exception_in(finding.got)))) {
      others.push_back(&rule);
    }
  }
  own.insert(own.end(), others.begin(), others.end());
  return own;
}

std::string rules_text(const std::vector<const Rule*>& rules) {
  std::string text;
  for (const Rule* rule : rules) {
    text += "  " + std::string(rule->place) + "\n    ";
    for (const char letter : rule->text) {
      text += letter;
      if (letter == '\n') text += "    ";
    }
    text += "\n";
  }
  return text;
}

}  // namespace holdfast
