#include "hand_sql.hpp"

#include <stdexcept>

namespace bench {

void run_sql(sqlite3* db, const std::string& sql) {
  if (sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(db));
}

HandStatement::HandStatement(sqlite3* db, const char* sql) : db_(db) {
  if (sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle_, nullptr) != SQLITE_OK)
    throw std::runtime_error(sqlite3_errmsg(db));
}
HandStatement& HandStatement::set(int index, std::int64_t value) {
  sqlite3_bind_int64(handle_, index, value);
  return *this;
}
HandStatement& HandStatement::set(int index, std::string_view text) {
  sqlite3_bind_text64(handle_, index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}
HandStatement& HandStatement::set_blob(int index, std::string_view bytes) {
  sqlite3_bind_blob64(handle_, index, bytes.data(), bytes.size(), SQLITE_STATIC);
  return *this;
}
HandStatement& HandStatement::set_null(int index) {
  sqlite3_bind_null(handle_, index);
  return *this;
}
bool HandStatement::step() {
  const int rc = sqlite3_step(handle_);
  if (rc == SQLITE_ROW) return true;
  if (rc == SQLITE_DONE) return false;
  throw std::runtime_error(sqlite3_errmsg(db_));
}
std::string_view HandStatement::text(int column) const {
  const void* data = sqlite3_column_blob(handle_, column);
  return {static_cast<const char*>(data),
          static_cast<std::size_t>(sqlite3_column_bytes(handle_, column))};
}

}  // namespace bench
