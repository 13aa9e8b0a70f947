// SPDX-License-Identifier: MIT
//
// Each invariant, shown by a subject that breaks it and is caught, and by one that keeps it and is
// not. The subject is a script: what it answers and shows after each step is written down here.
#include "harness/invariants.h"

#include <map>
#include <memory>

#include <gtest/gtest.h>

#include "harness/lockstep.h"
#include "harness/test/programs.h"

namespace holdfast {
namespace {

using namespace test;

const Register kB(Class::bytearray, 0);
const Register kV(Class::memoryview, 0);
const Register kS(Class::bytesio, 0);

// The memory that scripted objects show.
const std::uint8_t kMemory[8] = {'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'};
constexpr std::int64_t kOne[] = {1};
constexpr std::int64_t kTwo[] = {2};

Observation array(std::size_t size, std::int64_t exports, const std::uint8_t* at = kMemory) {
  Observation seen;
  seen.contents = {at, size};
  seen.exports = exports;
  seen.locked = exports > 0;
  seen.allocated = static_cast<std::int64_t>(size) + 1;
  seen.address = at;
  seen.identity = 100;
  for (const Aspect aspect : {Aspect::contents, Aspect::exports, Aspect::locked, Aspect::allocated,
                              Aspect::address, Aspect::identity}) {
    seen.show(aspect);
  }
  return seen;
}

Observation view(const std::uint8_t* at = kMemory, const std::uint8_t* shown = kMemory) {
  Observation seen;
  seen.contents = {shown, 2};
  seen.address = at;
  seen.identity = 200;
  seen.exporter = 100;
  seen.acquisition = 1;
  seen.format = "B";
  seen.itemsize = 1;
  seen.shape = kTwo;
  seen.strides = kOne;
  for (const Aspect aspect :
       {Aspect::contents, Aspect::closed, Aspect::address, Aspect::identity, Aspect::layout}) {
    seen.show(aspect);
  }
  return seen;
}

Observation stream(std::span<const std::uint8_t> contents, std::int64_t allocated,
                   std::int64_t position = 0) {
  Observation seen;
  seen.contents = contents;
  seen.allocated = allocated;
  seen.position = position;
  seen.identity = 300;
  for (const Aspect aspect :
       {Aspect::contents, Aspect::allocated, Aspect::position, Aspect::closed, Aspect::identity}) {
    seen.show(aspect);
  }
  return seen;
}

Observation released() {
  Observation seen;
  seen.closed = true;
  seen.identity = 200;
  seen.show(Aspect::closed);
  seen.show(Aspect::identity);
  return seen;
}

struct Moment {
  Outcome outcome;
  std::map<std::size_t, Observation> objects;  // by register index
};

class Script final : public Subject {
 public:
  explicit Script(std::vector<Moment> moments, Residue residue = {})
      : moments_(std::move(moments)), residue_(residue) {}

  [[nodiscard]] std::string_view name() const override { return "script"; }
  [[nodiscard]] bool has_messages() const override { return false; }
  void start(const Program& program) override {
    (void)program;
    registers_.clear();
    ++runs_;
  }
  void execute(std::size_t index, Answer& answer) override {
    now_ = &moments_[index];
    answer.outcome = now_->outcome;
    if (fickle_ && runs_ % 2 == 0) answer.outcome = Outcome::returned(Arena::integer(runs_));
    registers_.clear();
    for (const auto& [reg, seen] : now_->objects) {
      registers_.insert(Register(static_cast<Class>(reg >> 4U), reg & 15U));
    }
  }
  [[nodiscard]] const RegisterSet& registers() const override { return registers_; }
  void observe(Register reg, Observation& seen) override { seen = now_->objects.at(reg.index()); }
  Residue finish() override { return residue_; }

  void be_fickle() { fickle_ = true; }

