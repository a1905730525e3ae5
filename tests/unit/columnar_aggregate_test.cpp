#include "columnar/aggregate.hpp"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>
#include <set>

#include "columnar/kernels.hpp"

namespace pmm::columnar {
namespace {

TEST(KernelsTest, SelectsAndLists) {
  const std::array<std::uint8_t, 6> codes{1, 2, 0, 1, 3, 1};
  std::array<std::uint8_t, 6> mask{};
  std::array<std::uint16_t, 6> rows{};
  select_equal<std::uint8_t>(codes, 1, mask);
  EXPECT_EQ(to_selection(mask, rows), 3U);
  EXPECT_EQ(rows[1], 3);
  const std::array<std::uint8_t, 4> table{0, 1, 1, 0};
  select_in_table<std::uint8_t>(codes, table, mask);
  EXPECT_EQ(to_selection(mask, rows), 4U);
  const std::array<std::int64_t, 6> times{kNullInt, 5, 6, 7, kNullInt, 8};
  select_range<std::int64_t>(times, kNullInt + 1, 7, mask);
  EXPECT_EQ(to_selection(mask, rows), 2U);
  EXPECT_EQ(rows[0], 1);
}

TEST(AggregateTest, SumsPastSixtyFourBits) {
  Summer summer;
  summer.grow(2);
  const std::array<std::uint32_t, 4> groups{1, 1, 1, 0};
  const std::int64_t large = std::int64_t{1} << 62;
  const std::array<std::int64_t, 4> values{large, large, large, kNullInt};
  summer.add(groups, values);
  EXPECT_EQ(summer.mean(1), static_cast<double>(large));
  EXPECT_FALSE(summer.mean(0));
  EXPECT_EQ(summer.count(1), 3);
}

TEST(AggregateTest, KnowsExtremes) {
  Extremes extremes;
  extremes.grow(2);
  const std::array<std::uint32_t, 3> groups{0, 0, 1};
  const std::array<std::int64_t, 3> values{-4, 9, kNullInt};
  extremes.add(groups, values);
  EXPECT_EQ(extremes.min(0), -4);
  EXPECT_EQ(extremes.max(0), 9);
  EXPECT_FALSE(extremes.min(1));
}

TEST(AggregateTest, InterpolatesQuantiles) {
  Quantiles quantiles;
  const std::array<std::uint32_t, 7> groups{0, 1, 0, 0, 0, 1, 2};
  const std::array<std::int64_t, 7> values{40, 7, 10, 30, 20, kNullInt, kNullInt};
  quantiles.add(groups, values);
  quantiles.seal(3);
  EXPECT_DOUBLE_EQ(*quantiles.at(0, 0.5), 25);
  EXPECT_DOUBLE_EQ(*quantiles.at(0, 0.9), 37);
  EXPECT_DOUBLE_EQ(*quantiles.at(0, 0), 10);
  EXPECT_DOUBLE_EQ(*quantiles.at(0, 1), 40);
  EXPECT_DOUBLE_EQ(*quantiles.at(1, 0.5), 7);
  EXPECT_FALSE(quantiles.at(2, 0.5));
}

// The matrix of bits and the hash set give what a set of pairs gives.
TEST(AggregateTest, CountsDistinctBothWays) {
  std::mt19937 random(11);
  DistinctCounter matrix(500, 20);
  DistinctCounter hashed(500, 0);
  matrix.grow(20);
  hashed.grow(20);
  std::map<std::uint32_t, std::set<std::uint32_t>> expected;
  for (int batch = 0; batch < 50; ++batch) {
    std::array<std::uint32_t, 64> groups{}, codes{};
    for (std::size_t i = 0; i < groups.size(); ++i) {
      groups[i] = static_cast<std::uint32_t>(random() % 19);
      codes[i] = static_cast<std::uint32_t>(random() % 500);
      if (codes[i] != 0) expected[groups[i]].insert(codes[i]);
    }
    matrix.add(groups, codes);
    hashed.add(groups, codes);
  }
  for (std::uint32_t group = 0; group < 20; ++group) {
    EXPECT_EQ(matrix.at(group), static_cast<std::int64_t>(expected[group].size()));
    EXPECT_EQ(hashed.at(group), matrix.at(group));
  }
}

TEST(AggregateTest, NumbersGroupsByKeysOfSeveralWords) {
  GroupTable table(2);
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::uint32_t> expected;
  std::mt19937_64 random(5);
  for (int round = 0; round < 5000; ++round) {
    const std::array<std::uint64_t, 2> key{random() % 100, random() % 100};
    std::array<std::uint32_t, 1> group{};
    table.find_or_add(key, group);
    const auto [found, added] =
        expected.emplace(std::pair{key[0], key[1]}, static_cast<std::uint32_t>(expected.size()));
    ASSERT_EQ(group[0], found->second);
    ASSERT_EQ(table.key(group[0])[1], key[1]);
  }
  EXPECT_EQ(table.size(), expected.size());
}

}  // namespace
}  // namespace pmm::columnar
