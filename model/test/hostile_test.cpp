// SPDX-License-Identifier: MIT
//
// Arguments that run steps while they are being converted: what they find, and what is left.
#include "model/test/programs.h"

namespace holdfast::model {
namespace {

Value index(Script& run, Value block, std::int64_t answer) {
  const Value items[] = {block, Arena::integer(answer)};
  Value made = run.items(Kind::tuple, {items[0], items[1]});
  made.kind = Kind::custom;
  made.hook = Hook::index;
  return made;
}

Value buffer(Script& run, Value block, Value answer, Value release) {
  Value made = run.items(Kind::tuple, {block, answer, release});
  made.kind = Kind::custom;
  made.hook = Hook::buffer;
  return made;
}

TEST(AHostileIndex, MayClearTheArrayBeforeTheIndexIsLookedUp) {
  Script run;
  run.make_array("abc");
  const Value key = index(run, run.block("bytearray.clear", b), 0);
  EXPECT_EQ(run.raised("bytearray.__getitem__", b, {key}), Exception::IndexError);
  ASSERT_EQ(run.answer().nested.size(), 1U);
  EXPECT_EQ(run.answer().nested[0].type, Outcome::Type::value);
}

TEST(AHostileIndex, IsAskedTwiceWhenASliceIsAssignedSomethingThatIsNoBytearray) {
  Script run;
  run.make_array("abc");
  const Value start = index(run, run.block("bytearray.__len__", b), 1);
  const Value key = run.items(Kind::slice, {start, Arena::none(), Arena::none()});
  EXPECT_TRUE(run.succeeds("bytearray.__setitem__", b, {key, run.bytes("X")}));
  EXPECT_EQ(run.answer().nested.size(), 2U);
  EXPECT_EQ(run.contents(b), "aX");
}

TEST(AHostileIndex, CannotResizeAnArrayThatIsBeingSearched) {
  Script run;
  run.make_array("abc");
  const Value needle = index(run, run.block("bytearray.clear", b), 99);
  EXPECT_EQ(run.step("bytearray.find", b, {needle}).value.integer, 2);
  ASSERT_EQ(run.answer().nested.size(), 1U);
  EXPECT_EQ(run.answer().nested[0].exception, Exception::BufferError);
  EXPECT_EQ(run.see(b).exports, 0);
}

TEST(AHostileIndex, MayReleaseTheViewItIndexes) {
  Script run;
  run.make_array("abc");
  run.step("memoryview", {}, {Arena::reference(b)});
  const Value key = index(run, run.block("memoryview.release", v), 0);
  EXPECT_EQ(run.raised("memoryview.__setitem__", v, {key, Arena::integer(1)}),
            Exception::ValueError);
  EXPECT_EQ(run.contents(b), "abc");
}

TEST(AHostileIndex, WhichDropsTheObjectInUseDoesNotEndIt) {
  Script run;
  run.make_array("abc");
  const Value item = index(run, run.block("bytearray.drop", b), 120);
  EXPECT_TRUE(run.succeeds("bytearray.append", b, {item}));
  EXPECT_FALSE(run.model().registers().contains(b));
  EXPECT_EQ(run.model().finish(), Residue{});
}

TEST(AHostileBuffer, IsLockedWhileItsReleaseBlockRuns) {
  Script run;
  run.make_array("abc");
  run.step("bytearray", {}, {run.bytes("x")}, 1);
  const Value lender =
      buffer(run, Script::nothing(), Arena::reference(b2), run.block("bytearray.clear", b2));
  EXPECT_TRUE(run.succeeds("bytearray.__iadd__", b, {lender}));
  EXPECT_EQ(run.contents(b), "abcx");
  ASSERT_EQ(run.answer().nested.size(), 1U);
  EXPECT_EQ(run.answer().nested[0].exception, Exception::BufferError);
  EXPECT_EQ(run.see(b2).exports, 0);
}

TEST(AHostileBuffer, PassesOnAnExportOfTheObjectBehindIt) {
  Script run;
  run.make_array("abc");
  const Value lender = buffer(run, Script::nothing(), Arena::reference(b), Script::nothing());
  EXPECT_TRUE(run.succeeds("memoryview", {}, {lender}));
  EXPECT_EQ(run.see(b).exports, 1);
  EXPECT_EQ(run.see(v).exporter, run.see(b).identity);
  run.step("memoryview.release", v);
  EXPECT_EQ(run.see(b).exports, 0);
}

TEST(AHostileBuffer, RunsItsReleaseBlockWhenTheLastViewIsDropped) {
  Script run;
  run.make_array("abc");
  const Value lender =
      buffer(run, Script::nothing(), run.bytes("xy"), run.block("bytearray.clear", b));
  run.step("memoryview", {}, {lender});
  run.step("memoryview", {}, {Arena::reference(v)}, 1);
  run.step("memoryview.drop", v);
  EXPECT_EQ(run.contents(b), "abc");
  run.step("memoryview.drop", v2);
  EXPECT_EQ(run.contents(b), "");
}

TEST(AHostileBuffer, WhichChangesAnArrayThatIsStrippedDepartsFromCPython) {
  Script run;
  run.make_array(" abc ");
  const Value strips =
      buffer(run, Script::nothing(), run.bytes(" "), run.block("bytearray.reverse", b));
  run.step("bytearray.strip", b, {strips}, 1);
  EXPECT_EQ(run.contents(b2), "abc") << "as before the argument's buffer was given back";
  EXPECT_EQ(run.answer().departs, "strip-release");
}

TEST(AHostileBuffer, WhichLeavesAStrippedArrayAloneDoesNotDepart) {
  Script run;
  run.make_array(" abc ");
  const Value strips =
      buffer(run, Script::nothing(), run.bytes(" "), run.block("bytearray.__len__", b));
  run.step("bytearray.strip", b, {strips}, 1);
  EXPECT_EQ(run.contents(b2), "abc");
  EXPECT_EQ(run.answer().departs, "");
}

TEST(AHostileIterator, WhichExportsTheArrayThatItFillsDepartsFromCPython) {
  Script run;
  run.make_array("");
  const Value items = run.items(
      Kind::iterator,
      {Arena::integer(97), run.block("memoryview", {}, {Arena::reference(b)}), Arena::integer(98)});
  EXPECT_EQ(run.raised("bytearray.__init__", b, {items}), Exception::BufferError);
  EXPECT_EQ(run.contents(b), "a");
  EXPECT_EQ(run.answer().departs, "init-exported");
}

TEST(AHostileIterator, RunsItsStepsBetweenItsItems) {
  Script run;
  run.make_array("abc");
  const Value items = run.items(
      Kind::iterator, {Arena::integer(120), run.block("bytearray.clear", b), Arena::integer(121)});
  EXPECT_TRUE(run.succeeds("bytearray.extend", b, {items}));
  EXPECT_EQ(run.contents(b), "xy");
}

TEST(AHostileIterator, ThatRaisesLeavesTheArrayAsItWas) {
  Script run;
  run.make_array("abc");
  const Value items = run.items(Kind::iterator, {Arena::integer(120), Arena::plain(Kind::raising)});
  EXPECT_EQ(run.raised("bytearray.extend", b, {items}), Exception::ZeroDivisionError);
  EXPECT_EQ(run.contents(b), "abc");
}

}  // namespace
}  // namespace holdfast::model