 private:
  std::vector<Moment> moments_;
  Residue residue_;
  RegisterSet registers_;
  const Moment* now_ = nullptr;
  std::int64_t runs_ = 0;
  bool fickle_ = false;
};

const Outcome kFine = Outcome::returned(Arena::none());
const Outcome kRefused = Outcome::raised(Exception::BufferError);

// Runs b = bytearray(...); v = memoryview(b); then one more step, after which the script shows
// `last`.
std::optional<Finding> after(std::string_view step, Outcome outcome,
                             std::map<std::size_t, Observation> last, Residue residue = {}) {
  const Program program = program_of({kMakeArray, kMakeView, step});
  Script script({{kFine, {{kB.index(), array(2, 0)}}},
                 {kFine, {{kB.index(), array(2, 1)}, {kV.index(), view()}}},
                 {outcome, std::move(last)}},
                residue);
  Subject* const subjects[] = {&script};
  return Lockstep(subjects).run(program).finding;
}

Check broken_check(const std::optional<Finding>& finding) {
  EXPECT_TRUE(finding) << "nothing was found";
  return finding ? finding->check : Check::outcome;
}

TEST(Invariants, AcceptASubjectThatKeepsThem) {
  const auto finding = after(kAppend, kRefused, {{kB.index(), array(2, 1)}, {kV.index(), view()}});
  EXPECT_FALSE(finding) << finding->summary();
}

TEST(Invariant1, CatchesAnExportThatIsLost) {
  const auto finding = after(kAppend, kRefused, {{kB.index(), array(2, 0)}, {kV.index(), view()}});
  EXPECT_EQ(broken_check(finding), Check::exports_match);
  EXPECT_EQ(finding->what, "exports of b, locked by v since step 1: v = memoryview(b)");
  EXPECT_EQ(finding->expected, "1 live acquisition");
  EXPECT_EQ(finding->got, "0 exports");
}

TEST(Invariant1, CatchesAnExportThatLeaks) {
  const auto finding =
      after(kRelease, kFine, {{kB.index(), array(2, 1)}, {kV.index(), released()}});
  EXPECT_EQ(broken_check(finding), Check::exports_match);
}

TEST(Invariant2, CatchesExportedMemoryThatMoves) {
  const auto finding = after(
      kAppend, kFine, {{kB.index(), array(2, 1, kMemory + 4)}, {kV.index(), view(kMemory + 4)}});
  EXPECT_EQ(broken_check(finding), Check::address_stable);
  EXPECT_EQ(finding->what, "memory of b, locked by v since step 1: v = memoryview(b)")
      << "the view that holds the lock, and the step that took it";
}

TEST(Invariant2, NamesTheStepThatTookTheLockThoughItsViewIsGone) {
  const Register second(Class::memoryview, 1);
  Observation other = view();
  other.identity = 201;
  Observation moved = other;
  moved.address = kMemory + 4;
  const Program program = program_of({kMakeArray, kMakeView,
                                      R"({"op": "memoryview.__getitem__", "self": "v",
                      "args": [{"slice": [null, null, null]}], "into": "v2"})",
                                      R"({"op": "memoryview.drop", "self": "v"})", kAppend});
  Script script(
      {{kFine, {{kB.index(), array(2, 0)}}},
       {kFine, {{kB.index(), array(2, 1)}, {kV.index(), view()}}},
       {kFine, {{kB.index(), array(2, 1)}, {kV.index(), view()}, {second.index(), other}}},
       {kFine, {{kB.index(), array(2, 1)}, {second.index(), other}}},
       {kFine, {{kB.index(), array(2, 1, kMemory + 4)}, {second.index(), moved}}}});
  Subject* const subjects[] = {&script};
  const auto finding = Lockstep(subjects).run(program).finding;
  EXPECT_EQ(broken_check(finding), Check::address_stable);
  EXPECT_EQ(finding->what, "memory of b, locked by v2 since step 1: v = memoryview(b)");
}

TEST(Lockstep, SaysWhoHoldsTheLockThatWasIgnored) {
  const Program program = program_of({kMakeArray, kMakeView, kAppend});
  const Moment made{kFine, {{kB.index(), array(2, 0)}}};
  const Moment viewed{kFine, {{kB.index(), array(2, 1)}, {kV.index(), view()}}};
  Script model({made, viewed, {kRefused, viewed.objects}});
  Script wrong({made, viewed, {kFine, viewed.objects}});
  Subject* const subjects[] = {&model, &wrong};
  const auto finding = Lockstep(subjects).run(program).finding;
  EXPECT_EQ(broken_check(finding), Check::outcome);
  EXPECT_EQ(finding->lock, "v since step 1: v = memoryview(b)");
}

TEST(Invariant3, CatchesExportedMemoryThatChangesItsSize) {
  const auto finding = after(kAppend, kFine, {{kB.index(), array(3, 1)}, {kV.index(), view()}});
  EXPECT_EQ(broken_check(finding), Check::length_locked);
  EXPECT_EQ(finding->expected, "2");
  EXPECT_EQ(finding->got, "3");
}

TEST(Invariant4, CatchesAStepThatRaisesAndChangesSomething) {
  Observation grown = array(2, 1);
  grown.allocated = 20;
  const auto finding = after(kAppend, kRefused, {{kB.index(), grown}, {kV.index(), view()}});
  EXPECT_EQ(broken_check(finding), Check::failure_atomic);
  EXPECT_EQ(finding->what, "allocated size of b after BufferError");
}

