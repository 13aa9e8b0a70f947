// SPDX-License-Identifier: MIT
//
// What the model says of memoryviews and the export lock, in sentences.
#include "model/test/programs.h"

namespace holdfast::model {
namespace {

TEST(ModelOfMemoryview, AnExportLastsFromTheFirstViewToTheLast) {
  Script run;
  run.make_array("abc");
  EXPECT_EQ(run.see(b).exports, 0);
  run.step("memoryview", {}, {Arena::reference(b)});
  EXPECT_EQ(run.see(b).exports, 1);
  run.step("memoryview", {}, {Arena::reference(v)}, 1);
  EXPECT_EQ(run.see(b).exports, 1) << "a view of a view shares its acquisition";
  run.step("memoryview", {}, {Arena::reference(b)}, 2);
  EXPECT_EQ(run.see(b).exports, 2) << "a second view of the array is a second acquisition";
  run.step("memoryview.release", v);
  EXPECT_EQ(run.see(b).exports, 2);
  run.step("memoryview.drop", v2);
  EXPECT_EQ(run.see(b).exports, 1);
  run.step("memoryview.drop", Register(Class::memoryview, 2));
  EXPECT_EQ(run.see(b).exports, 0);
}

TEST(ModelOfMemoryview, IsReleasedAsOftenAsOneLikes) {
  Script run;
  run.make_array("abc");
  run.step("memoryview", {}, {Arena::reference(b)});
  EXPECT_TRUE(run.succeeds("memoryview.release", v));
  EXPECT_TRUE(run.succeeds("memoryview.release", v));
  EXPECT_EQ(run.see(b).exports, 0);
  EXPECT_TRUE(run.see(v).closed);
  EXPECT_FALSE(run.see(v).has(Aspect::contents));
}

TEST(ModelOfMemoryview, RefusesEverythingOnceReleased) {
  Script run;
  run.make_array("abc");
  run.step("memoryview", {}, {Arena::reference(b)});
  run.step("memoryview.release", v);
  for (const char* op : {"memoryview.__len__", "memoryview.tobytes", "memoryview.obj"}) {
    EXPECT_EQ(run.raised(op, v), Exception::ValueError) << op;
  }
  EXPECT_EQ(run.raised("memoryview", {}, {Arena::reference(v)}), Exception::ValueError);
}

TEST(ModelOfMemoryview, ASliceKeepsTheLockWhenItsViewIsReleased) {
  Script run;
  run.make_array("abcdef");
  run.step("memoryview", {}, {Arena::reference(b)});
  run.step("memoryview.__getitem__", v, {run.slice(1, 5, 2)}, 1);
  run.step("memoryview.release", v);
  EXPECT_EQ(run.raised("bytearray.clear", b), Exception::BufferError);
  EXPECT_EQ(run.contents(v2), "bd");
  EXPECT_EQ(run.see(v2).strides[0], 2);
}

TEST(ModelOfMemoryview, WritesThroughToItsArrayAndShowsWhatTheArrayHolds) {
  Script run;
  run.make_array("abc");
  run.step("memoryview", {}, {Arena::reference(b)});
  EXPECT_TRUE(run.succeeds("memoryview.__setitem__", v, {Arena::integer(0), Arena::integer(88)}));
  EXPECT_EQ(run.contents(b), "Xbc");
  run.step("bytearray.__setitem__", b, {Arena::integer(1), Arena::integer(89)});
  EXPECT_EQ(run.contents(v), "XYc");
}

TEST(ModelOfMemoryview, AssignsOverlappingPartsAsIfCopiedFirst) {
  Script run;
  run.make_array("abcd");
  run.step("memoryview", {}, {Arena::reference(b)});
  run.step("memoryview.__getitem__", v, {run.slice(0, 3)}, 1);
  EXPECT_TRUE(run.succeeds("memoryview.__setitem__", v, {run.slice(1, 4), Arena::reference(v2)}));
  EXPECT_EQ(run.contents(b), "aabc");
}

TEST(ModelOfMemoryview, KeepsItsArrayAliveAndGivesItBackAsObj) {
  Script run;
  run.make_array("abc");
  run.step("memoryview", {}, {Arena::reference(b)});
  run.step("bytearray.drop", b);
  EXPECT_EQ(run.contents(v), "abc");
  EXPECT_EQ(run.step("memoryview.obj", v, {}, 1).value.reg, b2);
  EXPECT_EQ(run.contents(b2), "abc");
}

TEST(ModelOfMemoryview, OfBytesIsReadOnly) {
  Script run;
  run.step("memoryview", {}, {run.bytes("abc")});
  EXPECT_TRUE(run.see(v).readonly);
  EXPECT_EQ(run.raised("memoryview.__setitem__", v, {Arena::integer(9), Arena::integer(0)}),
            Exception::TypeError);
}

TEST(ModelOfMemoryview, ChecksTheIndexBeforeTheValueUnlikeBytearray) {
  Script run;
  run.make_array("abc");
  run.step("memoryview", {}, {Arena::reference(b)});
  EXPECT_EQ(run.raised("memoryview.__setitem__", v, {Arena::integer(9), Arena::integer(256)}),
            Exception::IndexError);
}

TEST(ModelOfMemoryview, LeavesNothingBehindWhenAProgramEnds) {
  Script run;
  run.make_array("abc");
  run.step("memoryview", {}, {Arena::reference(b)});
  run.step("memoryview.__getitem__", v, {run.slice(1, 2)}, 1);
  EXPECT_EQ(run.model().finish(), Residue{});
}

}  // namespace
}  // namespace holdfast::model
