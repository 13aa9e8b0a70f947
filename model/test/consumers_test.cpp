// SPDX-License-Identifier: MIT
//
// What takes memory, compares itself or shows itself: bytes(), bytes.join(), weak references,
// __eq__ and __repr__.
#include "model/test/programs.h"

namespace holdfast::model {
namespace {

constexpr Register w(Class::weakref, 0);
constexpr Register m(Class::mmap, 0);

TEST(BytesOfAView, AreItsElements) {
  Script run;
  run.make_array("abcd");
  run.step("memoryview", {}, {Arena::reference(b)});
  run.step("memoryview.__getitem__", v, {run.slice({}, {}, -2)}, 1);
  run.step("bytes", {}, {Arena::reference(v2)});
  EXPECT_EQ(run.result(), "db");
  EXPECT_EQ(run.raised("bytes", {}, {Arena::integer(-1)}), Exception::ValueError);
  EXPECT_EQ(run.raised("bytes", {}, {run.text("a")}), Exception::TypeError);
}

TEST(JoinedArrays, AreLockedUntilAllAreJoined) {
  Script run;
  run.make_array("abc");
  const Value hostile =
      run.custom(Hook::buffer, {run.block("bytearray.clear", b), run.bytes("x"), run.nothing()});
  const Value parts = run.items(Kind::list, {Arena::reference(b), hostile});
  run.step("bytes.join", {}, {run.bytes(","), parts});
  EXPECT_EQ(run.result(), "abc,x");
  ASSERT_EQ(run.answer().nested.size(), 1U);
  EXPECT_EQ(run.answer().nested[0].exception, Exception::BufferError);
  EXPECT_TRUE(run.succeeds("bytearray.clear", b));
}

TEST(AWeakReference, EndsWithItsObject) {
  Script run;
  run.step("mmap", {}, {Arena::integer(-1), Arena::integer(3)});
  run.step("mmap.weakref", m);
  EXPECT_FALSE(run.see(w).closed);
  EXPECT_EQ(run.step("mmap.weakref", m, {}, 1).value.reg, w) << "there is one reference, not two";
  EXPECT_EQ(run.step("weakref.__call__", w).value.reg, m);
  run.step("mmap.drop", m);
  EXPECT_TRUE(run.see(w).closed);
  EXPECT_EQ(run.step("weakref.__call__", w).value.kind, Kind::none);
}

TEST(AnEq, MayReleaseTheViewThatIsSearched) {
  Script run;
  run.make_array("abc");
  run.step("memoryview", {}, {Arena::reference(b)});
  const Value release =
      run.custom(Hook::eq, {run.block("memoryview.release", v), Arena::boolean(false)});
  EXPECT_EQ(run.raised("memoryview.count", v, {release}), Exception::ValueError);
  EXPECT_EQ(run.answer().nested.size(), 1U);
}

TEST(ARepr, IsShownByPercentR) {
  Script run;
  run.make_array("<%r>");
  const Value shown = run.custom(Hook::repr, {run.block("bytearray.clear", b), run.text("q")});
  EXPECT_EQ(run.step("bytearray.__mod__", b, {shown}, 1).value.reg, b2);
  EXPECT_EQ(run.contents(b2), "<q>");
  EXPECT_EQ(run.answer().nested[0].exception, Exception::BufferError);
}

}  // namespace
}  // namespace holdfast::model
