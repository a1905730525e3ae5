// The steps from each released schema to the next.
#include "store/migration.hpp"
#include "store/schema_2_sql.hpp"
#include "store/views_sql.hpp"

namespace pmm::store {
namespace {

Status make_second(Tx& tx) {
  for (const TableSql& table : kTables2) PMM_TRY(make_table(tx.db(), table));
  for (const char* index : kIndexes2) PMM_TRY(tx.db().execute(index));
  for (const char* view : kViews) PMM_TRY(tx.db().execute(view));
  return {};
}

}  // namespace

Status make_table(Connection& db, const TableSql& table) {
  std::string statement = table.text;
  statement += table.kind == TableKind::kKeyed ? " STRICT, WITHOUT ROWID" : " STRICT";
  return db.execute(statement.c_str());
}

Migrations released_migrations() { return {{{kSchemaVersion, make_second}}, {}}; }

}  // namespace pmm::store
