#include "exchange/people_table.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace pmm::exchange {
namespace {

const CodeNames* names_of(const Column& column, bool italian) noexcept {
  if (column.type != Type::kText && column.type != Type::kBool) return nullptr;
  if (italian && column.note.names_it) return column.note.names_it.get();
  return column.note.names.get();
}

// A code that has no name is its own; two of the same name are told apart by their codes.
std::vector<std::string> named_values(const Column& column, const CodeNames& names) {
  std::vector<std::string> values;
  std::map<std::string, int> seen;
  for (std::size_t i = 0; i < column.values(); ++i) {
    const std::string code(column.value_at(i));
    const auto name = names.find(code);
    values.push_back(name == names.end() || name->second.empty() ? code : name->second);
    if (column.coded) ++seen[values.back()];
  }
  for (std::size_t i = 0; i < values.size(); ++i)
    if (column.coded && seen[values[i]] > 1)
      values[i] += " (" + std::string(column.value_at(i)) + ")";
  return values;
}

// Of true and false, the words for them.
Column in_words(const Column& column, const CodeNames& names, std::int64_t rows) {
  Column words = column;
  words.type = Type::kText;
  words.bools.clear();
  words.offsets.assign(1, 0);
  for (std::int64_t row = 0; row < rows; ++row) {
    if (!column.is_null(row)) words.bytes += names.at(column.bool_at(row) ? "true" : "false");
    words.offsets.push_back(static_cast<std::int32_t>(words.bytes.size()));
  }
  return words;
}

// Whether something is called otherwise than by its code.
bool says_more(const Column& column, const std::vector<std::string>& values) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] != column.value_at(i)) return true;
  return false;
}

Column with_names(const Column& column, const std::vector<std::string>& values) {
  Column named = column;
  named.bytes.clear();
  named.offsets.assign(1, 0);
  for (const std::string& value : values) {
    named.bytes += value;
    named.offsets.push_back(static_cast<std::int32_t>(named.bytes.size()));
  }
  return named;
}

Column codes_of(const Column& column) {
  Column codes = column;
  codes.name += ".code";
  codes.note.role = Role::kPlain;
  codes.note.behind = true;
  codes.note.title_en += " (code)";
  codes.note.title_it += " (codice)";
  return codes;
}

}  // namespace

TablePtr people_table(const TablePtr& table, std::string_view language) {
  const bool italian = language == "it";
  const std::string_view other = italian ? "en" : "it";
  auto next = std::make_shared<Table>();
  std::vector<Column> behind;
  bool same = true;
  for (const Column& column : table->columns) {
    const CodeNames* names = names_of(column, italian);
    const bool is_worded = names != nullptr && column.type == Type::kBool;
    const auto values =
        names == nullptr || is_worded ? std::vector<std::string>() : named_values(column, *names);
    const bool is_named = says_more(column, values);
    const bool is_left_out = column.note.language == other;
    same = same && !is_named && !is_worded && !column.note.behind && !is_left_out;
    if (is_left_out) continue;
    if (column.note.behind) {
      behind.push_back(column);
    } else if (is_worded) {
      next->columns.push_back(in_words(column, *names, table->rows));
    } else if (is_named) {
      next->columns.push_back(with_names(column, values));
      if (column.note.role == Role::kDimension) behind.push_back(codes_of(column));
    } else {
      next->columns.push_back(column);
    }
  }
  if (same) return table;
  for (Column& column : behind) next->columns.push_back(std::move(column));
  next->rows = table->rows;
  next->next_cursor = table->next_cursor;
  next->timezone = table->timezone;
  next->watermark = table->watermark;
  next->total = table->total;
  next->ranges = table->ranges;
  return next;
}

}  // namespace pmm::exchange
