#include <sys/resource.h>
#include <sys/wait.h>

#include <array>
#include <atomic>
#include <csignal>
#include <fstream>
#include <set>
#include <thread>
#include <vector>

#include "crm/upkeep.hpp"
#include "model/codice_fiscale.hpp"
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

// Writers that count what was acknowledged to each of them.
class Writers {
 public:
  static constexpr int kThreads = 4;
  using Counts = std::array<std::int64_t, kThreads>;

  explicit Writers(Store& store) {
    for (int t = 0; t < kThreads; ++t)
      threads_.emplace_back([this, &store, t] {
        for (int i = 0; !stop_; ++i) {
          EXPECT_TRUE(write_route(store, std::to_string(t) + "/" + std::to_string(i)).ok());
          ++acknowledged_[static_cast<std::size_t>(t)];
        }
      });
  }
  ~Writers() { stop(); }
  void stop() {
    stop_ = true;
    for (auto& thread : threads_)
      if (thread.joinable()) thread.join();
  }
  Counts acknowledged() const {
    Counts counts{};
    for (std::size_t t = 0; t < kThreads; ++t) counts[t] = acknowledged_[t];
    return counts;
  }

 private:
  std::atomic<bool> stop_{false};
  std::array<std::atomic<std::int64_t>, kThreads> acknowledged_{};
  std::vector<std::thread> threads_;
};

// The numbers that a store has of one writer, which must be 0, 1, 2 … without a gap.
std::int64_t prefix_of(Store& store, std::size_t writer) {
  const std::string mine = " FROM routes WHERE path LIKE '" + std::to_string(writer) + "/%'";
  const std::int64_t count = number(store, ("SELECT count(*)" + mine).c_str());
  const std::int64_t last =
      number(store, ("SELECT coalesce(max(CAST(substr(path, 3) AS INTEGER)), -1)" + mine).c_str());
  EXPECT_EQ(last, count - 1);
  return count;
}

