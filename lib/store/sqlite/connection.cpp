#include "store/sqlite/connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <utility>

#include "base/digest.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::store {
namespace {

Code code_of(int extended) noexcept {
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
      return Code::kConflict;
    default:
      break;
  }
  switch (extended & 0xFF) {
    case SQLITE_NOMEM:
      return Code::kNoMemory;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_PROTOCOL:
      return Code::kBusy;
    case SQLITE_FULL:
      return Code::kFull;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return Code::kIo;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return Code::kCorrupt;
    case SQLITE_INTERRUPT:
      return Code::kCancelled;
    case SQLITE_CONSTRAINT:
      return Code::kInvalid;
    case SQLITE_TOOBIG:
      return Code::kLimit;
    default:
      return Code::kInternal;
  }
}

int on_progress(void* watched) {
  const auto* call = *static_cast<const Call* const*>(watched);
  return call != nullptr && !call->check().ok() ? 1 : 0;
}

int on_wal(void* pages, sqlite3* /*handle*/, const char* /*name*/, int count) {
  *static_cast<std::int64_t*>(pages) = count;
  return SQLITE_OK;
}

// The text of an INSERT of one row made one of many: its VALUES again and again, the placeholders
// counted on.
std::string for_many_rows(std::string_view one, std::size_t rows) {
  const std::size_t begin = one.rfind("VALUES") + std::string_view("VALUES").size();
  const std::string_view values = text::trim(one.substr(begin));
  const auto width = static_cast<std::size_t>(std::count(values.begin(), values.end(), '$'));
  std::string many(one.substr(0, begin));
  for (std::size_t row = 0; row < rows; ++row) {
    many += row == 0 ? " " : ",\n";
    for (std::size_t i = 0; i < values.size(); ++i) {
      many += values[i];
      if (values[i] != '$') continue;
      std::size_t number = 0;
      for (; text::is_digit(values[i + 1]); ++i)
        number = number * 10 + static_cast<std::size_t>(values[i + 1] - '0');
      many += std::to_string(number + row * width);
    }
  }
  return many;
}

}  // namespace

// --- Statement ---------------------------------------------------------------------------------

Statement::Prepared::~Prepared() { sqlite3_finalize(handle); }

Statement::Statement(Connection& connection, std::unique_ptr<Prepared> prepared)
    : connection_(&connection), prepared_(std::move(prepared)) {}

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_),
      prepared_(std::move(other.prepared_)),
      bind_error_(other.bind_error_),
      stepped_(other.stepped_) {}

// The statement goes back to its shelf, where `compile` has kept a place for it.
Statement::~Statement() {
  if (!prepared_) return;
  reset();
  sqlite3_clear_bindings(prepared_->handle);
  auto& idle = prepared_->home->idle;
  idle.push_back(std::move(prepared_));
}

void Statement::note(int rc) noexcept {
  if (rc != SQLITE_OK && bind_error_ == 0) bind_error_ = rc;
}

int Statement::slot(int index) const noexcept {
  PMM_ASSERT(index > 0 && static_cast<std::size_t>(index) < prepared_->slots.size());
  return prepared_->slots[static_cast<std::size_t>(index)];
}

Statement& Statement::bind(int index, std::int64_t value) {
  note(sqlite3_bind_int64(prepared_->handle, slot(index), value));
  return *this;
}
Statement& Statement::bind(int index, double value) {
  note(sqlite3_bind_double(prepared_->handle, slot(index), value));
  return *this;
}
Statement& Statement::bind(int index, std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();
  note(sqlite3_bind_text64(prepared_->handle, slot(index), data, text.size(), SQLITE_TRANSIENT,
                           SQLITE_UTF8));
  return *this;
}
Statement& Statement::bind_blob(int index, std::string_view bytes) {
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  note(sqlite3_bind_blob64(prepared_->handle, slot(index), data, bytes.size(), SQLITE_TRANSIENT));
  return *this;
}
Statement& Statement::bind_borrowed(int index, std::string_view text) {
  const char* data = text.data() == nullptr ? "" : text.data();
  note(sqlite3_bind_text64(prepared_->handle, slot(index), data, text.size(), SQLITE_STATIC,
                           SQLITE_UTF8));
  return *this;
}
Statement& Statement::bind_borrowed_blob(int index, std::string_view bytes) {
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  note(sqlite3_bind_blob64(prepared_->handle, slot(index), data, bytes.size(), SQLITE_STATIC));
  return *this;
}
Statement& Statement::bind_null(int index) {
  note(sqlite3_bind_null(prepared_->handle, slot(index)));
  return *this;
}

