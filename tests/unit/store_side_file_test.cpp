#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "store/side_file.hpp"

namespace pmm::store {
namespace {

class SideFileTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "pmmcrm-side-XXXXXX";
    ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    path_ = folder_ + "/a.side";
    std::ofstream(path_) << std::string(kSize, 'x');
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static constexpr std::size_t kSize = 300'000;
  std::string folder_, path_;
};

// A mapped one would end the process with SIGBUS.
TEST_F(SideFileTest, IsKeptWhateverBecomesOfTheFile) {
  const auto file = SideFile::open(path_);
  ASSERT_TRUE(file.ok()) << file.status().message();
  EXPECT_TRUE((*file)->unchanged());
  ASSERT_EQ(::truncate(path_.c_str(), 10), 0);
  EXPECT_FALSE((*file)->unchanged());
  const auto bytes = (*file)->bytes();
  ASSERT_EQ(bytes.size(), kSize);
  EXPECT_EQ(std::count(bytes.begin(), bytes.end(), std::byte{'x'}), std::ptrdiff_t{kSize});
  ASSERT_TRUE(remove_side_file(path_).ok());
  EXPECT_EQ((*file)->bytes()[kSize - 1], std::byte{'x'});
}

TEST_F(SideFileTest, IsRefusedWhereItCannotBeRead) {
  EXPECT_EQ(SideFile::open(folder_ + "/none").status().code(), Code::kNotFound);
  EXPECT_EQ(SideFile::open(folder_).status().code(), Code::kCorrupt);
  EXPECT_EQ(SideFile::open(path_, kSize - 1).status().code(), Code::kLimit);
  EXPECT_TRUE(SideFile::open(path_, kSize).ok());
  ASSERT_EQ(::truncate(path_.c_str(), 0), 0);
  EXPECT_TRUE(SideFile::open(path_).value()->bytes().empty());
}

}  // namespace
}  // namespace pmm::store
