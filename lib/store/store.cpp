#include "store/store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <system_error>
#include <utility>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "store/journal_sql.hpp"
#include "store/schema_sql.hpp"

namespace pmm::store {
namespace {

Status set_meta(Connection& db, std::string_view key, std::string_view value) {
  PMM_ASSIGN(auto statement, db.prepare(sql::kSetMeta));
  return statement.bind(1, key).bind(2, value).run();
}

Result<std::string> get_meta(Connection& db, std::string_view key) {
  PMM_ASSIGN(auto statement, db.prepare(sql::kMeta));
  PMM_ASSIGN(const bool row, statement.bind(1, key).step());
  if (!row) return Status(Code::kCorrupt, "the store has no entry " + text::quoted(key));
  return statement.string_at(0);
}

// A folder in memory where the system has one; its files are as private as a file can be.
Result<std::string> make_private_folder() {
  for (const char* parent : {"/dev/shm", "/tmp"}) {
    std::string pattern = std::string(parent) + "/pmmcrm-XXXXXX";
    if (::mkdtemp(pattern.data()) != nullptr) return pattern;
  }
  return Status(Code::kIo, "no folder for an in-memory store", "path");
}

Status system_error(const std::string& path, int error) {
  return {Code::kIo, text::quoted(path) + ": " + std::generic_category().message(error), "path"};
}

// Needs no memory of its own: it also runs when there is none left.
void remove_files(const char* path, std::initializer_list<const char*> suffixes) noexcept {
  for (const char* suffix : suffixes) {
    char file[PATH_MAX];
    std::snprintf(file, sizeof file, "%s%s", path, suffix);
    ::unlink(file);
  }
}

// Of an in-memory store.
void remove_private_folder(const std::string& folder) noexcept {
  if (folder.empty()) return;
  char file[PATH_MAX];
  std::snprintf(file, sizeof file, "%s/memory.crm", folder.c_str());
  remove_files(file, {"", "-wal", "-shm", "-journal", ".gate", ".turn"});
  ::rmdir(folder.c_str());
}

struct PrivateFolder {
  std::string path;
  ~PrivateFolder() { remove_private_folder(path); }
};

// A new name lasts only when the folder that holds it is on disk too.
Status sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Fd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd.valid() || (::fsync(fd.get()) != 0 && errno != EINVAL)) return system_error(path, errno);
  return {};
}

// The path with its folder spelled out: SQLite refuses symbolic links anywhere in it, and the file
// must be the same one after the host has changed its working directory.
Result<std::string> resolve_folder(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  if (name.empty() || name == "." || name == "..")
    return Status(Code::kIo, text::quoted(path) + " is not a regular file", "path");
  char real[PATH_MAX];
  if (::realpath(folder.c_str(), real) == nullptr) {
    if (errno == ENOENT)
      return Status::not_found("path", "the folder of " + text::quoted(path) + " does not exist");
    return system_error(path, errno);
  }
  std::string resolved = real;
  if (resolved.back() != '/') resolved += '/';
  return resolved + name;
}

}  // namespace

Store::Store(std::string path, StoreOptions options)
    : path_(std::move(path)), options_(std::move(options)), gate_(path_), process_(::getpid()) {
  checkpoint_above_ = options_.wal_limit_bytes;
  readers_.reserve(limits::kReaders);  // so that giving one back needs no memory
}

Result<std::shared_ptr<Store>> Store::open(const std::string& path, StoreOptions options) {
  PMM_TRY(text::check(path, "path", limits::kPathBytes));
  if (path.empty()) return Status::invalid("path", "the path is empty");
  PrivateFolder folder;
  std::string given = path;
  if (options.in_memory) {
    PMM_ASSIGN(folder.path, make_private_folder());
    given = folder.path + "/memory.crm";
    options.create = StoreOptions::Create::kMayExist;
  }
  PMM_ASSIGN(std::string file, resolve_folder(given));
  std::shared_ptr<Store> store(new Store(std::move(file), std::move(options)));
  store->private_folder_.swap(folder.path);
  PMM_ASSIGN(const bool exists, store->find_file(path));
  if (store->options_.read_only)
    PMM_TRY(store->open_reading());
  else
    PMM_TRY(store->open_writing(exists));
  return store;
}

// Whether the file is there, and whether what is there, or is not, may be opened.
Result<bool> Store::find_file(const std::string& given) const {
  using Create = StoreOptions::Create;
  struct stat info {};
  if (::lstat(path_.c_str(), &info) != 0) {
    if (errno != ENOENT) return system_error(given, errno);
    if (options_.create == Create::kNever || options_.read_only)
      return Status::not_found("path", text::quoted(given) + " does not exist");
    return false;
  }
  if (!S_ISREG(info.st_mode))
    return Status(Code::kIo, text::quoted(given) + " is not a regular file", "path");
  // Each name of a file would have a log and a gate of its own.
  if (info.st_nlink > 1)
    return Status(Code::kUnsupported, text::quoted(given) + " has a second name (a hard link)",
                  "path");
  if (options_.create == Create::kMustNotExist)
    return Status::conflict("path", text::quoted(given) + " exists already");
  return true;
}

