#include <sys/wait.h>

#include <latch>
#include <thread>

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
