#include "columnar/frame.hpp"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <optional>
#include <random>
#include <thread>

#include "columnar/dictionary.hpp"
#include "columnar/id_map.hpp"

namespace pmm::columnar {
namespace {

constexpr std::array kKinds{Kind::kCode, Kind::kInt, Kind::kDay, Kind::kReal};
using Row = std::array<Cell, kKinds.size()>;

Cell read(const Chunk& chunk, std::uint32_t rows, std::uint32_t at) {
  switch (chunk.kind) {
    case Kind::kCode:
      return visit_codes(chunk, rows, [at](auto codes) -> Cell {
        return codes[at] == 0 ? kNullInt : Cell{codes[at]};
      });
    case Kind::kInt:
      return chunk.values<std::int64_t>(rows)[at];
    case Kind::kDay: {
      const std::int32_t day = chunk.values<std::int32_t>(rows)[at];
      return day == kNullDay ? kNullInt : day;
    }
    case Kind::kReal:
      return cell_of(chunk.values<double>(rows)[at]);
  }
  return 0;
}

// The frame as plain rows; nullopt where a row is dead. Checks the bounds on the way.
std::vector<std::optional<Row>> unpack(const Frame& frame) {
  std::vector<std::optional<Row>> out;
  for (const auto& block : frame.blocks) {
    std::uint32_t dead = 0;
    for (std::uint32_t at = 0; at < block->rows; ++at) {
      Row row{};
      for (std::size_t i = 0; i < row.size(); ++i) {
        const Chunk& chunk = block->chunks[i];
        row[i] = read(chunk, block->rows, at);
        if (row[i] == kNullInt) {
          EXPECT_TRUE(chunk.has_null);
        } else if (chunk.kind == Kind::kReal) {
          EXPECT_LE(chunk.real_min, std::bit_cast<double>(row[i]));
          EXPECT_GE(chunk.real_max, std::bit_cast<double>(row[i]));
        } else {
          EXPECT_LE(chunk.min, row[i]);
          EXPECT_GE(chunk.max, row[i]);
        }
      }
      const bool alive = !block->alive || (*block->alive)[at] != 0;
      dead += alive ? 0U : 1U;
      out.push_back(alive ? std::optional(row) : std::nullopt);
    }
    EXPECT_EQ(dead, block->dead);
  }
  EXPECT_EQ(out.size(), frame.rows);
  return out;
}

// Random appends, patches and deletions over many epochs; each epoch stays what it was.
TEST(FrameTest, EveryEpochStaysAsItWasPublished) {
  std::mt19937 random(7);
  const auto pick = [&random](int n) {
    return static_cast<std::int64_t>(random() % static_cast<unsigned>(n));
  };
  const auto cell = [&](int width) -> Cell { return pick(5) == 0 ? kNullInt : 1 + pick(width); };
  const auto make_row = [&]() -> Row {
    return {cell(pick(50) == 0   ? 70'000
                 : pick(20) == 0 ? 300
                                 : 9),
            cell(1000), cell(100),
            pick(4) == 0 ? kNullInt : std::bit_cast<Cell>(static_cast<double>(pick(90)) - 40.5)};
  };
  std::vector<std::pair<Frame, std::vector<std::optional<Row>>>> history(1);
  for (int epoch = 0; epoch < 40; ++epoch) {
    auto expected = history.back().second;
    const bool dropped = pick(4) == 0;
    FrameBuilder builder(kKinds, history.back().first);
    for (int step = 0; step < 30; ++step) {
      const Row row = make_row();
      const std::int64_t what = expected.empty() ? 0 : pick(6);
      if (what < 4) {
        ASSERT_EQ(builder.append(row), expected.size());
        expected.emplace_back(row);
      } else {
        const auto at = static_cast<std::uint32_t>(pick(static_cast<int>(expected.size())));
        if (what == 4)
          builder.patch(at, row);
        else
          builder.erase(at);
        expected[at] = what == 4 ? std::optional(row) : std::nullopt;
      }
    }
    if (dropped) continue;
    Frame next = builder.finish();
    history.emplace_back(std::move(next), std::move(expected));
  }
  for (const auto& [frame, expected] : history) {
    EXPECT_EQ(unpack(frame), expected);
    std::uint64_t live = 0;
    for (const auto& row : expected) live += row ? 1U : 0U;
    EXPECT_EQ(frame.live, live);
  }
}

TEST(FrameTest, FillsSeveralBlocks) {
  FrameBuilder builder(kKinds, {});
  const std::uint64_t rows = std::uint64_t{kBlockRows} * 2 + 3;
  for (std::uint64_t i = 0; i < rows; ++i) {
    const auto n = static_cast<Cell>(i);
    builder.append(Row{n % 5 + 1, n, n % 7, kNullInt});
  }
  const Frame frame = builder.finish();
  ASSERT_EQ(frame.blocks.size(), 3U);
  EXPECT_EQ(frame.blocks[2]->rows, 3U);
  EXPECT_EQ(frame.blocks[1]->chunks[1].min, kBlockRows);
  EXPECT_EQ(frame.blocks[1]->chunks[0].width, 1);
  EXPECT_FALSE(frame.blocks[1]->chunks[0].has_null);
}

TEST(IdMapTest, HoldsNearAndFarKeys) {
  IdMap map;
  for (const std::int64_t key : {1LL, 2LL, 5000LL, 1LL << 60, -3LL})
    map.insert(key, static_cast<std::uint32_t>(key & 0xFF));
  EXPECT_EQ(map.find(5000), 5000U & 0xFF);
  EXPECT_EQ(map.find(-3), 0xFDU);
  EXPECT_FALSE(map.find(3));
  map.erase(2);
  map.erase(-3);
  map.erase(99);
  EXPECT_FALSE(map.find(2));
  EXPECT_FALSE(map.find(-3));
  EXPECT_EQ(map.size(), 3U);
}

TEST(DictionaryTest, ViewsKeepTheirTexts) {
  Dictionary dictionary;
  const std::uint32_t web = dictionary.add(10, "web");
  const auto before = dictionary.publish();
  EXPECT_EQ(dictionary.publish(), before);
  dictionary.relabel(web, "portal");
  for (int i = 0; i < 3000; ++i) dictionary.code_of("text " + std::to_string(i));
  EXPECT_EQ(dictionary.code_of("text 7"), dictionary.find_text("text 7"));
  const auto after = dictionary.publish();
  EXPECT_EQ(before->size(), 2U);
  EXPECT_EQ(before->at(web).text, "web");
  EXPECT_EQ(after->at(web).text, "portal");
  EXPECT_EQ(after->size(), 3002U);
  EXPECT_EQ(after->at(*dictionary.find_text("text 2999")).text, "text 2999");
  EXPECT_EQ(dictionary.find(10), web);
  EXPECT_FALSE(dictionary.find(11));
}

// A view is read while its dictionary grows: the thread sanitizer watches.
TEST(DictionaryTest, IsReadWhileItGrows) {
  Dictionary dictionary;
  for (int i = 0; i < 10; ++i) dictionary.code_of("text " + std::to_string(i));
  const auto view = dictionary.publish();
  std::thread reader([&view] {
    for (std::uint32_t round = 0; round < 200; ++round)
      for (std::uint32_t code = 1; code < view->size(); ++code)
        ASSERT_EQ(view->at(code).text, "text " + std::to_string(code - 1));
  });
  for (int i = 10; i < 3000; ++i) dictionary.code_of("text " + std::to_string(i));
  reader.join();
}

}  // namespace
}  // namespace pmm::columnar
