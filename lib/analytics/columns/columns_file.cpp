#include "analytics/columns/columns_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <system_error>
#include <utility>

#include "analytics/columns/feed_sql.hpp"
#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/signals.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

constexpr double kFirstUsPerByte = 1.0 / 400;  // until one was saved
constexpr std::int64_t kFixedCostUs = 5'000;   // files are made and synced, however short they are
constexpr std::int64_t kLastVisits = 64;       // that tell one history of visits from another

// The journal lists no single visit. A store that was put back to an older copy and has visits of
// its own since differs in the last of them for sure.
Result<std::string> hash_of_visits(store::Connection& db, std::int64_t last) {
  PMM_ASSIGN(auto row, db.prepare(sql::kVisitsBetween));
  row.bind(1, last - kLastVisits).bind(2, last);
  Sha256 sha;
  for (;;) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) break;
    for (int column = 0; column < row.columns(); ++column) sha.add_int(row.int_at(column));
  }
  return std::string(as_text(sha.finish()));
}

Result<std::string> hash_of_journal(store::Connection& db, std::int64_t seq) {
  PMM_ASSIGN(auto row, db.prepare(sql::kJournalHash));
  row.bind(1, seq);
  PMM_ASSIGN(const bool found, row.step());
  return found ? row.string_at(0) : std::string();
}

Status stale(std::string why) { return {Code::kConflict, std::move(why)}; }

// Whether something was erased since, which must not come to stand in a file again.
Result<bool> has_erased(store::Connection& db, const Mark& mark) {
  PMM_ASSIGN(auto row, db.prepare(sql::kErasedAfter));
  return row.bind(1, mark.journal).step();
}

bool ends_call(const Status& status) noexcept {
  return status.code() == Code::kCancelled || status.code() == Code::kTimeout ||
         status.code() == Code::kNoMemory;
}

}  // namespace

ColumnsFile::ColumnsFile(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone,
                         bool used)
    : store_(std::move(store)),
      zone_(std::move(zone)),
      path_(store_->path() + ".columns"),
      layout_(layout_of_columns()),
      used_(used && !store_->in_memory()),
      process_(::getpid()),
      us_per_byte_(kFirstUsPerByte) {}

// The child of a fork has no such thread, and must not wait for it.
ColumnsFile::~ColumnsFile() {
  if (process_ != ::getpid())
    static_cast<void>(saver_.release());
  else
    wait();
}

// --- Reading -----------------------------------------------------------------------------------

Result<std::optional<ColumnsFile::Loaded>> ColumnsFile::load(store::Connection& db,
                                                             const Call& call) {
  if (!used_) return std::optional<Loaded>();
  auto loaded = load_checked(db, call);
  if (loaded.ok()) return loaded;
  Status why = loaded.take_status();
  if (ends_call(why) || why.code() == Code::kBusy) return {std::move(why)};
  store_->log().tell(why.code() == Code::kConflict ? LogLevel::kInfo : LogLevel::kWarning, [&] {
    return "cannot use the columns in " + text::quoted(path_) + ": " + why.message();
  });
  return std::optional<Loaded>();
}

Result<std::optional<ColumnsFile::Loaded>> ColumnsFile::load_checked(store::Connection& db,
                                                                     const Call& call) const {
  const auto since = std::chrono::steady_clock::now();
  Loaded loaded;
  auto file = store::SideFile::open(path_, store_->memory_limit_bytes() / 2);
  if (!file.ok() && file.status().code() == Code::kNotFound) return std::optional<Loaded>();
  if (!file.ok()) return file.take_status();
  loaded.file = *file;
  PMM_ASSIGN(const ColumnsReader reader, ColumnsReader::open(loaded.file->bytes(), loaded.file));
  PMM_TRY(check_identity(db, reader.identity()));
  loaded.mark = reader.identity().mark;
  PMM_ASSIGN(loaded.columns, reader.load(call));
  PMM_ASSIGN(const std::string visits, hash_of_visits(db, loaded.mark.visit));
  loaded.visits_differ = visits != reader.identity().visits_hash;
  const std::int64_t us = us_since(since);
  store_->log().tell(LogLevel::kInfo, [&] {
    std::uint64_t rows = 0;
    for (const columnar::Frame& frame : loaded.columns.frames) rows += frame.rows;
    return "took the columns of " + std::to_string(rows) + " rows from " + text::quoted(path_) +
           ", saved at journal " + std::to_string(loaded.mark.journal) + " and visit " +
           std::to_string(loaded.mark.visit) + ": " + std::to_string(us) + " us";
  });
  return std::optional<Loaded>(std::move(loaded));
}

Status ColumnsFile::check_identity(store::Connection& db, const ColumnsIdentity& saved) const {
  if (saved.layout != layout_) return stale("another version of the library saved them");
  if (saved.store_id != store_->store_id()) return stale("they are of another store");
  if (saved.schema_version != store_->schema_version())
    return stale("they are of another version of the schema");
  if (saved.zone != zone_->name() || saved.zone_rules != zone_->rules_hash())
    return stale("they were made with other rules of the time zone");
  PMM_ASSIGN(const std::string hash, hash_of_journal(db, saved.mark.journal));
  if (hash.empty() && saved.mark.journal != 0)
    return {Code::kBusy, "they are of a later state of the store"};
  if (hash != saved.journal_hash) return stale("they are of another history of the store");
  return {};
}