TEST(Invariant5, CatchesBytesThatChangeAfterTheyWereHandedOut) {
  const auto finding =
      after(kAppend, kRefused, {{kB.index(), array(2, 1)}, {kV.index(), view()}}, {.altered = 1});
  EXPECT_EQ(broken_check(finding), Check::bytes_constant);
}

TEST(Invariant6, CatchesAViewThatShowsSomethingElseThanItsObject) {
  const auto finding =
      after(kAppend, kFine, {{kB.index(), array(2, 1)}, {kV.index(), view(kMemory, kMemory + 2)}});
  EXPECT_EQ(broken_check(finding), Check::view_shows_object);
}

TEST(Invariant6, CatchesAViewThatReachesOutsideOfItsObject) {
  const auto finding = after(
      kAppend, kFine, {{kB.index(), array(2, 1)}, {kV.index(), view(kMemory + 1, kMemory + 1)}});
  EXPECT_EQ(broken_check(finding), Check::view_shows_object);
  EXPECT_EQ(finding->got, "memory outside of it");
}

// A view whose object no register holds: what it shows at three steps.
std::optional<Finding> alone(const Observation& first, const Observation& second,
                             const Observation& third) {
  const std::string_view look = R"({"op": "memoryview.__len__", "self": "v"})";
  const Program program =
      program_of({R"({"op": "memoryview", "args": [{"bytes": "6162"}]})", look, look});
  Script script({{kFine, {{kV.index(), first}}},
                 {Outcome::returned(Arena::integer(2)), {{kV.index(), second}}},
                 {Outcome::returned(Arena::integer(2)), {{kV.index(), third}}}});
  Subject* const subjects[] = {&script};
  return Lockstep(subjects).run(program).finding;
}

TEST(Invariants2And3, CatchAViewThatChangesThoughNobodyHoldsItsObject) {
  EXPECT_FALSE(alone(view(), view(), view()));
  EXPECT_EQ(broken_check(alone(view(), view(kMemory + 1), view())), Check::address_stable);
  Observation longer = view();
  longer.contents = {kMemory, 3};
  EXPECT_EQ(broken_check(alone(view(), longer, view())), Check::length_locked);
}

TEST(Invariant3, LetsAViewShowNoContentsWhileItsMappingMissesPages) {
  Observation blind = view();
  blind.contents = {};
  blind.shows &= ~bit(Aspect::contents);
  EXPECT_FALSE(alone(view(), blind, view()));
}

TEST(Invariant7, CatchesAReleasedViewThatStillWorks) {
  const Program program =
      program_of({kMakeArray, kMakeView, kRelease, R"({"op": "memoryview.__len__", "self": "v"})"});
  const std::map<std::size_t, Observation> after_release = {{kB.index(), array(2, 0)},
                                                            {kV.index(), released()}};
  Script script({{kFine, {{kB.index(), array(2, 0)}}},
                 {kFine, {{kB.index(), array(2, 1)}, {kV.index(), view()}}},
                 {kFine, after_release},
                 {Outcome::returned(Arena::integer(2)), after_release}});
  Subject* const subjects[] = {&script};
  EXPECT_EQ(broken_check(Lockstep(subjects).run(program).finding), Check::closed_refuses);
}

TEST(Invariant8, CatchesAnAllocationSmallerThanTheObject) {
  Observation small = array(2, 1);
  small.allocated = 1;
  const auto finding = after(kAppend, kFine, {{kB.index(), small}, {kV.index(), view()}});
  EXPECT_EQ(broken_check(finding), Check::allocation_fits);
}

TEST(Invariant8, CountsNoBufferThatAStreamShares) {
  const std::vector<std::uint8_t> contents(100);
  const auto verdict = [&](std::int64_t allocated) {
    const Program program = program_of({R"({"op": "BytesIO", "into": "s"})"});
    Script script({{kFine, {{kS.index(), stream(contents, allocated)}}}});
    Subject* const subjects[] = {&script};
    return Lockstep(subjects).run(program).finding;
  };
  EXPECT_FALSE(verdict(64));
  EXPECT_FALSE(verdict(197));
  EXPECT_EQ(broken_check(verdict(65)), Check::allocation_fits);
}

TEST(Invariant4, LetsAStreamMoveThatIsIteratedOverButNotItself) {
  const auto verdict = [](std::string_view step) {
    const Program program = program_of({R"({"op": "BytesIO", "into": "s"})", step});
    Script script({{kFine, {{kS.index(), stream(kMemory, 105)}}},
                   {kRefused, {{kS.index(), stream(kMemory, 105, 4)}}}});
    Subject* const subjects[] = {&script};
    return Lockstep(subjects).run(program).finding;
  };
  EXPECT_FALSE(verdict(R"({"op": "bytearray", "args": [{"ref": "s"}]})"));
  EXPECT_EQ(broken_check(verdict(R"({"op": "BytesIO.read", "self": "s"})")), Check::failure_atomic);
}

