// P4: what other code in the process, or other hands in the file system, can do to our locks. The
// promise: the next write is refused, or it is durable; never acknowledged and lost.
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>

#include <fstream>
#include <vector>

#include "store_support.hpp"

extern char** environ;

namespace pmm::store {
namespace {

// Run in a process of its own by the tests below, which name the file.
TEST(StoreOtherProcess, DISABLED_OpensWritesAndCloses) {
  const char* path = std::getenv("PMM_TEST_STORE");
  ASSERT_NE(path, nullptr);
  auto store = Store::open(path, StoreOptions{});
  ASSERT_TRUE(store.ok()) << store.status().message();
  ASSERT_TRUE(write_route(**store, "/other/" + std::to_string(::getpid())).ok());
}

class StoreLocks : public StoreTest {
 protected:
  // Another process opens the store, writes one row and closes it.
  void visit_from_outside() const {
    std::string self = std::filesystem::read_symlink("/proc/self/exe");
    std::string filter = "--gtest_filter=StoreOtherProcess.*";
    std::string also = "--gtest_also_run_disabled_tests";
    std::string brief = "--gtest_brief=1";
    char* const arguments[] = {self.data(), filter.data(), also.data(), brief.data(), nullptr};
    ASSERT_EQ(::setenv("PMM_TEST_STORE", path_.c_str(), 1), 0);
    pid_t child = 0;
    ASSERT_EQ(::posix_spawn(&child, self.c_str(), nullptr, nullptr, arguments, environ), 0);
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_EQ(status, 0);
  }
  void open_and_close(const char* suffix) const {
    const Fd fd(::open((path_ + suffix).c_str(), O_RDONLY | O_CLOEXEC));
    ASSERT_TRUE(fd.valid());
    char byte = 0;
    ASSERT_EQ(::read(fd.get(), &byte, 1), 1);
  }
  std::int64_t rows_after_reopening() {
    auto store = open(StoreOptions{});
    return number(*store, "SELECT count(*) FROM routes");
  }
};

TEST_F(StoreLocks, P4_ClosingTheSharedMemoryIsNoticed) {
  auto store = open();
  ASSERT_TRUE(write_route(*store, "/before").ok());
  open_and_close("-shm");
  EXPECT_EQ(write_route(*store, "/after").code(), Code::kForeignAccess);
  EXPECT_EQ(write_route(*store, "/again").code(), Code::kForeignAccess);  // and stays so
  store.reset();
  EXPECT_EQ(rows_after_reopening(), 1);
}

TEST_F(StoreLocks, P4_ClosingTheSharedMemoryInsideAWriteIsNoticed) {
  auto store = open();
  const Status status = store->write(kOrigin, Call{}, [&](Tx& tx) {
    open_and_close("-shm");
    return add_route(tx, "/inside");
  });
  EXPECT_EQ(status.code(), Code::kForeignAccess);
  store.reset();
  EXPECT_EQ(rows_after_reopening(), 0);
}

TEST_F(StoreLocks, P4_ClosingTheDatabaseIsNoticed) {
  auto store = open();
  ASSERT_TRUE(write_route(*store, "/before").ok());
  open_and_close("");
  EXPECT_EQ(write_route(*store, "/after").code(), Code::kForeignAccess);
  auto transaction = store->begin(Call{}, 60'000);
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE(
      (*transaction)->run(kOrigin, Call{}, [](Tx& tx) { return add_route(tx, "/tx"); }).ok());
  EXPECT_EQ((*transaction)->commit().code(), Code::kForeignAccess);
  transaction->reset();
  store.reset();
  EXPECT_EQ(rows_after_reopening(), 1);
}

// The shared lock on the database is what keeps the last one to leave from removing the log. When
// it is dropped and another process comes and goes, our log has no name any more.
TEST_F(StoreLocks, P4_ALogThatAnotherProcessRemovedIsNoticed) {
  auto store = open();
  ASSERT_TRUE(write_route(*store, "/before").ok());
  open_and_close("");
  visit_from_outside();
  EXPECT_EQ(write_route(*store, "/lost").code(), Code::kForeignAccess);
  visit_from_outside();
  EXPECT_EQ(write_route(*store, "/lost too").code(), Code::kForeignAccess);
  store.reset();
  EXPECT_EQ(rows_after_reopening(), 3);
}

// The same, with a question of ours still reading: SQLite alone, believing to be the last, would
// fold the log into the file without looking at the locks of readers.
TEST_F(StoreLocks, P4_AReaderWhoseLockWasDroppedKeepsItsView) {
  auto store = open();
  ASSERT_TRUE(write_route(*store, "/first").ok());
  store.reset();
  store = open();
  ASSERT_TRUE(store
                  ->write(kOrigin, Call{},
                          [](Tx& tx) {
                            PMM_ASSIGN(auto set, tx.db().prepare(sql::kSetMeta));
                            return set.bind(1, "test").bind(2, "log begins").run();
                          })
                  .ok());
  {
    auto snapshot = store->read(kDefaults);
    ASSERT_TRUE(snapshot.ok());
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(write_route(*store, std::to_string(i)).ok());
    open_and_close("");
    visit_from_outside();
    EXPECT_EQ(**snapshot->db().query_int("SELECT count(*) FROM routes"), 1);
  }
  store.reset();
  EXPECT_EQ(rows_after_reopening(), 22);
}

TEST_F(StoreLocks, P4_OtherProcessesComeAndGoWithoutHarm) {
  auto store = open();
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(write_route(*store, std::to_string(i)).ok());
    visit_from_outside();
  }
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 6);
  EXPECT_EQ(verify_chain(*store), 6);
}

TEST_F(StoreLocks, P4_RemovedAndRenamedFilesAreNoticed) {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    for (const bool remove : {true, false}) {
      path_ = folder_ + "/b" + suffix + (remove ? "r" : "n") + ".crm";
      auto store = open();
      ASSERT_TRUE(write_route(*store, "/before").ok());
      const std::string file = path_ + suffix;
      const std::string aside = file + ".aside";
      ASSERT_EQ(remove ? ::unlink(file.c_str()) : ::rename(file.c_str(), aside.c_str()), 0);
      EXPECT_EQ(write_route(*store, "/after").code(), Code::kForeignAccess) << file;
    }
  }
}

