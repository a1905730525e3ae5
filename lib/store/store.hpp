#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/call.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/status.hpp"
#include "store/gate.hpp"
#include "store/migration.hpp"
#include "store/sqlite/connection.hpp"
#include "store/sqlite/lock_probe.hpp"
#include "store/tx.hpp"

namespace pmm::store {

using Work = std::function<Status(Tx&)>;

struct StoreOptions {
  enum class Create { kNever, kMayExist, kMustNotExist };
  Create create = Create::kNever;
  bool read_only = false;
  bool to_copy = false;    // with read_only: of an older schema too, for backup() alone
  bool in_memory = false;  // a private file in memory, gone with the store
  Clock clock = system_clock();
  std::string timezone = "Europe/Rome";  // kept by a new store; an old one has its own
  std::uint32_t busy_timeout_ms = limits::kBusyTimeoutMs;
  std::int64_t wal_limit_bytes = limits::kWalBytes;
  std::int64_t memory_limit_bytes = 0;                      // 0: none
  std::chrono::milliseconds long_wait = limits::kLongWait;  // for the gate, worth a line of log
  Log log;
  Work first_write;  // rows that every new store has, made with its tables; may be empty
  Migrations migrations = released_migrations();
  bool unsafe_without_gate = false;  // for the test that shows what the gate is for
};

struct Counts {
  std::int64_t writes = 0;   // writes acknowledged
  std::int64_t groups = 0;   // commits, each one sync
  std::int64_t refused = 0;  // writes that failed
  std::int64_t checkpoints = 0;
  std::int64_t wal_bytes = 0;  // of the log after the last commit
  std::int64_t longest_wait_us = 0;
  std::int64_t readers = 0;                // pooled read connections
  std::int64_t snapshots = 0;              // reads that run now
  std::int64_t waiting = 0;                // writes that wait for their turn now
  std::int64_t checkpoints_postponed = 0;  // readers kept a part of the log
  std::int64_t longest_gate_wait_us = 0;
  std::int64_t journal = 0;      // last number committed or met by a write of this store
  std::int64_t cache_bytes = 0;  // what the page caches of the open connections may take
};

class Store;

// A consistent view for reading, borrowed from the pool and given back by destruction.
class Snapshot {
 public:
  Snapshot(Snapshot&&) noexcept = default;
  Snapshot& operator=(Snapshot&&) = delete;
  ~Snapshot();
  Connection& db() noexcept { return *connection_; }

 private:
  friend class Store;
  Snapshot(std::shared_ptr<Store> store, std::unique_ptr<Connection> connection)
      : store_(std::move(store)), connection_(std::move(connection)) {}
  std::shared_ptr<Store> store_;
  std::unique_ptr<Connection> connection_;
};

// A transaction of the host: alone, holding the gate, with a time limit. When the limit passes it
// is rolled back, whatever the host is doing, and every later call on it fails with kTimeout.
class HostTransaction {
 public:
  ~HostTransaction();  // rolls back
  HostTransaction(const HostTransaction&) = delete;
  HostTransaction& operator=(const HostTransaction&) = delete;

  // One write inside the transaction; its failure undoes that write alone.
  Status run(const Origin& origin, const Call& call, const Work& work);
  Status commit();
  void roll_back() noexcept;

