#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "analytics/engine.hpp"
#include "base/call.hpp"
#include "base/log.hpp"
#include "base/table.hpp"
#include "base/zone.hpp"
#include "crm/access.hpp"
#include "crm/context.hpp"
#include "model/municipality.hpp"
#include "runtime/outbox.hpp"
#include "runtime/read_log.hpp"
#include "runtime/worker.hpp"
#include "store/store.hpp"

namespace pmm::runtime {

struct OpenOptions {
  store::StoreOptions store;
  std::string timezone;             // empty: a new store's default, an old store's own
  std::string municipalities_path;  // empty: codes are not compared with a table
  bool columns_file = true;         // FILE.columns is read and written
  std::uint32_t query_threads = 0;  // 0: as many as the machine has, up to limits::kQueryThreads
};

// Where the journal stood, and when, as a look at the reminders found nothing to do.
struct ReminderRest {
  std::int64_t journal = -1;
  std::int64_t at_us = 0;
};

// An open CRM: the store, its zone and its analytic engine. Shared by sessions, which keep it
// alive; closed means that nothing new begins on it.
class Crm {
 public:
  static Result<std::shared_ptr<Crm>> open(const std::string& path, OpenOptions options);

  void close() noexcept;
  Status check_open() const;

  store::Store& store() noexcept { return *store_; }
  const Zone& zone() const noexcept { return *zone_; }
  std::shared_ptr<const Zone> shared_zone() const noexcept { return zone_; }
  // kForked in a child of the process that opened it.
  Status check_process() const { return store_->check_process(); }
  analytics::Engine& engine() noexcept { return *engine_; }
  const Log& log() const noexcept { return store_->log(); }
  const model::Municipalities* municipalities() const noexcept { return municipalities_.get(); }

  Carriers& carriers() noexcept { return carriers_; }
  WorkerSlot& worker() noexcept { return worker_; }
  ReadLog& read_log() noexcept { return read_log_; }
  // Writes down what waits of the log of reads, if the turn to write comes within the limit.
  void flush_reads_soon(std::chrono::milliseconds limit) noexcept;

  // Whether nothing can have come up since such a look: nothing was written, and it is not long
  // ago.
  bool reminders_rest(const ReminderRest& now) const noexcept;
  void let_reminders_rest(const ReminderRest& now) noexcept;

  // Reads and writes as an actor, one call each.
  Result<TablePtr> read(crm::PlanCache& plans, const Call& call,
                        const std::function<Result<TablePtr>(const crm::Reading&)>& work);
  // The answer, unless it is over its share of the store's memory limit.
  Result<TablePtr> within_limit(TablePtr answer) const;

 private:
  Crm() = default;
  friend class Session;

  std::shared_ptr<store::Store> store_;
  std::shared_ptr<const Zone> zone_;
  std::unique_ptr<analytics::Engine> engine_;
  std::shared_ptr<const model::Municipalities> municipalities_;  // null: none was given
  std::atomic<bool> closed_{false};
  Carriers carriers_;
  WorkerSlot worker_;
  ReadLog read_log_;
  mutable std::mutex rest_mutex_;
  ReminderRest rest_;
};

// An actor at work, one call at a time.
class Session {
 public:
  static Result<std::unique_ptr<Session>> open(std::shared_ptr<Crm> crm, std::int64_t actor);

  std::int64_t actor() const noexcept { return actor_; }
  // The level of assurance of the login, for calls that name none.
  std::int32_t assurance() const noexcept { return assurance_; }
  // kClosed, kForked: there is nothing left to log in to.
  Status set_assurance(std::int32_t level);
  Crm& crm() noexcept { return *crm_; }

  using Write = std::function<Result<std::int64_t>(const crm::Writing&)>;
  using Read = std::function<Result<TablePtr>(const crm::Reading&)>;

  // Runs `work` in a transaction; its value is the operation's answer, kept under the call's
  // idempotency key. `operation` names it, such as "subject.create".
  Result<std::int64_t> write(const Call& call, std::string_view operation, const Write& work);
  Result<TablePtr> read(const Call& call, const Read& work);
  // Reads for what comes next, without an answer of its own.
  Status look(const Call& call, const std::function<Status(const crm::Reading&)>& work);
  Result<TablePtr> query(std::string_view json, const Call& call);
  Result<TablePtr> indicators(std::string_view request, const Call& call);

  // What a question stands on besides the columns: the actor's rights, and a snapshot that they
  // are of.
  struct View {
    std::unique_ptr<store::Snapshot> snapshot;
    model::Plan plan;
  };
  Result<View> view(const Call& call);
  Result<std::string> explain(std::string_view json, const Call& call);

  Status begin(const Call& call, std::uint32_t limit_ms);
  Status commit();
  Status roll_back();
  bool in_transaction() const noexcept { return transaction_ != nullptr; }
  void abandon() noexcept { transaction_.reset(); }  // rolls back what is open, if anything

 private:
  Session(std::shared_ptr<Crm> crm, std::int64_t actor)
      : crm_(std::move(crm)), actor_(actor), plans_(actor) {}
  Result<model::Plan> plan_of_question(const Call& call);

  std::shared_ptr<Crm> crm_;
  std::int64_t actor_;
  std::int32_t assurance_ = 0;
  crm::PlanCache plans_;
  std::unique_ptr<store::HostTransaction> transaction_;
};

int schema_version() noexcept;  // of the stores this library makes
std::string sqlite_version();

// Does what is due at the store's time; gives the number of rows changed.
Result<std::int64_t> tick(const std::shared_ptr<Crm>& crm, const Call& call);

}  // namespace pmm::runtime
