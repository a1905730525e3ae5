#include "store/store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <limits>
#include <optional>
#include <system_error>
#include <utility>

#include "base/digest.hpp"
#include "base/text.hpp"
#include "store/journal_sql.hpp"

namespace pmm::store {
namespace {

// A folder in memory where the system has one; its files are as private as a file can be.
Result<std::string> make_private_folder() {
  for (const char* parent : {"/dev/shm", "/tmp"}) {
    std::string pattern = std::string(parent) + "/pmmcrm-XXXXXX";
    if (::mkdtemp(pattern.data()) != nullptr) return pattern;
  }
  return Status(Code::kIo, "no folder for an in-memory store", "path");
}

// 0 when there is none.
std::int64_t file_bytes(const std::string& path) noexcept {
  struct stat info {};
  return ::lstat(path.c_str(), &info) == 0 ? static_cast<std::int64_t>(info.st_size) : 0;
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

struct Link {
  std::int64_t seq = 0;
  Sha256::Bytes hash{};
};

bool take_hash(std::string_view text, Sha256::Bytes& hash) noexcept {
  if (text.size() != hash.size()) return false;
  std::copy(text.begin(), text.end(), hash.begin());
  return true;
}

// The last record of a file without its log. A file whose log was being folded into it when the
// power failed may hold anything, so the record counts only when it is chained to the one before.
std::optional<Link> last_link(Connection& alone) {
  const auto head = alone.query_int(sql::kJournalHead);
  if (!head.ok() || head->value_or(0) < 2) return std::nullopt;
  auto rows = alone.prepare(sql::kJournalFrom);
  if (!rows.ok()) return std::nullopt;
  rows->bind(1, **head - 2).bind(2, 2);
  JournalHasher hasher;
  Link link{**head, {}};
  for (std::int64_t seq = link.seq - 1; seq <= link.seq; ++seq) {
    const auto more = rows->step();
    if (!more.ok() || !*more || rows->int_at(0) != seq) return std::nullopt;
    const Sha256::Bytes expected = hasher.next(link.hash, journal_row(*rows));
    if (!take_hash(rows->text_at(kJournalHashColumn), link.hash)) return std::nullopt;
    if (seq == link.seq && expected != link.hash) return std::nullopt;
  }
  return link;
}

// A new name lasts only when the folder that holds it is on disk too.
Status sync_folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Fd fd = open_file(folder, O_RDONLY | O_DIRECTORY);
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
  // A file of at most one page may be left of a creation that was interrupted: see
  // may_make_schema().
  if (options_.create == Create::kMustNotExist && info.st_size > Connection::kPageBytes)
    return Status::conflict("path", text::quoted(given) + " exists already");
  return true;
}

// Inside the gate: closing a file drops the locks that others in this process have on it.
Result<bool> Store::create_file() const {
  const Fd fd = open_file(path_, O_RDWR | O_CREAT | O_EXCL, 0600);
  if (fd.valid()) return true;
  if (errno == EEXIST) return false;  // another process was faster
  return system_error(path_, errno);
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
  PMM_ASSIGN(auto reader, open_connection(Connection::Mode::kReadOnly));
  PMM_TRY(check_version(*reader));
  PMM_TRY(load_meta(*reader));
  PMM_TRY(probe_.attach_log(path_, false));
  readers_.push_back(std::move(reader));
  options_.log.tell(LogLevel::kInfo, [this] {
    return "opened " + path_ + " for reading, schema version " + std::to_string(schema_version());
  });
  return {};
}

Status Store::open_writing(bool exists) {
  const Call call;
  PMM_ASSIGN(const Gate::Pass pass, enter_gate(call, busy_limit()));
  MadeFile made{*this};
  if (!exists) {
    PMM_ASSIGN(made.remove, create_file());
  }
  const std::int64_t found_log = file_bytes(path_ + "-wal");
  PMM_TRY(probe_.attach_database(path_));
  PMM_ASSIGN(writer_, open_connection(Connection::Mode::kReadWrite));
  if (found_log > 0) PMM_TRY(check_log());
  PMM_ASSIGN(const bool fresh, may_make_schema());
  if (!fresh) PMM_TRY(check_version(*writer_));
  PMM_TRY(writer_->enter_wal());
  if (fresh) PMM_TRY(create_schema());
  PMM_ASSIGN(auto reader, open_connection(Connection::Mode::kReadOnly));
  PMM_TRY(load_meta(*reader));
  // The log and its shared memory exist from the first read on.
  PMM_TRY(probe_.attach_log(path_, true));
  PMM_TRY(migrate());
  readers_.push_back(std::move(reader));
  made.remove = false;
  tell_opened(fresh, found_log);
  return {};
}

// The log of another store would be mixed into the file page by page; nothing in SQLite ties the
// two together, but the journal does: what the file alone has as its last record must stand in the
// log's view too, and the chain must hold from there on. Inside the gate, before anything is
// written.
Status Store::check_log() const {
  const auto alone = Connection::open_without_log(path_);
  const auto last = alone.ok() ? last_link(**alone) : std::nullopt;
  if (!last) return {};
  JournalHasher hasher;
  Sha256::Bytes chained = last->hash;
  PMM_ASSIGN(auto rows, writer_->prepare(sql::kJournalFrom));
  rows.bind(1, last->seq - 1).bind(2, std::numeric_limits<std::int64_t>::max());
  for (std::int64_t expected = last->seq;; ++expected) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more && expected > last->seq) return {};
    if (!more) break;
    const JournalRow row = journal_row(rows);
    if (expected > last->seq) chained = hasher.next(chained, row);
    if (row.seq != expected || rows.text_at(kJournalHashColumn) != as_text(chained)) break;
  }
  return {Code::kCorrupt,
          text::quoted(path_ + "-wal") + " is not the log of this store: move it away", "path"};
}