// Another store takes the place of ours. Closing ours must not touch what is the other's now.
TEST_F(StoreLocks, K6_AReplacedStoreIsNoticedAndItsFilesAreLeftAlone) {
  const std::string other = folder_ + "/other.crm";
  auto store = open();
  ASSERT_TRUE(write_route(*store, "/before").ok());
  for (const char* suffix : {"", "-wal", "-shm"})
    ASSERT_EQ(::rename((path_ + suffix).c_str(), (other + suffix).c_str()), 0);
  StoreOptions no_gate = creating();
  auto replacement = open(no_gate);
  ASSERT_TRUE(write_route(*replacement, "/theirs").ok());
  EXPECT_EQ(write_route(*store, "/after").code(), Code::kForeignAccess);
  store.reset();
  EXPECT_TRUE(exists("-wal"));
  ASSERT_TRUE(write_route(*replacement, "/theirs too").ok());
  replacement.reset();
  EXPECT_EQ(rows_after_reopening(), 2);
  path_ = other;
  EXPECT_EQ(rows_after_reopening(), 1);
}

TEST_F(StoreLocks, P4_AFileCopiedOverOursIsNoticedOrHarmless) {
  auto store = open();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(write_route(*store, std::to_string(i)).ok());
  const std::string copy = folder_ + "/copy.crm";
  ASSERT_TRUE(store->backup(copy, Call{}).ok());
  {
    // `cp copy a.crm`: truncates and writes in place; closing drops our locks.
    std::ifstream in(copy, std::ios::binary);
    std::ofstream out(path_, std::ios::binary | std::ios::trunc);
    out << in.rdbuf();
  }
  EXPECT_EQ(write_route(*store, "/after").code(), Code::kForeignAccess);
}

}  // namespace
}  // namespace pmm::store