// --- Writing -----------------------------------------------------------------------------------

bool ColumnsFile::may_save() const noexcept { return used_ && !store_->read_only(); }

std::int64_t ColumnsFile::cost_us(std::int64_t bytes) const noexcept {
  return kFixedCostUs + static_cast<std::int64_t>(static_cast<double>(bytes) * us_per_byte_.load());
}

bool ColumnsFile::save_aside(Columns columns) {
  if (saving_) return false;
  wait();
  saving_ = true;
  try {
    const SignalsBlocked blocked;
    saver_ = std::make_unique<std::thread>([this, columns = std::move(columns)] {
      save_timed(columns);
      saving_ = false;
    });
  } catch (const std::exception&) {  // no thread, no memory: another time
    saving_ = false;
    return false;
  }
  return true;
}

void ColumnsFile::wait() noexcept {
  if (!saver_) return;
  saver_->join();
  saver_.reset();
}

ColumnsFile::Written ColumnsFile::save_timed(const Columns& columns) noexcept {
  const auto since = std::chrono::steady_clock::now();
  try {
    auto written = write(columns, forgotten_);
    const std::int64_t us = us_since(since);
    if (written.ok() && written->bytes == 0) return {};
    store_->log().tell(written.ok() ? LogLevel::kInfo : LogLevel::kWarning, [&] {
      if (!written.ok())
        return "did not save the columns in " + text::quoted(path_) + ": " +
               written.status().message();
      return "saved the columns in " + text::quoted(path_) + ": " + std::to_string(written->bytes) +
             " bytes, " + std::to_string(us) + " us";
    });
    if (!written.ok()) return {};
    us_per_byte_ = static_cast<double>(us) / static_cast<double>(written->bytes);
    return std::move(written).value();
  } catch (const std::exception&) {
    return {};  // no memory for it: the next one who needs the columns reads the tables
  }
}

Result<ColumnsFile::Written> ColumnsFile::write(const Columns& columns,
                                                std::uint64_t generation) const {
  const Mark& mark = columns.epoch->mark;
  ColumnsIdentity identity;
  {
    const Call call;
    PMM_ASSIGN(auto snapshot, store_->read(call));
    PMM_ASSIGN(const bool saved, is_saved(snapshot.db(), mark));
    if (saved) return Written{};
    PMM_ASSIGN(const bool erased, has_erased(snapshot.db(), mark));
    if (erased) return Written{};
    PMM_ASSIGN(identity, identify(snapshot.db(), mark));
  }
  std::uint64_t expected = 0;
  for (const columnar::Frame& frame : columns.epoch->frames)
    expected += columnar::held_bytes(frame);
  store::SideFileWriter file(path_);
  PMM_ASSIGN(const bool mine, file.begin(expected));
  if (!mine) return Written{};
  Written written;
  const auto sink = [&](std::span<const std::byte> part) {
    written.bytes += part.size();
    return file.write(part);
  };
  PMM_TRY(save_columns(sink, identity, *columns.epoch, columns.rows, columns.last_subject));
  if (forgotten_ != generation) return Written{};
  // Also by another process: it takes the file away after it has erased, so that either this is
  // seen here or what is being written goes with it.
  {
    const Call call;
    PMM_ASSIGN(auto snapshot, store_->read(call));
    PMM_ASSIGN(const bool erased, has_erased(snapshot.db(), mark));
    if (erased) return Written{};
  }
  PMM_TRY(file.commit());
  return written;
}

Result<ColumnsIdentity> ColumnsFile::identify(store::Connection& db, const Mark& mark) const {
  ColumnsIdentity identity;
  identity.layout = layout_;
  identity.store_id = store_->store_id();
  identity.schema_version = store_->schema_version();
  identity.zone = zone_->name();
  identity.zone_rules = zone_->rules_hash();
  identity.mark = mark;
  identity.saved_as = random_token();
  PMM_ASSIGN(identity.journal_hash, hash_of_journal(db, mark.journal));
  PMM_ASSIGN(identity.visits_hash, hash_of_visits(db, mark.visit));
  return identity;
}

// Whether what stands there is as good as what would be written, or newer.
Result<bool> ColumnsFile::is_saved(store::Connection& db, const Mark& mark) const {
  const auto file = store::SideFile::open(path_);
  if (!file.ok()) return false;
  const auto reader = ColumnsReader::open((*file)->bytes(), *file);
  if (!reader.ok() || !reader->identity().mark.covers(mark)) return false;
  if (!check_identity(db, reader->identity()).ok()) return false;
  PMM_ASSIGN(const std::string visits, hash_of_visits(db, reader->identity().mark.visit));
  return visits == reader->identity().visits_hash;
}

// Whether this process uses the file or not: it may be another's.
Status ColumnsFile::forget() {
  if (store_->in_memory() || store_->read_only()) return {};
  ++forgotten_;
  return store::remove_side_file(path_);
}

}  // namespace pmm::analytics
