// SPDX-License-Identifier: MIT
#include <algorithm>

#include "report/formats.h"
#include "report/kinds.h"

namespace holdfast::report {
namespace {

// Text in XML 1.0, which has no way to write most control characters.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    switch (letter) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      default:
        out += static_cast<unsigned char>(letter) < ' ' ? '?' : letter;
    }
  }
  return out;
}

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + escaped(value) + "\"";
}

std::string test_case(const SubjectResult& subject, const KindResult& kind) {
  const std::string begin =
      "    <testcase" + attribute("classname", subject.name()) + attribute("name", kind.op);
  if (!kind.failed()) return begin + "/>\n";
  std::string text;
  for (const Difference* one : unexplained(subject, kind.op)) text += describe(*one) + "\n";
  return begin + ">\n      <failure" + attribute("message", headline(kind)) + ">" + escaped(text) +
         "</failure>\n    </testcase>\n";
}

}  // namespace

std::string to_junit(const Results& results) {
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"holdfast\">\n";
  for (const SubjectResult& subject : results.subjects) {
    const auto failures = std::ranges::count_if(subject.kinds, &KindResult::failed);
    text += "  <testsuite" + attribute("name", subject.name()) +
            attribute("tests", std::to_string(subject.kinds.size())) +
            attribute("failures", std::to_string(failures)) + attribute("errors", "0") +
            attribute("time", std::to_string(subject.seconds)) + ">\n";
    for (const KindResult& kind : subject.kinds) text += test_case(subject, kind);
    text += "  </testsuite>\n";
  }
  return text + "</testsuites>\n";
}

}  // namespace holdfast::report