TEST(Invariant4, LetsAnIteratorGiveBackALockWhereNobodyTellsThatItHasEnded) {
  const Register iterator(Class::iterator, 0);
  const auto verdict = [&](const Observation& seen) {
    const Program program = program_of({kMakeArray, R"({"op": "bytearray.clear", "self": "b"})"});
    Observation locked = array(2, 1);
    Observation free = array(2, 0);
    for (Observation* recorded : {&locked, &free}) recorded->shows &= ~bit(Aspect::exports);
    Script script({{kFine, {{kB.index(), locked}, {iterator.index(), seen}}},
                   {kRefused, {{kB.index(), free}, {iterator.index(), seen}}}});
    Subject* const subjects[] = {&script};
    return Lockstep(subjects).run(program).finding;
  };
  Observation known;
  known.identity = 400;
  known.show(Aspect::identity);
  EXPECT_EQ(broken_check(verdict(known)), Check::failure_atomic);
  EXPECT_FALSE(verdict(Observation()));
}

// A recording shows of an iterator that it is there; a subject beside it, whether it has ended.
TEST(Invariant4, AsksOthersWhetherAnIteratorOfARecordingHasEnded) {
  const Register iterator(Class::iterator, 0);
  const auto verdict = [&](bool ended, std::int64_t before, std::int64_t after) {
    const Program program = program_of({kMakeArray, R"({"op": "bytearray.clear", "self": "b"})"});
    Observation running = view();
    running.shows = bit(Aspect::identity);
    Observation done = running;
    if (ended) done.exporter = done.acquisition = 0;
    const auto moment = [&](bool tells, Outcome outcome, std::int64_t exports,
                            const Observation& shown) {
      Observation object = array(2, exports);
      if (!tells) object.shows &= ~(bit(Aspect::exports) | bit(Aspect::identity));
      return Moment{outcome,
                    {{kB.index(), object}, {iterator.index(), tells ? shown : Observation()}}};
    };
    Script recording({moment(false, kFine, before, running), moment(false, kRefused, after, done)});
    Script telling({moment(true, kFine, before, running), moment(true, kRefused, after, done)});
    Subject* const subjects[] = {&recording, &telling};
    const auto finding = Lockstep(subjects).run(program).finding;
    return finding ? finding->summary() : std::string("agreed");
  };
  EXPECT_EQ(verdict(true, 1, 0), "agreed");
  EXPECT_EQ(verdict(false, 1, 1), "agreed");
  EXPECT_EQ(verdict(false, 1, 0),
            "script breaks at step 1 (invariant 4: a step that raises changes nothing): lock of b "
            "after BufferError: expected no change, got a change")
      << "the recording, though it says nothing of the iterator itself";
}

TEST(Invariant9, CatchesWhatIsLeftAtTheEnd) {
  const auto finding =
      after(kAppend, kRefused, {{kB.index(), array(2, 1)}, {kV.index(), view()}}, {.objects = 1});
  EXPECT_EQ(broken_check(finding), Check::nothing_left);
}

TEST(Invariant10, CatchesASubjectThatAnswersDifferentlyTheSecondTime) {
  const Program program = program_of({kMakeArray});
  Script script({{kFine, {{kB.index(), array(2, 0)}}}});
  script.be_fickle();
  Subject* const subjects[] = {&script};
  Lockstep lockstep(subjects, {.twice = true});
  EXPECT_EQ(broken_check(lockstep.run(program).finding), Check::deterministic);
}

TEST(Lockstep, ComparesOutcomesStatesAndRegisters) {
  const Program program = program_of({kMakeArray});
  const auto compare = [&](Moment expected, Moment got) {
    Script one({std::move(expected)});
    Script other({std::move(got)});
    Subject* const subjects[] = {&one, &other};
    return broken_check(Lockstep(subjects).run(program).finding);
  };
  const Moment usual{kFine, {{kB.index(), array(2, 0)}}};
  EXPECT_EQ(compare(usual, {kRefused, {{kB.index(), array(2, 0)}}}), Check::outcome);
  EXPECT_EQ(compare(usual, {kFine, {{kB.index(), array(3, 0)}}}), Check::state);
  EXPECT_EQ(compare(usual, {kFine, {}}), Check::registers);
}

}  // namespace
}  // namespace holdfast
