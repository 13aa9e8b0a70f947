// SPDX-License-Identifier: MIT
//
// Blocks come and go in any order and size: they never overlap, keep what they hold, and count.
#include "impl/memory.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace holdfast::impl {
namespace {

// Around each step of the lists of small blocks, around their end, and beyond.
std::vector<std::size_t> sizes() {
  std::vector<std::size_t> sizes;
  for (std::size_t size = 1; size <= 80; ++size) sizes.push_back(size);
  for (const std::size_t size : {511U, 512U, 513U, 4096U, 70000U}) sizes.push_back(size);
  return sizes;
}

void fill(const Block& block, std::uint8_t from) {
  std::iota(block.bytes().begin(), block.bytes().end(), from);
}

TEST(Memory, ABlockKeepsWhatFitsWhenItsSizeChanges) {
  for (const std::size_t before : sizes()) {
    for (const std::size_t after : sizes()) {
      Block block;
      ASSERT_TRUE(block.resize(before));
      fill(block, 3);
      ASSERT_TRUE(block.resize(after));
      for (std::size_t i = 0; i < std::min(before, after); ++i) {
        ASSERT_EQ(block.data()[i], static_cast<std::uint8_t>(3 + i)) << before << " to " << after;
      }
    }
  }
}

TEST(Memory, BlocksThatLiveTogetherDoNotOverlap) {
  // More of each size than are kept for later, twice, so that the second come from those.
  for (int round = 0; round < 2; ++round) {
    std::vector<Block> blocks(1000);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      ASSERT_TRUE(blocks[i].resize(i % 50 + 1));
      EXPECT_EQ(reinterpret_cast<std::uintptr_t>(blocks[i].data()) % 16, 0U);
      fill(blocks[i], static_cast<std::uint8_t>(i));
    }
    for (std::size_t i = 0; i < blocks.size(); ++i) {
      for (std::size_t j = 0; j < blocks[i].size(); ++j) {
        ASSERT_EQ(blocks[i].data()[j], static_cast<std::uint8_t>(i + j)) << i << ", " << j;
      }
    }
  }
}

TEST(Memory, CountsWhatIsHeldAndNotWhatIsKeptForLater) {
  const std::size_t before = live_bytes();
  {
    Block block;
    ASSERT_TRUE(block.resize(100));
    EXPECT_EQ(live_bytes(), before + 100);
    ASSERT_TRUE(block.resize(101));
    EXPECT_EQ(live_bytes(), before + 101);
  }
  EXPECT_EQ(live_bytes(), before);
}

TEST(Memory, AFailedRequestLeavesTheBlockAsItWas) {
  Block block;
  ASSERT_TRUE(block.resize(10));
  fill(block, 1);
  for (const std::size_t size : {std::size_t{11}, std::size_t{600}}) {
    fail_allocation(1);
    EXPECT_FALSE(block.resize(size));
    EXPECT_EQ(refused_request(), size);
    EXPECT_EQ(block.size(), 10U);
    EXPECT_EQ(block.data()[9], 10);
  }
  fail_allocation(0);
  reset_refused_request();
}

TEST(Memory, AThreadGivesBackWhatItKept) {
  // For a sanitizer to see; and blocks that outlive what the thread kept are still given back.
  std::thread([] {
    static thread_local Block late;
    ASSERT_TRUE(late.resize(32));
    Block block;
    ASSERT_TRUE(block.resize(32));
  }).join();
}

}  // namespace
}  // namespace holdfast::impl
