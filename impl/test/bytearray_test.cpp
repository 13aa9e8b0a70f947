// SPDX-License-Identifier: MIT
//
// What a bytearray does with its memory: the allocation CPython reports, and the export lock.
#include "impl/bytearray.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "impl/memoryview.h"

namespace holdfast::impl {
namespace {

std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string text(const ByteArray& array) {
  const auto contents = array.contents();
  return {contents.begin(), contents.end()};
}

Ref<ByteArray> array_of(std::string_view contents) { return *ByteArray::create(bytes(contents)); }

TEST(AByteArrayThatGrows, AllocatesWhatCPythonAllocates) {
  const auto array = *ByteArray::create();
  std::vector<std::int64_t> steps = {array->allocated()};
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(array->append(1));
    if (array->allocated() != steps.back()) steps.push_back(array->allocated());
  }
  EXPECT_EQ(steps,
            (std::vector<std::int64_t>{0, 2, 5, 8, 12, 19, 27, 36, 46, 57, 70, 84, 100, 118}));
}

TEST(AByteArrayThatShrinks, GivesMemoryBackBelowHalf) {
  const auto array = *ByteArray::zeros(100);
  ASSERT_TRUE(array->resize(50));
  EXPECT_EQ(array->allocated(), 101);
  ASSERT_TRUE(array->resize(49));
  EXPECT_EQ(array->allocated(), 50);
  ASSERT_TRUE(array->clear());
  EXPECT_EQ(array->allocated(), 1);
}

TEST(AByteArrayUsedAsAQueue, KeepsItsAllocationWhileTheFrontIsDeleted) {
  const auto array = *ByteArray::zeros(100);
  ASSERT_TRUE(array->replace_range(0, 40, {}));
  EXPECT_EQ(array->allocated(), 101);
  const std::vector<std::uint8_t> twenty(20);
  std::vector<std::int64_t> seen;
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(array->replace_range(array->size(), array->size(), twenty));
    seen.push_back(array->allocated());
  }
  EXPECT_EQ(seen, (std::vector<std::int64_t>{96, 118, 141}));
}

TEST(AnExportedByteArray, RefusesToChangeSizeAndIsLeftAlone) {
  const auto array = array_of("abc");
  const auto view = *MemoryView::of(*array);
  EXPECT_EQ(array->exports(), 1);
  const auto refused = array->append(100);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().describe(),
            "BufferError: Existing exports of data: object cannot be re-sized");
  EXPECT_EQ(text(*array), "abc");
  EXPECT_EQ(array->allocated(), 4);
  ASSERT_TRUE(view->release());
  EXPECT_EQ(array->exports(), 0);
  EXPECT_TRUE(array->append(100));
  EXPECT_EQ(text(*array), "abcd");
}

TEST(AnExportedByteArray, StillTakesSizesItHas) {
  const auto array = array_of("abc");
  const auto view = *MemoryView::of(*array);
  EXPECT_TRUE(array->resize(3));
  EXPECT_TRUE(array->replace_range(1, 2, bytes("X")));
  EXPECT_EQ(text(*array), "aXc");
}

TEST(AByteArrayWithoutMemory, IsLeftAsItWas) {
  const auto array = array_of("abc");
  fail_allocation(1);
  const auto refused = array->append(100);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().type, ExceptionType::MemoryError);
  EXPECT_EQ(text(*array), "abc");
  EXPECT_EQ(array->allocated(), 4);
}

TEST(Everything, IsGivenBackAtTheEnd) {
  const auto objects = live_objects();
  const auto bytes_before = live_bytes();
  {
    const auto array = array_of("abc");
    const auto view = *MemoryView::of(*array);
    EXPECT_GT(live_objects(), objects);
  }
  EXPECT_EQ(live_objects(), objects);
  EXPECT_EQ(live_bytes(), bytes_before);
}

}  // namespace
}  // namespace holdfast::impl
