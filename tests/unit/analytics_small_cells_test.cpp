// What may not be shown cannot be worked out from what is.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <tuple>
#include <vector>

#include "analytics/answer/small_cells.hpp"

namespace pmm::analytics {
namespace {

std::uint64_t seed() {
  const char* given = std::getenv("SEED");
  return given == nullptr ? 20'261'126 : std::strtoull(given, nullptr, 10);
}

struct Tables {
  std::vector<std::int64_t> sizes;
  std::vector<Sum> sums;
};

// Cells over up to three dimensions, with every total there is over them.
Tables random_tables(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t end) { return static_cast<int>(random() % end); };
  const int dimensions = 1 + below(3), values = 2 + below(4);
  Tables out;
  std::map<std::vector<int>, std::uint32_t> cells;  // -1: summed over
  std::vector<int> key(static_cast<std::size_t>(dimensions), -1);
  const auto visit = [&](auto&& self, std::size_t at) -> void {
    if (at == key.size()) {
      cells.emplace(key, static_cast<std::uint32_t>(cells.size()));
      return;
    }
    for (int value = -1; value < values; ++value) {
      key[at] = value;
      self(self, at + 1);
    }
    key[at] = -1;
  };
  visit(visit, 0);
  out.sizes.resize(cells.size());
  const auto fits = [](const std::vector<int>& fine, const std::vector<int>& coarse) {
    for (std::size_t i = 0; i < fine.size(); ++i)
      if (coarse[i] != -1 && coarse[i] != fine[i]) return false;
    return true;
  };
  for (const auto& [cell, index] : cells) {
    if (std::count(cell.begin(), cell.end(), -1) != 0) continue;
    const std::int64_t size = below(3) == 0 ? below(6) : below(40);
    for (const auto& [other, total] : cells)
      if (fits(cell, other)) out.sizes[total] += size;
  }
  // A sum for each pair of groupings: its parts keep one dimension or more besides.
  for (const auto& [coarse, total] : cells) {
    std::map<std::vector<bool>, Sum> by_grouping;
    for (const auto& [fine, part] : cells) {
      if (fine == coarse || !fits(fine, coarse)) continue;
      std::vector<bool> kept;
      for (const int value : fine) kept.push_back(value != -1);
      Sum& sum = by_grouping[kept];
      sum.total = total;
      if (out.sizes[part] > 0) sum.parts.push_back(part);
    }
    for (auto& [kept, sum] : by_grouping) out.sums.push_back(std::move(sum));
  }
  return out;
}

TEST(SmallCells, NoTotalMinusWhatIsShownGivesAHiddenCell) {
  std::mt19937_64 random(seed());
  std::int64_t hidden_cells = 0, shown_cells = 0;
  for (int round = 0; round < 3'000; ++round) {
    constexpr std::int64_t kSmallest = 5;
    const Tables tables = random_tables(random);
    std::vector<std::uint8_t> hidden;
    for (const std::int64_t size : tables.sizes)
      hidden.push_back(size > 0 && size < kSmallest ? 1 : 0);
    const auto primary = hidden;
    hide_complements(tables.sums, tables.sizes, kSmallest, hidden);
    for (std::size_t i = 0; i < hidden.size(); ++i) {
      ASSERT_GE(hidden[i], primary[i]);
      (hidden[i] != 0 ? hidden_cells : shown_cells) += 1;
    }
    for (const Sum& sum : tables.sums) {
      std::int64_t count = hidden[sum.total] != 0 ? 1 : 0;
      std::int64_t together = 0;
      for (const std::uint32_t part : sum.parts) {
        count += hidden[part] != 0 ? 1 : 0;
        together += hidden[part] != 0 ? tables.sizes[part] : 0;
      }
      // One unknown among the total and its parts is no unknown.
      ASSERT_NE(count, 1) << "seed " << seed() << ", round " << round;
      // Nor do the parts that are hidden make up a small cell together.
      if (count > 0 && hidden[sum.total] == 0) {
        ASSERT_GE(together, kSmallest);
      }
    }
  }
  EXPECT_GT(hidden_cells, 1'000);
  EXPECT_GT(shown_cells, hidden_cells / 4);
}

TEST(SmallCells, NothingIsHiddenWithoutNeed) {
  const std::vector<Sum> sums{{3, {0, 1, 2}}};
  const std::vector<std::int64_t> sizes{10, 20, 30, 60};
  std::vector<std::uint8_t> hidden(4, 0);
  hide_complements(sums, sizes, 5, hidden);
  EXPECT_EQ(hidden, (std::vector<std::uint8_t>{0, 0, 0, 0}));
}

TEST(SmallCells, TheNextSmallestGoesWithIt) {
  const std::vector<Sum> sums{{4, {0, 1, 2, 3}}};
  const std::vector<std::int64_t> sizes{2, 30, 0, 9, 41};
  std::vector<std::uint8_t> hidden{1, 0, 0, 0, 0};
  hide_complements(sums, sizes, 5, hidden);
  EXPECT_EQ(hidden, (std::vector<std::uint8_t>{1, 0, 0, 1, 0}));
}

TEST(SmallCells, ATotalOfOnePartGoesWithIt) {
  const std::vector<Sum> sums{{1, {0}}, {3, {1, 2}}};
  const std::vector<std::int64_t> sizes{8, 8, 50, 58};
  std::vector<std::uint8_t> hidden{1, 0, 0, 0};
  hide_complements(sums, sizes, 5, hidden);
  EXPECT_EQ(hidden, (std::vector<std::uint8_t>{1, 1, 1, 0}));
}

}  // namespace
}  // namespace pmm::analytics
