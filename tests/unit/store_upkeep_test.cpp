#include <atomic>
#include <fstream>
#include <thread>
#include <vector>

#include "store_support.hpp"

namespace pmm::store {
namespace {

class StoreUpkeep : public StoreTest {
 protected:
  std::int64_t log_bytes() const {
    std::error_code ignored;
    const auto size = std::filesystem::file_size(path_ + "-wal", ignored);
    return ignored ? 0 : static_cast<std::int64_t>(size);
  }
};

TEST_F(StoreUpkeep, P12_ABackupUnderLoadIsAPrefixOfWhatWasWritten) {
  auto store = open();
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(write_route(*store, "/" + std::to_string(i)).ok());
  std::atomic<bool> stop{false};
  std::vector<std::thread> writers;
  for (int t = 0; t < 3; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; !stop; ++i)
        EXPECT_TRUE(write_route(*store, std::to_string(t) + "/" + std::to_string(i)).ok());
    });
  }
  std::int64_t before = 0;
  for (int round = 0; round < 5; ++round) {
    const std::string copy = folder_ + "/copy" + std::to_string(round) + ".crm";
    std::int64_t steps = 0;
    Call call;
    call.progress = [&](std::int64_t done, std::int64_t total) {
      EXPECT_LE(done, total);
      ++steps;
      return true;
    };
    ASSERT_TRUE(store->backup(copy, call).ok());
    for (const char* suffix : {"-wal", "-shm", "-journal", ".partial", ".partial-wal"})
      EXPECT_FALSE(std::filesystem::exists(copy + suffix)) << suffix;
    struct stat info {};
    ASSERT_EQ(::stat(copy.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    EXPECT_EQ(info.st_nlink, 1U);
    auto opened = Store::open(copy, StoreOptions{});
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    const std::int64_t records = verify_chain(**opened);
    EXPECT_GE(records, 200);
    EXPECT_GE(records, before);
    before = records;
    EXPECT_EQ(number(**opened, "SELECT count(*) FROM routes"), records);
    EXPECT_EQ(number(**opened, "SELECT last FROM counters WHERE name = 'route'"), records);
    EXPECT_EQ((*opened)->store_id(), store->store_id());
  }
  stop = true;
  for (auto& writer : writers) writer.join();
  EXPECT_EQ(verify_chain(*store), number(*store, "SELECT count(*) FROM routes"));
}

TEST_F(StoreUpkeep, ABackupNeverReplacesAFileAndLeavesNoHalf) {
  auto store = open();
  ASSERT_TRUE(write_route(*store, "/one").ok());
  const std::string copy = folder_ + "/copy.crm";
  std::ofstream(copy) << "precious";
  EXPECT_EQ(store->backup(copy, Call{}).code(), Code::kConflict);
  EXPECT_EQ(std::filesystem::file_size(copy), 8U);
  EXPECT_EQ(store->backup(folder_ + "/absent/copy.crm", Call{}).code(), Code::kIo);
  EXPECT_EQ(store->backup(std::string("a\0b", 3), Call{}).code(), Code::kInvalid);
  Call cancelled;
  auto token = std::make_shared<CancelToken>();
  token->request();
  cancelled.cancel = token;
  EXPECT_EQ(store->backup(folder_ + "/no.crm", cancelled).code(), Code::kCancelled);
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/no.crm"));
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/no.crm.partial"));
}

TEST_F(StoreUpkeep, P10_TheLogStaysBounded) {
  StoreOptions options = creating();
  options.wal_limit_bytes = 256 * 1024;
  auto store = open(options);
  std::int64_t largest = 0;
  for (int i = 0; i < 300; ++i) {
    ASSERT_TRUE(write_route(*store, std::string(2000, 'x') + std::to_string(i)).ok());
    largest = std::max(largest, log_bytes());
  }
  EXPECT_GT(store->counts().checkpoints, 2);
  EXPECT_LT(largest, 512 * 1024);
  EXPECT_EQ(verify_chain(*store), 300);
}

TEST_F(StoreUpkeep, P10_AReaderHoldsTheLogButNotTheWriters) {
  StoreOptions options = creating();
  options.wal_limit_bytes = 256 * 1024;
  auto store = open(options);
  ASSERT_TRUE(write_route(*store, "/first").ok());
  {
    auto reader = store->read(kDefaults);
    ASSERT_TRUE(reader.ok());
    const std::int64_t before = store->counts().checkpoints;
    for (int i = 0; i < 200; ++i)
      ASSERT_TRUE(write_route(*store, std::string(2000, 'x') + std::to_string(i)).ok());
    EXPECT_EQ(store->counts().checkpoints, before);
    // Nobody waited for the reader, not even for the busy timeout of one checkpoint.
    EXPECT_LT(store->counts().longest_wait_us, 4'000'000);
    EXPECT_EQ(**reader->db().query_int("SELECT count(*) FROM routes"), 1);
  }
  const std::int64_t before = store->counts().checkpoints;
  for (int i = 0; i < 100; ++i)
    ASSERT_TRUE(write_route(*store, std::string(2000, 'y') + std::to_string(i)).ok());
  EXPECT_GT(store->counts().checkpoints, before);
  EXPECT_LT(log_bytes(), 512 * 1024);
}

TEST_F(StoreUpkeep, ReadersArePooled) {
  auto store = open();
  {
    std::vector<Snapshot> snapshots;
    for (std::size_t i = 0; i < limits::kReaders + 5; ++i) {
      auto snapshot = store->read(kDefaults);
      ASSERT_TRUE(snapshot.ok());
      snapshots.push_back(std::move(*snapshot));
    }
    EXPECT_EQ(store->counts().readers, 0);
  }
  EXPECT_EQ(store->counts().readers, static_cast<std::int64_t>(limits::kReaders));
}

}  // namespace
}  // namespace pmm::store
