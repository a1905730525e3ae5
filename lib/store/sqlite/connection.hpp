#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/call.hpp"
#include "base/limits.hpp"
#include "base/status.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace pmm::store {

class Connection;

// A prepared statement on loan from its connection: bind, step, read; the loan ends with the
// object. Placeholders are $1, $2 …. Text and blobs read are valid until the next step.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  Statement& bind(int index, std::int64_t value);
  Statement& bind(int index, std::int32_t value) { return bind(index, std::int64_t{value}); }
  Statement& bind(int index, double value);
  Statement& bind(int index, std::string_view text);
  Statement& bind(int index, const char* text) { return bind(index, std::string_view(text)); }
  Statement& bind_blob(int index, std::string_view bytes);
  Statement& bind_null(int index);
  // The same without a copy, for the paths where every microsecond counts: the bytes must stay
  // until the statement is bound again or gone.
  Statement& bind_borrowed(int index, std::string_view text);
  Statement& bind_borrowed(int index, std::string&& text) = delete;
  template <class Text>
  Statement& bind_borrowed(int index, const std::optional<Text>& text) {
    return text ? bind_borrowed(index, *text) : bind_null(index);
  }
  Statement& bind_borrowed_blob(int index, std::string_view bytes);
  template <class T>
  Statement& bind(int index, const std::optional<T>& value) {
    return value ? bind(index, *value) : bind_null(index);
  }
  // 0 stands for "none" in ids.
  Statement& bind_id(int index, std::int64_t id) {
    return id == 0 ? bind_null(index) : bind(index, id);
  }

  // True: a row is there to be read. False: no more rows.
  Result<bool> step();
  // Runs a statement that gives no rows, and makes it ready to be bound again.
  Status run();
  void reset() noexcept;

  enum class Kind { kNull, kInteger, kReal, kText };
  int columns() const noexcept;
  bool is_null(int column) const noexcept;
  Kind kind_at(int column) const noexcept;  // what stands there; a blob is a text
  std::int64_t int_at(int column) const noexcept;
  double double_at(int column) const noexcept;
  std::string_view text_at(int column) const noexcept;  // also for blobs
  std::string string_at(int column) const { return std::string(text_at(column)); }
  std::optional<std::int64_t> opt_int(int column) const;
  std::optional<std::int32_t> opt_day(int column) const;
  std::optional<double> opt_double(int column) const;
  std::optional<std::string> opt_text(int column) const;

 private:
  friend class Connection;
  struct Prepared;
  // The statements of one text that are ready to be lent.
  struct Shelf {
    std::string text;
    std::size_t made = 0;   // statements of this text, lent ones included
    Shelf* many = nullptr;  // of the statement for many rows, once it was asked for
    std::vector<std::unique_ptr<Prepared>> idle;
  };
  struct Prepared {
    explicit Prepared(Shelf& shelf) : home(&shelf) {}
    Prepared(const Prepared&) = delete;
    Prepared& operator=(const Prepared&) = delete;
    ~Prepared();
    Shelf* home;
    sqlite3_stmt* handle = nullptr;
    std::vector<int> slots;  // slots[n]: SQLite's index of $n, 0 if unused
    bool read_only = false;
  };
  Statement(Connection& connection, std::unique_ptr<Prepared> prepared);
  void note(int rc) noexcept;
  int slot(int index) const noexcept;

  Connection* connection_;
  std::unique_ptr<Prepared> prepared_;
  int bind_error_ = 0;
  bool stepped_ = false;  // since the last reset
};

