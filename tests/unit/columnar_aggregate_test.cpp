#include "columnar/aggregate.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <random>
#include <set>

namespace pmm::columnar {
namespace {

using Groups = std::vector<std::uint32_t>;

Groups random_groups(std::mt19937& random, std::size_t rows, std::uint32_t groups) {
  Groups out(rows);
  for (std::uint32_t& group : out) group = static_cast<std::uint32_t>(random() % groups);
  return out;
}

// Few groups are counted in several copies, many in one.
TEST(AggregateTest, CountsByGroupWithAndWithoutFlags) {
  std::mt19937 random(3);
  for (const std::uint32_t groups : {1U, 7U, 5000U}) {
    Tally ones, packs;
    ones.reset(groups);
    packs.reset(groups);
    std::vector<std::int64_t> all(groups), second(groups), third(groups);
    const std::size_t rows = std::min<std::size_t>(kBlockRows, 999);
    const Groups of = random_groups(random, rows, groups);
    std::vector<std::uint8_t> every(rows, 1), a(rows), b(rows);
    std::vector<std::uint64_t> packed(rows, 0);
    for (std::size_t i = 0; i < rows; ++i) {
      a[i] = random() % 2;
      b[i] = random() % 3 == 0;
      ++all[of[i]];
      second[of[i]] += a[i];
      third[of[i]] += b[i];
    }
    pack_flags(every, 0, packed);
    pack_flags(a, 1, packed);
    pack_flags(b, 2, packed);
    ones.add_ones(of);
    packs.add_packs(of, packed);
    ones.fold();
    packs.fold();
    for (std::uint32_t group = 0; group < groups; ++group) {
      EXPECT_EQ(count_of(ones[group], 0), all[group]);
      EXPECT_EQ(count_of(packs[group], 0), all[group]);
      EXPECT_EQ(count_of(packs[group], 1), second[group]);
      EXPECT_EQ(count_of(packs[group], 2), third[group]);
    }
  }
}

TEST(AggregateTest, SumsTheLargestValuesOfAFullBlock) {
  constexpr std::int32_t kMost = std::numeric_limits<std::int32_t>::max();
  Tally tally;
  tally.reset(1);
  const Groups groups(kBlockRows, 0);
  const std::vector<std::int32_t> values(kBlockRows, kMost);
  tally.add_values(groups, values);
  tally.add_values(std::span(groups).first(1), std::array{std::int32_t{-1}});
  tally.fold();
  EXPECT_EQ(terms_of(tally[0]), kBlockRows);
  EXPECT_EQ(sum_of(tally[0]), std::int64_t{kMost} * kBlockRows);
}

TEST(AggregateTest, SumsPastSixtyFourBits) {
  std::array<WideSum, 2> sums{};
  constexpr std::int64_t kLarge = std::int64_t{1} << 62;
  add_values(std::array<std::uint32_t, 4>{1, 1, 1, 0},
             std::array<std::int64_t, 4>{kLarge, kLarge, kLarge, kNullInt}, sums);
  EXPECT_TRUE(sums[1].sum == Int128{kLarge} * 3);
  EXPECT_EQ(sums[1].terms, 3);
  EXPECT_EQ(sums[0].terms, 0);
}

template <class T, class V>
void expect_piles(const std::vector<V>& values, std::uint32_t groups, auto&& given) {
  std::mt19937 random(17);
  PileBuilder<T> builder;
  for (int round = 0; round < 3; ++round) {  // a builder serves block after block
    std::map<std::uint32_t, std::multiset<T>> expected;
    builder.reset(groups, values.size());
    const Groups of = random_groups(random, values.size(), groups);
    for (std::size_t i = 0; i < values.size(); ++i)
      if (given(values[i])) expected[of[i]].insert(static_cast<T>(values[i]));
    builder.add(of, std::span<const V>(values));
    const Pile<T> pile = builder.finish();
    ASSERT_EQ(pile.groups.size(), expected.size());
    std::uint32_t begin = 0;
    for (std::size_t i = 0; i < pile.groups.size(); ++i) {
      const T* at = pile.values.get();
      EXPECT_EQ(std::multiset<T>(at + begin, at + pile.ends[i]), expected[pile.groups[i]]);
      begin = pile.ends[i];
    }
  }
}

TEST(AggregateTest, PilesValuesByGroup) {
  for (const std::uint32_t groups : {1U, 5U, 300U}) {
    expect_piles<std::uint32_t>(std::vector<std::uint32_t>{4, 0, 4, 9, 0, 1}, groups,
                                [](auto code) { return code != 0; });
    expect_piles<std::uint32_t>(std::vector<std::int32_t>{0, -1, 7, 7, 2'000'000'000}, groups,
                                [](auto step) { return step >= 0; });
    expect_piles<std::int64_t>(std::vector<std::int64_t>{0, kNullInt, -7, 1LL << 60}, groups,
                               [](auto value) { return value != kNullInt; });
    expect_piles<std::uint32_t>(std::vector<std::uint32_t>{0, 0}, groups,
                                [](auto code) { return code != 0; });
  }
}

// Codes with a bit each, and codes that are sorted because they might be too many.
TEST(AggregateTest, CountsDifferentCodes) {
  std::mt19937 random(11);
  DistinctCounter bits(5000);
  DistinctCounter sorted(std::uint64_t{1} << 32);
  for (const std::size_t size : {0U, 1U, 20U, 3000U}) {
    std::vector<std::uint32_t> codes(size);
    for (std::uint32_t& code : codes) code = 1 + static_cast<std::uint32_t>(random() % 4999);
    const std::set<std::uint32_t> expected(codes.begin(), codes.end());
    const std::span<const std::uint32_t> all(codes);
    const std::array segments{all.first(size / 3), all.subspan(size / 3)};
    EXPECT_EQ(bits.count(segments), static_cast<std::int64_t>(expected.size()));
    EXPECT_EQ(sorted.count(segments), static_cast<std::int64_t>(expected.size()));
  }
}

template <class T>
void expect_ranks(std::vector<T> values) {
  RankFinder<T> finder;
  const std::span<const T> all(values);
  const std::array segments{all.first(values.size() / 2), all.subspan(values.size() / 2)};
  std::set<std::size_t> places{0, values.size() / 2, values.size() - 1};
  for (const std::size_t place : {1U, 2U, 7U})
    if (place < values.size()) places.insert(place);
  const std::vector<std::size_t> ranks(places.begin(), places.end());
  std::vector<T> found(ranks.size());
  finder.find(segments, ranks, found);
  std::sort(values.begin(), values.end());
  for (std::size_t i = 0; i < ranks.size(); ++i) EXPECT_EQ(found[i], values[ranks[i]]);
}

TEST(AggregateTest, FindsWhatStandsAtARank) {
  std::mt19937_64 random(23);
  for (const std::size_t size : {1U, 2U, 9U, 1000U, 5000U, 40'000U}) {
    for (const std::uint64_t range : {1ULL, 3ULL, 5000ULL, 1ULL << 32}) {
      std::vector<std::uint32_t> narrow(size);
      std::vector<std::int64_t> wide(size);
      for (auto& value : narrow) value = static_cast<std::uint32_t>(random() % range);
      for (auto& value : wide)
        value = static_cast<std::int64_t>(random() % range << (range > 5000 ? 31 : 0)) -
                static_cast<std::int64_t>(range / 2);
      expect_ranks(std::move(narrow));
      expect_ranks(std::move(wide));
    }
  }
  expect_ranks(std::vector<std::int64_t>{std::numeric_limits<std::int64_t>::max(), kNullInt + 1});
  std::vector<std::int64_t> far(2000, std::numeric_limits<std::int64_t>::max());
  far[7] = kNullInt + 1;
  expect_ranks(std::move(far));
}

TEST(AggregateTest, NumbersGroupsByKeysOfSeveralWords) {
  std::mt19937_64 random(5);
  for (const std::size_t words : {1U, 2U, 3U}) {
    GroupTable table(words);
    for (int filled = 0; filled < 2; ++filled) {
      std::map<std::vector<std::uint64_t>, std::uint32_t> expected;
      for (int round = 0; round < 60; ++round) {
        std::vector<std::uint64_t> keys(words * 100);
        for (std::uint64_t& word : keys) word = random() % (words == 1 ? 3000 : 60);
        Groups groups(100);
        table.find_or_add(keys, groups);
        for (std::size_t i = 0; i < groups.size(); ++i) {
          const auto at = keys.begin() + static_cast<std::ptrdiff_t>(i * words);
          const std::vector<std::uint64_t> key(at, at + static_cast<std::ptrdiff_t>(words));
          const auto number = static_cast<std::uint32_t>(expected.size());
          ASSERT_EQ(groups[i], expected.emplace(key, number).first->second);
          ASSERT_EQ(table.key(groups[i])[words - 1], key.back());
        }
      }
      EXPECT_EQ(table.size(), expected.size());
      table.clear();
    }
  }
}

}  // namespace
}  // namespace pmm::columnar
