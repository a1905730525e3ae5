#include "pmmcrm/db.h"

#include "base/limits.hpp"
#include "base/text.hpp"
#include "capi/boundary.hpp"
#include "crm/changes.hpp"
#include "crm/upkeep.hpp"
#include "runtime/worker.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one header
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

namespace {

constexpr std::size_t kOpenOptionsV1 = offsetof(pmm_open_options, municipalities) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kOpenOptionsV1 == 112);
constexpr std::size_t kStatisticsV1 =
    offsetof(pmm_statistics, memory_limit_bytes) + sizeof(std::int64_t);
static_assert(kStatisticsV1 == 128);
constexpr std::uint32_t kKnownFlags = PMM_OPEN_CREATE | PMM_OPEN_EXCLUSIVE | PMM_OPEN_READ_ONLY |
                                      PMM_OPEN_MEMORY | PMM_OPEN_TO_COPY | PMM_OPEN_NO_COLUMNS_FILE;
constexpr std::uint32_t kLongestWaitMs = 600'000;
constexpr std::int64_t kSmallestWal = 64 * 1024;

struct Callbacks {
  std::shared_ptr<void> clock_data, log_data;
};

Status check_flags(const pmm_open_options& raw) {
  if ((raw.flags & ~kKnownFlags) != 0)
    return {Code::kUnsupported, "flags name something that needs a newer libpmmcrm",
            "options.flags"};
  const bool creates = (raw.flags & PMM_OPEN_CREATE) != 0;
  if ((raw.flags & PMM_OPEN_EXCLUSIVE) != 0 && !creates)
    return Status::invalid("options.flags", "PMM_OPEN_EXCLUSIVE goes with PMM_OPEN_CREATE");
  if ((raw.flags & PMM_OPEN_READ_ONLY) != 0 && (creates || (raw.flags & PMM_OPEN_MEMORY) != 0))
    return Status::invalid("options.flags", "PMM_OPEN_READ_ONLY goes with an existing store");
  if ((raw.flags & PMM_OPEN_TO_COPY) != 0 && (raw.flags & PMM_OPEN_READ_ONLY) == 0)
    return Status::invalid("options.flags", "PMM_OPEN_TO_COPY goes with PMM_OPEN_READ_ONLY");
  if (raw.reserved0 != 0) return Status::invalid("options.reserved0", "must be zero");
  if (raw.reserved1 != 0) return Status::invalid("options.reserved1", "must be zero");
  if (raw.query_threads > limits::kMostQueryThreads)
    return Status::invalid("options.query_threads", std::to_string(raw.query_threads) +
                                                        " is over " +
                                                        std::to_string(limits::kMostQueryThreads));
  if (raw.busy_timeout_ms > kLongestWaitMs)
    return Status::invalid("options.busy_timeout_ms",
                           std::to_string(raw.busy_timeout_ms) + " is over 600000");
  if (raw.wal_limit_bytes != 0 && raw.wal_limit_bytes < kSmallestWal)
    return Status::invalid("options.wal_limit_bytes",
                           std::to_string(raw.wal_limit_bytes) + " is below 65536");
  if (raw.memory_limit_bytes != 0 && raw.memory_limit_bytes < limits::kSmallestMemoryBytes)
    return Status::invalid("options.memory_limit_bytes",
                           std::to_string(raw.memory_limit_bytes) + " is below " +
                               std::to_string(limits::kSmallestMemoryBytes));
  return {};
}

Result<runtime::OpenOptions> read_options(const pmm_open_options& raw, const Callbacks& callbacks) {
  using Create = store::StoreOptions::Create;
  PMM_TRY(check_flags(raw));
  runtime::OpenOptions out;
  PMM_ASSIGN(const auto zone, read_text(raw.timezone, "options.timezone"));
  PMM_TRY(text::check_line(zone, "options.timezone", limits::kNameBytes));
  out.timezone = zone;
  PMM_ASSIGN(const auto places, read_text(raw.municipalities, "options.municipalities"));
  PMM_TRY(text::check(places, "options.municipalities", limits::kPathBytes));
  out.municipalities_path = places;
  if ((raw.flags & PMM_OPEN_CREATE) != 0)
    out.store.create =
        (raw.flags & PMM_OPEN_EXCLUSIVE) != 0 ? Create::kMustNotExist : Create::kMayExist;
  out.store.read_only = (raw.flags & PMM_OPEN_READ_ONLY) != 0;
  out.store.to_copy = (raw.flags & PMM_OPEN_TO_COPY) != 0;
  out.store.in_memory = (raw.flags & PMM_OPEN_MEMORY) != 0;
  out.columns_file = (raw.flags & PMM_OPEN_NO_COLUMNS_FILE) == 0;
  if (raw.busy_timeout_ms != 0) out.store.busy_timeout_ms = raw.busy_timeout_ms;
  if (raw.wal_limit_bytes != 0) out.store.wal_limit_bytes = raw.wal_limit_bytes;
  out.store.memory_limit_bytes = raw.memory_limit_bytes;
  out.query_threads = raw.query_threads;
  if (raw.clock != nullptr)
    out.store.clock = [fn = raw.clock, data = callbacks.clock_data] { return fn(data.get()); };
  if (raw.log != nullptr)
    // What is told is NUL-terminated: it comes out of a std::string.
    out.store.log =
        Log([fn = raw.log, data = callbacks.log_data](LogLevel level, std::string_view line) {
          fn(data.get(), static_cast<pmm_log_level>(level), view(line));
        });
  return out;
}

