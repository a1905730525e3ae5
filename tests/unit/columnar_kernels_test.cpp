#include "columnar/kernels.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

namespace pmm::columnar {
namespace {

// Chunks of every width, with and without nulls, and an odd number of rows.
struct Sample {
  Chunk chunk;
  std::vector<Cell> cells;
};

std::vector<Sample> samples(Kind kind, std::size_t rows = 1003) {
  std::mt19937_64 random(29);
  std::vector<Sample> out;
  const std::int64_t step = kind == Kind::kInt ? 1'000'000 : 1;
  const std::int64_t base = kind == Kind::kCode  ? 1
                            : kind == Kind::kDay ? 18'000
                                                 : step * 1'600'000'000;
  std::vector<std::uint64_t> ranges{1, 200, 60'000, 3'000'000};
  if (kind == Kind::kInt) ranges.push_back(std::uint64_t{1} << 34);
  for (const std::uint64_t range : ranges) {
    for (const std::uint64_t nulls : {0U, 3U, 1U}) {
      Sample sample;
      for (std::size_t i = 0; i < rows; ++i) {
        const auto value = static_cast<std::int64_t>(random() % range) * step + base;
        sample.cells.push_back(nulls != 0 && random() % nulls == 0 ? kNullInt : value);
      }
      sample.chunk = make_chunk(kind, sample.cells);
      out.push_back(std::move(sample));
    }
  }
  return out;
}

void expect_mask(const Sample& sample, std::size_t begin, ConstMask mask,
                 const std::function<bool(Cell)>& wanted) {
  for (std::size_t i = 0; i < mask.size(); ++i)
    ASSERT_EQ(mask[i] != 0, wanted(sample.cells[begin + i])) << i;
}

TEST(KernelsTest, SelectsRangesAndNulls) {
  for (const Kind kind : {Kind::kInt, Kind::kDay}) {
    for (const Sample& sample : samples(kind)) {
      std::vector<std::uint8_t> mask(500);
      const Cell some = *std::max_element(sample.cells.begin(), sample.cells.end());
      const std::vector<std::pair<Cell, Cell>> ranges{
          {kNullInt + 1, std::numeric_limits<Cell>::max()},
          {some, some},
          {some == kNullInt ? 0 : some - 700'001, some == kNullInt ? 0 : some - 3},
          {some == kNullInt ? 1 : some - 1, some == kNullInt ? 0 : some - 2},
          {some == kNullInt ? 5 : some + 1, std::numeric_limits<Cell>::max()}};
      for (const auto& range : ranges) {
        const Cell first = range.first;
        const Cell last = range.second;
        if (some == kNullInt && first < 0) continue;
        select_range(sample.chunk, 7, first, last, mask);
        expect_mask(sample, 7, mask,
                    [&](Cell cell) { return cell != kNullInt && cell >= first && cell <= last; });
      }
      select_null(sample.chunk, 7, mask);
      expect_mask(sample, 7, mask, [](Cell cell) { return cell == kNullInt; });
    }
  }
}

TEST(KernelsTest, SelectsCodes) {
  for (const Sample& sample : samples(Kind::kCode)) {
    std::vector<std::uint8_t> mask(901);
    const auto code_of = [](Cell cell) {
      return cell == kNullInt ? 0U : static_cast<std::uint32_t>(cell);
    };
    const std::vector<std::uint32_t> few{code_of(sample.cells[3]), 0, 77, 4'000'000'000};
    select_few(sample.chunk, 100, few, mask);
    expect_mask(sample, 100, mask, [&](Cell cell) {
      return std::find(few.begin(), few.end(), code_of(cell)) != few.end();
    });
    std::vector<std::uint8_t> table(
        static_cast<std::size_t>(sample.chunk.empty() ? 1 : sample.chunk.max + 1));
    for (std::size_t i = 0; i < table.size(); ++i) table[i] = i % 3 == 0;
    select_in_table(sample.chunk, 100, table, mask);
    expect_mask(sample, 100, mask, [&](Cell cell) { return table[code_of(cell)] != 0; });
    select_stored(sample.chunk, 100, 5, 70'000, mask);
    expect_mask(sample, 100, mask,
                [&](Cell cell) { return code_of(cell) >= 5 && code_of(cell) <= 70'000; });
  }
}

TEST(KernelsTest, ListsTheSelectedRows) {
  std::mt19937 random(31);
  for (const std::size_t rows : {0U, 1U, 7U, 8U, 2047U}) {
    for (const unsigned rare : {1U, 2U, 90U}) {
      std::vector<std::uint8_t> mask(rows);
      std::vector<std::uint16_t> expected;
      for (std::size_t i = 0; i < rows; ++i) {
        mask[i] = random() % rare == 0;
        if (mask[i] != 0) expected.push_back(static_cast<std::uint16_t>(40'000 + i));
      }
      std::vector<std::uint16_t> out(rows + kSelectionSlack);
      out.resize(to_selection(mask, 40'000, out.data()));
      EXPECT_EQ(out, expected);
    }
  }
}

// Rows as they stand, and rows that a selection lists.
struct SomeRows {
  std::vector<std::uint16_t> listed;
  Rows plain{nullptr, 11, 700};
  Rows selected;
  SomeRows() {
    for (std::uint16_t i = 0; i < 700; ++i) listed.push_back(static_cast<std::uint16_t>(i + i / 3));
    selected = {listed.data(), 0, listed.size()};
  }
  static std::size_t row(const Rows& rows, std::size_t i) {
    return rows.selection == nullptr ? rows.begin + i : rows.selection[i];
  }
};

TEST(KernelsTest, ReadsValuesAndSubtracts) {
  const SomeRows some;
  const auto all = samples(Kind::kInt);
  for (const Rows& rows : {some.plain, some.selected}) {
    for (const Sample& a : all) {
      for (const Sample& b : all) {
        std::vector<std::int64_t> from(rows.count), to(rows.count), wide(rows.count);
        read_values(a.chunk, rows, from);
        read_values(b.chunk, rows, to);
        subtract(std::span<const std::int64_t>(from), to, wide);
        std::vector<std::uint32_t> room(rows.count), other(rows.count);
        std::vector<std::int32_t> steps(rows.count);
        const auto found = subtraction(a.chunk, b.chunk);
        if (found)
          subtract(read_stored(a.chunk, rows, room), read_stored(b.chunk, rows, other),
                   found->shift, steps);
        else
          ASSERT_TRUE(!a.chunk.layout.narrow() || !b.chunk.layout.narrow());
        for (std::size_t i = 0; i < rows.count; ++i) {
          const Cell x = a.cells[SomeRows::row(rows, i)];
          const Cell y = b.cells[SomeRows::row(rows, i)];
          ASSERT_EQ(from[i], x);
          const bool given = x != kNullInt && y != kNullInt && y >= x;
          ASSERT_EQ(wide[i], given ? y - x : kNullInt);
          if (!found) continue;
          ASSERT_EQ(steps[i], given ? (y - x) / found->scale : -1);
        }
      }
    }
  }
}

TEST(KernelsTest, RefusesToSubtractWhatDoesNotFit) {
  constexpr Cell kSecond = 1'000'000;
  const auto chunk = [](std::initializer_list<Cell> cells) {
    return make_chunk(Kind::kInt, std::vector<Cell>(cells));
  };
  const Chunk zero = chunk({0, kSecond * 3});
  EXPECT_TRUE(subtraction(zero, chunk({kSecond * ((1LL << 31) - 1)})));
  EXPECT_FALSE(subtraction(zero, chunk({kSecond * (1LL << 31)})));
  EXPECT_FALSE(subtraction(chunk({kSecond * ((1LL << 31) + 1)}), zero));
  EXPECT_FALSE(subtraction(zero, chunk({1, 2})));          // another step
  EXPECT_FALSE(subtraction(zero, chunk({0, 1LL << 50})));  // whole 64 bits
  EXPECT_TRUE(subtraction(zero, chunk({kNullInt})));       // nothing to subtract
}

TEST(KernelsTest, AddsSharesOfGroupNumbers) {
  const SomeRows some;
  for (const Rows& rows : {some.plain, some.selected}) {
    for (const Sample& sample : samples(Kind::kDay)) {
      const Layout layout = sample.chunk.layout;
      std::vector<std::uint32_t> room(rows.count);
      const auto stored = read_stored(sample.chunk, rows, room);
      const auto check = [&](const char* what, const std::vector<std::uint32_t>& groups,
                             const std::function<std::uint32_t(std::uint32_t)>& share) {
        for (std::size_t i = 0; i < rows.count; ++i) {
          const Cell cell = sample.cells[SomeRows::row(rows, i)];
          ASSERT_EQ(stored[i],
                    cell == kNullInt ? 0 : static_cast<std::uint32_t>(cell - layout.base + 1));
          ASSERT_EQ(groups[i], 5 + share(stored[i])) << what;
        }
      };
      std::vector<std::uint32_t> groups(rows.count, 5);
      add_stored(sample.chunk, rows, 2, 3, groups);
      check("stored", groups, [](std::uint32_t s) { return 3 * (s - 2); });
      const std::uint32_t low =
          sample.chunk.empty() ? 1 : static_cast<std::uint32_t>(sample.chunk.min - layout.base + 1);
      std::vector<std::uint32_t> table(4'000'000);
      for (std::uint32_t i = 0; i < table.size(); ++i) table[i] = i * 7 % 1000;
      groups.assign(rows.count, 5);
      add_looked_up(sample.chunk, rows, low, table, groups);
      check("table", groups, [&](std::uint32_t s) { return s == 0 ? 0 : table[s - low]; });
      groups.assign(rows.count, 5);
      add_steps(stored, std::vector<std::uint32_t>{1, low + 40, low + 90}, 10, groups);
      check("steps", groups, [&](std::uint32_t s) {
        return 10 * (std::uint32_t{s >= 1} + (s >= low + 40) + (s >= low + 90));
      });
      for (const std::uint32_t step : {1U, 60U, 3600U, 37U}) {
        groups.assign(rows.count, 5);
        add_quotient(stored, 4, step, 2, groups);
        check("quotient", groups,
              [&](std::uint32_t s) { return s == 0 ? 0 : 2 * ((s + 4) / step + 1); });
        for (const std::uint32_t wrap : {7U, 24U}) {
          groups.assign(rows.count, 5);
          add_cycle(stored, 4, step, wrap, 2, groups);
          check("cycle", groups,
                [&](std::uint32_t s) { return s == 0 ? 0 : 2 * ((s + 4) / step % wrap + 1); });
        }
      }
    }
  }
}

}  // namespace
}  // namespace pmm::columnar
