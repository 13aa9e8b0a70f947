// SPDX-License-Identifier: MIT
//
// What the model says of bytearray, in sentences. Whether it says what CPython says is decided by
// live runs; these pin the rules that are easily lost.
#include <limits>

#include "model/test/programs.h"

namespace holdfast::model {
namespace {

TEST(ModelOfBytearray, IsMadeFromBytesSizesIterablesAndText) {
  Script run;
  run.make_array("ab");
  EXPECT_EQ(run.contents(b), "ab");
  run.step("bytearray", {}, {Arena::integer(2)});
  EXPECT_EQ(run.contents(b), std::string(2, '\0'));
  run.step("bytearray", {}, {run.items(Kind::list, {Arena::integer(97), Arena::integer(98)})});
  EXPECT_EQ(run.contents(b), "ab");
  run.step("bytearray", {}, {run.text("\xc3\xa9"), run.text("latin-1")});
  EXPECT_EQ(run.contents(b), "\xe9");
}

TEST(ModelOfBytearray, NeedsAnEncodingForTextAndRefusesOneForAnythingElse) {
  Script run;
  EXPECT_EQ(run.raised("bytearray", {}, {run.text("x")}), Exception::TypeError);
  EXPECT_EQ(run.raised("bytearray", {}, {run.bytes("x"), run.text("ascii")}), Exception::TypeError);
  EXPECT_EQ(run.raised("bytearray", {}, {run.text("x"), run.text("nope")}), Exception::LookupError);
  EXPECT_EQ(run.raised("bytearray", {}, {run.text("\xc3\xa9"), run.text("ascii")}),
            Exception::UnicodeEncodeError);
}

TEST(ModelOfBytearray, ChecksTheValueOfAnItemBeforeItsIndex) {
  Script run;
  run.make_array("ab");
  EXPECT_EQ(run.raised("bytearray.__setitem__", b, {Arena::integer(9), Arena::integer(256)}),
            Exception::ValueError);
  EXPECT_EQ(run.raised("bytearray.__setitem__", b, {Arena::integer(9), Arena::integer(1)}),
            Exception::IndexError);
}

TEST(ModelOfBytearray, InsertsBeforeTheStartOfAReversedSlice) {
  Script run;
  run.make_array("abcdef");
  EXPECT_TRUE(run.succeeds("bytearray.__setitem__", b, {run.slice(5, 2), run.bytes("X")}));
  EXPECT_EQ(run.contents(b), "abcdeXf");
}

TEST(ModelOfBytearray, ExtendedSlicesNeedTheirExactSizeExceptThatNothingDeletes) {
  Script run;
  run.make_array("abcdef");
  EXPECT_EQ(run.raised("bytearray.__setitem__", b, {run.slice({}, {}, 2), run.bytes("XY")}),
            Exception::ValueError);
  EXPECT_TRUE(run.succeeds("bytearray.__setitem__", b, {run.slice({}, {}, 2), run.bytes("XYZ")}));
  EXPECT_EQ(run.contents(b), "XbYdZf");
  EXPECT_TRUE(run.succeeds("bytearray.__setitem__", b, {run.slice({}, {}, -2), run.bytes("")}));
  EXPECT_EQ(run.contents(b), "XYZ");
}

TEST(ModelOfBytearray, RefusesToChangeItsSizeWhileExportedAndNothingElse) {
  Script run;
  run.make_array("abcd");
  run.step("memoryview", {}, {Arena::reference(b)});
  EXPECT_EQ(run.raised("bytearray.append", b, {Arena::integer(1)}), Exception::BufferError);
  EXPECT_EQ(run.raised("bytearray.clear", b), Exception::BufferError);
  EXPECT_EQ(run.raised("bytearray.pop", b), Exception::BufferError);
  EXPECT_EQ(run.raised("bytearray.pop", b, {Arena::integer(9)}), Exception::IndexError);
  EXPECT_EQ(run.raised("bytearray.__delitem__", b, {run.slice(0, 0, 2)}), Exception::BufferError);
  EXPECT_TRUE(run.succeeds("bytearray.__iadd__", b, {run.bytes("")}));
  EXPECT_TRUE(run.succeeds("bytearray.resize", b, {Arena::integer(4)}));
  EXPECT_TRUE(run.succeeds("bytearray.__setitem__", b, {run.slice(1, 3), run.bytes("XY")}));
  EXPECT_EQ(run.contents(b), "aXYd");
  run.step("memoryview.drop", v);
  EXPECT_TRUE(run.succeeds("bytearray.append", b, {Arena::integer(101)}));
}

TEST(ModelOfBytearray, AddingItselfIsRefusedButExtendingByItselfIsNot) {
  Script run;
  run.make_array("ab");
  EXPECT_EQ(run.raised("bytearray.__iadd__", b, {Arena::reference(b)}), Exception::BufferError);
  EXPECT_TRUE(run.succeeds("bytearray.extend", b, {Arena::reference(b)}));
  EXPECT_EQ(run.contents(b), "abab");
}

TEST(ModelOfBytearray, ExtendsByAllItemsOrNone) {
  Script run;
  run.make_array("ab");
  const Value bad = run.items(Kind::list, {Arena::integer(1), Arena::integer(256)});
  EXPECT_EQ(run.raised("bytearray.extend", b, {bad}), Exception::ValueError);
  EXPECT_EQ(run.contents(b), "ab");
}

TEST(ModelOfBytearray, AnswersAResultThatARegisterHoldsAsAReferenceToIt) {
  Script run;
  run.make_array("a");
  const Outcome& outcome = run.step("bytearray.__iadd__", b, {run.bytes("b")}, 1);
  EXPECT_EQ(outcome.value.reg, b);
  EXPECT_FALSE(run.model().registers().contains(b2));
}

TEST(ModelOfBytearray, EndsAProgramThatNeedsTooMuchMemoryAndKnowsWhatNoMachineHas) {
  Script run;
  run.make_array("a");
  EXPECT_EQ(run.raised("bytearray.resize", b, {Arena::integer(std::int64_t{1} << 47)}),
            Exception::MemoryError);
  EXPECT_EQ(run.step("bytearray.resize", b, {Arena::integer(1 << 25)}).type,
            Outcome::Type::exhausted);
}

TEST(ModelOfBytearray, RefusesAnImpossibleFactorBeforeItLooksAtTheLock) {
  Script run;
  run.make_array("ab");
  run.step("memoryview", {}, {Arena::reference(b)});
  const Value most = Arena::integer(std::numeric_limits<std::int64_t>::max());
  EXPECT_EQ(run.raised("bytearray.__imul__", b, {most}), Exception::MemoryError);
  EXPECT_EQ(run.raised("bytearray.__imul__", b, {Arena::integer(2)}), Exception::BufferError);
  EXPECT_TRUE(run.succeeds("bytearray.__imul__", b, {Arena::integer(1)}));
}

TEST(ModelOfBytearray, FindsNothingAtTheEndButNotBeyondIt) {
  Script run;
  run.make_array("ab");
  EXPECT_EQ(run.step("bytearray.find", b, {run.bytes(""), Arena::integer(2)}).value.integer, 2);
  EXPECT_EQ(run.step("bytearray.find", b, {run.bytes(""), Arena::integer(3)}).value.integer, -1);
}

TEST(ModelOfBytearray, SkipsAStepThatNeedsAnEmptyRegister) {
  Script run;
  EXPECT_EQ(run.step("bytearray.clear", b).type, Outcome::Type::skipped);
  run.make_array("a");
  EXPECT_EQ(run.step("bytearray.extend", b, {Arena::reference(v)}).type, Outcome::Type::skipped);
}

}  // namespace
}  // namespace holdfast::model
