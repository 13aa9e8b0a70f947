// SPDX-License-Identifier: MIT
#include "harness/invariants.h"

#include <algorithm>
#include <string_view>

#include "harness/vocabulary.h"

namespace holdfast {
namespace {

// Flags per step kind, looked up by number on the path of a step.
class StepFlags {
 public:
  StepFlags(std::initializer_list<std::string_view> names) : flags_(vocabulary().size()) {
    for (const std::string_view name : names) {
      if (const auto op = op_named(name)) flags_[static_cast<std::size_t>(*op)] = 1;
    }
  }
  [[nodiscard]] bool operator[](Op op) const { return flags_[static_cast<std::size_t>(op)] != 0; }

 private:
  std::vector<std::uint8_t> flags_;
};

// Step kinds that CPython 3.14 lets change objects before they raise; each is recorded in traces.
const StepFlags& may_change_before_raising() {
  static const StepFlags kFlags{
      // Empties the object first, then converts its argument (bytearray___init___impl).
      "bytearray.__init__",
      // Consumes what it takes from the iterator before it fails.
      "iterator.__next__",
  };
  return kFlags;
}

// Uses that CPython 3.14 permits of a released view or a closed object.
const StepFlags& permitted_when_closed() {
  static const StepFlags kFlags{
      "memoryview.release",    "memoryview.drop",      "memoryview.__exit__",
      "memoryview.__repr__",   "memoryview.__eq__",    "memoryview.__ne__",
      "memoryview.__hash__",   "BytesIO.close",        "BytesIO.closed",
      "BytesIO.drop",          "BytesIO.__exit__",     "BytesIO.__init__",
      "BytesIO.__sizeof__",    "BytesIO.fileno",       "BytesIO.detach",
      "mmap.close",            "mmap.closed",          "mmap.drop",
      "mmap.__exit__",         "mmap.seekable",        "mmap.__repr__",
  };
  return kFlags;
}

// Calls `visit(span of bytes of one element, offset of the element from the first)` for each
// element of a view in C order.
template <typename Visit>
void for_each_element(const Observation& view, Visit&& visit) {
  const auto itemsize = static_cast<std::size_t>(view.itemsize);
  const std::size_t dimensions = view.shape.size();
  if (itemsize == 0) return;
  std::array<std::int64_t, 64> place{};
  for (std::size_t at = 0; at + itemsize <= view.contents.size(); at += itemsize) {
    std::int64_t offset = 0;
    for (std::size_t d = 0; d < dimensions; ++d) offset += place[d] * view.strides[d];
    if (!visit(view.contents.subspan(at, itemsize), offset)) return;
    for (std::size_t d = dimensions; d-- > 0;) {
      if (++place[d] < view.shape[d]) break;
      place[d] = 0;
    }
  }
}

std::string count(std::int64_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

}  // namespace

void Invariants::start() {
  live_before_.for_each([&](Register reg) { before_[reg.index()].shows = 0; });
  live_before_.clear();
  live_now_.clear();
}

void Invariants::begin() { live_now_.clear(); }

void Invariants::see(Register reg, const Observation& seen) {
  live_now_.insert(reg);
  now_[reg.index()] = seen;
}

std::optional<Violation> Invariants::check(const Program& program, const Step& step,
                                           const Answer& answer) {
  (void)program;
  std::optional<Violation> violation = check_exports();
  if (!violation) violation = check_lock();
  if (!violation) violation = check_atomic(step, answer);
  if (!violation) violation = check_views();
  if (!violation) violation = check_closed(step, answer);
  if (!violation) violation = check_allocation();
  remember();
  return violation;
}

std::optional<Violation> Invariants::check_exports() const {
  std::optional<Violation> found;
  live_now_.for_each([&](Register reg) {
    const Observation& object = now_[reg.index()];
    if (found || !object.has(Aspect::exports) || !object.has(Aspect::identity)) return;
    // Views of one acquisition share its number; each acquisition counts once.
    std::array<std::uint64_t, kRegisters> acquisitions{};
    std::size_t live = 0;
    live_now_.for_each([&](Register holder) {
      const Observation& view = now_[holder.index()];
      if (view.exporter != object.identity || view.closed || view.acquisition == 0) return;
      const auto end = acquisitions.begin() + static_cast<std::ptrdiff_t>(live);
      if (std::find(acquisitions.begin(), end, view.acquisition) != end) return;
      acquisitions[live++] = view.acquisition;
    });
    if (object.exports == static_cast<std::int64_t>(live)) return;
    found = Violation{Check::exports_match, reg, "exports of " + name(reg),
                      count(static_cast<std::int64_t>(live), "live acquisition"),
                      count(object.exports, "export")};
  });
  return found;
}

std::optional<Violation> Invariants::check_lock() const {
  std::optional<Violation> found;
  live_now_.for_each([&](Register holder) {
    // The same acquisition before and after the step: it was held all the while.
    const Observation& view = now_[holder.index()];
    const Memory& view_before = before_[holder.index()];
    if (found || view.closed || view.acquisition == 0 || !live_before_.contains(holder) ||
        view_before.acquisition != view.acquisition) {
      return;
    }
    live_now_.for_each([&](Register reg) {
      const Observation& object = now_[reg.index()];
      const Memory& before = before_[reg.index()];
      if (found || object.identity == 0 || object.identity != view.exporter ||
          !live_before_.contains(reg) || before.identity != object.identity) {
        return;
      }
      const std::string lock = ", which " + name(holder) + " locks";
      if (object.has(Aspect::address) && object.address != before.address) {
        found = Violation{Check::address_stable, reg, "memory of " + name(reg) + lock,
                          "no move", "a move"};
      } else if (object.has(Aspect::contents) &&
                 object.contents.size() != before.contents.size()) {
        found = Violation{Check::length_locked, reg, "length of " + name(reg) + lock,
                          std::to_string(before.contents.size()),
                          std::to_string(object.contents.size())};
      }
    });
  });
  return found;
}

std::optional<Violation> Invariants::check_atomic(const Step& step, const Answer& answer) const {
  if (answer.outcome.type != Outcome::Type::raised || !answer.nested.empty() ||
      may_change_before_raising()[step.op]) {
    return std::nullopt;
  }
  std::optional<Violation> found;
  const auto changed = [&](Register reg, std::string_view what) {
    found = Violation{Check::failure_atomic, reg,
                      std::string(what) + " of " + name(reg) + " after " +
                          std::string(name(answer.outcome.exception)),
                      "no change", "a change"};
  };
  live_now_.for_each([&](Register reg) {
    const Observation& now = now_[reg.index()];
    const Memory& before = before_[reg.index()];
    if (found || !live_before_.contains(reg)) return;
    if (now.closed != before.closed) return changed(reg, "closed state");
    if (now.has(Aspect::contents) && !std::ranges::equal(now.contents, before.contents)) {
      return changed(reg, "contents");
    }
    if (now.has(Aspect::position) && now.position != before.position) {
      return changed(reg, "position");
    }
    if (now.has(Aspect::allocated) && now.allocated != before.allocated) {
      return changed(reg, "allocated size");
    }
    if (now.has(Aspect::exports) && now.exports != before.exports) return changed(reg, "exports");
    if (now.has(Aspect::locked) && now.locked != before.locked) return changed(reg, "lock");
    if (now.has(Aspect::address) && now.address != before.address) return changed(reg, "address");
  });
  return found;
}

std::optional<Violation> Invariants::check_views() const {
  std::optional<Violation> found;
  live_now_.for_each([&](Register holder) {
    const Observation& view = now_[holder.index()];
    if (found || view.closed || view.exporter == 0 || !view.has(Aspect::layout) ||
        !view.has(Aspect::address) || !view.has(Aspect::contents) || !view.suboffsets.empty()) {
      return;
    }
    live_now_.for_each([&](Register reg) {
      const Observation& object = now_[reg.index()];
      if (found || object.identity == 0 || object.identity != view.exporter ||
          !object.has(Aspect::address) || !object.has(Aspect::contents)) {
        return;
      }
      const auto first = static_cast<const std::uint8_t*>(view.address) -
                         static_cast<const std::uint8_t*>(object.address);
      std::size_t element = 0;
      for_each_element(view, [&](std::span<const std::uint8_t> shown, std::int64_t offset) {
        const std::int64_t place = first + offset;
        const auto size = static_cast<std::int64_t>(shown.size());
        const bool inside =
            place >= 0 && place + size <= static_cast<std::int64_t>(object.contents.size());
        if (inside &&
            std::ranges::equal(shown, object.contents.subspan(static_cast<std::size_t>(place),
                                                              shown.size()))) {
          ++element;
          return true;
        }
        found = Violation{Check::view_shows_object, holder,
                          "element " + std::to_string(element) + " of " + name(holder),
                          "what " + name(reg) + " holds at " + std::to_string(place),
                          inside ? "something else" : "memory outside of it"};
        return false;
      });
    });
  });
  return found;
}

std::optional<Violation> Invariants::check_closed(const Step& step, const Answer& answer) const {
  if (answer.outcome.type != Outcome::Type::value || !step.self.exists() ||
      !live_before_.contains(step.self) || !was_closed(step.self) ||
      permitted_when_closed()[step.op]) {
    return std::nullopt;
  }
  return Violation{Check::closed_refuses, step.self,
                   std::string(kind_of(step.op).name) + " on " + name(step.self), "an exception",
                   "a value"};
}

std::optional<Violation> Invariants::check_allocation() const {
  std::optional<Violation> found;
  live_now_.for_each([&](Register reg) {
    const Observation& object = now_[reg.index()];
    if (found || !object.has(Aspect::allocated) || !object.has(Aspect::contents)) return;
    const auto length = static_cast<std::int64_t>(object.contents.size());
    if (object.allocated >= length) return;
    found = Violation{Check::allocation_fits, reg, "allocated size of " + name(reg),
                      "at least " + std::to_string(length), std::to_string(object.allocated)};
  });
  return found;
}

void Invariants::remember() {
  live_now_.for_each([&](Register reg) {
    const Observation& now = now_[reg.index()];
    Memory& before = before_[reg.index()];
    before.shows = now.shows;
    before.closed = now.closed;
    before.locked = now.locked;
    before.position = now.position;
    before.allocated = now.allocated;
    before.exports = now.exports;
    before.address = now.address;
    before.identity = now.identity;
    before.exporter = now.exporter;
    before.acquisition = now.acquisition;
    before.contents.assign(now.contents.begin(), now.contents.end());
  });
  live_before_ = live_now_;
}

}  // namespace holdfast
