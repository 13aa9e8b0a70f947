// SPDX-License-Identifier: MIT
#include "report/kinds.h"

namespace holdfast::report {

std::vector<const Difference*> unexplained(const SubjectResult& subject, const std::string& op) {
  std::vector<const Difference*> found;
  for (const Difference& one : subject.differences) {
    if (one.op == op && one.reason.empty()) found.push_back(&one);
  }
  return found;
}

std::string headline(const KindResult& kind) {
  return std::to_string(kind.differed - kind.known) + " of " +
         std::to_string(kind.agreed + kind.differed) + " steps differed";
}

std::string describe(const Difference& one) {
  return one.file + ", program " + one.program + ", step " + std::to_string(one.step) + ": " +
         one.what + ": expected " + one.expected + ", got " + one.got;
}

}  // namespace holdfast::report
