#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "base/crc32c.hpp"
#include "columnar/row_map.hpp"
#include "columnar/section_file.hpp"

namespace pmm::columnar {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// RFC 3720, appendix B.4, and the check value of the catalogue of CRCs.
TEST(Crc32cTest, KnowsTheAnswersOfTheStandard) {
  EXPECT_EQ(crc32c(bytes_of("123456789")), 0xE3069283U);
  EXPECT_EQ(crc32c(bytes_of(std::string(32, '\0'))), 0x8A9136AAU);
  EXPECT_EQ(crc32c(bytes_of(std::string(32, '\xff'))), 0x62A8AB43U);
  EXPECT_EQ(crc32c({}), 0U);
}

TEST(Crc32cTest, IsTheSameOnEveryProcessor) {
  std::string text;
  for (int size = 0; size < 300; ++size) {
    EXPECT_EQ(crc32c(bytes_of(text)), crc32c_by_tables(bytes_of(text)));
    text.push_back(static_cast<char>(size * 37));
  }
}

TEST(RowMapTest, IsAMap) {
  std::mt19937_64 random(3);  // NOLINT(cert-msc51-cpp): the same every time
  RowMap rows;
  std::map<std::int64_t, std::uint32_t> expected;
  std::uint32_t next = 0;
  for (int step = 0; step < 20'000; ++step) {
    const auto id = static_cast<std::int64_t>(random() % 600) - 50;
    const bool known = expected.count(id) != 0;
    ASSERT_EQ(rows.find(id).has_value(), known);
    if (known) {
      ASSERT_EQ(*rows.find(id), expected.at(id));
      rows.erase(id);
      expected.erase(id);
    } else {
      rows.insert(id, next);
      expected[id] = next++;
    }
    rows.erase(1000);
  }
  std::int64_t before = -1000;
  for (const RowMap::Run& run : rows.runs()) {
    EXPECT_GE(run.first, before);
    EXPECT_GT(run.count, 0U);
    before = run.end();
  }
}

TEST(RowMapTest, OfRowsInOrderIsOneRun) {
  RowMap rows;
  for (std::int64_t id = 1; id <= 100'000; ++id)
    rows.insert(id, static_cast<std::uint32_t>(id - 1));
  EXPECT_EQ(rows.runs().size(), 1U);
  EXPECT_EQ(rows.find(70'000), 69'999U);
  // What a feed that fails takes out again.
  for (std::int64_t id = 90'001; id <= 100'000; ++id) rows.erase(id);
  EXPECT_EQ(rows.runs().size(), 1U);
  EXPECT_EQ(rows.runs()[0].end(), 90'001);
}

TEST(SectionFileTest, GivesBackWhatWasPutIn) {
  std::vector<std::byte> bytes;
  SectionWriter out([&bytes](std::span<const std::byte> part) -> Status {
    bytes.insert(bytes.end(), part.begin(), part.end());
    return {};
  });
  ByteWriter manifest;
  ASSERT_TRUE(out.begin().ok());
  const auto section = out.add(bytes_of("a section"));
  ASSERT_TRUE(section.ok());
  put_section(manifest, *section);
  manifest.put_text("what it is");
  ASSERT_TRUE(out.finish(manifest).ok());
  EXPECT_EQ(out.bytes(), bytes.size());
  const auto file = SectionFile::open(bytes, nullptr);
  ASSERT_TRUE(file.ok()) << file.status().message();
  ByteReader in = file->manifest();
  const auto found = file->take(get_section(in));
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(std::string(reinterpret_cast<const char*>(found->data()), found->size()), "a section");
  EXPECT_EQ(in.get_text(), "what it is");
  EXPECT_TRUE(in.ok() && in.at_end());
  EXPECT_EQ(in.get<std::int64_t>(), 0);
  EXPECT_FALSE(in.ok());
  EXPECT_FALSE(file->take({1 << 20, 1, 0}).ok());
  EXPECT_FALSE(file->take({0, ~std::uint64_t{0}, 0}).ok());
}

}  // namespace
}  // namespace pmm::columnar