TEST_F(StoreUpkeep, P12_ABackupUnderLoadIsAPrefixOfWhatWasAcknowledged) {
  auto store = open();
  Writers writers(*store);
  std::int64_t before_records = 0;
  for (int round = 0; round < 5; ++round) {
    const std::string copy = folder_ + "/copy" + std::to_string(round) + ".crm";
    Call call;
    call.progress = [&](std::int64_t done, std::int64_t total) {
      EXPECT_LE(done, total);
      return true;
    };
    const Writers::Counts before = writers.acknowledged();
    ASSERT_TRUE(store->backup(copy, call).ok());
    const Writers::Counts after = writers.acknowledged();
    for (const char* suffix : {"-wal", "-shm", "-journal", ".partial", ".partial-wal"})
      EXPECT_FALSE(std::filesystem::exists(copy + suffix)) << suffix;
    struct stat info {};
    ASSERT_EQ(::stat(copy.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600U);
    EXPECT_EQ(info.st_nlink, 1U);

    auto opened = Store::open(copy, StoreOptions{});
    ASSERT_TRUE(opened.ok()) << opened.status().message();
    for (std::size_t t = 0; t < Writers::kThreads; ++t) {
      const std::int64_t kept = prefix_of(**opened, t);
      EXPECT_GE(kept, before[t]);
      EXPECT_LE(kept, after[t] + 1);  // one may be there that is about to be acknowledged
    }
    const std::int64_t records = verify_chain(**opened);
    EXPECT_GE(records, before_records);
    before_records = records;
    EXPECT_EQ(number(**opened, "SELECT count(*) FROM routes"), records);
    EXPECT_EQ(number(**opened, "SELECT coalesce(max(last), 0) FROM counters WHERE name = 'route'"),
              records);
    EXPECT_EQ((*opened)->store_id(), store->store_id());
    const auto findings =
        crm::check_store(**opened, *Zone::load("UTC").value(), nullptr, kDefaults);
    ASSERT_TRUE(findings.ok());
    for (std::int64_t row = 0; row < (*findings)->rows; ++row)
      EXPECT_NE((*findings)->columns[0].text_at(row), "error");
  }
  writers.stop();
  EXPECT_EQ(verify_chain(*store), number(*store, "SELECT count(*) FROM routes"));
}

// Somebody born today where it is after midnight, in a place that exists from today on.
TEST_F(StoreUpkeep, PlacesOfBirthAreCheckedOnTheDayOfTheZone) {
  constexpr std::int32_t kMarch2 = 19'784;  // 2024-03-02
  StoreOptions options = creating();
  options.clock = [] { return std::int64_t{1'709'335'800'000'000}; };  // 2024-03-01T23:30Z
  auto store = open(options);
  const auto code = model::encode_codice_fiscale("Rossi", "Mario", 'M', kMarch2, "M999");
  ASSERT_TRUE(code.ok());
  const auto add = [&](Tx& tx) -> Status {
    PMM_ASSIGN(auto subject, tx.db().prepare("INSERT INTO subjects (id, token, version, kind, name,"
                                             " since_us, created_us)"
                                             " VALUES (1, 't', 1, 'person', 'Mario', 1, 1)"));
    PMM_TRY(subject.run());
    PMM_ASSIGN(auto insert, tx.db().prepare("INSERT INTO identifiers (id, version, subject, scheme,"
                                            " value, match_key, since_us, created_us) VALUES"
                                            " (1, 1, 1, 'codice_fiscale', $1, $1, 1, 1)"));
    PMM_TRY(insert.bind(1, std::string_view(*code)).run());
    return tx.record({"create", Noun::kSubject, 1, 1, 0, "kind"});
  };
  ASSERT_TRUE(store->write(kOrigin, kDefaults, add).ok());
  model::Municipalities table;
  ASSERT_TRUE(table.add("M999", "NUOVO", kMarch2, kMarch2 + 1));
  const auto is_odd = [&](const char* zone) {
    const auto findings =
        crm::check_store(*store, *Zone::load(zone).value(), &table, kDefaults).value();
    bool odd = false;
    for (std::int64_t row = 0; row < findings->rows; ++row)
      odd = odd || findings->columns[1].text_at(row) == "birth_place";
    return odd;
  };
  EXPECT_TRUE(is_odd("UTC"));
  EXPECT_FALSE(is_odd("Europe/Rome"));
}

class StoreBackupStopped : public StoreUpkeep {
 protected:
  // Large enough for a backup of several steps.
  std::shared_ptr<Store> open_large() {
    auto store = open();
    EXPECT_TRUE(store
                    ->write(kOrigin, kDefaults,
                            [](Tx& tx) -> Status {
                              for (int i = 0; i < 3000; ++i)
                                PMM_TRY(add_route(tx, std::to_string(i) + std::string(4000, 'x')));
                              return {};
                            })
                    .ok());
    return store;
  }
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_))
      names.insert(entry.path().filename());
    return names;
  }
};

TEST_F(StoreBackupStopped, P12_CancelledInTheMiddleItLeavesNothing) {
  auto store = open_large();
  const auto before = files();
  Call call;
  std::int64_t copied = 0;
  call.progress = [&](std::int64_t done, std::int64_t total) {
    copied = done;
    EXPECT_LT(done, total);
    return false;
  };
  EXPECT_EQ(store->backup(folder_ + "/copy.crm", call).code(), Code::kCancelled);
  EXPECT_GT(copied, 0);
  EXPECT_EQ(files(), before);
  EXPECT_TRUE(store->backup(folder_ + "/copy.crm", kDefaults).ok());
}

TEST_F(StoreBackupStopped, P12_WithoutRoomInTheMiddleItLeavesNothing) {
  auto store = open_large();
  store.reset();
  const auto before = files();
  const pid_t child = ::fork();
  if (child == 0) {
    // No file may grow over four MiB: the copy gets there in its second step.
    const struct rlimit small { 4 << 20, 4 << 20 };
    auto full = Store::open(path_, StoreOptions{});
    const bool limited =
        ::signal(SIGXFSZ, SIG_IGN) != SIG_ERR && ::setrlimit(RLIMIT_FSIZE, &small) == 0;
    const Code code =
        full.ok() ? (*full)->backup(folder_ + "/copy.crm", kDefaults).code() : Code::kOk;
    full = Status::internal("closed");
    ::_exit(limited && (code == Code::kFull || code == Code::kIo) ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(files(), before);
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