Result<bool> Statement::step() {
  if (bind_error_ != 0) {
    const int rc = std::exchange(bind_error_, 0);
    return connection_->error(rc, prepared_->home->text);
  }
  stepped_ = true;
  // An interrupted change would take the whole transaction with it, and with that the writes of
  // others in the same group: only reading is interrupted.
  const Call* watched = connection_->watched_;
  if (!prepared_->read_only) connection_->watched_ = nullptr;
  const int rc = sqlite3_step(prepared_->handle);
  connection_->watched_ = watched;
  if (rc == SQLITE_ROW) return true;
  if (rc == SQLITE_DONE) return false;
  Status failure = connection_->error(rc, prepared_->home->text);
  reset();
  return failure;
}

Status Statement::run() {
  PMM_ASSIGN([[maybe_unused]] const bool row, step());
  reset();
  return {};
}

void Statement::reset() noexcept {
  if (std::exchange(stepped_, false)) sqlite3_reset(prepared_->handle);
}

int Statement::columns() const noexcept { return sqlite3_column_count(prepared_->handle); }
bool Statement::is_null(int column) const noexcept {
  return sqlite3_column_type(prepared_->handle, column) == SQLITE_NULL;
}
Statement::Kind Statement::kind_at(int column) const noexcept {
  switch (sqlite3_column_type(prepared_->handle, column)) {
    case SQLITE_NULL:
      return Kind::kNull;
    case SQLITE_INTEGER:
      return Kind::kInteger;
    case SQLITE_FLOAT:
      return Kind::kReal;
    default:
      return Kind::kText;
  }
}
std::int64_t Statement::int_at(int column) const noexcept {
  return sqlite3_column_int64(prepared_->handle, column);
}
double Statement::double_at(int column) const noexcept {
  return sqlite3_column_double(prepared_->handle, column);
}
std::string_view Statement::text_at(int column) const noexcept {
  const void* data = sqlite3_column_blob(prepared_->handle, column);
  const int size = sqlite3_column_bytes(prepared_->handle, column);
  if (data == nullptr) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}
std::optional<std::int64_t> Statement::opt_int(int column) const {
  if (is_null(column)) return std::nullopt;
  return int_at(column);
}
std::optional<std::int32_t> Statement::opt_day(int column) const {
  if (is_null(column)) return std::nullopt;
  return static_cast<std::int32_t>(int_at(column));
}
std::optional<double> Statement::opt_double(int column) const {
  if (is_null(column)) return std::nullopt;
  return double_at(column);
}
std::optional<std::string> Statement::opt_text(int column) const {
  if (is_null(column)) return std::nullopt;
  return string_at(column);
}

// --- Connection --------------------------------------------------------------------------------

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Mode mode,
                                                     std::int64_t cache_kib) {
  std::unique_ptr<Connection> connection(new Connection);
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOFOLLOW;
  flags |= mode == Mode::kReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
  const int rc = sqlite3_open_v2(path.c_str(), &connection->handle_, flags, nullptr);
  if (rc != SQLITE_OK) return connection->error(rc, "open " + text::quoted(path));
  if (mode == Mode::kReadWrite && sqlite3_db_readonly(connection->handle_, "main") == 1)
    return Status(Code::kIo, text::quoted(path) + " may be read, but not written", "path");
  PMM_TRY(connection->configure(mode, cache_kib));
  return connection;
}

Result<std::unique_ptr<Connection>> Connection::open_without_log(const std::string& path) {
  std::string uri = "file:";
  for (const char& c : path) uri += c == '/' ? "/" : '%' + to_hex(std::string_view(&c, 1));
  uri += "?immutable=1";
  std::unique_ptr<Connection> connection(new Connection);
  const int flags =
      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  const int rc = sqlite3_open_v2(uri.c_str(), &connection->handle_, flags, nullptr);
  if (rc != SQLITE_OK) return connection->error(rc, "open " + text::quoted(path));
  return connection;
}

