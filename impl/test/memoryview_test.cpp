// SPDX-License-Identifier: MIT
//
// What a view holds, when it lets go, and what it refuses afterwards.
#include <gtest/gtest.h>

#include "impl/test/python.h"

namespace holdfast::impl::test {
namespace {

constexpr const char* kReleased = "ValueError: operation forbidden on released memoryview object";

TEST(ViewsOfOneAcquisition, CountAsOneExport) {
  const auto b = array("abc");
  auto first = view(b);
  auto second = view(first);
  EXPECT_EQ(b->exports(), 1);
  EXPECT_EQ(first->managed(), second->managed());
  EXPECT_EQ(call(first, "release"), "None");
  EXPECT_EQ(b->exports(), 1);
  second.reset();
  EXPECT_EQ(b->exports(), 0);
}

TEST(AView, KeepsItsExporterAlive) {
  auto b = array("abc");
  const auto v = view(b);
  b.reset();
  EXPECT_EQ(call(v, "tobytes"), "b'abc'");
}

TEST(AView, IsNotReleasedWhileItIsExportedItself) {
  const auto b = array("abc");
  const auto v = view(b);
  {
    AcquiredBuffer held;
    EXPECT_TRUE(acquire(v, request::kSimple, held));
    EXPECT_EQ(call(v, "release"), "BufferError: memoryview has 1 exported buffer");
    AcquiredBuffer again;
    EXPECT_TRUE(acquire(v, request::kSimple, again));
    EXPECT_EQ(call(v, "release"), "BufferError: memoryview has 2 exported buffers");
  }
  EXPECT_EQ(call(v, "release"), "None");
  EXPECT_EQ(call(v, "release"), "None");
}

TEST(AReleasedView, RefusesEveryUse) {
  const auto v = view(bytes("abc"));
  ASSERT_EQ(call(v, "release"), "None");
  EXPECT_EQ(call(v, "__len__"), kReleased);
  EXPECT_EQ(call(v, "__getitem__", {num(0)}), kReleased);
  EXPECT_EQ(call(v, "__setitem__", {num(0), num(0)}), kReleased);
  EXPECT_EQ(call(v, "tobytes"), kReleased);
  EXPECT_EQ(call(v, "obj"), kReleased);
  EXPECT_EQ(shown(called("memoryview", nullptr, {v})), kReleased);
}

TEST(ASubView, SharesTheMemory) {
  const auto b = array("abcdef");
  const auto v = view(b);
  const Value tail = *called("memoryview.__getitem__", v.get(), {slice(none(), none(), num(-2))});
  const auto sub = Ref<MemoryView>::share(tail.as<MemoryView>());
  EXPECT_EQ(call(sub, "tobytes"), "b'fdb'");
  EXPECT_EQ(call(sub, "__setitem__", {num(0), num('X')}), "None");
  EXPECT_EQ(contents(b), "abcdeX");
  EXPECT_EQ(b->exports(), 1);
}

TEST(SliceAssignment, CopesWithOverlap) {
  const auto b = array("abcdef");
  const auto v = view(b);
  const Value reversed =
      *called("memoryview.__getitem__", v.get(), {slice(none(), none(), num(-1))});
  EXPECT_EQ(call(v, "__setitem__", {slice(none(), none()), reversed}), "None");
  EXPECT_EQ(contents(b), "fedcba");
}

TEST(AnIndexThatReleasesTheView, IsNoticed) {
  const auto b = array("abc");
  auto v = view(b);
  const auto release = [&] { static_cast<void>(v->release()); };
  EXPECT_EQ(call(v, "__getitem__", {index(release, num(0))}), kReleased);
  v = view(b);
  EXPECT_EQ(call(v, "__setitem__", {index(release, num(0)), num(1)}), kReleased);
  v = view(b);
  EXPECT_EQ(call(v, "__setitem__", {num(0), index(release, num(1))}), kReleased);
  v = view(b);
  EXPECT_EQ(call(v, "__setitem__", {slice(num(0), num(1)), exporter(release, bytes("x"))}),
            kReleased);
  v = view(b);
  // The new view took hold of the memory before the slice was converted.
  EXPECT_EQ(shown(called("memoryview.tobytes", &called("memoryview.__getitem__", v.get(),
                                                       {slice(index(release, num(0)), num(2))})
                                                    ->object())),
            "b'ab'");
  EXPECT_EQ(contents(b), "abc");
}

TEST(ReleaseBuffer, TakesOnlyViewsOfThatObject) {
  const auto b = array("abc");
  const auto v = view(b);
  EXPECT_EQ(call(b, "__release_buffer__", {view(bytes("x"))}),
            "ValueError: memoryview's buffer is not this object");
  EXPECT_EQ(call(b, "__release_buffer__", {v}), "None");
  EXPECT_EQ(b->exports(), 0);
  EXPECT_EQ(call(b, "__release_buffer__", {v}),
            "ValueError: memoryview's buffer has already been released");
}

}  // namespace
}  // namespace holdfast::impl::test
