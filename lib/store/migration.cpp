// The schema of a store: made with a new one, known or refused when one is opened, and brought to
// the version that this library works with.
#include "store/migration.hpp"

#include <chrono>

#include "base/clock.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "store/meta.hpp"
#include "store/schema_sql.hpp"
#include "store/store.hpp"

namespace pmm::store {
namespace {

Status unsupported(std::string message, std::int64_t version) {
  return Status(Code::kUnsupported, std::move(message), "path")
      .with("version", std::to_string(version));
}

}  // namespace

int Migrations::target() const noexcept { return steps.empty() ? kFirstSchema : steps.back().to; }

bool Migrations::leads_from(std::int64_t version) const noexcept {
  if (version == target()) return true;
  return !steps.empty() && version >= steps.front().to - 1 && version < target();
}

// --- A new store -------------------------------------------------------------------------------

// Only what holds nothing may become a store, be it that its maker died; what else is there belongs
// to somebody, and is not touched.
Result<bool> Store::may_make_schema() {
  using Create = StoreOptions::Create;
  if (options_.create == Create::kNever) return false;
  auto objects = writer_->count_objects();
  const bool taken = objects.ok() ? *objects > 0 : objects.status().code() == Code::kCorrupt;
  if (taken && options_.create == Create::kMustNotExist)
    return Status::conflict("path", text::quoted(path_) + " exists already");
  if (!objects.ok()) return objects.take_status();
  return !taken;
}

Status Store::make_tables() {
  for (const TableSql& table : kTables) PMM_TRY(make_table(*writer_, table));
  for (const char* index : kIndexes) PMM_TRY(writer_->execute(index));
  store_id_ = to_hex(random_bytes(16));
  PMM_TRY(set_meta(*writer_, kVersionKey, std::to_string(schema_version())));
  PMM_TRY(set_meta(*writer_, "store_id", store_id_));
  PMM_TRY(set_meta(*writer_, "secret", to_hex(random_bytes(32))));
  PMM_TRY(set_meta(*writer_, "timezone", options_.timezone));
  return set_meta(*writer_, "created_us", std::to_string(options_.clock()));
}

// What a new store has more than the first schema, and its first rows.
Status Store::fill_new(Tx& tx) {
  for (const MigrationStep& step : options_.migrations.steps) PMM_TRY(step.run(tx));
  return options_.first_write ? options_.first_write(tx) : Status();
}

// Tables and first rows are one transaction: a store is there whole, or it is not there. The steps
// of the later schemas are a part of it, and no migration.
Status Store::create_schema() {
  PMM_TRY(writer_->begin_write());
  const auto create = [this]() -> Status {
    reach("begun");
    PMM_TRY(make_tables());
    reach("made");
    const Origin origin{kSystemActor, 0, ""};
    Tx tx(*writer_, store_id_, hasher_);
    PMM_TRY(tx.start());
    PMM_TRY(tx.begin_write(origin, options_.clock()));
    PMM_TRY(fill_new(tx));
    PMM_TRY(tx.end_write(true));
    PMM_TRY(tx.finish());
    reach("filled");
    return writer_->commit();
  };
  Status created = create();
  if (!created.ok()) writer_->rollback();
  if (created.ok()) reach("committed");
  return created;
}

// --- A store that is there ---------------------------------------------------------------------

Result<std::int64_t> Store::read_version(Connection& db) const {
  PMM_ASSIGN(const bool known, db.has_object("meta"));
  if (!known) {
    PMM_ASSIGN(const std::int64_t objects, db.count_objects());
    return Status(
        Code::kCorrupt,
        text::quoted(path_) + (objects > 0 ? " is a database, but not a pmmcrm store"
                                           : " is empty: creating it may have been interrupted; "
                                             "opening it to create it makes it whole"),
        "path");
  }
  PMM_ASSIGN(const std::string value, get_meta(db, kVersionKey));
  const auto version = text::parse_int(value);
  if (!version || *version < 1)
    return Status(Code::kCorrupt, "the store has no schema version", "path");
  return *version;
}

Status Store::check_version(Connection& db) const {
  PMM_ASSIGN(const std::int64_t version, read_version(db));
  const Migrations& known = options_.migrations;
  const std::string story = "the store has schema version " + std::to_string(version);
  const std::string target = std::to_string(known.target());
  if (version > known.target())
    return unsupported(story + ", this library knows up to " + target, version);
  if (!known.leads_from(version))
    return unsupported(story + ", which this library can no longer bring to " + target, version);
  if (version < known.target() && options_.read_only && !options_.to_copy)
    return unsupported(story + " and must be brought to " + target + ": open it once for writing",
                       version);
  return {};
}

// A newer library may migrate the file while this one has it open.
Status Store::still_known(Connection& db) const {
  PMM_ASSIGN(const std::string value, get_meta(db, kVersionKey));
  if (value == std::to_string(options_.migrations.target())) return {};
  if (options_.to_copy)
    return unsupported("the store has schema version " + value + " and was opened to be copied",
                       text::parse_int(value).value_or(0));
  return unsupported("the store was brought to schema version " + value +
                         " while it was open here; this library knows up to " +
                         std::to_string(options_.migrations.target()),
                     text::parse_int(value).value_or(0));
}

Status Store::load_meta(Connection& db) {
  PMM_ASSIGN(timezone_, get_meta(db, "timezone"));
  PMM_ASSIGN(store_id_, get_meta(db, "store_id"));
  PMM_ASSIGN(secret_, get_meta(db, "secret"));
  return {};
}

// --- Migration ---------------------------------------------------------------------------------

void Store::reach(std::string_view point) const {
  if (options_.migrations.reached) options_.migrations.reached(point);
}

// Inside the gate.
Status Store::migrate() {
  for (const MigrationStep& step : options_.migrations.steps) PMM_TRY(migrate_to(step));
  return {};
}

Status Store::migrate_to(const MigrationStep& step) {
  PMM_ASSIGN(const std::int64_t version, read_version(*writer_));
  if (version >= step.to) return {};
  const auto since = std::chrono::steady_clock::now();
  // A table that others refer to can only be made anew while nobody looks; it is looked at as a
  // whole before the commit.
  PMM_TRY(writer_->check_foreign_keys(false));
  Status done;
  try {
    done = run_step(step);
  } catch (const std::bad_alloc&) {
    done = Status::no_memory();
  } catch (const std::exception& error) {
    done = Status::internal(error.what());
  }
  if (!done.ok()) writer_->rollback();
  PMM_TRY(writer_->check_foreign_keys(true));
  const std::int64_t us = us_since(since);
  options_.log.tell(done.ok() ? LogLevel::kInfo : LogLevel::kError, [&] {
    return "migrating from schema version " + std::to_string(version) + " to " +
           std::to_string(step.to) +
           (done.ok() ? " took " + std::to_string(us) + " us" : " failed: " + done.message());
  });
  if (done.ok() || done.code() == Code::kNoMemory) return done;
  return {done.code(),
          "migrating to schema version " + std::to_string(step.to) + ": " + done.message(), "path"};
}

// The step, the new version and their journal record are one transaction.
Status Store::run_step(const MigrationStep& step) {
  PMM_TRY(writer_->begin_write());
  reach("begun");
  const Origin origin{kSystemActor, 0, ""};
  Tx tx(*writer_, store_id_, hasher_);
  PMM_TRY(tx.start());
  PMM_TRY(tx.begin_write(origin, options_.clock()));
  PMM_TRY(step.run(tx));
  reach("run");
  PMM_TRY(set_meta(*writer_, kVersionKey, std::to_string(step.to)));
  reach("version set");
  PMM_TRY(tx.record({"migrate", Noun::kStore, step.to, 0, 0, kVersionKey}));
  PMM_TRY(tx.end_write(true));
  reach("recorded");
  PMM_ASSIGN(const std::int64_t dangling, writer_->foreign_key_problems());
  if (dangling > 0)
    return {Code::kCorrupt, std::to_string(dangling) + " rows refer to rows which are not there"};
  reach("checked");
  PMM_TRY(commit_tx(tx));
  reach("committed");
  return {};
}

}  // namespace pmm::store