Status Connection::configure(Mode mode, std::int64_t cache_kib) {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
  // The gate gives the turns; this is only the net under it.
  sqlite3_busy_timeout(handle_, static_cast<int>(limits::kBusyTimeoutMs));
  sqlite3_wal_hook(handle_, on_wal, &wal_pages_);
  sqlite3_progress_handler(handle_, static_cast<int>(limits::kCheckSteps), on_progress, &watched_);
  PMM_TRY(execute("PRAGMA foreign_keys=ON"));
  PMM_TRY(execute("PRAGMA mmap_size=0"));
  PMM_TRY(execute("PRAGMA secure_delete=ON"));
  PMM_TRY(execute("PRAGMA temp_store=MEMORY"));
  PMM_TRY(execute(("PRAGMA cache_size=-" + std::to_string(cache_kib)).c_str()));
  // Prepared now, so that a roll-back needs no memory.
  const int rc =
      sqlite3_prepare_v3(handle_, "ROLLBACK", -1, SQLITE_PREPARE_PERSISTENT, &rollback_, nullptr);
  if (rc != SQLITE_OK) return error(rc, "ROLLBACK");
  if (mode == Mode::kReadOnly) return execute("PRAGMA query_only=ON");
  PMM_TRY(execute("PRAGMA synchronous=FULL"));
  sqlite3_wal_autocheckpoint(handle_, 0);
  sqlite3_wal_hook(handle_, on_wal, &wal_pages_);  // autocheckpoint took the hook's place
  return {};
}

Connection::~Connection() {
  shelves_.clear();
  sqlite3_finalize(rollback_);
  sqlite3_close_v2(handle_);
}

Status Connection::error(int rc, std::string_view what) const {
  // What the connection remembers is told only if it is about this failure.
  const bool own = handle_ != nullptr && (sqlite3_extended_errcode(handle_) & 0xFF) == (rc & 0xFF);
  const int extended = own ? sqlite3_extended_errcode(handle_) : rc;
  const Code code = code_of(extended);
  if (code == Code::kNoMemory) throw std::bad_alloc();
  std::string message = own ? sqlite3_errmsg(handle_) : sqlite3_errstr(rc);
  if (code == Code::kCancelled && watched_ != nullptr) {
    Status reason = watched_->check();
    if (!reason.ok()) return reason;
  }
  std::string_view shown = text::trim(what);
  return Status(code, std::move(message))
      .with("sqlite", std::to_string(extended))
      .with("statement", std::string(shown.substr(0, 200)));
}

// All statements are the library's own: where one does not fit the tables, the tables are not what
// they were.
Status Connection::damaged_if_unclear(Status failure) {
  if (failure.code() != Code::kInternal) return failure;
  return Status(Code::kCorrupt, "the tables are damaged: " + failure.message());
}

Result<std::unique_ptr<Statement::Prepared>> Connection::compile(Statement::Shelf& shelf) {
  auto prepared = std::make_unique<Statement::Prepared>(shelf);
  const int rc =
      sqlite3_prepare_v3(handle_, shelf.text.c_str(), static_cast<int>(shelf.text.size()) + 1,
                         SQLITE_PREPARE_PERSISTENT, &prepared->handle, nullptr);
  if (rc != SQLITE_OK) return damaged_if_unclear(error(rc, shelf.text));
  prepared->read_only = sqlite3_stmt_readonly(prepared->handle) != 0;
  const int count = sqlite3_bind_parameter_count(prepared->handle);
  prepared->slots.assign(static_cast<std::size_t>(count) + 1, 0);
  for (int i = 1; i <= count; ++i) {
    const char* name = sqlite3_bind_parameter_name(prepared->handle, i);
    const auto number = name == nullptr ? std::nullopt : text::parse_int(name + 1);
    if (!number || *number < 1 || *number > 1000)
      return Status::internal("a statement has a placeholder that is not $n");
    const auto at = static_cast<std::size_t>(*number);
    if (at >= prepared->slots.size()) prepared->slots.resize(at + 1, 0);
    prepared->slots[at] = i;
  }
  // Giving it back needs no memory.
  shelf.idle.reserve(++shelf.made);
  return prepared;
}

