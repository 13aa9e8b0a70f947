// SPDX-License-Identifier: MIT
//
// Arguments that close or resize the mapping while it works with them. Every expectation was seen
// on CPython 3.14.10.
#include <gtest/gtest.h>

#include "impl/test/files.h"

namespace holdfast::impl::test {
namespace {

constexpr const char* kClosed = "ValueError: mmap closed or invalid";

class AHostileArgument : public testing::Test {
 protected:
  Value closing(std::int64_t answer) {
    return index([this] { (void)mapping_->close(); }, num(answer));
  }
  Value shrinking(std::int64_t answer, std::int64_t size = 10) {
    return index([this, size] { (void)mapping_->resize(size); }, num(answer));
  }
  Value closing_buffer() {
    return exporter([this] { (void)mapping_->close(); }, bytes("ab"));
  }
  Value shrinking_buffer(std::string_view memory) {
    return exporter([this] { (void)mapping_->resize(5); }, bytes(memory));
  }
  std::string get(Value key) { return invoke(mapping_, "__getitem__", {std::move(key)}); }
  std::string set(Value key, Value value) {
    return invoke(mapping_, "__setitem__", {std::move(key), std::move(value)});
  }

  Ref<Mmap> mapping_ = map_memory(100, MAP_PRIVATE);
};

TEST_F(AHostileArgument, ThatClosesIsNoticedInAnIndex) { EXPECT_EQ(get(closing(5)), kClosed); }

TEST_F(AHostileArgument, ThatClosesIsNoticedAfterTheIndex) {
  EXPECT_EQ(get(closing(500)), "IndexError: mmap index out of range");
}

TEST_F(AHostileArgument, ThatShrinksIsNoticedInAnIndex) {
  EXPECT_EQ(get(shrinking(50)), "IndexError: mmap index out of range");
}

TEST_F(AHostileArgument, ThatShrinksCutsASlice) {
  EXPECT_EQ(get(slice(shrinking(5), none())), "b'\\x00\\x00\\x00\\x00\\x00'");
}

TEST_F(AHostileArgument, ThatClosesIsNoticedInASlice) {
  EXPECT_EQ(get(slice(closing(5), none())), kClosed);
}

TEST_F(AHostileArgument, ThatClosesIsNoticedInAnAssignedItem) {
  EXPECT_EQ(set(num(5), closing(5)), kClosed);
}

TEST_F(AHostileArgument, ThatShrinksIsNoticedInAnAssignedItem) {
  EXPECT_EQ(set(num(50), shrinking(5)), "IndexError: mmap index out of range");
}

TEST_F(AHostileArgument, ThatShrinksMovesWhatCountsFromTheEnd) {
  EXPECT_EQ(set(num(-1), shrinking(7)), "None");
  EXPECT_EQ(get(num(9)), "7");
}

TEST_F(AHostileArgument, ThatClosesIsNoticedInAnAssignedSlice) {
  EXPECT_EQ(set(slice(num(0), num(2)), closing_buffer()), kClosed);
}

TEST_F(AHostileArgument, ThatShrinksIsMeasuredAgainInAnAssignedSlice) {
  EXPECT_EQ(set(slice(num(1), num(30)), shrinking_buffer("abcd")), "None");
  EXPECT_EQ(get(slice(none(), none())), "b'\\x00abcd'");
}

TEST_F(AHostileArgument, ThatShrinksMakesAnAssignedSliceTooLong) {
  EXPECT_EQ(set(slice(num(10), num(12)), shrinking_buffer("ab")),
            "IndexError: mmap slice assignment is wrong size");
}

TEST_F(AHostileArgument, ThatClosesIsNoticedByMethods) {
  EXPECT_EQ(invoke(mapping_, "read", {closing(4)}), kClosed);
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "write", {closing_buffer()}), kClosed);
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "write_byte", {closing(1)}), kClosed);
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "seek", {num(0), closing(0)}), kClosed);
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "find", {bytes("a"), closing(0)}), kClosed);
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "move", {closing(0), num(0), num(1)}), kClosed);
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "resize", {closing(50)}), kClosed);
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "madvise", {num(0), num(0), closing(10)}), kClosed);
}

TEST_F(AHostileArgument, ThatShrinksIsNoticedByMethods) {
  EXPECT_EQ(invoke(mapping_, "write",
                   {exporter([this] { (void)mapping_->resize(5); }, bytes("abcdefgh"))}),
            "ValueError: data out of range");
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "find", {bytes(std::string(1, '\0')), shrinking(50)}), "-1");
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "move", {num(0), num(0), shrinking(50)}),
            "ValueError: source, destination, or count out of range");
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "madvise", {num(0), num(50), shrinking(10)}),
            "ValueError: madvise start out of bounds");
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "flush", {num(0), shrinking(50)}),
            "ValueError: flush values out of range");
}

// CPython syncs memory at no address then, which the system refuses.
TEST_F(AHostileArgument, ThatClosesInFlushComesToTheSystem) {
  EXPECT_EQ(invoke(mapping_, "flush", {num(0), closing(10)}),
            "OSError: [Errno 12] Cannot allocate memory");
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "flush", {num(0), closing(0)}), "None");
  mapping_ = map_memory(100);
  EXPECT_EQ(invoke(mapping_, "flush", {num(1), closing(10)}),
            "OSError: [Errno 22] Invalid argument");
}

TEST_F(AHostileArgument, CannotCloseWhatItsOwnBufferExports) {
  const auto lender = exporter([this] { (void)mapping_->close(); }, mapping_);
  EXPECT_EQ(invoke(mapping_, "write", {lender}), kClosed);
}

}  // namespace
}  // namespace holdfast::impl::test
