// SPDX-License-Identifier: MIT
#include "report/formats.h"
#include "report/kinds.h"

namespace holdfast::report {
namespace {

// '#' begins a directive, and a line is a line.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    if (letter == '#') out += '\\';
    out += letter == '\n' ? ' ' : letter;
  }
  return out;
}

}  // namespace

std::string to_tap(const Results& results) {
  std::string lines;
  std::size_t number = 0;
  for (const SubjectResult& subject : results.subjects) {
    for (const KindResult& kind : subject.kinds) {
      lines += kind.failed() ? "not ok " : "ok ";
      lines += std::to_string(++number) + " - " + escaped(subject.name()) + ": " +
               escaped(kind.op) + "\n";
      if (!kind.failed()) continue;
      lines += "# " + headline(kind) + "\n";
      for (const Difference* one : unexplained(subject, kind.op)) {
        lines += "# " + escaped(describe(*one)) + "\n";
      }
    }
  }
  return "TAP version 13\n1.." + std::to_string(number) + "\n" + lines;
}

}  // namespace holdfast::report