// Inside the gate: closing a file drops the locks that others in this process have on it.
Result<bool> Store::create_file() const {
  const Fd fd(::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (fd.valid()) return true;
  if (errno != EEXIST) return system_error(path_, errno);
  if (options_.create == StoreOptions::Create::kMustNotExist)
    return Status::conflict("path", text::quoted(path_) + " exists already");
  return false;  // another process was faster
}

// A file that did not become a store is taken away again, while nobody else can have got in: its
// name would stand in the way of the next try.
struct Store::MadeFile {
  Store& store;
  bool remove = false;
  ~MadeFile() {
    if (!remove) return;
    store.readers_.clear();
    store.writer_.reset();
    remove_files(store.path_.c_str(), {"", "-wal", "-shm", "-journal"});
  }
};

Status Store::open_reading() {
  PMM_TRY(probe_.attach_database(path_));
  PMM_ASSIGN(auto reader, open_reader());
  PMM_TRY(check_version(*reader));
  PMM_TRY(load_meta(*reader));
  PMM_TRY(probe_.attach_log(path_, false));
  readers_.push_back(std::move(reader));
  return {};
}

Status Store::open_writing(bool exists) {
  const Call call;
  PMM_ASSIGN(const Gate::Pass pass, enter_gate(call, busy_limit()));
  MadeFile made{*this};
  if (!exists) {
    PMM_ASSIGN(made.remove, create_file());
  }
  PMM_TRY(probe_.attach_database(path_));
  PMM_ASSIGN(writer_, Connection::open(path_, Connection::Mode::kReadWrite, false));
  // Only an empty file may become a store, be it that another process died while making one; what
  // else is in it belongs to somebody, and is not touched.
  bool fresh = options_.create != StoreOptions::Create::kNever;
  if (fresh) {
    PMM_ASSIGN(const std::int64_t objects, writer_->count_objects());
    fresh = objects == 0;
  }
  if (!fresh) PMM_TRY(check_version(*writer_));
  PMM_TRY(writer_->enter_wal());
  if (fresh) PMM_TRY(create_schema());
  PMM_ASSIGN(auto reader, open_reader());
  PMM_TRY(load_meta(*reader));
  // The log and its shared memory exist from the first read on.
  PMM_TRY(probe_.attach_log(path_, true));
  readers_.push_back(std::move(reader));
  made.remove = false;
  return {};
}

// With the first rows of the store in the same transaction: nobody ever sees one without.
Status Store::create_schema() {
  PMM_TRY(writer_->begin_write());
  const auto create = [this]() -> Status {
    for (const TableSql& table : kTables) {
      std::string statement = table.text;
      statement += table.kind == TableKind::kKeyed ? " STRICT, WITHOUT ROWID" : " STRICT";
      PMM_TRY(writer_->execute(statement.c_str()));
    }
    for (const char* index : kIndexes) PMM_TRY(writer_->execute(index));
    const std::string store_id = to_hex(random_bytes(16));
    PMM_TRY(set_meta(*writer_, "schema_version", std::to_string(kSchemaVersion)));
    PMM_TRY(set_meta(*writer_, "store_id", store_id));
    PMM_TRY(set_meta(*writer_, "secret", to_hex(random_bytes(32))));
    PMM_TRY(set_meta(*writer_, "timezone", options_.timezone));
    PMM_TRY(set_meta(*writer_, "created_us", std::to_string(options_.clock())));
    return write_first_rows(store_id);
  };
  Status created = create();
  if (created.ok()) created = writer_->commit();
  if (!created.ok()) writer_->rollback();
  return created;
}

Status Store::write_first_rows(const std::string& store_id) {
  if (!options_.first_rows) return {};
  Tx tx(*writer_, store_id);
  PMM_TRY(tx.start());
  PMM_TRY(tx.begin_write(options_.first_origin, options_.clock()));
  PMM_TRY(options_.first_rows(tx));
  PMM_TRY(tx.end_write(true));
  return tx.finish();
}

Status Store::check_version(Connection& db) const {
  PMM_ASSIGN(const bool known, db.has_object("meta"));
  if (!known)
    return {Code::kCorrupt, text::quoted(path_) + " is a database, but not a pmmcrm store", "path"};
  PMM_ASSIGN(const std::string value, get_meta(db, "schema_version"));
  const auto version = text::parse_int(value);
  if (!version) return {Code::kCorrupt, "the store has no schema version", "path"};
  if (*version > kSchemaVersion)
    return {Code::kUnsupported,
            "the store has schema version " + value + ", this library knows up to " +
                std::to_string(kSchemaVersion),
            "path"};
  return {};
}

Status Store::load_meta(Connection& db) {
  PMM_ASSIGN(timezone_, get_meta(db, "timezone"));
  PMM_ASSIGN(store_id_, get_meta(db, "store_id"));
  PMM_ASSIGN(secret_, get_meta(db, "secret"));
  return {};
}

// Readers first; then, inside the gate, the last connection of all processes folds the log into
// the file, so that a closed store is one file. It is folded before the close, because the close
// alone would not look at the locks of readers: it believes that there are none.
Store::~Store() {
  if (process_ != ::getpid()) {
    // The child of a fork shares the memory of the locks; closing here would reach into it.
    for (auto& reader : readers_) static_cast<void>(reader.release());
    static_cast<void>(writer_.release());
    return;
  }
  readers_.clear();
  if (writer_) {
    try {
      const Call call;
      const auto pass = enter_gate(call, busy_limit());
      bool folded = false;
      if (pass.ok() && !broken_ && probe_.check_files().ok()) {
        const auto done = writer_->checkpoint();
        folded = done.ok() && *done;
      }
      writer_->set_checkpoint_on_close(folded);
      writer_.reset();
    } catch (const std::exception&) {
      writer_.reset();  // the log stays beside the file; the next open reads it
    }
  }
  remove_private_folder(private_folder_);
}

Status Store::check_process() const {
  if (::getpid() == process_) return {};
  return {Code::kForked, "the store was opened before a fork; open it again in the child"};
}

Result<Gate::Pass> Store::enter_gate(const Call& call,
                                     std::chrono::steady_clock::time_point until) {
  if (options_.unsafe_without_gate) return Gate::Pass();
  return gate_.enter(call, until);
}

std::chrono::steady_clock::time_point Store::busy_limit() const {
  return std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.busy_timeout_ms);
}

