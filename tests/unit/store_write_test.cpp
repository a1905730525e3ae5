#include <sys/file.h>
#include <sys/wait.h>

#include <fcntl.h>

#include <atomic>
#include <latch>
#include <set>
#include <thread>
#include <vector>

#include "store_support.hpp"

namespace pmm::store {
namespace {

class StoreWrite : public StoreTest {};

TEST_F(StoreWrite, IdsAreDenseAndSurviveRollBackAndReopening) {
  std::vector<std::int64_t> ids;
  for (int round = 0; round < 3; ++round) {
    auto store = open();
    for (int i = 0; i < 10; ++i) {
      std::int64_t id = 0;
      const Status status = store->write(kOrigin, Call{}, [&](Tx& tx) -> Status {
        PMM_ASSIGN(id, tx.next_id(Noun::kRoute));
        PMM_ASSIGN(const std::int64_t current, tx.current("route"));
        EXPECT_EQ(current, id);
        if (i % 3 == 1) return Status::conflict("route", "not this one");
        if (i % 3 == 2) throw std::runtime_error("nor this one");
        return {};
      });
      EXPECT_EQ(status.code(), i % 3 == 0   ? Code::kOk
                               : i % 3 == 1 ? Code::kConflict
                                            : Code::kInternal);
      if (status.ok()) ids.push_back(id);
    }
  }
  for (std::size_t i = 0; i < ids.size(); ++i) EXPECT_EQ(ids[i], static_cast<std::int64_t>(i + 1));
}

TEST_F(StoreWrite, TheJournalKeepsWhatWasSaidAndItsChainHolds) {
  auto store = open();
  Origin origin{7, 42, "by phone"};
  ASSERT_TRUE(
      store
          ->write(origin, Call{},
                  [](Tx& tx) {
                    EXPECT_EQ(tx.now_us(), 1'172'739'600'000'000);
                    PMM_TRY(tx.record({"create", Noun::kCase, 9, 42, 9, "service,subject"}));
                    return tx.record({"update", Noun::kSubject, 42});
                  })
          .ok());
  ASSERT_TRUE(write_route(*store, "/home").ok());
  auto snapshot = store->read(kDefaults);
  auto rows = snapshot->db().prepare(sql::kJournalFrom);
  rows->bind(1, 0).bind(2, 10);
  ASSERT_TRUE(*rows->step());
  EXPECT_EQ(rows->int_at(1), 1);
  EXPECT_EQ(rows->int_at(3), 7);
  EXPECT_EQ(rows->int_at(4), 42);
  EXPECT_EQ(rows->text_at(5), "create");
  EXPECT_EQ(rows->int_at(6), 16);
  EXPECT_EQ(rows->text_at(10), "service,subject");
  ASSERT_TRUE(*rows->step());
  EXPECT_TRUE(rows->is_null(8));
  EXPECT_TRUE(rows->is_null(9));
  ASSERT_TRUE(*rows->step());
  EXPECT_EQ(rows->int_at(1), 2);  // another commit
  EXPECT_TRUE(rows->is_null(4));
  // The reason is kept once per write, beside its first record.
  EXPECT_EQ(number(*store, "SELECT count(*) FROM reasons"), 1);
  EXPECT_EQ(number(*store, "SELECT seq FROM reasons WHERE reason = 'by phone'"), 1);
  EXPECT_EQ(verify_chain(*store), 3);
}

TEST_F(StoreWrite, TheChainTellsAChangeARemovalAndAnotherStore) {
  auto store = open();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(write_route(*store, std::to_string(i)).ok());
  const auto after = [&](const char* change) {
    std::int64_t verified = 0;
    const Status undone = store->write(kOrigin, Call{}, [&](Tx& tx) -> Status {
      PMM_TRY(tx.db().execute(change));
      verified = verify_chain(tx.db(), store->store_id());
      return Status::denied("only looking");
    });
    EXPECT_EQ(undone.code(), Code::kDenied);
    return verified;
  };
  EXPECT_EQ(after("UPDATE journal SET at_us = at_us + 1 WHERE seq = 3"), -1);
  EXPECT_EQ(after("UPDATE journal SET subject = 5 WHERE seq = 1"), -1);
  EXPECT_EQ(after("UPDATE journal SET fields = 'patH' WHERE seq = 5"), -1);
  EXPECT_EQ(after("DELETE FROM journal WHERE seq = 2"), -1);
  EXPECT_EQ(after("DELETE FROM journal WHERE seq = 1"), -1);
  EXPECT_EQ(verify_chain(*store), 5);
  auto snapshot = store->read(kDefaults);
  EXPECT_EQ(verify_chain(snapshot->db(), std::string(32, '0')), -1);
}

TEST_F(StoreWrite, AFailedWriteLeavesNothing) {
  auto store = open();
  ASSERT_TRUE(write_route(*store, "/home").ok());
  const Status again = write_route(*store, "/home");
  EXPECT_EQ(again.code(), Code::kConflict);
  EXPECT_NE(again.message().find("routes.path"), std::string::npos) << again.message();
  const Status thrown = store->write(kOrigin, Call{}, [](Tx& tx) -> Status {
    PMM_TRY(add_route(tx, "/lost"));
    throw std::bad_alloc();
  });
  EXPECT_EQ(thrown.code(), Code::kNoMemory);
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 1);
  EXPECT_EQ(number(*store, "SELECT count(*) FROM journal"), 1);
  EXPECT_EQ(store->counts().writes, 1);
  EXPECT_EQ(store->counts().refused, 2);
  ASSERT_TRUE(write_route(*store, "/next").ok());
  EXPECT_EQ(number(*store, "SELECT max(id) FROM routes"), 2);
  EXPECT_EQ(verify_chain(*store), 2);
}

// Keeps the leader inside its write until `count` others wait behind it, so that they become one
// group.
void with_queue(Store& store, int count, const std::function<void(int)>& other) {
  std::latch leading(1);
  std::latch go(1);
  std::thread leader([&] {
    EXPECT_TRUE(store
                    .write(kOrigin, Call{},
                           [&](Tx& tx) {
                             leading.count_down();
                             go.wait();
                             return add_route(tx, "/leader");
                           })
                    .ok());
  });
  leading.wait();
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) threads.emplace_back([&other, i] { other(i); });
  go.count_down();
  for (auto& thread : threads) thread.join();
  leader.join();
}

TEST_F(StoreWrite, AWriteThatFailsInAGroupTakesNobodyWithIt) {
  auto store = open();
  std::atomic<int> kept{0};
  with_queue(*store, 30, [&](int i) {
    const std::string name = "/" + std::to_string(i);
    const Status status = store->write(kOrigin, Call{}, [&](Tx& tx) -> Status {
      PMM_TRY(add_route(tx, name));
      if (i % 3 == 1) return Status::conflict("route", "refused");
      if (i % 3 == 2) PMM_TRY(add_route(tx, name));  // not unique
      return {};
    });
    EXPECT_EQ(status.code(), i % 3 == 0 ? Code::kOk : Code::kConflict);
    if (status.ok()) ++kept;
  });
  EXPECT_EQ(kept, 10);
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 11);
  EXPECT_EQ(number(*store, "SELECT max(id) FROM routes"), 11);
  EXPECT_EQ(verify_chain(*store), 11);
}

