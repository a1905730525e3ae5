#include "analytics/answer.hpp"

#include <algorithm>
#include <numeric>

#include "analytics/notes.hpp"

namespace pmm::analytics {
namespace {

template <class T>
int three_way(const T& a, const T& b) noexcept {
  return a < b ? -1 : (b < a ? 1 : 0);
}

int compare(const AnswerColumn& column, std::size_t a, std::size_t b, bool descending) noexcept {
  if (column.nulls[a] != column.nulls[b]) return column.nulls[a] != 0 ? 1 : -1;
  if (column.nulls[a] != 0) return 0;
  int order = 0;
  switch (column.type) {
    case Type::kText:
      order = three_way(column.texts[a], column.texts[b]);
      break;
    case Type::kFloat64:
      order = three_way(column.reals[a], column.reals[b]);
      break;
    default:
      order = three_way(column.ints[a], column.ints[b]);
      break;
  }
  return descending ? -order : order;
}

std::vector<Order> full_order(const Query& query) {
  std::vector<Order> order = query.order;
  for (std::size_t i = 0; i < query.times.size(); ++i)
    order.push_back({query.dimensions.size() + i, false});
  for (std::size_t i = 0; i < query.dimensions.size(); ++i) order.push_back({i, false});
  return order;
}

std::vector<std::uint32_t> ordered_rows(const Query& query,
                                        const std::vector<AnswerColumn>& columns) {
  std::vector<std::uint32_t> rows(columns.front().size());
  std::iota(rows.begin(), rows.end(), 0U);
  const std::vector<Order> order = full_order(query);
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    for (const Order& part : order) {
      const int found = compare(columns[part.column], a, b, part.descending);
      if (found != 0) return found < 0;
    }
    return false;
  };
  const std::size_t offset =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(query.offset), rows.size());
  std::size_t wanted = rows.size() - offset;
  if (query.limit)
    wanted = std::min<std::uint64_t>(static_cast<std::uint64_t>(*query.limit), wanted);
  const auto end = rows.begin() + static_cast<std::ptrdiff_t>(offset + wanted);
  std::partial_sort(rows.begin(), end, rows.end(), before);
  rows.erase(end, rows.end());
  rows.erase(rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(offset));
  return rows;
}

void put(TableBuilder& builder, const AnswerColumn& column, std::uint32_t row) {
  if (column.nulls[row] != 0) {
    builder.null();
    return;
  }
  switch (column.type) {
    case Type::kInt64:
      builder.integer(column.ints[row]);
      break;
    case Type::kTime:
      builder.time(column.ints[row]);
      break;
    case Type::kDate:
      builder.date(static_cast<std::int32_t>(column.ints[row]));
      break;
    case Type::kBool:
      builder.boolean(column.ints[row] != 0);
      break;
    case Type::kFloat64:
      builder.real(column.reals[row]);
      break;
    case Type::kText:
      builder.text(column.texts[row]);
      break;
  }
}

}  // namespace

void AnswerColumn::add_null() {
  nulls.push_back(1);
  if (type == Type::kText)
    texts.emplace_back();
  else if (type == Type::kFloat64)
    reals.push_back(0);
  else
    ints.push_back(0);
}

void AnswerColumn::add_int(std::int64_t value) {
  nulls.push_back(0);
  ints.push_back(value);
}

void AnswerColumn::add_real(double value) {
  nulls.push_back(0);
  reals.push_back(value);
}

void AnswerColumn::add_text(std::string_view value) {
  nulls.push_back(0);
  texts.push_back(value);
}

Result<TablePtr> make_table(const Query& query, const std::vector<AnswerColumn>& columns,
                            const Watermark& watermark) {
  std::vector<TableBuilder::Spec> specs;
  std::vector<std::string> units;
  units.reserve(columns.size());
  for (const AnswerColumn& column : columns) {
    units.emplace_back(column.unit);
    specs.push_back(
        {column.name.c_str(), column.type, units.back().c_str(), column.type == Type::kText});
  }
  TableBuilder builder(specs);
  for (const std::uint32_t row : ordered_rows(query, columns)) {
    for (const AnswerColumn& column : columns) put(builder, column, row);
    builder.end_row();
  }
  Table& table = builder.table();
  table.timezone = query.zone->name();
  table.watermark = watermark;
  for (Column& column : table.columns)
    if (column.type == Type::kTime) column.zone = query.zone->name();
  note_members(table);
  return builder.finish();
}

}  // namespace pmm::analytics
