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

// The frame as plain rows; nullopt where a row is dead. Checks the bounds on the way.
std::vector<std::optional<Row>> unpack(const Frame& frame) {
  std::vector<std::optional<Row>> out;
  for (const auto& block : frame.blocks) {
    std::uint32_t dead = 0;
    for (std::uint32_t at = 0; at < block->rows; ++at) {
      Row row{};
      for (std::size_t i = 0; i < row.size(); ++i) {
        const Chunk& chunk = block->chunks[i];
        row[i] = chunk.at(at);
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

// Of every kind: the zeros of fresh memory are null in narrow columns only.
TEST(FrameTest, ColumnsThatAreNewAreNull) {
  FrameBuilder builder(std::array{Kind::kInt}, Frame{});
  for (Cell cell = 1; cell <= 3; ++cell) builder.append(std::array{cell});
  const std::array<std::optional<std::uint8_t>, kKinds.size()> places{};
  const Frame frame = rearranged(builder.finish(), kKinds, places);
  ASSERT_EQ(frame.rows, 3U);
  for (const Chunk& chunk : frame.blocks.front()->chunks) {
    EXPECT_TRUE(chunk.has_null);
    for (std::uint32_t row = 0; row < 3; ++row) EXPECT_EQ(chunk.at(row), kNullInt);
  }
}

// Random appends, patches and deletions over many epochs; each epoch stays what it was.
TEST(FrameTest, EveryEpochStaysAsItWasPublished) {
  std::mt19937 random(7);
  const auto pick = [&random](int n) {
    return static_cast<std::int64_t>(random() % static_cast<unsigned>(n));
  };
  const auto cell = [&](int width) -> Cell { return pick(5) == 0 ? kNullInt : 1 + pick(width); };
  // Mostly whole seconds of a few days, now and then of another step or far away.
  const auto time = [&]() -> Cell {
    const Cell seconds = cell(1'000'000);
    if (seconds == kNullInt) return kNullInt;
    switch (pick(400)) {
      case 0:
        return seconds * 1'000'000 + 1;
      case 1:
        return seconds * 1'000'000 + 5000;
      case 2:
        return std::numeric_limits<Cell>::max() - pick(2);
      case 3:
        return kNullInt + 1 + pick(2);
      case 4:
        return -seconds * 1'000'000'000;
      default:
        return seconds * 1'000'000;
    }
  };
  const auto make_row = [&]() -> Row {
    return {cell(pick(50) == 0   ? 70'000
                 : pick(20) == 0 ? 300
                                 : 9),
            time(),
            cell(pick(30) == 0  ? 2'000'000'000
                 : pick(9) == 0 ? 3000
                                : 100),
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
  EXPECT_EQ(frame.blocks[1]->chunks[0].layout.width, 1);
  EXPECT_FALSE(frame.blocks[1]->chunks[0].has_null);
}

// What a column of these values takes per row.
Layout layout_of(Kind kind, std::initializer_list<Cell> values) {
  FrameBuilder builder(std::span(&kind, 1), {});
  for (const Cell value : values) builder.append(std::span(&value, 1));
  const Frame frame = builder.finish();
  std::uint32_t row = 0;
  for (const Cell value : values) {
    const Cell read = frame.blocks[row / kBlockRows]->chunks[0].at(row % kBlockRows);
    EXPECT_EQ(read, kind == Kind::kCode && value == 0 ? kNullInt : value);
    ++row;
  }
  return frame.blocks.back()->chunks[0].layout;
}

TEST(FrameTest, TakesAsFewBytesAsTheValuesNeed) {
  if (kBlockRows < 8) GTEST_SKIP() << "several values must stand in one block";
  constexpr Cell kSecond = 1'000'000;
  constexpr Cell kNow = 1'700'000'000 * kSecond;
  EXPECT_EQ(layout_of(Kind::kInt, {kNullInt}).width, 1);
  EXPECT_EQ(layout_of(Kind::kInt, {kNow, kNow + 254 * kSecond}).width, 1);
  EXPECT_EQ(layout_of(Kind::kInt, {kNow, kNow - 255 * kSecond}).width, 2);
  EXPECT_EQ(layout_of(Kind::kInt, {kNow, kNullInt, kNow + 65'535 * kSecond}).width, 4);
  EXPECT_EQ(layout_of(Kind::kInt, {kNow, kNow + 1000 * kSecond}).scale, kSecond);
  EXPECT_EQ(layout_of(Kind::kInt, {kNow, kNow + 1000 * kSecond + 1000}).scale, 1000);
  EXPECT_EQ(layout_of(Kind::kInt, {kNow, kNow + 1000 * kSecond + 1}).width, 4);
  EXPECT_EQ(layout_of(Kind::kInt, {kNow, kNow + 5000 * kSecond + 1}).width, 8);
  EXPECT_EQ(layout_of(Kind::kInt, {0, std::numeric_limits<Cell>::max()}).width, 8);
  EXPECT_EQ(layout_of(Kind::kInt, {kNullInt + 1, kNullInt + 3}).width, 1);
  EXPECT_EQ(layout_of(Kind::kDay, {20'000, 20'254}).width, 1);
  EXPECT_EQ(layout_of(Kind::kDay, {20'000, kNullInt, -20'000}).width, 2);
  EXPECT_EQ(layout_of(Kind::kDay, {std::numeric_limits<std::int32_t>::max(), 0}).width, 4);
  EXPECT_EQ(layout_of(Kind::kCode, {255, 0}).width, 1);
  EXPECT_EQ(layout_of(Kind::kCode, {255, 256}).width, 2);
  EXPECT_EQ(layout_of(Kind::kCode, {65'536}).width, 4);
}

TEST(FrameTest, NarrowsBoundsAndBytesWhenAPatchAllowsIt) {
  if (kBlockRows < 4) GTEST_SKIP() << "several values must stand in one block";
  constexpr std::array kOne{Kind::kDay};
  const auto patched = [&](const Frame& base, std::uint32_t row, Cell cell) {
    FrameBuilder builder(kOne, base);
    builder.patch(row, std::span(&cell, 1));
    return builder.finish();
  };
  FrameBuilder builder(kOne, {});
  for (const Cell cell : {Cell{10}, Cell{70'000}, kNullInt, Cell{12}})
    builder.append(std::span(&cell, 1));
  const Frame wide = builder.finish();
  EXPECT_EQ(wide.blocks[0]->chunks[0].layout.width, 4);
  const Frame narrow = patched(wide, 1, 11);
  const Chunk& chunk = narrow.blocks[0]->chunks[0];
  EXPECT_EQ(chunk.layout.width, 1);
  EXPECT_EQ(chunk.max, 12);
  EXPECT_EQ(chunk.at(1), 11);
  EXPECT_TRUE(chunk.has_null);
  EXPECT_FALSE(patched(narrow, 2, 10).blocks[0]->chunks[0].has_null);
  EXPECT_EQ(wide.blocks[0]->chunks[0].at(1), 70'000);
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
  for (int i = 0; i < 3000; ++i) dictionary.add(100 + i, "text " + std::to_string(i));
  const auto after = dictionary.publish();
  EXPECT_EQ(before->size(), 2U);
  EXPECT_EQ(before->at(web).text, "web");
  EXPECT_EQ(after->at(web).text, "portal");
  EXPECT_EQ(after->size(), 3002U);
  EXPECT_EQ(after->at(*dictionary.find(3099)).text, "text 2999");
  EXPECT_EQ(dictionary.find(10), web);
  EXPECT_FALSE(dictionary.find(11));
}

TEST(DictionaryTest, FindsItsTexts) {
  Dictionary dictionary;
  for (int round = 0; round < 2; ++round)
    for (int i = 0; i < 3000; ++i) {
      const std::string text = "text " + std::to_string(i);
      ASSERT_EQ(dictionary.code_of(text), static_cast<std::uint32_t>(i) + 1);
      ASSERT_EQ(dictionary.find_text(text), static_cast<std::uint32_t>(i) + 1);
    }
  EXPECT_EQ(dictionary.code_of(""), 3001U);
  EXPECT_EQ(dictionary.code_of(""), 3001U);
  EXPECT_EQ(dictionary.size(), 3002U);
  EXPECT_FALSE(dictionary.find_text("text"));
}

TEST(DictionaryTest, GoesOnWithWhatWasSaved) {
  Dictionary keys;
  keys.restore(true, 7, "seven");
  keys.restore(true, -7, "");
  EXPECT_EQ(keys.find(-7), 2U);
  EXPECT_EQ(keys.add(8, "eight"), 3U);
  EXPECT_EQ(keys.find(7), 1U);
  EXPECT_EQ(keys.find(8), 3U);
  Dictionary texts;
  texts.restore(false, 0, "open");
  EXPECT_EQ(texts.code_of("closed"), 2U);
  EXPECT_EQ(texts.code_of("open"), 1U);
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
