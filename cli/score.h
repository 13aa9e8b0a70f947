// SPDX-License-Identifier: MIT
//
// What a replay counts for the results file (report/results.h), subject by subject.
#pragma once

#include <cstddef>
#include <string>

#include "harness/lockstep.h"
#include "harness/trace.h"
#include "report/results.h"

namespace holdfast::cli {

class Score {
 public:
  // Shows `most` differences of each step kind and reason.
  Score(std::string command, std::size_t most);

  // The trace that the programs come from.
  void begin(const std::string& file, const About& reference);
  // What a subject gave for a program; `reason` is why that is known, or null.
  void add(const About& subject, const RecordedProgram& recorded, const Verdict& verdict,
           const std::string* reason);
  // A program that a subject was not asked, for want of an ability.
  void add_not_asked(const About& subject, std::string_view ability);
  void add_seconds(const About& subject, double seconds);

  // What was counted in another process.
  void add(const report::Results& part);

  // What was counted; step kinds that did not run are left out.
  [[nodiscard]] report::Results results() const;

 private:
  // Its step kinds are the whole vocabulary while they are counted.
  report::SubjectResult& of(const About& subject);
  // Whether another difference like this one is to be shown.
  [[nodiscard]] bool shows(const report::SubjectResult& subject,
                           const report::Difference& difference) const;

  report::Results results_;
  std::size_t most_;
  std::string file_;
};

}  // namespace holdfast::cli
