// SPDX-License-Identifier: MIT
//
// Searching finds what a naive search finds, and does not take forever on what is made to be slow.
#include "impl/bytes_search.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace holdfast::impl {
namespace {

Span bytes(const std::string& text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::int64_t naive_find(const std::string& text, const std::string& part) {
  const auto at = text.find(part);
  return at == std::string::npos ? kNotFound : static_cast<std::int64_t>(at);
}

std::int64_t naive_rfind(const std::string& text, const std::string& part) {
  const auto at = text.rfind(part);
  return at == std::string::npos ? kNotFound : static_cast<std::int64_t>(at);
}

std::int64_t naive_count(const std::string& text, const std::string& part) {
  std::int64_t found = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != std::string::npos; at += part.size()) {
    ++found;
  }
  return found;
}

TEST(Searching, FindsWhatANaiveSearchFinds) {
  std::mt19937 random(20240917);
  for (int round = 0; round < 40000; ++round) {
    const auto letters = static_cast<unsigned>(round % 3 + 1);
    const auto word = [&](std::size_t most) {
      std::string out(random() % (most + 1), 'a');
      for (char& c : out) c = static_cast<char>('a' + random() % letters);
      return out;
    };
    const std::string text = word(200);
    std::string part = word(12);
    // Half of the parts are there.
    if (round % 2 == 0 && !text.empty()) part = text.substr(random() % text.size(), 30);
    ASSERT_EQ(find(bytes(text), bytes(part)), naive_find(text, part)) << text << " " << part;
    ASSERT_EQ(rfind(bytes(text), bytes(part)), naive_rfind(text, part)) << text << " " << part;
    if (!part.empty()) {
      ASSERT_EQ(count(bytes(text), bytes(part), 1000), naive_count(text, part)) << text;
    }
  }
}

TEST(Searching, GivesUpComparingAndStaysRight) {
  // Long enough for the linear search to take over, with the part behind, and more of them.
  std::mt19937 random(8);
  for (int round = 0; round < 300; ++round) {
    std::string part(20 + random() % 200, 'a');
    part[1 + random() % (part.size() - 2)] = 'b';
    std::string text(2000 + random() % 2000, 'a');
    for (int i = 0; i < round % 4; ++i) text += part + std::string(random() % 300, 'a');
    ASSERT_EQ(find(bytes(text), bytes(part)), naive_find(text, part));
    ASSERT_EQ(count(bytes(text), bytes(part), 1000), naive_count(text, part));
    ASSERT_EQ(count(bytes(text), bytes(part), 2),
              std::min<std::int64_t>(2, naive_count(text, part)));
  }
}

TEST(SearchingBackwards, GivesUpComparingAndStaysRight) {
  // Long enough for the linear search to take over, with the part somewhere in front.
  std::mt19937 random(7);
  for (int round = 0; round < 300; ++round) {
    std::string part(20 + random() % 200, 'a');
    part[random() % part.size()] = 'b';
    if (round % 3 == 0) part[random() % part.size()] = 'b';
    std::string text(random() % 400, 'a');
    text += part;
    text.append(2000 + random() % 2000, 'a');
    ASSERT_EQ(rfind(bytes(text), bytes(part)), naive_rfind(text, part));
    text.erase(text.find('b'), 1);
    ASSERT_EQ(rfind(bytes(text), bytes(part)), naive_rfind(text, part));
  }
}

TEST(Searching, IsNotQuadratic) {
  const std::string text(1 << 20, 'a');
  const std::string half(1 << 19, 'a');
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(find(bytes(text), bytes(half + 'b')), kNotFound);
  EXPECT_EQ(rfind(bytes(text), bytes('b' + half)), kNotFound);
  EXPECT_EQ(count(bytes(text), bytes('b' + half), 10), 0);
  const std::string middle = half.substr(0, half.size() / 2) + 'b' + half.substr(half.size() / 2);
  EXPECT_EQ(find(bytes(text), bytes(middle)), kNotFound);
  EXPECT_EQ(rfind(bytes(text), bytes(middle)), kNotFound);
  EXPECT_EQ(count(bytes(text), bytes(middle), 10), 0);
  // Quadratic, this is minutes.
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(20));
}

TEST(SearchBounds, CountFromTheEndWhenNegative) {
  const auto adjusted = [](std::int64_t start, std::int64_t end) {
    adjust_bounds(start, end, 10);
    return std::pair(start, end);
  };
  EXPECT_EQ(adjusted(-3, 100), std::pair(std::int64_t{7}, std::int64_t{10}));
  EXPECT_EQ(adjusted(-30, -1), std::pair(std::int64_t{0}, std::int64_t{9}));
  EXPECT_EQ(adjusted(20, -30), std::pair(std::int64_t{20}, std::int64_t{0}));
}

TEST(TheEmptyNeedle, IsFoundAtTheNearestEnd) {
  const std::string text = "abc";
  EXPECT_EQ(find(bytes(text), {}), 0);
  EXPECT_EQ(rfind(bytes(text), {}), 3);
  EXPECT_EQ(count(bytes(text), {}, 100), 4);
}

}  // namespace
}  // namespace holdfast::impl