TEST_F(StoreWrite, ThirtyTwoThreadsShareCommits) {
  constexpr int kThreads = 32;
  constexpr int kEach = 25;
  auto store = open();
  std::vector<std::vector<std::string>> acknowledged(kThreads);
  std::latch start(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] {
      start.arrive_and_wait();
      for (int i = 0; i < kEach; ++i) {
        const std::string name = std::to_string(t) + "/" + std::to_string(i);
        Call call;
        call.deadline = std::chrono::steady_clock::now() + std::chrono::minutes(5);
        if (write_route(*store, name, call).ok())
          acknowledged[static_cast<std::size_t>(t)].push_back(name);
        if (i % 8 == 0) {
          EXPECT_GT(number(*store, "SELECT count(*) FROM routes"), 0);
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  std::set<std::string> expected;
  for (const auto& names : acknowledged) expected.insert(names.begin(), names.end());
  EXPECT_EQ(expected.size(), std::size_t{kThreads * kEach});
  auto snapshot = store->read(kDefaults);
  auto rows = snapshot->db().prepare("SELECT path FROM routes");
  std::set<std::string> stored;
  while (*rows->step()) stored.insert(rows->string_at(0));
  EXPECT_EQ(stored, expected);
  const Counts counts = store->counts();
  EXPECT_EQ(counts.writes, kThreads * kEach);
  EXPECT_LT(counts.groups, counts.writes);
  EXPECT_GT(counts.longest_wait_us, 0);
  EXPECT_EQ(verify_chain(*store), kThreads * kEach);
}

TEST_F(StoreWrite, CancelAndDeadlineEndTheWaiting) {
  auto store = open();
  auto holder = store->begin(Call{}, 60'000);
  ASSERT_TRUE(holder.ok());
  Call late;
  late.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
  EXPECT_EQ(write_route(*store, "/late", late).code(), Code::kTimeout);
  EXPECT_EQ(store->begin(late, 1000).status().code(), Code::kTimeout);
  auto token = std::make_shared<CancelToken>();
  Call cancelled;
  cancelled.cancel = token;
  Status outcome;
  std::thread waiting([&] { outcome = write_route(*store, "/cancelled", cancelled); });
  token->request();
  waiting.join();
  EXPECT_EQ(outcome.code(), Code::kCancelled);
  ASSERT_TRUE((*holder)->commit().ok());
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 0);
  EXPECT_TRUE(write_route(*store, "/after").ok());
}

// A long question inside a write is stopped; a change is not, because that would undo the group.
TEST_F(StoreWrite, CancelInsideAWriteUndoesThatWriteAlone) {
  auto store = open();
  std::atomic<int> kept{0};
  with_queue(*store, 8, [&](int i) {
    auto token = std::make_shared<CancelToken>();
    Call call;
    call.cancel = token;
    const Status status = store->write(kOrigin, call, [&](Tx& tx) -> Status {
      PMM_TRY(add_route(tx, "/" + std::to_string(i)));
      if (i % 2 == 0) return {};
      token->request();
      if (i % 4 == 1)
        return tx.db()
            .query_int(
                "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < "
                "100000000)"
                " SELECT count(*) FROM n")
            .take_status();
      PMM_ASSIGN(
          auto change,
          tx.db().prepare("WITH RECURSIVE n(x) AS (SELECT 1000 UNION ALL SELECT x + 1 FROM n "
                          "WHERE x < 20000) INSERT INTO routes (id, path) "
                          "SELECT x + $1, x + $1 FROM n"));
      PMM_TRY(change.bind(1, i * 100'000).run());
      return call.check();
    });
    EXPECT_EQ(status.code(), i % 2 == 0 ? Code::kOk : Code::kCancelled) << status.message();
    if (status.ok()) ++kept;
  });
  EXPECT_EQ(kept, 4);
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 5);
  EXPECT_EQ(verify_chain(*store), 5);
}

TEST_F(StoreWrite, D11_AQuestionStopsAtTheDeadline) {
  auto store = open();
  Call call;
  call.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(30);
  auto snapshot = store->read(call);
  ASSERT_TRUE(snapshot.ok());
  const auto counted = snapshot->db().query_int(
      "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT count(*) FROM n");
  EXPECT_EQ(counted.status().code(), Code::kTimeout);
}

TEST_F(StoreWrite, ASnapshotIsOfItsOwnMoment) {
  auto store = open();
  ASSERT_TRUE(write_route(*store, "/one").ok());
  auto snapshot = store->read(kDefaults);
  ASSERT_TRUE(write_route(*store, "/two").ok());
  const auto seen = snapshot->db().query_int("SELECT count(*) FROM routes");
  EXPECT_EQ(**seen, 1);
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 2);
}

// P9: the holder of the gate is another process; when it dies the gate is free.
TEST_F(StoreWrite, P9_AnotherProcessAtTheGate) {
  StoreOptions options = creating();
  options.busy_timeout_ms = 40;
  auto store = open(options);
  int held[2];
  ASSERT_EQ(::pipe(held), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const int fd = ::open((path_ + ".gate").c_str(), O_RDWR | O_CLOEXEC);
    const bool locked = ::flock(fd, LOCK_EX) == 0;
    if (::write(held[1], locked ? "y" : "n", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(held[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  EXPECT_EQ(write_route(*store, "/busy").code(), Code::kBusy);
  EXPECT_EQ(store->begin(Call{}, 1000).status().code(), Code::kBusy);
  EXPECT_EQ(open_code(options), Code::kBusy);
  Call late;
  late.deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
  EXPECT_EQ(write_route(*store, "/late", late).code(), Code::kTimeout);
  Call cancelled;
  auto token = std::make_shared<CancelToken>();
  token->request();
  cancelled.cancel = token;
  EXPECT_EQ(write_route(*store, "/cancelled", cancelled).code(), Code::kCancelled);
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 0);  // questions need no gate
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  ::close(held[0]);
  ::close(held[1]);
  Call patient;
  EXPECT_TRUE(write_route(*store, "/free", patient).ok());
}

TEST_F(StoreWrite, A4_AChildMustOpenTheStoreForItself) {
  auto store = open();
  ASSERT_TRUE(write_route(*store, "/parent").ok());
  auto transaction = store->begin(Call{}, 60'000);
  ASSERT_TRUE(
      (*transaction)->run(kOrigin, Call{}, [](Tx& tx) { return add_route(tx, "/open"); }).ok());
  const pid_t child = ::fork();
  if (child == 0) {
    bool good = write_route(*store, "/child").code() == Code::kForked;
    good = good && store->read(kDefaults).status().code() == Code::kForked;
    good = good && store->begin(Call{}, 1000).status().code() == Code::kForked;
    good = good && (*transaction)->commit().code() == Code::kForked;
    const Work nothing = [](Tx&) { return Status(); };
    good = good && (*transaction)->run(kOrigin, Call{}, nothing).code() == Code::kForked;
    transaction->reset();  // neither of these may touch what the parent has
    store.reset();
    ::_exit(good ? 0 : 1);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  EXPECT_EQ(status, 0);
  EXPECT_TRUE((*transaction)->commit().ok());
  transaction->reset();
  EXPECT_TRUE(write_route(*store, "/after").ok());
  EXPECT_EQ(number(*store, "SELECT count(*) FROM routes"), 3);
}

// A child that lives on holds copies of all descriptors; the gate must not stay shut with them.
TEST_F(StoreWrite, AForkedChildKeepsNoGate) {
  auto store = open();
  auto transaction = store->begin(Call{}, 60'000);
  ASSERT_TRUE(transaction.ok());
  const pid_t child = ::fork();
  if (child == 0)
    for (;;) ::pause();
  ASSERT_TRUE((*transaction)->commit().ok());
  transaction->reset();
  EXPECT_TRUE(write_route(*store, "/free").ok());
  auto other = open();
  EXPECT_TRUE(write_route(*other, "/free too").ok());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
}

}  // namespace
}  // namespace pmm::store
