// SPDX-License-Identifier: MIT
//
// The exceptions to failure atomicity are a table, docs/exceptions.md, not a habit: it lists the
// step kinds that the invariants excuse, no more and no less, and each line names a program whose
// recording shows CPython itself changing something before it raises.
#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "harness/invariants.h"
#include "harness/trace.h"
#include "harness/trace_subject.h"

namespace holdfast {
namespace {

struct Line {
  std::string step;
  std::string file;
  std::string program;
};

// The lines of the table: what is between backquotes in each.
std::vector<Line> table() {
  std::ifstream page(HOLDFAST_SOURCE_DIR "/docs/exceptions.md");
  EXPECT_TRUE(page);
  std::vector<Line> lines;
  std::string text;
  while (std::getline(page, text) && !text.starts_with("# Where CPython changes")) {
  }
  while (std::getline(page, text) && !text.starts_with("# ")) {
    if (!text.starts_with("| `")) continue;
    std::vector<std::string> names;
    std::stringstream parts(text);
    for (std::string part; std::getline(parts, part, '`');) names.push_back(part);
    EXPECT_EQ(names.size(), 7U) << text;
    if (names.size() == 7) lines.push_back({names[1], names[3], names[5]});
  }
  return lines;
}

TEST(FailureAtomicity, HasNoOtherExceptionsThanThoseOfTheTable) {
  std::set<std::string> excused;
  for (std::size_t op = 0; op < vocabulary().size(); ++op) {
    if (may_change_before_raising(static_cast<Op>(op))) {
      excused.emplace(vocabulary()[op].name);
    }
  }
  std::set<std::string> listed;
  for (const Line& line : table()) EXPECT_TRUE(listed.insert(line.step).second) << line.step;
  EXPECT_EQ(listed, excused);
}

// What objects look like, as far as a recording shows them.
std::map<std::size_t, std::string> looks(Subject& subject) {
  std::map<std::size_t, std::string> all;
  subject.registers().for_each([&](Register reg) {
    Observation seen;
    subject.observe(reg, seen);
    std::string& text = all[reg.index()];
    text.assign(seen.contents.begin(), seen.contents.end());
    text += "/" + std::to_string(seen.position) + "/" + std::to_string(seen.allocated) + "/" +
            std::to_string(seen.locked ? 1 : 0) + std::to_string(seen.closed ? 1 : 0);
  });
  return all;
}

TEST(FailureAtomicity, EachExceptionIsRecorded) {
  const auto lines = table();
  ASSERT_FALSE(lines.empty());
  for (const Line& line : lines) {
    const auto trace = load_trace(std::string(HOLDFAST_SOURCE_DIR "/") + line.file);
    ASSERT_TRUE(trace) << trace.error().message;
    EXPECT_EQ(trace->recorded.implementation, "cpython") << line.file;
    const auto program = std::ranges::find(trace->programs, line.program, &RecordedProgram::id);
    ASSERT_NE(program, trace->programs.end()) << line.program << " in " << line.file;
    TraceSubject recorded(trace->recorded);
    recorded.select(*program);
    recorded.start(program->program);
    bool shown = false;
    Answer answer;
    for (std::size_t i = 0; i < program->steps.size(); ++i) {
      const auto before = looks(recorded);
      answer.clear();
      recorded.execute(i, answer);
      const bool is_it = kind_of(program->program.steps[i].op).name == line.step;
      const bool raised = answer.outcome.type == Outcome::Type::raised && answer.nested.empty();
      shown = shown || (is_it && raised && looks(recorded) != before);
    }
    EXPECT_TRUE(shown) << line.step << " changes nothing before it raises in " << line.program;
  }
}

}  // namespace
}  // namespace holdfast
