// SPDX-License-Identifier: MIT
#include "harness/record.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "harness/json_spelling.h"

namespace holdfast {
namespace {

// What was last kept of a register, to tell whether it looks different now.
struct Last {
  bool closed = false;
  bool locked = false;
  std::int64_t position = 0;
  std::int64_t allocated = 0;
  std::vector<std::uint8_t> contents;
};

bool looks_the_same(const Last& last, const Observation& seen) {
  return last.closed == seen.closed && last.locked == seen.locked &&
         last.position == seen.position && last.allocated == seen.allocated &&
         std::ranges::equal(last.contents, seen.contents);
}

}  // namespace

RecordedProgram record(Subject& subject, const Program& program) {
  RecordedProgram recorded;
  recorded.program = program;
  recorded.id = program_id(program);
  subject.start(recorded.program);
  std::vector<Last> last(kRegisters);
  std::array<std::uint64_t, kRegisters> identity{};
  RegisterSet live;
  Answer answer;
  for (std::size_t i = 0; i < program.steps.size(); ++i) {
    answer.clear();
    subject.execute(i, answer);
    recorded.add_step(answer);
    const Outcome::Type type = answer.outcome.type;
    if (type == Outcome::Type::exhausted || type == Outcome::Type::unspecified ||
        type == Outcome::Type::crashed) {
      break;
    }
    subject.registers().for_each([&](Register reg) {
      Observation seen;
      subject.observe(reg, seen);
      Last& before = last[reg.index()];
      // Another object in the register may have another layout: it is always shown.
      const bool known = live.contains(reg) && identity[reg.index()] == seen.identity;
      if (known && looks_the_same(before, seen)) return;
      recorded.add_state(reg, seen);
      identity[reg.index()] = seen.identity;
      before.closed = seen.closed;
      before.locked = seen.locked;
      before.position = seen.position;
      before.allocated = seen.allocated;
      before.contents.assign(seen.contents.begin(), seen.contents.end());
    });
    live.for_each([&](Register reg) {
      if (!subject.registers().contains(reg)) recorded.add_emptied(reg);
    });
    live = subject.registers();
  }
  subject.finish();
  return recorded;
}

}  // namespace holdfast
