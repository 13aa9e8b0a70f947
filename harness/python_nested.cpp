// SPDX-License-Identifier: MIT
#include "harness/python_nested.h"

#include <algorithm>

namespace holdfast {

NestedExpectations::NestedExpectations(const Program& program, const Step& step,
                                       const RecordedProgram* recorded, const RecordedStep* answer,
                                       bool strict)
    : program_(program) {
  gather(program.arguments(step));
  expected_.resize(steps_.size());
  if (recorded != nullptr && answer != nullptr) {
    assign(*recorded, recorded->nested_of(*answer), strict);
  }
}

void NestedExpectations::gather(std::span<const Value> values) {
  for (const Value value : values) {
    if (!has_items(value.kind)) continue;
    const auto items = program_.arena.items(value);
    bool runs = false;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i].kind != Kind::block || items[i].size == 0) continue;
      runs = true;
      // These run when somebody releases or hashes what the step has made.
      const bool later = value.kind == Kind::custom && (i == 2 || value.hook == Hook::hash);
      if (later) ++deeper_;
      for (const Step& inner : program_.block(items[i])) {
        steps_.push_back(&inner);
        const std::size_t before = steps_.size();
        gather(program_.arguments(inner));
        // What it reports stands among the outcomes too.
        const bool reports = kind_of(inner.op).name == "BytesIO.__del__";
        if (steps_.size() != before || reports) ++deeper_;
      }
    }
    if (runs) {
      ++objects_;
      is_iterator_ = value.kind == Kind::iterator;
    }
    gather(items);
  }
}

void NestedExpectations::assign(const RecordedProgram& recorded, std::span<const Outcome> outcomes,
                                bool strict) {
  if (!strict || objects_ != 1 || deeper_ != 0) return;
  if (is_iterator_) {
    if (outcomes.size() > steps_.size()) return;
    for (std::size_t i = 0; i < steps_.size(); ++i) {
      expected_[i].known = Expectation::Known::never_ran;
      if (i < outcomes.size()) {
        expected_[i] = {.known = Expectation::Known::outcome, .outcome = &outcomes[i]};
      }
    }
    return;
  }
  if (outcomes.size() % steps_.size() != 0) return;
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    if (outcomes.empty()) {
      expected_[i].known = Expectation::Known::never_ran;
      continue;
    }
    // It may have run several times: what differs from time to time is left open.
    bool same = true;
    for (std::size_t j = i; j < outcomes.size(); j += steps_.size()) {
      const Outcome& one = outcomes[i];
      const Outcome& other = outcomes[j];
      same = same && one.type == other.type && one.exception == other.exception &&
             equal(recorded.answers, one.value, recorded.answers, other.value) &&
             equal(recorded.answers, one.message, recorded.answers, other.message);
    }
    if (same) expected_[i] = {.known = Expectation::Known::outcome, .outcome = &outcomes[i]};
  }
}

Expectation NestedExpectations::of(const Step& inner) const {
  const auto found = std::ranges::find(steps_, &inner);
  if (found == steps_.end()) return {};
  return expected_[static_cast<std::size_t>(found - steps_.begin())];
}

}  // namespace holdfast
