#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <string>
#include <string_view>

// SQL as somebody would write it by hand, over a connection of its own.
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
  sqlite3_stmt* handle() const { return handle_; }
  std::int64_t number(int column) const { return sqlite3_column_int64(handle_, column); }
  std::string_view text(int column) const;

 private:
  sqlite3* db_;
  sqlite3_stmt* handle_ = nullptr;
};

}  // namespace bench
