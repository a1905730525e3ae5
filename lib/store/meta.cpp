#include "store/meta.hpp"

#include "base/text.hpp"
#include "store/journal_sql.hpp"

namespace pmm::store {

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

}  // namespace pmm::store
