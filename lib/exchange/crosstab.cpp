#include "exchange/crosstab.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>
#include <unordered_map>
#include <utility>

namespace pmm::exchange {
namespace {

// The values of one key, numbered as they come up.
struct Axis {
  std::vector<std::int64_t> first;    // a row of the table for each value
  std::vector<std::uint32_t> of_row;  // the value of each row of the table
};

// What tells the values of a column apart.
std::string key_of(const Column& column, std::int64_t row) {
  if (column.is_null(row)) return "-";
  switch (column.type) {
    case Type::kText:
      return "=" + std::string(column.text_at(row));
    case Type::kDate:
      return std::to_string(column.date_at(row));
    case Type::kBool:
      return column.bool_at(row) ? "1" : "0";
    case Type::kFloat64:
      return std::to_string(column.double_at(row));
    default:
      return std::to_string(column.int_at(row));
  }
}

// Where a value of an ordered column comes; null last.
std::int64_t rank_of(const Column& column, std::int64_t row) noexcept {
  if (column.is_null(row)) return std::numeric_limits<std::int64_t>::max();
  return column.type == Type::kDate ? column.date_at(row) : column.int_at(row);
}

bool is_ordered(const Column& column) noexcept {
  return column.type == Type::kDate || column.type == Type::kTime ||
         (column.type == Type::kInt64 && column.note.role == Role::kTime);
}

bool is_total(const Table& table, const Roles& roles, std::int64_t row) noexcept {
  if (!roles.totals) return false;
  const Column& column = table.columns[*roles.totals];
  return !column.is_null(row) && column.int_at(row) != 0;
}

Axis axis_of(const Table& table, const Roles& roles, const Column& column) {
  Axis axis;
  std::unordered_map<std::string, std::uint32_t> known;
  axis.of_row.resize(static_cast<std::size_t>(table.rows));
  for (std::int64_t row = 0; row < table.rows; ++row) {
    if (is_total(table, roles, row)) continue;
    const auto [at, fresh] =
        known.emplace(key_of(column, row), static_cast<std::uint32_t>(axis.first.size()));
    if (fresh) axis.first.push_back(row);
    axis.of_row[static_cast<std::size_t>(row)] = at->second;
  }
  if (!is_ordered(column)) return axis;
  std::vector<std::uint32_t> order(axis.first.size()), place(axis.first.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return rank_of(column, axis.first[a]) < rank_of(column, axis.first[b]);
  });
  std::vector<std::int64_t> first;
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    place[order[i]] = i;
    first.push_back(axis.first[order[i]]);
  }
  for (std::uint32_t& value : axis.of_row)
    if (value < place.size()) value = place[value];
  axis.first = std::move(first);
  return axis;
}

}  // namespace

Roles roles_of(const Table& table) {
  Roles roles;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const Column& column = table.columns[i];
    switch (column.note.role) {
      case Role::kDimension:
      case Role::kTime:
        roles.keys.push_back(i);
        break;
      case Role::kMeasure:
        roles.measures.push_back(i);
        break;
      case Role::kGrouping:
        roles.totals = i;
        break;
      case Role::kPlain:
        break;
    }
  }
  if (roles.measures.empty()) roles.totals.reset();
  return roles;
}

std::optional<Crosstab> crosstab_of(const Table& table, std::string_view value,
                                    std::size_t most_columns) {
  const Roles roles = roles_of(table);
  if (roles.keys.size() != 2 || roles.measures.empty() || table.rows == 0) return std::nullopt;
  Crosstab out;
  out.value = roles.measures.front();
  for (const std::size_t measure : roles.measures)
    if (table.columns[measure].name == value) out.value = measure;
  Axis rows = axis_of(table, roles, table.columns[roles.keys[0]]);
  Axis columns = axis_of(table, roles, table.columns[roles.keys[1]]);
  out.row_key = roles.keys[0];
  out.column_key = roles.keys[1];
  const auto is_time = [&](std::size_t key) { return table.columns[key].note.role == Role::kTime; };
  const bool turn = is_time(out.row_key) == is_time(out.column_key)
                        ? columns.first.size() > rows.first.size()
                        : is_time(out.column_key);
  if (turn) {
    std::swap(rows, columns);
    std::swap(out.row_key, out.column_key);
  }
  if (columns.first.size() > most_columns) return std::nullopt;
  out.cells.assign(rows.first.size() * columns.first.size(), -1);
  for (std::int64_t row = 0; row < table.rows; ++row) {
    if (is_total(table, roles, row)) continue;
    const auto at = static_cast<std::size_t>(row);
    std::int64_t& cell = out.cells[rows.of_row[at] * columns.first.size() + columns.of_row[at]];
    if (cell != -1) return std::nullopt;
    cell = row;
  }
  out.rows = std::move(rows.first);
  out.columns = std::move(columns.first);
  return out;
}

}  // namespace pmm::exchange
