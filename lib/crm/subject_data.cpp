#include "crm/subject_data.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "crm/data_dictionary.hpp"
#include "crm/erasure.hpp"

namespace pmm::crm {
namespace {

DataCell cell_of(const store::Statement& row, int column) {
  switch (row.kind_at(column)) {
    case store::Statement::Kind::kNull:
      return {};
    case store::Statement::Kind::kInteger:
      return row.int_at(column);
    case store::Statement::Kind::kReal:
      return row.double_at(column);
    case store::Statement::Kind::kText:
      break;
  }
  return row.string_at(column);
}

std::string select_of(const sql::DataTable& table, const std::vector<model::DataColumn>& columns) {
  std::string out = sql::kColumnsOf;
  for (const model::DataColumn& column : columns) {
    if (&column != columns.data()) out += ", ";
    out.append("\"").append(column.name).append("\"");
  }
  out.append(" FROM ").append(table.name).append(sql::kRowsWhere).append(table.of_subject);
  return out + " ORDER BY 1";
}

Status read_section(store::Statement& select, std::int64_t subject, std::size_t& rows,
                    DataSection& section) {
  select.bind(1, subject);
  for (;;) {
    PMM_ASSIGN(const bool more, select.step());
    if (!more) break;
    if (++rows > limits::kBulkRows)
      return Status::limit(
          "id", "there are over " + std::to_string(limits::kBulkRows) + " rows about the subject");
    std::vector<DataCell>& cells = section.rows.emplace_back();
    for (int i = 0; i < select.columns(); ++i) cells.push_back(cell_of(select, i));
  }
  select.reset();
  return {};
}

// What is about two of those that are one now, such as their merge.
void drop_repeated(DataSection& section) {
  std::sort(section.rows.begin(), section.rows.end());
  section.rows.erase(std::unique(section.rows.begin(), section.rows.end()), section.rows.end());
}

}  // namespace

Result<SubjectData> read_subject_data(const Reading& reading, std::int64_t subject) {
  SubjectData data{subject, reading.now_us, {}};
  std::size_t rows = 0;
  PMM_ASSIGN(auto subjects, merged_into(reading.db, subject));
  subjects.insert(subjects.begin(), subject);
  // Who the subject is comes first; the dictionary begins with the leaves.
  for (auto table = sql::kDataTables.rbegin(); table != sql::kDataTables.rend(); ++table) {
    PMM_ASSIGN(auto columns, model::parse_data_columns(table->columns));
    std::erase_if(columns, [](const model::DataColumn& column) {
      return !model::is_exported(column.data_class);
    });
    DataSection section{table->name, table->title_en, table->title_it, std::move(columns), {}};
    PMM_ASSIGN(auto select, reading.db.prepare(select_of(*table, section.columns)));
    for (const std::int64_t one : subjects) PMM_TRY(read_section(select, one, rows, section));
    if (subjects.size() > 1) drop_repeated(section);
    if (!section.rows.empty()) data.sections.push_back(std::move(section));
  }
  return data;
}

}  // namespace pmm::crm