void Store::tell_opened(bool made, std::int64_t found_log_bytes) const noexcept {
  options_.log.tell(LogLevel::kInfo, [&] {
    return (made ? "made " : "opened ") + path_ + ", schema version " +
           std::to_string(schema_version()) + ", write-ahead log, SQLite " + sqlite_version();
  });
  if (found_log_bytes == 0) return;
  options_.log.tell(LogLevel::kInfo, [&] {
    return "found a log of " + std::to_string(found_log_bytes) +
           " bytes: another process has the store open, or ended without closing it; what was "
           "committed in it holds";
  });
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
      if (pass.ok() && !broken_ && probe_.check_files().ok()) folded = fold_log();
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
  const auto since = std::chrono::steady_clock::now();
  auto pass = gate_.enter(call, until);
  const std::chrono::microseconds waited(us_since(since));
  raise_to(longest_gate_wait_us_, waited.count());
  if (waited >= options_.long_wait)
    options_.log.tell(LogLevel::kWarning, [&] {
      const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(waited).count();
      return "waited " + std::to_string(ms) + " ms for the gate" +
             (pass.ok() ? "" : ", in vain: " + pass.status().message());
    });
  return pass;
}

std::chrono::steady_clock::time_point Store::busy_limit() const {
  return std::chrono::steady_clock::now() + std::chrono::milliseconds(options_.busy_timeout_ms);
}

// --- Reading -----------------------------------------------------------------------------------

// Under a limit sixteen connections share a quarter of it.
std::int64_t Store::cache_kib() const noexcept {
  if (options_.memory_limit_bytes == 0) return limits::kCacheKib;
  return std::clamp(options_.memory_limit_bytes / (64 * 1024), limits::kSmallestCacheKib,
                    limits::kCacheKib);
}

std::size_t Store::idle_readers() const noexcept {
  return options_.memory_limit_bytes == 0 ? limits::kReaders : limits::kReadersUnderLimit;
}

Result<std::unique_ptr<Connection>> Store::open_connection(Connection::Mode mode) const {
  return Connection::open(path_, mode, cache_kib());
}

Result<Snapshot> Store::read(const Call& call) {
  PMM_ASSIGN(Snapshot snapshot, read_any_schema(call));
  PMM_TRY(still_known(snapshot.db()));
  return snapshot;
}

Result<Snapshot> Store::read_any_schema(const Call& call) {
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
    PMM_ASSIGN(connection, open_connection(Connection::Mode::kReadOnly));
  }
  // The first question takes the snapshot, and must be asked for that alone.
  PMM_TRY(connection->begin_read());
  connection->watch(&call);
  ++snapshots_;
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
  --snapshots_;
  connection->watch(nullptr);
  connection->rollback();
  if (connection->in_transaction()) return;
  const std::lock_guard lock(readers_mutex_);
  if (readers_.size() < idle_readers()) readers_.push_back(std::move(connection));
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
  Fd made = open_file(partial, O_RDWR | O_CREAT | O_EXCL, 0600);
  if (!made.valid()) return system_error(partial, errno);
  const auto copy = [&]() -> Status {
    PMM_ASSIGN(Snapshot snapshot, options_.to_copy ? read_any_schema(call) : read(call));
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
  ::unlink((partial + "-journal").c_str());  // SQLite leaves it where the disk was full
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
  counts.longest_gate_wait_us = longest_gate_wait_us_;
  counts.checkpoints_postponed = postponed_;
  counts.journal = journal_;
  counts.snapshots = snapshots_;
  {
    const std::lock_guard lock(queue_mutex_);
    counts.waiting = static_cast<std::int64_t>(queue_.size());
  }
  {
    const std::lock_guard lock(readers_mutex_);
    counts.readers = static_cast<std::int64_t>(readers_.size());
  }
  const std::int64_t connections = counts.readers + counts.snapshots + (writer_ ? 1 : 0);
  counts.cache_bytes = connections * cache_kib() * 1024;
  return counts;
}

}  // namespace pmm::store