// What is registered is taken over before anything can fail. A struct that is too short to say
// what to destroy has registered nothing.
Callbacks take_callbacks(const pmm_open_options* options) {
  Callbacks callbacks;
  std::uint32_t given = 0;
  if (options != nullptr) std::memcpy(&given, options, sizeof given);
  if (given < kOpenOptionsV1 || given > limits::kStructBytes) return callbacks;
  callbacks.clock_data = owned(options->clock_data, options->clock_destroy);
  callbacks.log_data = owned(options->log_data, options->log_destroy);
  return callbacks;
}

// A read that no actor asks for: facts about the store itself.
pmm_status read_store(pmm_db* db, const pmm_call* call, pmm_result** out_result,
                      pmm_error** out_error,
                      Result<TablePtr> (*work)(runtime::Crm&, const Call&)) noexcept {
  if (out_result != nullptr) *out_result = nullptr;
  return guard(db, out_error, [&](runtime::Crm& crm) -> Status {
    PMM_TRY(required(out_result, "out_result"));
    PMM_ASSIGN(const Call options, read_call(call));
    PMM_ASSIGN(TablePtr table, work(crm, options));
    *out_result = make_result(std::move(table));
    return {};
  });
}

}  // namespace

pmm_status pmm_open(pmm_str path, const pmm_open_options* options, pmm_db** out_db,
                    pmm_error** out_error) noexcept {
  if (out_db != nullptr) *out_db = nullptr;
  return guard(out_error, [&]() -> Status {
    const Callbacks callbacks = take_callbacks(options);
    PMM_TRY(required(out_db, "out_db"));
    pmm_open_options raw{};
    if (options != nullptr) {
      PMM_ASSIGN(raw, read_struct(options, kOpenOptionsV1, "options"));
    }
    PMM_ASSIGN(runtime::OpenOptions wanted, read_options(raw, callbacks));
    PMM_ASSIGN(const auto where, read_text(path, "path"));
    auto db = std::make_unique<pmm_db>();
    const std::string file(wanted.store.in_memory ? std::string_view("memory") : where);
    PMM_ASSIGN(db->crm, runtime::Crm::open(file, std::move(wanted)));
    *out_db = db.release();
    return {};
  });
}

void pmm_db_free(pmm_db* db) noexcept {
  if (db == nullptr) return;
  runtime::stop_worker_at_close(*db->crm);
  db->crm->close();
  delete db;
}

pmm_status pmm_db_info(pmm_db* db, const pmm_call* call, pmm_result** out_result,
                       pmm_error** out_error) noexcept {
  return read_store(db, call, out_result, out_error, [](runtime::Crm& crm, const Call& options) {
    return crm::store_info(crm.store(), options);
  });
}

pmm_status pmm_check(pmm_db* db, const pmm_call* call, pmm_result** out_result,
                     pmm_error** out_error) noexcept {
  return read_store(db, call, out_result, out_error, [](runtime::Crm& crm, const Call& options) {
    return crm::check_store(crm.store(), crm.zone(), crm.municipalities(), options);
  });
}