Statement::Shelf& Connection::shelf_of(std::string_view sql) {
  const auto place = reinterpret_cast<std::uintptr_t>(sql.data());
  Seen& seen = seen_[(place >> 4U) % kSeen];
  if (seen.data == sql.data() && seen.shelf->text == sql) return *seen.shelf;
  auto found = shelves_.find(sql);
  if (found == shelves_.end()) {
    auto shelf = std::make_unique<Statement::Shelf>();
    shelf->text = std::string(sql);
    const std::string_view key = shelf->text;
    found = shelves_.emplace(key, std::move(shelf)).first;
  }
  seen = {sql.data(), found->second.get()};
  return *found->second;
}

Result<Statement> Connection::prepare(std::string_view sql) { return lend(shelf_of(sql)); }

Result<Statement> Connection::prepare_many(std::string_view sql) {
  Statement::Shelf& one = shelf_of(sql);
  if (one.many == nullptr) one.many = &shelf_of(for_many_rows(sql, kManyRows));
  return lend(*one.many);
}

Result<Statement> Connection::lend(Statement::Shelf& shelf) {
  if (!shelf.idle.empty()) {
    auto prepared = std::move(shelf.idle.back());
    shelf.idle.pop_back();
    return Statement(*this, std::move(prepared));
  }
  PMM_ASSIGN(auto prepared, compile(shelf));
  return Statement(*this, std::move(prepared));
}

Status Connection::execute(const char* sql) {
  const int rc = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (rc == SQLITE_OK) return {};
  return error(rc, sql);
}

Result<std::optional<std::int64_t>> Connection::query_int(std::string_view sql) {
  PMM_ASSIGN(auto statement, prepare(sql));
  PMM_ASSIGN(const bool row, statement.step());
  return row ? statement.opt_int(0) : std::optional<std::int64_t>{};
}

Status Connection::begin_write() {
  rollback();  // in case an earlier one failed
  return run_fixed("BEGIN IMMEDIATE");
}
Status Connection::begin_read() { return execute("BEGIN"); }
Status Connection::commit() { return run_fixed("COMMIT"); }
void Connection::rollback() noexcept {
  if (!in_transaction()) return;
  sqlite3_step(rollback_);
  sqlite3_reset(rollback_);
}

Status Connection::run_fixed(std::string_view sql) {
  PMM_ASSIGN(auto statement, prepare(sql));
  return statement.run();
}
Status Connection::savepoint() { return run_fixed("SAVEPOINT one_write"); }
Status Connection::release() { return run_fixed("RELEASE one_write"); }
Status Connection::rollback_to() {
  PMM_TRY(run_fixed("ROLLBACK TO one_write"));
  return release();
}

bool Connection::in_transaction() const noexcept {
  return handle_ != nullptr && sqlite3_get_autocommit(handle_) == 0;
}
std::int64_t Connection::changes() const noexcept { return sqlite3_changes64(handle_); }

void Connection::watch(const Call* call) noexcept { watched_ = call; }

Result<bool> Connection::checkpoint() {
  int in_log = 0;
  int copied = 0;
  // Nobody waits for readers while all writers wait for the gate: what they still need stays.
  sqlite3_busy_timeout(handle_, 0);
  const int rc =
      sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_TRUNCATE, &in_log, &copied);
  sqlite3_busy_timeout(handle_, static_cast<int>(limits::kBusyTimeoutMs));
  if (rc == SQLITE_OK) wal_pages_ = 0;
  if (rc == SQLITE_OK) return true;
  if ((rc & 0xFF) == SQLITE_BUSY) return false;
  return error(rc, "checkpoint");
}

void Connection::set_checkpoint_on_close(bool on) noexcept {
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, on ? 0 : 1, nullptr);
}

