// The steps from each released schema to the next.
#include "store/migration.hpp"
#include "store/schema_2_sql.hpp"
#include "store/schema_3_sql.hpp"
#include "store/views_sql.hpp"

namespace pmm::store {
namespace {

template <typename Tables, typename Indexes>
Status make(Tx& tx, const Tables& tables, const Indexes& indexes) {
  for (const TableSql& table : tables) PMM_TRY(make_table(tx.db(), table));
  for (const char* index : indexes) PMM_TRY(tx.db().execute(index));
  return {};
}

Status make_second(Tx& tx) {
  PMM_TRY(make(tx, kTables2, kIndexes2));
  for (const char* view : kViews) PMM_TRY(tx.db().execute(view));
  return {};
}

Status make_third(Tx& tx) {
  for (const char* column : kColumns3Notices) PMM_TRY(tx.db().execute(column));
  PMM_TRY(make(tx, kTables3Notices, kIndexes3Notices));
  PMM_TRY(make(tx, kTables3Deliveries, kIndexes3Deliveries));
  PMM_TRY(make(tx, kTables3Appointments, kIndexes3Appointments));
  PMM_TRY(make(tx, kTables3Entitlements, kIndexes3Entitlements));
  PMM_TRY(make(tx, kTables3Privacy, kIndexes3Privacy));
  for (const char* column : kColumns3Registry) PMM_TRY(tx.db().execute(column));
  PMM_TRY(make(tx, kTables3Registry, kIndexes3Registry));
  for (const char* view : kViews3Registry) PMM_TRY(tx.db().execute(view));
  for (const char* view : kViews3) PMM_TRY(tx.db().execute(view));
  for (const char* view : kViews3Cubes) PMM_TRY(tx.db().execute(view));
  return {};
}

}  // namespace

Status make_table(Connection& db, const TableSql& table) {
  std::string statement = table.text;
  statement += table.kind == TableKind::kKeyed ? " STRICT, WITHOUT ROWID" : " STRICT";
  return db.execute(statement.c_str());
}

Migrations released_migrations() { return {{{2, make_second}, {kSchemaVersion, make_third}}, {}}; }

}  // namespace pmm::store
