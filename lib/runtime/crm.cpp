#include "runtime/crm.hpp"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/actor.hpp"
#include "crm/idempotency.hpp"
#include "crm/segment.hpp"
#include "crm/subject.hpp"
#include "crm/upkeep.hpp"
#include "exchange/municipality_reader.hpp"
#include "runtime/privacy.hpp"
#include "runtime/segment.hpp"
#include "store/schema_sql.hpp"

namespace pmm::runtime {

namespace {
// Neither closing nor a writer waits long for the turn to write the log of reads.
constexpr auto kLastFlush = std::chrono::milliseconds(500);
constexpr auto kFlushOfWriter = std::chrono::milliseconds(100);
}  // namespace

int schema_version() noexcept { return store::kSchemaVersion; }
std::string sqlite_version() { return store::Store::sqlite_version(); }

Result<std::shared_ptr<Crm>> Crm::open(const std::string& path, OpenOptions options) {
  std::shared_ptr<Crm> crm(new Crm);
  if (!options.timezone.empty()) {
    PMM_ASSIGN(crm->zone_, Zone::load(options.timezone));
    options.store.timezone = crm->zone_->name();
  }
  options.store.first_write = crm::create_first_actors;
  if (!options.municipalities_path.empty()) {
    PMM_ASSIGN(crm->municipalities_, exchange::read_municipalities(options.municipalities_path,
                                                                   "options.municipalities"));
  }
  const bool to_copy = options.store.to_copy;
  // Nobody was erased from a store that is made now; and one that was made is not refused after.
  const bool is_new = options.store.create == store::StoreOptions::Create::kMustNotExist;
  PMM_ASSIGN(crm->store_, store::Store::open(path, std::move(options.store)));
  if (crm->zone_ && crm->zone_->name() != crm->store_->timezone())
    return Status::conflict("options.timezone",
                            "the store was made with " + text::quoted(crm->store_->timezone()));
  if (!crm->zone_) {
    PMM_ASSIGN(crm->zone_, Zone::load(crm->store_->timezone()));
  }
  analytics::EngineOptions engine;
  engine.columns_file = options.columns_file;
  engine.threads = options.query_threads != 0
                       ? options.query_threads
                       : std::min(std::thread::hardware_concurrency(), limits::kQueryThreads);
  crm->engine_ = std::make_unique<analytics::Engine>(crm->store_, crm->zone_, engine);
  if (!to_copy && !is_new) PMM_TRY(apply_past_erasures(crm));
  return crm;
}

void Crm::close() noexcept {
  if (!closed_.exchange(true)) flush_reads_soon(kLastFlush);
}

void Crm::flush_reads_soon(std::chrono::milliseconds limit) noexcept {
  try {
    Call soon;
    soon.deadline = std::chrono::steady_clock::now() + limit;
    if (store_->check_process().ok() && !store_->is_held_by_host())
      static_cast<void>(read_log_.flush(*store_, soon).take_status());
  } catch (const std::exception&) {
    // Without memory for it the log waits on; nobody else is concerned.
  }
}

Status Crm::check_open() const {
  if (closed_.load()) return {Code::kClosed, "the database was closed"};
  return {};
}

// What the clock brings, a look finds within that time.
constexpr std::int64_t kLongestRestUs = 60LL * kMicrosPerSecond;

bool Crm::reminders_rest(const ReminderRest& now) const noexcept {
  const std::lock_guard guard(rest_mutex_);
  return now.journal == rest_.journal && now.at_us >= rest_.at_us &&
         now.at_us - rest_.at_us < kLongestRestUs;
}

void Crm::let_reminders_rest(const ReminderRest& now) noexcept {
  const std::lock_guard guard(rest_mutex_);
  rest_ = now;
}

Result<TablePtr> Crm::within_limit(TablePtr answer) const {
  const std::int64_t share = store_->memory_limit_bytes() / 4;
  if (share != 0)  // counting takes time
    PMM_TRY(check_memory("result", "the answer takes", held_bytes(*answer), share, "a quarter"));
  return answer;
}

Result<TablePtr> Crm::read(crm::PlanCache& plans, const Call& call,
                           const std::function<Result<TablePtr>(const crm::Reading&)>& work) {
  PMM_TRY(check_open());
  PMM_ASSIGN(auto snapshot, store_->read(call));
  const std::int64_t now_us = store_->now_us();
  PMM_ASSIGN(const model::Plan* plan, plans.plan_for_reading(snapshot.db(), now_us));
  PMM_ASSIGN(const std::int64_t acted_for, crm::live_subject(snapshot.db(), call.on_behalf_of));
  PMM_ASSIGN(plan, plans.narrowed(*plan, acted_for, false));
  std::vector<crm::Seen> seen;
  const crm::Reading reading{snapshot.db(), *plan, *zone_, now_us, store_->secret(), &seen};
  PMM_ASSIGN(TablePtr answer, work(reading));
  PMM_ASSIGN(answer, within_limit(std::move(answer)));
  read_log_.note(plan->actor, call, now_us, seen);
  return crm::stamped(reading, std::move(answer));
}

Result<std::unique_ptr<Session>> Session::open(std::shared_ptr<Crm> crm, std::int64_t actor) {
  std::unique_ptr<Session> session(new Session(std::move(crm), actor));
  const auto check = session->read(Call{}, [](const crm::Reading&) -> Result<TablePtr> {
    return TablePtr(std::make_shared<Table>());
  });
  if (!check.ok()) {
    return Status(check.status().code(), check.status().message(), check.status().field());
  }
  return session;
}

Result<std::int64_t> Session::write(const Call& given, std::string_view operation,
                                    const Write& work) {
  Call call = given;
  if (call.assurance == 0) call.assurance = assurance_;
  PMM_TRY(crm_->check_open());
  store::Origin origin;
  origin.actor = actor_;
  origin.on_behalf_of = call.on_behalf_of;
  origin.reason = call.reason;
  std::int64_t answer = 0;
  const store::Work step = [&](store::Tx& tx) -> Status {
    PMM_ASSIGN(const model::Plan* plan, plans_.plan_for_writing(tx));
    PMM_ASSIGN(call.on_behalf_of, crm::live_subject(tx.db(), call.on_behalf_of));
    origin.on_behalf_of = call.on_behalf_of;  // the transaction looks at it for each record
    PMM_ASSIGN(plan, plans_.narrowed(*plan, call.on_behalf_of, true));
    const crm::Writing writing{tx, *plan, crm_->zone(), call};
    PMM_TRY(crm::check_on_behalf_of(writing));
    PMM_ASSIGN(answer, crm::once(writing, operation, [&] { return work(writing); }));
    return {};
  };
  Status done = transaction_ ? transaction_->run(origin, call, step)
                             : crm_->store().write(origin, call, step);
  if (done.ok()) {
    if (!transaction_ && crm_->read_log().is_due()) crm_->flush_reads_soon(kFlushOfWriter);
    return answer;
  }
  plans_.forget();
  return done;
}

Result<TablePtr> Session::read(const Call& call, const Read& work) {
  if (transaction_) plans_.forget();  // its time limit may have undone it
  return crm_->read(plans_, call, work);
}

Status Session::look(const Call& call, const std::function<Status(const crm::Reading&)>& work) {
  return read(call,
              [&](const crm::Reading& reading) -> Result<TablePtr> {
                PMM_TRY(work(reading));
                return TablePtr(std::make_shared<Table>());
              })
      .take_status();
}

Result<model::Plan> Session::plan_of_question(const Call& call) {
  PMM_TRY(crm_->check_open());
  if (transaction_) plans_.forget();
  PMM_ASSIGN(auto snapshot, crm_->store().read(call));
  PMM_ASSIGN(const model::Plan* current,
             plans_.plan_for_reading(snapshot.db(), crm_->store().now_us()));
  PMM_ASSIGN(const std::int64_t acted_for, crm::live_subject(snapshot.db(), call.on_behalf_of));
  PMM_ASSIGN(current, plans_.narrowed(*current, acted_for, false));
  return *current;
}

Result<std::string> Session::explain(std::string_view json, const Call& call) {
  PMM_ASSIGN(const model::Plan plan, plan_of_question(call));
  return crm_->engine().explain(json, plan, call, saved_rules(crm_->store(), plan, call));
}

Result<TablePtr> Session::query(std::string_view json, const Call& call) {
  PMM_ASSIGN(const model::Plan plan, plan_of_question(call));
  PMM_ASSIGN(TablePtr answer,
             crm_->engine().query(json, plan, call, saved_rules(crm_->store(), plan, call)));
  return crm_->within_limit(std::move(answer));
}

Result<Session::View> Session::view(const Call& call) {
  PMM_TRY(crm_->check_open());
  if (transaction_) plans_.forget();
  PMM_ASSIGN(auto snapshot, crm_->store().read(call));
  View view;
  PMM_ASSIGN(const model::Plan* plan,
             plans_.plan_for_reading(snapshot.db(), crm_->store().now_us()));
  PMM_ASSIGN(const std::int64_t acted_for, crm::live_subject(snapshot.db(), call.on_behalf_of));
  PMM_ASSIGN(plan, plans_.narrowed(*plan, acted_for, false));
  view.plan = *plan;
  view.snapshot = std::make_unique<store::Snapshot>(std::move(snapshot));
  return view;
}

Result<TablePtr> Session::indicators(std::string_view request, const Call& call) {
  PMM_ASSIGN(const model::Plan plan, plan_of_question(call));
  PMM_ASSIGN(TablePtr answer, crm_->engine().indicators(request, plan, call));
  return crm_->within_limit(std::move(answer));
}

Status Session::set_assurance(std::int32_t level) {
  PMM_TRY(crm_->check_process());
  PMM_TRY(crm_->check_open());
  assurance_ = level;
  return {};
}

Status Session::begin(const Call& call, std::uint32_t limit_ms) {
  PMM_TRY(crm_->check_open());
  if (transaction_) return Status::misuse("session", "a transaction is open on this session");
  PMM_ASSIGN(transaction_, crm_->store().begin(call, limit_ms));
  return {};
}

Status Session::commit() {
  PMM_TRY(crm_->store().check_process());
  if (!transaction_) return Status::misuse("session", "no transaction is open on this session");
  const auto ended = std::move(transaction_);
  Status done = crm_->check_open();  // closed meanwhile: it is rolled back
  if (done.ok()) done = ended->commit();
  if (!done.ok()) plans_.forget();
  return done;
}

Status Session::roll_back() {
  PMM_TRY(crm_->store().check_process());
  if (!transaction_) return Status::misuse("session", "no transaction is open on this session");
  transaction_.reset();
  plans_.forget();
  return {};
}

}  // namespace pmm::runtime
