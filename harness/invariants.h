// SPDX-License-Identifier: MIT
//
// The invariants of the export lock, checked after every step for one subject, on what it shows:
//
//   1  exports equal the number of live acquisitions
//   2  while an acquisition lives, the exported memory does not move
//   3  while an acquisition lives, the exported memory keeps its size
//   4  a step that raises leaves every object as it was (exceptions: a table in invariants.cpp)
//   6  a view shows what its object holds, element by element
//   7  a released view or closed object refuses every use but those CPython permits (a table)
//   8  allocated size is never below the logical size
//
// 5 (bytes handed out never change) and 9 (nothing is left) are asked of the subject at the end of
// a program, 10 (determinism) of two runs: see lockstep.cpp.
//
// A subject that cannot show what an invariant needs is not held to it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "harness/finding.h"
#include "harness/observation.h"
#include "harness/outcome.h"
#include "harness/program.h"
#include "harness/register.h"
#include "harness/subject.h"

namespace holdfast {

struct Violation {
  Check check = Check::exports_match;
  Register reg;
  std::string what;
  std::string expected;
  std::string got;
};

// Whether CPython 3.14 lets a step of this kind change objects before it raises.
bool may_change_before_raising(Op op);

class Invariants {
 public:
  // Forgets everything: a program begins.
  void start();

  // The state of an object after the last step; closed is true only for one that was seen closed.
  [[nodiscard]] bool was_closed(Register reg) const { return before(reg).closed; }
  [[nodiscard]] bool was_exported(Register reg) const {
    return before(reg).exports > 0 || before(reg).locked;
  }

  // After a step: begin, see each live register, then check, or remember without checking.
  void begin();
  // Has the subject show an object. Whether it is another one, or shows anything else, than after
  // the last step: everything is looked at, so that nobody has to be believed.
  bool see(Subject& subject, Register reg);
  [[nodiscard]] const Observation& seen(Register reg) const { return now_[reg.index()]; }
  // Whether anything is not as it was after the last step.
  [[nodiscard]] bool differs() const { return changed_count_ > 0 || !(live_now_ == live_before_); }

  // The objects that an iterator has given a lock back to in this step: one that came to its end
  // lets go of its view, also when it was but an argument. Nothing where the subject does not tell
  // which iterators have ended; a recording does not.
  [[nodiscard]] std::optional<RegisterSet> let_go_by_iterators() const;

  // `index` is the step's place in the program, and `let_go` what let_go_by_iterators() says, of
  // this subject or of one beside it; nothing where nobody can tell. Only a step that raised is
  // asked for it.
  std::optional<Violation> check(const Program& program, std::size_t index, const Answer& answer,
                                 const std::optional<RegisterSet>& let_go);
  void remember();

  // Who locks the object in `reg` after the last step that was checked, and since when: "v since
  // step 1: v = memoryview(b)". Empty where nobody does, or the subject does not tell.
  [[nodiscard]] std::string lock_on(const Program& program, Register reg) const;

 private:
  // What is kept of an object until the next step: all that was seen, in memory of its own.
  struct Memory {
    Observation seen;
    std::size_t taken = 0;  // the step that made the acquisition
    std::vector<std::uint8_t> contents;
    std::vector<std::int64_t> numbers;  // shape, strides, suboffsets
    std::string format;

    void keep(const Observation& now);
  };

  // A view that holds an acquisition, and the object whose memory it is where a register has it.
  struct Holder {
    Register view;
    Register object;
    std::uint64_t acquisition = 0;
    std::size_t taken = 0;  // the step that made the acquisition
  };

  void find_holders(std::size_t index);
  [[nodiscard]] std::size_t step_that_took(std::uint64_t acquisition, std::size_t now) const;
  std::optional<Violation> check_exports(const Program& program) const;
  std::optional<Violation> check_lock(const Program& program) const;
  std::optional<Violation> check_atomic(const Program& program, const Step& step,
                                        const Answer& answer,
                                        const std::optional<RegisterSet>& let_go) const;
  std::optional<Violation> check_views() const;
  std::optional<Violation> check_views_stay(const Program& program) const;
  std::optional<Violation> check_closed(const Step& step, const Answer& answer) const;
  std::optional<Violation> check_allocation() const;
  [[nodiscard]] const Observation& before(Register reg) const { return before_[reg.index()].seen; }
  [[nodiscard]] std::span<const Register> live() const {
    return std::span(live_).first(live_count_);
  }
  [[nodiscard]] std::span<const Register> changed() const {
    return std::span(changed_).first(changed_count_);
  }
  [[nodiscard]] std::span<const Holder> holders() const {
    return std::span(holders_).first(holder_count_);
  }

  std::array<Memory, kRegisters> before_;
  std::array<Observation, kRegisters> now_;
  RegisterSet live_before_;
  RegisterSet live_now_;
  // The live registers in order, those among them that changed, and the holders; the first so many
  // are in use.
  std::array<Register, kRegisters> live_{};
  std::size_t live_count_ = 0;
  std::array<Register, kRegisters> changed_{};
  std::size_t changed_count_ = 0;
  std::array<Holder, kRegisters> holders_{};
  std::size_t holder_count_ = 0;
};

}  // namespace holdfast
