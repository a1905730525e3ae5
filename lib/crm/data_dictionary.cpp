#include "crm/data_dictionary.hpp"

#include <algorithm>

#include "crm/list.hpp"

namespace pmm::crm {
namespace {

using model::DataColumn;
using model::OnErasure;

const Columns kDictionaryColumns{{"table_name", Type::kText}, {"column_name", Type::kText},
                                 {"class", Type::kText},      {"exported", Type::kBool},
                                 {"on_erasure", Type::kText}, {"of_subject", Type::kBool}};

Status add_table(TableBuilder& builder, std::string_view name, std::string_view columns,
                 const sql::DataTable* of_subject) {
  PMM_ASSIGN(const auto parsed, model::parse_data_columns(columns));
  for (const DataColumn& column : parsed) {
    builder.text(name);
    builder.text(column.name);
    builder.text(model::data_class_name(column.data_class));
    builder.boolean(of_subject != nullptr && model::is_exported(column.data_class));
    builder.text(of_subject != nullptr && of_subject->rows_go
                     ? "row"
                     : model::on_erasure_name(column.on_erasure));
    builder.boolean(of_subject != nullptr);
    builder.end_row();
  }
  return {};
}

// What a column is set to, and when it is so already.
std::string left_of(const DataColumn& column) {
  switch (column.on_erasure) {
    case OnErasure::kNull:
      return "NULL";
    case OnErasure::kEmpty:
      return "''";
    case OnErasure::kZero:
      return "0";
    case OnErasure::kMark:
      return "'erased:' || CAST(id AS TEXT)";
    case OnErasure::kKeep:
    case OnErasure::kNumber:
    case OnErasure::kDimensions:
      break;
  }
  return {};
}

// Names in quotes, as some are words of one grammar or the other.
std::string clearing(const std::vector<DataColumn>& columns) {
  std::string out;
  for (const DataColumn& column : columns) {
    if (!out.empty()) out += ", ";
    out.append("\"").append(column.name).append("\" = ").append(left_of(column));
  }
  return out;
}

}  // namespace

Result<TablePtr> list_data_dictionary(const Reading& /*reading*/) {
  TableBuilder builder(kDictionaryColumns);
  for (const sql::DataTable& table : sql::kDataTables)
    PMM_TRY(add_table(builder, table.name, table.columns, &table));
  for (const sql::PlainTable& table : sql::kPlainTables)
    PMM_TRY(add_table(builder, table.name, table.columns, nullptr));
  return builder.finish();
}

std::optional<std::string> kept_with_case(const sql::DataTable& table) {
  if (table.goes_with != sql::GoesWith::kCase) return std::nullopt;
  return "COALESCE(" + std::string(table.with_case) + ", 0) IN (" + sql::kKeptCases + ")";
}

std::string rows_to_erase(const sql::DataTable& table) {
  std::string out = table.of_subject;
  if (const auto kept = kept_with_case(table)) out += " AND NOT (" + *kept + ")";
  return out;
}

std::string count_statement(const sql::DataTable& table, std::string_view condition) {
  std::string out = sql::kCountFrom;
  out.append(table.name).append(sql::kRowsWhere).append(table.of_subject);
  if (!condition.empty()) out.append(" AND (").append(condition).append(")");
  return out;
}

std::vector<DataColumn> cleared_columns(const std::vector<DataColumn>& columns) {
  std::vector<DataColumn> out;
  for (const DataColumn& column : columns)
    if (!left_of(column).empty()) out.push_back(column);
  return out;
}

std::string has_something_left(const std::vector<DataColumn>& columns) {
  std::string out;
  for (const DataColumn& column : columns) {
    if (!out.empty()) out += " OR ";
    out.append("\"").append(column.name).append("\"");
    if (column.on_erasure == OnErasure::kNull)
      out += " IS NOT NULL";
    else
      out.append(" <> ").append(left_of(column));
  }
  return out;
}

std::string ids_statement(std::string_view table, std::string_view condition) {
  std::string out = sql::kIdFrom;
  return out.append(table).append(sql::kRowsWhere).append(condition);
}

std::string erase_statement(const sql::DataTable& table, const std::vector<DataColumn>& columns,
                            std::string_view condition) {
  std::string out = table.rows_go ? sql::kDeleteFrom : sql::kChange;
  out.append(table.name);
  if (table.rows_go) return out.append(sql::kRowsWhere).append(condition);
  const std::vector<DataColumn> cleared = cleared_columns(columns);
  out.append(sql::kChangeTo).append(clearing(cleared));
  if (std::any_of(columns.begin(), columns.end(),
                  [](const DataColumn& column) { return column.name == "version"; }))
    out += sql::kNextVersion;
  out.append(sql::kRowsWhere).append(condition);
  return out.append(" AND (").append(has_something_left(cleared)).append(")");
}

}  // namespace pmm::crm
