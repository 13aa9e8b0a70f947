// SPDX-License-Identifier: MIT
#include "harness/invariants.h"

#include <algorithm>
#include <string_view>

#include "harness/python_spelling.h"
#include "harness/step_flags.h"

namespace holdfast {
namespace {

// Step kinds that CPython 3.14 lets change objects before they raise; each is recorded in traces.
const StepFlags& changes_before_raising() {
  static const StepFlags kFlags{
      // Empties the object first, then converts its argument (bytearray___init___impl).
      "bytearray.__init__",
      // Consumes what it takes from the iterator before it fails.
      "iterator.__next__",
      // Gives the file its new size, then asks for the memory (mmap_mmap_resize_impl).
      "mmap.resize",
      // Empties the stream first, then writes its argument (_io_BytesIO___init___impl); the other
      // two stop half-way.
      "BytesIO.__init__",
      "BytesIO.__setstate__",
      "BytesIO.writelines",
      // Zeroes the memory first, then writes value by value (s_pack_internal).
      "struct.pack_into",
  };
  return kFlags;
}

// Uses that CPython 3.14 permits of a released view or a closed object.
const StepFlags& permitted_when_closed() {
  static const StepFlags kFlags{
      "memoryview.release", "memoryview.drop",   "memoryview.__exit__", "memoryview.__repr__",
      "memoryview.__eq__",  "memoryview.__ne__", "memoryview.__hash__", "BytesIO.close",
      "BytesIO.closed",     "BytesIO.drop",      "BytesIO.__exit__",    "BytesIO.__init__",
      "BytesIO.__sizeof__", "BytesIO.fileno",    "BytesIO.detach",      "mmap.close",
      "mmap.closed",        "mmap.drop",         "mmap.__exit__",       "mmap.seekable",
      "mmap.__repr__",      "mmap.__iter__",     "mmap.__eq__",         "mmap.__ne__",
      "BytesIO.__iter__",   "BytesIO.__del__",   "memoryview.weakref",  "BytesIO.weakref",
      "mmap.weakref",       "weakref.__call__",  "weakref.drop",
  };
  return kFlags;
}

// Calls `visit(span of bytes of one element, offset of the element from the first)` for each
// element of a view in C order.
template <typename Visit>
void for_each_element(const Observation& view, Visit&& visit) {
  const auto itemsize = static_cast<std::size_t>(view.itemsize);
  const std::size_t dimensions = view.shape.size();
  // Elements side by side are one large element.
  if (dimensions == 1 && view.strides[0] == view.itemsize) {
    if (!view.contents.empty()) visit(view.contents, 0);
    return;
  }
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

// BytesIO.__sizeof__() without a buffer of its own, in a 64-bit CPython.
constexpr std::int64_t kSharingStream = 64;

// "v since step 1: v = memoryview(b)".
std::string since(const Program& program, Register view, std::size_t step) {
  return name(view) + " since step " + std::to_string(step) + ": " +
         step_to_python(program, program.steps[step]);
}

bool is_given_iterator(const Program& program, const Step& step) {
  bool given = step.self.cls() == Class::iterator;
  for_each_value(program, program.arguments(step), [&](Value value) {
    given = given || (value.kind == Kind::reference && value.reg.cls() == Class::iterator);
  });
  return given;
}

std::string count(std::int64_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

}  // namespace

bool may_change_before_raising(Op op) { return changes_before_raising()[op]; }

// The step that made an acquisition: it is the first after which a register showed it.
std::size_t Invariants::step_that_took(std::uint64_t acquisition, std::size_t now) const {
  std::size_t taken = now;
  live_before_.for_each([&](Register reg) {
    const Memory& memory = before_[reg.index()];
    if (memory.seen.acquisition == acquisition) taken = std::min(taken, memory.taken);
  });
  return taken;
}

std::string Invariants::lock_on(const Program& program, Register reg) const {
  for (const Holder& holder : holders()) {
    if (holder.object == reg) return since(program, holder.view, holder.taken);
  }
  return {};
}

void Invariants::find_holders(std::size_t index) {
  holder_count_ = 0;
  for (const Register view : live()) {
    const Observation& seen = now_[view.index()];
    if (seen.acquisition == 0 || seen.closed) continue;
    const Memory& last = before_[view.index()];
    const bool held = live_before_.contains(view) && last.seen.acquisition == seen.acquisition;
    Holder& holder = holders_[holder_count_++];
    holder = {.view = view,
              .object = {},
              .acquisition = seen.acquisition,
              .taken = held ? last.taken : step_that_took(seen.acquisition, index)};
    for (const Register object : live()) {
      if (now_[object.index()].identity == seen.exporter) holder.object = object;
    }
  }
}

std::optional<Violation> Invariants::check(const Program& program, std::size_t index,
                                           const Answer& answer,
                                           const std::optional<RegisterSet>& let_go) {
  const Step& step = program.steps[index];
  // All but the seventh are about what is seen now, beside what was seen after the last step. Where
  // nothing is another, what held then holds now, and nothing else can have come true.
  if (!differs()) return check_closed(step, answer);
  find_holders(index);
  if (auto found = check_exports(program)) return found;
  if (auto found = check_lock(program)) return found;
  if (auto found = check_atomic(program, step, answer, let_go)) return found;
  if (auto found = check_views()) return found;
  if (auto found = check_views_stay(program)) return found;
  if (auto found = check_closed(step, answer)) return found;
  if (auto found = check_allocation()) return found;
  remember();
  return std::nullopt;
}

std::optional<Violation> Invariants::check_exports(const Program& program) const {
  for (const Register reg : live()) {
    const Observation& object = now_[reg.index()];
    if (!object.has(Aspect::exports) || !object.has(Aspect::identity)) continue;
    // Who has the buffer of a view shows by which acquisition the memory is held, not the view.
    if (reg.cls() == Class::memoryview) continue;
    // Views of one acquisition share its number; each acquisition counts once.
    std::int64_t acquisitions = 0;
    for (const Holder& holder : holders()) {
      if (holder.object != reg) continue;
      const auto same = [&](const Holder& other) {
        return other.acquisition == holder.acquisition && other.object == reg;
      };
      if (&*std::ranges::find_if(holders(), same) == &holder) ++acquisitions;
    }
    if (object.exports == acquisitions) continue;
    const std::string lock = lock_on(program, reg);
    return Violation{Check::exports_match, reg,
                     "exports of " + name(reg) + (lock.empty() ? "" : ", locked by ") + lock,
                     count(acquisitions, "live acquisition"), count(object.exports, "export")};
  }
  return std::nullopt;
}

std::optional<Violation> Invariants::check_lock(const Program& program) const {
  for (const Holder& holder : holders()) {
    const Register reg = holder.object;
    if (!reg.exists() || !live_before_.contains(holder.view) || !live_before_.contains(reg)) {
      continue;
    }
    // The same acquisition of the same object before and after the step: it was held all the while.
    const Observation& object = now_[reg.index()];
    const Observation& last = before(reg);
    if (before(holder.view).acquisition != holder.acquisition || last.identity != object.identity) {
      continue;
    }
    const auto locked = [&](std::string_view what) {
      return std::string(what) + " of " + name(reg) + ", locked by " +
             since(program, holder.view, holder.taken);
    };
    if (object.has(Aspect::address) && object.address != last.address) {
      return Violation{Check::address_stable, reg, locked("memory"), "no move", "a move"};
    }
    if (object.has(Aspect::contents) && object.contents.size() != last.contents.size()) {
      return Violation{Check::length_locked, reg, locked("length"),
                       std::to_string(last.contents.size()),
                       std::to_string(object.contents.size())};
    }
  }
  return std::nullopt;
}

std::optional<RegisterSet> Invariants::let_go_by_iterators() const {
  RegisterSet objects;
  for (const Register reg : live()) {
    if (reg.cls() != Class::iterator || !live_before_.contains(reg)) continue;
    const Observation& now = now_[reg.index()];
    const Observation& last = before(reg);
    if (!now.has(Aspect::identity)) return std::nullopt;
    if (last.acquisition == 0 || last.acquisition == now.acquisition) continue;
    for (const Register object : live()) {
      const Observation& one = now_[object.index()];
      // The view that it had may have been the last one of a buffer that another view gave it.
      const bool lender = object.cls() == Class::memoryview && one.exporter == last.exporter;
      if (one.identity == last.exporter || lender) objects.insert(object);
    }
  }
  return objects;
}

std::optional<Violation> Invariants::check_atomic(const Program& program, const Step& step,
                                                  const Answer& answer,
                                                  const std::optional<RegisterSet>& let_go) const {
  if (answer.outcome.type != Outcome::Type::raised || !answer.nested.empty() ||
      may_change_before_raising(step.op)) {
    return std::nullopt;
  }
  std::optional<Violation> found;
  const auto report = [&](Register reg, std::string_view what) {
    found = Violation{Check::failure_atomic, reg,
                      std::string(what) + " of " + name(reg) + " after " +
                          std::string(name(answer.outcome.exception)),
                      "no change", "a change"};
  };
  // An iterator that was an argument has come to its end, and let go of its view: that is as if it
  // had been moved on by a step of its own. Locks end by this, none begins.
  const auto differs = [&](Register reg, std::int64_t was, std::int64_t is) {
    return !let_go || let_go->contains(reg) ? is > was : is != was;
  };
  const auto look = [&](Register reg) {
    const Observation& now = now_[reg.index()];
    const Observation& last = before(reg);
    if (now.closed != last.closed) {
      // What an iterator over a released view let go of was in no register, and shows nowhere.
      const bool forgotten = reg.cls() == Class::weakref && is_given_iterator(program, step);
      if (!forgotten) return report(reg, "closed state");
    }
    if (now.has(Aspect::contents) && !std::ranges::equal(now.contents, last.contents)) {
      return report(reg, "contents");
    }
    // A stream among the arguments may have been iterated over, which moves it.
    const bool iterated = reg.cls() == Class::bytesio && reg != step.self;
    if (now.has(Aspect::position) && now.position != last.position && !iterated) {
      return report(reg, "position");
    }
    if (now.has(Aspect::allocated) && now.allocated != last.allocated) {
      return report(reg, "allocated size");
    }
    if (now.has(Aspect::exports) && differs(reg, last.exports, now.exports)) {
      return report(reg, "exports");
    }
    if (now.has(Aspect::locked) && differs(reg, last.locked ? 1 : 0, now.locked ? 1 : 0)) {
      return report(reg, "lock");
    }
    if (now.has(Aspect::address) && now.address != last.address) return report(reg, "address");
  };
  for (const Register reg : changed()) {
    if (live_before_.contains(reg)) look(reg);
    if (found) break;
  }
  return found;
}

// Where no register holds the object that lends the memory, the views of it still show that they
// stay where they are.
std::optional<Violation> Invariants::check_views_stay(const Program& program) const {
  for (const Holder& holder : holders()) {
    const Observation& view = now_[holder.view.index()];
    const Observation& last = before(holder.view);
    if (live_before_.contains(holder.view) && last.identity == view.identity && !last.closed &&
        last.acquisition == holder.acquisition) {
      const bool moved = view.has(Aspect::address) && view.address != last.address;
      // While its mapping misses pages a view shows no contents.
      const bool shown = view.has(Aspect::contents) && (last.shows & bit(Aspect::contents)) != 0;
      const bool resized = shown && view.contents.size() != last.contents.size();
      if (moved || resized) {
        return Violation{moved ? Check::address_stable : Check::length_locked, holder.view,
                         std::string(moved ? "memory" : "length") + " of what is locked by " +
                             since(program, holder.view, holder.taken),
                         "no change", "a change"};
      }
    }
  }
  return std::nullopt;
}

std::optional<Violation> Invariants::check_views() const {
  for (const Holder& holder : holders()) {
    if (!holder.object.exists()) continue;
    const Observation& view = now_[holder.view.index()];
    const Observation& object = now_[holder.object.index()];
    if (!view.has(Aspect::layout) || !view.has(Aspect::address) || !view.has(Aspect::contents) ||
        !view.suboffsets.empty() || !object.has(Aspect::address) || !object.has(Aspect::contents)) {
      continue;
    }
    const auto first = static_cast<const std::uint8_t*>(view.address) -
                       static_cast<const std::uint8_t*>(object.address);
    std::optional<Violation> found;
    std::size_t element = 0;
    for_each_element(view, [&](std::span<const std::uint8_t> shown, std::int64_t offset) {
      const std::int64_t place = first + offset;
      const auto size = static_cast<std::int64_t>(shown.size());
      const bool inside =
          place >= 0 && place + size <= static_cast<std::int64_t>(object.contents.size());
      if (inside && std::ranges::equal(shown, object.contents.subspan(
                                                  static_cast<std::size_t>(place), shown.size()))) {
        ++element;
        return true;
      }
      found = Violation{Check::view_shows_object, holder.view,
                        "element " + std::to_string(element) + " of " + name(holder.view),
                        "what " + name(holder.object) + " holds at " + std::to_string(place),
                        inside ? "something else" : "memory outside of it"};
      return false;
    });
    if (found) return found;
  }
  return std::nullopt;
}

std::optional<Violation> Invariants::check_closed(const Step& step, const Answer& answer) const {
  if (answer.outcome.type != Outcome::Type::value || !step.self.exists() ||
      !live_before_.contains(step.self) || !was_closed(step.self) ||
      permitted_when_closed()[step.op]) {
    return std::nullopt;
  }
  // Its arguments may have opened a stream again.
  if (step.self.cls() == Class::bytesio && !answer.nested.empty()) return std::nullopt;
  return Violation{Check::closed_refuses, step.self,
                   std::string(kind_of(step.op).name) + " on " + name(step.self), "an exception",
                   "a value"};
}

std::optional<Violation> Invariants::check_allocation() const {
  for (const Register reg : changed()) {
    const Observation& object = now_[reg.index()];
    if (!object.has(Aspect::allocated) || !object.has(Aspect::contents)) continue;
    const auto length = static_cast<std::int64_t>(object.contents.size());
    if (object.allocated >= length) continue;
    // A stream does not count a buffer that others share.
    if (reg.cls() == Class::bytesio && object.allocated == kSharingStream) continue;
    return Violation{Check::allocation_fits, reg, "allocated size of " + name(reg),
                     "at least " + std::to_string(length), std::to_string(object.allocated)};
  }
  return std::nullopt;
}

}  // namespace holdfast
