// SPDX-License-Identifier: MIT
#include "model/places.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace holdfast::model {
namespace {

std::vector<std::size_t> listed(const Places& places) {
  std::vector<std::size_t> all;
  for (std::size_t nth = 0; nth < places.size(); ++nth) all.push_back(places[nth]);
  return all;
}

Places made_of(const std::vector<std::int64_t>& all) {
  Places places;
  for (const std::int64_t place : all) places.add(place);
  return places;
}

using List = std::vector<std::size_t>;

TEST(PlacesTest, AtEqualDistancesAreTheFirstAndTheDistance) {
  EXPECT_EQ(listed(Places::spaced(3, 2, 4)), (List{3, 5, 7, 9}));
  EXPECT_EQ(listed(Places::spaced(3, -1, 4)), (List{3, 2, 1, 0}));
  EXPECT_TRUE(Places::spaced(3, 2, 4).are_spaced(2));
  EXPECT_FALSE(Places::spaced(3, 2, 4).are_spaced(1));
}

TEST(PlacesTest, AreWhatWasAddedOneByOne) {
  EXPECT_EQ(listed(made_of({4, 6, 8})), (List{4, 6, 8}));
  EXPECT_EQ(listed(made_of({4, 6, 7, 9})), (List{4, 6, 7, 9}));
  EXPECT_EQ(listed(made_of({4, 4, 4})), (List{4, 4, 4}));
  EXPECT_TRUE(made_of({4, 6, 8}).are_spaced(2));
  EXPECT_FALSE(made_of({4, 6, 7}).are_spaced(2));
}

TEST(PlacesTest, FewerThanTwoHaveAnyDistance) {
  EXPECT_TRUE(made_of({}).are_spaced(5));
  EXPECT_TRUE(made_of({7}).are_spaced(5));
}

TEST(PlacesTest, PickedAreEveryNthOfThem) {
  EXPECT_EQ(listed(Places::spaced(10, 2, 6).picked(1, 2, 3)), (List{12, 16, 20}));
  EXPECT_EQ(listed(Places::spaced(10, 2, 6).picked(5, -1, 2)), (List{20, 18}));
  EXPECT_EQ(listed(made_of({1, 5, 6, 9}).picked(3, -2, 2)), (List{9, 5}));
}

TEST(PlacesTest, OneIsPickedByAnyStep) {
  constexpr auto kHuge = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(listed(Places::spaced(10, 2, 6).picked(2, kHuge, 1)), (List{14}));
  EXPECT_EQ(listed(made_of({1, 5, 6, 9}).picked(2, kHuge, 1)), (List{6}));
  EXPECT_TRUE(Places::spaced(10, 2, 6).picked(0, kHuge, 0).empty());
}

}  // namespace
}  // namespace holdfast::model