 private:
  friend class Store;
  struct State;
  explicit HostTransaction(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// The database of one administration: one file, many threads, several processes.
class Store : public std::enable_shared_from_this<Store> {
 public:
  static Result<std::shared_ptr<Store>> open(const std::string& path, StoreOptions options);
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  // Runs `work` in a transaction and returns once its outcome is on disk. Waiting writes are
  // committed together: the first waiter leads and may run the work of others in its thread.
  // A failure of `work` undoes its own changes only.
  Status write(const Origin& origin, const Call& call, const Work& work);

  // The call is looked at as long as the snapshot lives.
  Result<Snapshot> read(const Call& call);
  Result<Snapshot> read(const Call&& call) = delete;

  Result<std::unique_ptr<HostTransaction>> begin(const Call& call, std::uint32_t limit_ms);
  // Whether one is open in this process: its end is nothing to wait for.
  bool is_held_by_host() const noexcept { return held_by_host_.load(); }

  // Folds the log into the file and empties it, so that no byte of what was deleted is left in
  // either. kBusy when readers keep a part of the log for longer than the busy timeout.
  Status fold(const Call& call);

  // A consistent copy, taken while others write. The file must not exist.
  Status backup(const std::string& path, const Call& call);

  Status check_process() const;  // kForked in a child of the process that opened it

  const std::string& path() const noexcept { return path_; }
  const std::string& timezone() const noexcept { return timezone_; }
  const std::string& store_id() const noexcept { return store_id_; }
  const std::string& secret() const noexcept { return secret_; }  // key of hashes and cursors
  bool read_only() const noexcept { return options_.read_only; }
  bool in_memory() const noexcept { return options_.in_memory; }
  std::int64_t now_us() const { return options_.clock(); }
  std::int64_t memory_limit_bytes() const noexcept { return options_.memory_limit_bytes; }
  int schema_version() const noexcept { return options_.migrations.target(); }
  const Log& log() const noexcept { return options_.log; }
  Counts counts() const;
  static std::string sqlite_version() { return Connection::library_version(); }

 private:
  friend class Snapshot;
  friend class HostTransaction;
  struct Waiter;
  struct MadeFile;

  Store(std::string path, StoreOptions options);
  Result<bool> find_file(const std::string& given) const;
  Result<bool> create_file() const;
  Status open_reading();
  Status open_writing(bool exists);
  Status check_log() const;
  Result<bool> may_make_schema();
  Status create_schema();
  Status make_tables();
  Status fill_new(Tx& tx);
  Result<std::int64_t> read_version(Connection& db) const;
  Status check_version(Connection& db) const;
  Status still_known(Connection& db) const;
  Status migrate();
  Status migrate_to(const MigrationStep& step);
  Status run_step(const MigrationStep& step);
  void reach(std::string_view point) const;
  Status load_meta(Connection& db);
  void tell_opened(bool made, std::int64_t found_log_bytes) const noexcept;
  std::int64_t cache_kib() const noexcept;
  std::size_t idle_readers() const noexcept;
  Result<std::unique_ptr<Connection>> open_connection(Connection::Mode mode) const;
  Result<Snapshot> read_any_schema(const Call& call);
  void give_back(std::unique_ptr<Connection> connection) noexcept;

  Status take_lead(Waiter& self, std::unique_lock<std::mutex>& lock);
  void drop_lead() noexcept;
  void lead(Waiter& self);
  Status commit_group(std::vector<Waiter*>& group, const Call& own_call);
  Status run_group(Tx& tx, std::vector<Waiter*>& group);
  Status start_tx(Tx& tx);
  Status commit_tx(Tx& tx);
  void tell_failed(const Status& outcome) const noexcept;
  Status run_one(Tx& tx, Waiter& waiter);
  Status still_open(const Status& outcome) const;
  static Status broken();
  bool take_arrivals(std::vector<Waiter*>& group);
  static bool fails_group(const Status& outcome) noexcept;
  void finish(std::vector<Waiter*>& group, const Status& outcome);
  static void raise_to(std::atomic<std::int64_t>& longest, std::int64_t value) noexcept;
  void note_wait(std::chrono::steady_clock::time_point since) noexcept;
  Result<Gate::Pass> enter_gate(const Call& call, std::chrono::steady_clock::time_point until);
  void checkpoint_if_large() noexcept;
  void checkpoint_in_turn(const Call& call);
  Result<bool> fold_in_turn(const Call& call);
  bool fold_log();
  std::chrono::steady_clock::time_point busy_limit() const;

  std::string path_;
  StoreOptions options_;
  std::string private_folder_;  // of an in-memory store
  std::string timezone_;
  std::string store_id_;
  std::string secret_;
  Gate gate_;
  int process_ = 0;

  LockProbe probe_;                     // outlives every connection: see its comment
  std::unique_ptr<Connection> writer_;  // used by whoever leads
  JournalHasher hasher_;                // the same

  mutable std::mutex queue_mutex_;
  std::deque<Waiter*> queue_;
  bool led_ = false;                       // somebody is the leader
  std::atomic<bool> held_by_host_{false};  // and it is a transaction of the host's
  std::size_t last_group_ = 1;
  std::atomic<bool> broken_{false};  // a commit failed in the file system
  std::atomic<std::int64_t> checkpoint_above_{0};

  mutable std::mutex readers_mutex_;
  std::vector<std::unique_ptr<Connection>> readers_;

  std::atomic<std::int64_t> writes_{0}, groups_{0}, refused_{0}, checkpoints_{0}, wal_bytes_{0},
      longest_wait_us_{0}, postponed_{0}, longest_gate_wait_us_{0}, journal_{0}, snapshots_{0};
};

}  // namespace pmm::store