pmm_status pmm_db_statistics(pmm_db* db, pmm_statistics* out_statistics,
                             pmm_error** out_error) noexcept {
  clear_struct(out_statistics, kStatisticsV1);
  return guard(db, out_error, [&](runtime::Crm& crm) -> Status {
    const store::Counts counts = crm.store().counts();
    pmm_statistics filled{};
    filled.writes = counts.writes;
    filled.groups = counts.groups;
    filled.refused = counts.refused;
    filled.checkpoints = counts.checkpoints;
    filled.wal_bytes = counts.wal_bytes;
    filled.longest_wait_us = counts.longest_wait_us;
    filled.readers = counts.readers;
    filled.snapshots = counts.snapshots;
    filled.waiting = counts.waiting;
    filled.checkpoints_postponed = counts.checkpoints_postponed;
    filled.longest_gate_wait_us = counts.longest_gate_wait_us;
    filled.journal = counts.journal;
    filled.cache_bytes = counts.cache_bytes;
    filled.column_bytes = crm.engine().column_bytes();
    filled.memory_limit_bytes = crm.store().memory_limit_bytes();
    const auto of_cube = [&crm](analytics::CubeId cube) { return crm.engine().column_bytes(cube); };
    filled.case_column_bytes = of_cube(analytics::CubeId::kCases);
    filled.stage_column_bytes = of_cube(analytics::CubeId::kStages);
    filled.contact_column_bytes = of_cube(analytics::CubeId::kContacts);
    filled.visit_column_bytes = of_cube(analytics::CubeId::kVisits);
    filled.delivery_column_bytes = of_cube(analytics::CubeId::kDeliveries);
    filled.appointment_column_bytes = of_cube(analytics::CubeId::kAppointments);
    return write_struct(out_statistics, filled, kStatisticsV1, "out_statistics");
  });
}

pmm_status pmm_tick(pmm_db* db, const pmm_call* call, int64_t* out_done,
                    pmm_error** out_error) noexcept {
  if (out_done != nullptr) *out_done = 0;
  return guard(db, out_error, [&](runtime::Crm&) -> Status {
    PMM_ASSIGN(const Call options, read_call(call));
    PMM_ASSIGN(const std::int64_t done, runtime::tick(db->crm, options));
    if (out_done != nullptr) *out_done = done;
    return {};
  });
}

pmm_status pmm_backup(pmm_db* db, pmm_str path, const pmm_call* call,
                      pmm_error** out_error) noexcept {
  return guard(db, out_error, [&](runtime::Crm& crm) -> Status {
    PMM_ASSIGN(const Call options, read_call(call));
    PMM_ASSIGN(const auto where, read_text(path, "path"));
    if (where.empty()) return Status::invalid("path", "the path is empty");
    return crm.store().backup(std::string(where), options);
  });
}

pmm_status pmm_session_open(pmm_db* db, pmm_id actor, pmm_session** out_session,
                            pmm_error** out_error) noexcept {
  if (out_session != nullptr) *out_session = nullptr;
  return guard(db, out_error, [&](runtime::Crm&) -> Status {
    PMM_TRY(required(out_session, "out_session"));
    auto session = std::make_unique<pmm_session>();
    PMM_ASSIGN(session->impl, runtime::Session::open(db->crm, actor));
    *out_session = session.release();
    return {};
  });
}

pmm_id pmm_session_actor(const pmm_session* session) noexcept {
  return session == nullptr ? 0 : session->impl->actor();
}

pmm_status pmm_session_set_assurance(pmm_session* session, int32_t assurance,
                                     pmm_error** out_error) noexcept {
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_TRY(check_assurance(assurance, "assurance"));
    return impl.set_assurance(assurance);
  });
}

int32_t pmm_session_assurance(const pmm_session* session) noexcept {
  return session == nullptr ? 0 : session->impl->assurance();
}

const pmm_error* pmm_last_error(const pmm_session* session) noexcept {
  return session == nullptr ? nullptr : session->last_error;
}

void pmm_session_free(pmm_session* session) noexcept {
  if (session == nullptr) return;
  release_error(session->last_error);
  delete session;
}

pmm_status pmm_begin(pmm_session* session, uint32_t limit_ms, const pmm_call* call,
                     pmm_error** out_error) noexcept {
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    if (limit_ms > kLongestWaitMs)
      return Status::invalid("limit_ms", std::to_string(limit_ms) + " is over 600000");
    PMM_ASSIGN(const Call options, read_call(call));
    return impl.begin(options, limit_ms == 0 ? limits::kTransactionMs : limit_ms);
  });
}

pmm_status pmm_commit(pmm_session* session, pmm_error** out_error) noexcept {
  return guard(session, out_error, [](runtime::Session& impl) { return impl.commit(); });
}

pmm_status pmm_rollback(pmm_session* session, pmm_error** out_error) noexcept {
  return guard(session, out_error, [](runtime::Session& impl) { return impl.roll_back(); });
}

pmm_status pmm_history(pmm_session* session, pmm_noun noun, pmm_id id, const pmm_page* page,
                       const pmm_call* call, pmm_result** out_result,
                       pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::history(reading, static_cast<store::Noun>(noun), id, where);
                    });
}

pmm_status pmm_changes(pmm_session* session, int64_t after, int64_t limit, const pmm_call* call,
                       pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_changes(reading, after, limit);
  });
}