// One connection to SQLite, used by one thread at a time. The only class, with Statement, that
// calls SQLite.
class Connection {
 public:
  enum class Mode { kReadWrite, kReadOnly };
  // The file must exist: making it is the caller's (mode 0600). Text is UTF-8.
  static Result<std::unique_ptr<Connection>> open(const std::string& path, Mode mode,
                                                  std::int64_t cache_kib = limits::kCacheKib);
  // What the file alone says, as if there were no log beside it. Nobody may fold the log into it
  // meanwhile.
  static Result<std::unique_ptr<Connection>> open_without_log(const std::string& path);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  Result<Statement> prepare(std::string_view sql);
  // The same INSERT for kManyRows rows: `sql` is one of a single row whose VALUES come last, with
  // the placeholders $1 to $n in them; those of the second row are $n+1 and so on.
  Result<Statement> prepare_many(std::string_view sql);
  static constexpr std::size_t kManyRows = 16;
  // Statements of the driver itself: pragmas and transaction control.
  Status execute(const char* sql);
  // One-row one-column convenience; nullopt when there is no row or a NULL.
  Result<std::optional<std::int64_t>> query_int(std::string_view sql);

  Status begin_write();  // BEGIN IMMEDIATE
  Status begin_read();   // BEGIN; the first question takes the snapshot
  Status commit();
  void rollback() noexcept;
  Status savepoint();
  Status release();
  Status rollback_to();
  bool in_transaction() const noexcept;
  std::int64_t changes() const noexcept;

  // While set, long questions stop with kCancelled or kTimeout at the call's check points.
  void watch(const Call* call) noexcept;
  // A check point of that call, for work between the rows.
  Status check() const { return watched_ == nullptr ? Status() : watched_->check(); }

  // Bytes the write-ahead log had after this connection's last commit.
  std::int64_t wal_bytes() const noexcept { return wal_pages_ * kPageBytes; }
  // Copies the log into the file and empties it. False: readers kept a part of it.
  Result<bool> checkpoint();
  void set_checkpoint_on_close(bool on) noexcept;
  // Copies the whole database into a new file through SQLite's online backup.
  Status backup_to(const std::string& path, const Call& call);

  // Puts the file into write-ahead mode; kUnsupported where the file system cannot.
  Status enter_wal();
  // How many tables and indexes there are, and whether one has this name.
  Result<std::int64_t> count_objects();
  Result<bool> has_object(std::string_view name);
  // What SQLite's own examination of the file finds, at most `limit` lines; none when it is sound.
  Result<std::vector<std::string>> integrity_problems(std::size_t limit);
  // How many rows refer to a row that is not there.
  Result<std::int64_t> foreign_key_problems();

  // Of a file that is nobody's before it is complete: one transaction for all, without syncs and
  // with references that are checked at the end; then the packed file, as any program reads it.
  Status begin_load();
  Status end_load();

  // Rows that refer to rows which are not there are refused, or not. Not inside a transaction.
  Status check_foreign_keys(bool on);

  static std::string library_version();
  static constexpr std::int64_t kPageBytes = 4096;

 private:
  friend class Statement;
  Connection() = default;
  Status configure(Mode mode, std::int64_t cache_kib);
  Status run_fixed(std::string_view sql);
  Status error(int rc, std::string_view what) const;
  static Status damaged_if_unclear(Status failure);
  Statement::Shelf& shelf_of(std::string_view sql);
  Result<Statement> lend(Statement::Shelf& shelf);
  Result<std::unique_ptr<Statement::Prepared>> compile(Statement::Shelf& shelf);

  sqlite3* handle_ = nullptr;
  sqlite3_stmt* rollback_ = nullptr;
  std::int64_t wal_pages_ = 0;
  const Call* watched_ = nullptr;
  std::unordered_map<std::string_view, std::unique_ptr<Statement::Shelf>> shelves_;  // by text
  // Most texts are literals, asked for again and again at the same place in memory: where such a
  // place was found last, so that the long text need not be hashed every time.
  struct Seen {
    const char* data = nullptr;
    Statement::Shelf* shelf = nullptr;
  };
  static constexpr std::size_t kSeen = 256;
  std::array<Seen, kSeen> seen_{};
};

}  // namespace pmm::store
