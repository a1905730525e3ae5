#include "analytics/answer/answer.hpp"

#include <algorithm>
#include <utility>

#include "analytics/answer/notes.hpp"
#include "analytics/answer/row_order.hpp"
#include "analytics/scan/budget.hpp"

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

// A part that a total leaves out comes behind the null that is one.
int compare_kept(const Query& query, std::size_t output, PartSet a, PartSet b) noexcept {
  if (a == b || output >= query.parts()) return 0;
  return static_cast<int>(b >> output & 1U) - static_cast<int>(a >> output & 1U);
}

// Rows are cut to the limit and offset of the question.
Status order_rows(const Query& query, const Call& call, Answer& answer) {
  const std::size_t offset =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(query.offset), answer.rows.size());
  std::size_t wanted = answer.rows.size() - offset;
  if (query.limit)
    wanted = std::min<std::uint64_t>(static_cast<std::uint64_t>(*query.limit), wanted);
  PMM_TRY(keep_first_rows(query, offset + wanted, call, answer));
  answer.rows.erase(answer.rows.begin(), answer.rows.begin() + static_cast<std::ptrdiff_t>(offset));
  return {};
}

void put(TableBuilder& builder, const AnswerColumn& column, std::uint32_t row) {
  if (column.is_withheld(row)) {
    builder.withheld();
    return;
  }
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

std::int64_t held_bytes(const Answer& answer) noexcept {
  auto bytes = static_cast<std::int64_t>(answer.rows.capacity() * sizeof(std::uint32_t) +
                                         answer.kept.capacity() * sizeof(PartSet));
  for (const AnswerColumn& column : answer.columns) bytes += held_bytes(column);
  return bytes;
}

// The parts are the first outputs; times stand behind the dimensions.
std::vector<Order> full_order(const Query& query) {
  std::vector<Order> order = query.order;
  for (std::size_t i = query.dimensions.size(); i < query.parts(); ++i) order.push_back({i, false});
  for (std::size_t i = 0; i < query.dimensions.size(); ++i) order.push_back({i, false});
  if (query.ungrouped && query.outputs.size() > query.parts())
    order.push_back({query.parts(), false});  // the id
  return order;
}

Status keep_first_rows(const Query& query, std::size_t wanted, const Call& call, Answer& answer) {
  const std::vector<Order> order = full_order(query);
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    for (const Order& part : order) {
      int found = compare_kept(query, part.output, answer.kept[a], answer.kept[b]);
      if (found == 0) found = compare(answer.columns[part.output], a, b, part.descending);
      if (found != 0) return found < 0;
    }
    return a < b;
  };
  return sort_rows(answer.rows, wanted, before, call);
}

Result<TablePtr> make_table(const Query& query, Answer answer, const Watermark& watermark,
                            std::vector<AnsweredRange> ranges, const CatalogueNames& names,
                            std::int64_t budget_bytes, const Call& call) {
  std::vector<TableBuilder::Spec> specs;
  std::vector<const AnswerColumn*> shown;
  std::vector<std::string> units(query.outputs.size());  // C strings for the builder
  for (std::size_t i = 0; i < query.outputs.size(); ++i) {
    const Output& output = query.outputs[i];
    if (output.hidden) continue;
    units[i] = output.unit;
    specs.push_back(
        {output.name.c_str(), output.type, units[i].c_str(), output.type == Type::kText});
    shown.push_back(&answer.columns[i]);
  }
  const std::int64_t total =
      answer.matched >= 0 ? answer.matched : static_cast<std::int64_t>(answer.rows.size());
  PMM_TRY(order_rows(query, call, answer));
  TableBuilder builder(specs);
  Watch watch(budget_bytes, 0, call);
  for (const std::uint32_t row : answer.rows) {
    for (const AnswerColumn* column : shown) put(builder, *column, row);
    builder.end_row();
    PMM_TRY(watch.row([&builder] { return held_bytes(builder.table()); }));
  }
  Table& table = builder.table();
  table.timezone = query.zone->name();
  table.watermark = watermark;
  table.ranges = std::move(ranges);
  table.withheld_rows = answer.withheld_rows;
  if (query.total) table.total = total;
  for (Column& column : table.columns)
    if (column.type == Type::kTime) column.zone = query.zone->name();
  note_outputs(table, query);
  name_codes(table, names);
  return builder.finish();
}

}  // namespace pmm::analytics
