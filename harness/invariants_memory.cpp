// SPDX-License-Identifier: MIT
//
// What the invariants keep of a subject from one step to the next, and what has changed since.
#include "harness/compare.h"
#include "harness/invariants.h"

namespace holdfast {

void Invariants::start() {
  live_before_.clear();
  live_now_.clear();
  live_count_ = 0;
  changed_count_ = 0;
  holder_count_ = 0;
}

void Invariants::begin() {
  live_now_.clear();
  live_count_ = 0;
  changed_count_ = 0;
}

bool Invariants::see(Subject& subject, Register reg) {
  live_now_.insert(reg);
  live_[live_count_++] = reg;
  Observation& seen = now_[reg.index()];
  seen.clear();
  subject.observe(reg, seen);
  if (live_before_.contains(reg) && same(before(reg), seen)) return false;
  changed_[changed_count_++] = reg;
  return true;
}

void Invariants::Memory::keep(const Observation& now) {
  // What is not shown now stays as it was last seen.
  const std::span<const std::uint8_t> last = seen.contents;
  seen = now;
  seen.contents = last;
  if (now.has(Aspect::contents)) {
    contents.assign(now.contents.begin(), now.contents.end());
    seen.contents = contents;
  }
  if (!now.has(Aspect::layout)) return;
  format = now.format;
  seen.format = format;
  numbers.clear();
  for (const auto list : {now.shape, now.strides, now.suboffsets}) {
    numbers.insert(numbers.end(), list.begin(), list.end());
  }
  const std::span<const std::int64_t> all = numbers;
  seen.shape = all.first(now.shape.size());
  seen.strides = all.subspan(now.shape.size(), now.strides.size());
  seen.suboffsets = all.last(now.suboffsets.size());
}

void Invariants::remember() {
  for (const Register reg : changed()) before_[reg.index()].keep(now_[reg.index()]);
  for (const Holder& holder : holders()) before_[holder.view.index()].taken = holder.taken;
  live_before_ = live_now_;
}

}  // namespace holdfast