// --- Reading -----------------------------------------------------------------------------------

Result<std::unique_ptr<Connection>> Store::open_reader() const {
  return Connection::open(path_, Connection::Mode::kReadOnly, false);
}

Result<Snapshot> Store::read(const Call& call) {
  PMM_TRY(check_process());
  PMM_TRY(call.check());
  std::unique_ptr<Connection> connection;
  {
    const std::lock_guard lock(readers_mutex_);
    if (!readers_.empty()) {
      connection = std::move(readers_.back());
      readers_.pop_back();
    }
  }
  if (!connection) {
    PMM_ASSIGN(connection, open_reader());
  }
  PMM_TRY(connection->begin_read());
  connection->watch(&call);
  return Snapshot(shared_from_this(), std::move(connection));
}

Snapshot::~Snapshot() {
  if (connection_) store_->give_back(std::move(connection_));
}

void Store::give_back(std::unique_ptr<Connection> connection) noexcept {
  if (process_ != ::getpid()) {
    static_cast<void>(connection.release());
    return;
  }
  connection->watch(nullptr);
  connection->rollback();
  if (connection->in_transaction()) return;
  const std::lock_guard lock(readers_mutex_);
  if (readers_.size() < limits::kReaders) readers_.push_back(std::move(connection));
}

Status Store::backup(const std::string& path, const Call& call) {
  PMM_TRY(text::check(path, "path", limits::kPathBytes));
  // Made under another name and renamed when whole: nobody ever sees half a copy.
  const std::string partial = path + "." + to_hex(random_bytes(4)) + ".partial";
  struct stat info {};
  // A log left beside the name would be taken for the copy's own.
  for (const char* suffix : {"", "-wal", "-journal"})
    if (const std::string taken = path + suffix; ::lstat(taken.c_str(), &info) == 0)
      return Status::conflict("path", text::quoted(taken) + " exists already");
  Fd made(::open(partial.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!made.valid()) return system_error(partial, errno);
  const auto copy = [&]() -> Status {
    PMM_ASSIGN(Snapshot snapshot, read(call));
    PMM_TRY(snapshot.db().backup_to(partial, call));
    if (::fsync(made.get()) != 0) return system_error(partial, errno);
    made = Fd();  // before it is known by its name: closing drops the locks of whoever opens it
    // A link, unlike a rename, never replaces a file that came meanwhile.
    if (::link(partial.c_str(), path.c_str()) != 0) {
      if (errno == EEXIST) return Status::conflict("path", text::quoted(path) + " exists already");
      if (errno != EPERM && errno != EOPNOTSUPP) return system_error(path, errno);
      if (::rename(partial.c_str(), path.c_str()) != 0) return system_error(path, errno);
    }
    return sync_folder_of(path);
  };
  Status copied;
  try {
    copied = copy();
  } catch (const std::bad_alloc&) {
    copied = Status::no_memory();
  }
  ::unlink(partial.c_str());
  return copied;
}

Counts Store::counts() const {
  Counts counts;
  counts.writes = writes_;
  counts.groups = groups_;
  counts.refused = refused_;
  counts.checkpoints = checkpoints_;
  counts.wal_bytes = wal_bytes_;
  counts.longest_wait_us = longest_wait_us_;
  const std::lock_guard lock(readers_mutex_);
  counts.readers = static_cast<std::int64_t>(readers_.size());
  return counts;
}

}  // namespace pmm::store