Status Connection::backup_to(const std::string& path, const Call& call) {
  constexpr int kStepPages = 2048;
  sqlite3* target = nullptr;
  int rc =
      sqlite3_open_v2(path.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  const std::unique_ptr<sqlite3, int (*)(sqlite3*)> owner(target, sqlite3_close);
  if (rc != SQLITE_OK) return Status(code_of(rc), sqlite3_errstr(rc), "path");
  sqlite3_backup* backup = sqlite3_backup_init(target, "main", handle_, "main");
  if (backup == nullptr) return Status(code_of(sqlite3_errcode(target)), sqlite3_errmsg(target));
  Status stopped;
  do {
    rc = sqlite3_backup_step(backup, kStepPages);
    if (rc != SQLITE_OK && rc != SQLITE_DONE) break;
    stopped = call.check();
    const std::int64_t total = sqlite3_backup_pagecount(backup);
    const std::int64_t done = total - sqlite3_backup_remaining(backup);
    if (stopped.ok() && call.progress && !call.progress(done, total))
      stopped = Status(Code::kCancelled, "the progress callback stopped the work");
  } while (stopped.ok() && rc == SQLITE_OK);
  const int finished = sqlite3_backup_finish(backup);
  if (!stopped.ok()) return stopped;
  if (rc != SQLITE_DONE) return Status(code_of(rc), sqlite3_errstr(rc), "path");
  if (finished != SQLITE_OK) return Status(code_of(finished), sqlite3_errstr(finished), "path");
  // A copy of a file in write-ahead mode says so in its header; as one plain file it needs none.
  rc = sqlite3_exec(target, "PRAGMA journal_mode=DELETE", nullptr, nullptr, nullptr);
  if (rc != SQLITE_OK) return Status(code_of(rc), sqlite3_errstr(rc), "path");
  return {};
}

Status Connection::enter_wal() {
  PMM_ASSIGN(auto change, prepare("PRAGMA journal_mode=WAL"));
  PMM_ASSIGN(bool row, change.step());
  const bool entered = row && change.text_at(0) == "wal";
  // The answer comes before the change is committed, which may still fail.
  while (row) {
    PMM_ASSIGN(row, change.step());
  }
  if (entered) return {};
  return {Code::kUnsupported, "the file system cannot hold a write-ahead log", "path"};
}

Result<std::int64_t> Connection::count_objects() {
  PMM_ASSIGN(const auto count, query_int("SELECT count(*) FROM sqlite_master"));
  return count.value_or(0);
}

Result<bool> Connection::has_object(std::string_view name) {
  PMM_ASSIGN(auto find, prepare("SELECT 1 FROM sqlite_master WHERE name = $1"));
  return find.bind(1, name).step();
}

Result<std::vector<std::string>> Connection::integrity_problems(std::size_t limit) {
  std::vector<std::string> problems;
  PMM_ASSIGN(auto rows, prepare("PRAGMA integrity_check"));
  while (problems.size() < limit) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) break;
    if (rows.text_at(0) != "ok") problems.push_back(rows.string_at(0));
  }
  return problems;
}

Result<std::int64_t> Connection::foreign_key_problems() {
  PMM_ASSIGN(auto rows, prepare("PRAGMA foreign_key_check"));
  for (std::int64_t count = 0;; ++count) {
    auto more = rows.step();
    if (!more.ok()) return damaged_if_unclear(more.take_status());
    if (!*more) return count;
  }
}

Status Connection::begin_load() {
  PMM_TRY(check_foreign_keys(false));
  // "PMMB", by which file(1) and we know an extract.
  PMM_TRY(execute("PRAGMA application_id=1347243330"));
  PMM_TRY(execute("PRAGMA user_version=1"));
  PMM_TRY(execute("PRAGMA journal_mode=MEMORY"));
  PMM_TRY(execute("PRAGMA synchronous=OFF"));
  // What is sorted for an index, and the second file of packing, are as large as the tables.
  PMM_TRY(execute("PRAGMA temp_store=FILE"));
  return begin_write();
}

Status Connection::end_load() {
  PMM_TRY(execute("PRAGMA optimize"));
  // Packing writes every page again. A journal in memory would hold the whole file, and there is
  // nothing to go back to: what fails is thrown away.
  PMM_TRY(execute("PRAGMA journal_mode=OFF"));
  // It builds the file anew in a second one, which SQLite attaches.
  sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 1);
  Status packed = execute("VACUUM");
  sqlite3_limit(handle_, SQLITE_LIMIT_ATTACHED, 0);
  PMM_TRY(std::move(packed));
  return execute("PRAGMA journal_mode=DELETE");
}

Status Connection::check_foreign_keys(bool on) {
  return execute(on ? "PRAGMA foreign_keys=ON" : "PRAGMA foreign_keys=OFF");
}

std::string Connection::library_version() { return sqlite3_libversion(); }

}  // namespace pmm::store
