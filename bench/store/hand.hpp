#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// What somebody would write by hand over the same tables: plain SQLite, the same rows, indexes and
// journal records, one connection of its own.
namespace bench {

// Runs a statement without answer; throws what SQLite says against it.
void run_sql(sqlite3* db, const std::string& sql);

class HandStatement {
 public:
  HandStatement(sqlite3* db, const char* sql);
  ~HandStatement() { sqlite3_finalize(handle_); }
  HandStatement(const HandStatement&) = delete;
  HandStatement& operator=(const HandStatement&) = delete;

  HandStatement& set(int index, std::int64_t value);
  HandStatement& set(int index, std::string_view text);
  HandStatement& set_blob(int index, std::string_view bytes);
  HandStatement& set_null(int index);
  bool step();  // throws on any error
  void run() {
    step();
    sqlite3_reset(handle_);
  }
  void reset() { sqlite3_reset(handle_); }
  std::int64_t number(int column) const { return sqlite3_column_int64(handle_, column); }
  std::string_view text(int column) const;

 private:
  sqlite3* db_;
  sqlite3_stmt* handle_ = nullptr;
};

struct HandCase {
  std::string external_id, summary;
  std::int64_t service, category, office, channel, area, opened_us, due_us, closed_us;
};

class Hand {
 public:
  explicit Hand(const std::string& path);
  ~Hand();
  Hand(const Hand&) = delete;
  Hand& operator=(const Hand&) = delete;

  void begin();
  void commit();  // and a checkpoint when the log is over 64 MiB, as the library does
  // The rows of one case as an import writes them: the case, its events, one journal record.
  void insert_case(const HandCase& row);
  // The rows of one contact as the library writes them, in a transaction of its own.
  void write_contact(std::int64_t channel, std::int64_t subject);
  sqlite3* handle() const { return db_; }

 private:
  struct Statements;
  void journal(const char* verb, int noun, std::int64_t id, std::int64_t subject,
               std::int64_t case_id, const char* fields);
  void read_head();
  std::int64_t next(const char* counter);
  void keep_counters();

  sqlite3* db_ = nullptr;
  std::unique_ptr<Statements> statements_;
  std::int64_t seq_ = 0, group_ = 0;
  std::string hash_;
  std::vector<std::pair<std::string, std::int64_t>> counters_;
  std::int64_t wal_pages_ = 0;
};

}  // namespace bench
