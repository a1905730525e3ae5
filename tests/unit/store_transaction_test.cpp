#include <sys/wait.h>

#include <chrono>
#include <latch>
#include <thread>
#include <vector>

#include "store_support.hpp"

namespace pmm::store {
namespace {

class StoreTransaction : public StoreTest {
 protected:
  static Status add(HostTransaction& transaction, std::string_view name) {
    return transaction.run(kOrigin, Call{}, [name](Tx& tx) { return add_route(tx, name); });
  }
};

TEST_F(StoreTransaction, CommitsAllOfItAtOnce) {
  auto store = open();
  auto transaction = store->begin(Call{}, 60'000);
  ASSERT_TRUE(transaction.ok());
  EXPECT_TRUE(add(**transaction, "/one").ok());
  EXPECT_TRUE(add(**transaction, "/two").ok());
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 0);  // not yet
  EXPECT_TRUE((*transaction)->commit().ok());
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 2);
  EXPECT_EQ(number(*store, "SELECT count(DISTINCT commit_group) FROM journal"), 1);
  EXPECT_EQ(store->counts().writes, 2);
  EXPECT_EQ(add(**transaction, "/three").code(), Code::kMisuse);
  EXPECT_EQ((*transaction)->commit().code(), Code::kMisuse);
  EXPECT_EQ(verify_chain(*store), 2);
}

TEST_F(StoreTransaction, RollsBackWhenToldAndWhenDropped) {
  auto store = open();
  {
    auto transaction = store->begin(Call{}, 60'000);
    EXPECT_TRUE(add(**transaction, "/one").ok());
    (*transaction)->roll_back();
    EXPECT_EQ(add(**transaction, "/two").code(), Code::kMisuse);
  }
  {
    auto transaction = store->begin(Call{}, 60'000);
    EXPECT_TRUE(add(**transaction, "/one").ok());
  }
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 0);
  EXPECT_TRUE(write_route(*store, "/one").ok());
  EXPECT_EQ(number(*store, "SELECT id FROM routes"), 1);
  EXPECT_EQ(verify_chain(*store), 1);
}

TEST_F(StoreTransaction, AWriteThatFailsInsideUndoesItselfAlone) {
  auto store = open();
  auto transaction = store->begin(Call{}, 60'000);
  EXPECT_TRUE(add(**transaction, "/one").ok());
  EXPECT_EQ((*transaction)
                ->run(kOrigin, Call{},
                      [](Tx& tx) {
                        PMM_TRY(add_route(tx, "/two"));
                        return add_route(tx, "/one");
                      })
                .code(),
            Code::kConflict);
  EXPECT_TRUE(add(**transaction, "/three").ok());
  EXPECT_TRUE((*transaction)->commit().ok());
  EXPECT_EQ(number(*store, "SELECT max(id) FROM routes"), 2);
  EXPECT_EQ(verify_chain(*store), 2);
}

TEST_F(StoreTransaction, IsAlone) {
  auto store = open();
  auto transaction = store->begin(Call{}, 60'000);
  std::thread other([&] { EXPECT_TRUE(write_route(*store, "/other").ok()); });
  EXPECT_TRUE(add(**transaction, "/mine").ok());
  EXPECT_TRUE((*transaction)->commit().ok());
  other.join();
  EXPECT_EQ(number(*store, "SELECT id FROM routes WHERE path = '/mine'"), 1);
  EXPECT_EQ(number(*store, "SELECT id FROM routes WHERE path = '/other'"), 2);
}

// Waits, without a clock, until the watchdog has ended the transaction.
void wait_until_free(const std::shared_ptr<Store>& store) {
  Call patient;
  auto next = store->begin(patient, 60'000);
  ASSERT_TRUE(next.ok()) << next.status().message();
}

TEST_F(StoreTransaction, TheTimeLimitRollsItBack) {
  auto store = open();
  auto transaction = store->begin(Call{}, 30);
  (void)add(**transaction, "/one");
  wait_until_free(store);
  EXPECT_EQ(add(**transaction, "/two").code(), Code::kTimeout);
  EXPECT_EQ((*transaction)->commit().code(), Code::kTimeout);
  (*transaction)->roll_back();
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 0);
  EXPECT_TRUE(write_route(*store, "/after").ok());
  EXPECT_EQ(verify_chain(*store), 1);
}

TEST_F(StoreTransaction, TheTimeLimitStopsAQuestionInsideIt) {
  auto store = open();
  auto transaction = store->begin(Call{}, 50);
  const Status stopped = (*transaction)->run(kOrigin, Call{}, [](Tx& tx) {
    return tx.db()
        .query_int(
            "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM "
            "n")
        .take_status();
  });
  EXPECT_EQ(stopped.code(), Code::kTimeout);
  wait_until_free(store);
}

TEST_F(StoreTransaction, KeepsTheStoreAlive) {
  auto store = open();
  auto transaction = store->begin(Call{}, 60'000);
  EXPECT_TRUE(add(**transaction, "/one").ok());
  store.reset();
  EXPECT_TRUE((*transaction)->commit().ok());
  transaction->reset();
  store = open(StoreOptions{});
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 1);
}

// Whatever the watchdog is doing: what was answered is what is there.
TEST_F(StoreTransaction, ACommitThatRacesWithTheLimitIsAnsweredTruly) {
  auto store = open();
  std::int64_t committed = 0;
  for (int i = 0; i < 200; ++i) {
    auto transaction = store->begin(Call{}, 1);
    ASSERT_TRUE(transaction.ok());
    const Status written = add(**transaction, std::to_string(i));
    const Status done = (*transaction)->commit();
    for (const Status* status : {&written, &done})
      ASSERT_TRUE(status->ok() || status->code() == Code::kTimeout) << status->message();
    ASSERT_FALSE(!written.ok() && done.ok());
    if (done.ok()) ++committed;
  }
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), committed);
  EXPECT_EQ(verify_chain(*store), committed);
  EXPECT_EQ(store->counts().writes, committed);
}

// A call that comes after the limit is refused also when the watchdog has not had the processor.
TEST_F(StoreTransaction, TheLimitCountsFromTheBeginning) {
  auto store = open();
  auto transaction = store->begin(Call{}, 1);
  ASSERT_TRUE(transaction.ok());
  const auto after = std::chrono::steady_clock::now() + std::chrono::milliseconds(1);
  while (std::chrono::steady_clock::now() < after) std::this_thread::yield();
  EXPECT_EQ((*transaction)->commit().code(), Code::kTimeout);
}

TEST_F(StoreTransaction, WhenTheHostNeverCallsAgainOtherProcessesGetTheirTurn) {
  auto store = open();
  int go[2];
  ASSERT_EQ(::pipe(go), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    char byte = 0;
    ::close(go[1]);
    (void)!::read(go[0], &byte, 1);
    auto other = Store::open(path_, StoreOptions{});
    ::_exit(other.ok() && write_route(**other, "/other").ok() ? 0 : 1);
  }
  auto forgotten = store->begin(Call{}, 30);
  ASSERT_TRUE(forgotten.ok());
  (void)add(**forgotten, "/forgotten");
  ::close(go[0]);
  ::close(go[1]);
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 1);
}

TEST_F(StoreTransaction, P25_AForkedChildCanNeitherUseNorEndIt) {
  auto store = open();
  auto transaction = store->begin(Call{}, 60'000);
  ASSERT_TRUE(add(**transaction, "/one").ok());
  const pid_t child = ::fork();
  if (child == 0) {
    const bool refused = add(**transaction, "/child").code() == Code::kForked &&
                         (*transaction)->commit().code() == Code::kForked;
    (*transaction)->roll_back();
    transaction->reset();
    store.reset();
    ::_exit(refused ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE(add(**transaction, "/two").ok());
  EXPECT_TRUE((*transaction)->commit().ok());
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 2);
  EXPECT_EQ(verify_chain(*store), 2);
}

// A transaction that has ended needs no thread, however long the host keeps it.
TEST_F(StoreTransaction, EndedOnesKeepNoThread) {
  const auto threads = [] {
    return std::distance(std::filesystem::directory_iterator("/proc/self/task"), {});
  };
  auto store = open();
  std::thread([] {}).join();  // the thread sanitizer starts one of its own with the first
  const auto before = threads();
  std::vector<std::unique_ptr<HostTransaction>> kept;
  for (int i = 0; i < 20; ++i) {
    auto transaction = store->begin(Call{}, 60'000);
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE((*transaction)->commit().ok());
    kept.push_back(std::move(*transaction));
  }
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (threads() > before && std::chrono::steady_clock::now() < limit) std::this_thread::yield();
  EXPECT_LE(threads(), before);
}

TEST_F(StoreTransaction, ManyThreadsTakeTurns) {
  auto store = open();
  constexpr int kThreads = 6;
  std::latch start(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      start.arrive_and_wait();
      for (int i = 0; i < 10; ++i) {
        const std::string name = std::to_string(t) + "/" + std::to_string(i);
        if (t % 2 == 0) {
          EXPECT_TRUE(write_route(*store, name).ok());
          continue;
        }
        auto transaction = store->begin(Call{}, 60'000);
        ASSERT_TRUE(transaction.ok()) << transaction.status().message();
        EXPECT_TRUE(add(**transaction, name).ok());
        EXPECT_TRUE(add(**transaction, name + "/b").ok());
        if (i % 2 == 0) {
          EXPECT_TRUE((*transaction)->commit().ok());
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 3 * 10 + 3 * 5 * 2);
  EXPECT_EQ(verify_chain(*store), 60);
}

}  // namespace
}  // namespace pmm::store
