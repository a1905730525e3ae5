#include "analytics/answer/assemble.hpp"

#include <utility>

#include "analytics/scan/budget.hpp"

namespace pmm::analytics {
namespace {

// A sheet and which measures of the question its measures are.
struct Piece {
  Sheet sheet;
  std::vector<std::size_t> measures;
};

void append_key(Sheet& sheet, const Sheet& from, std::size_t row) {
  for (std::size_t part = 0; part < sheet.parts; ++part)
    sheet.columns[part].add_from(from.columns[part], row);
  sheet.kept.push_back(from.kept[row]);
}

void add_nothing(const Member& measure, AnswerColumn& column) {
  if (counts_from_zero(measure) && !measure.measure.is_stock())
    column.add_int(0);
  else
    column.add_null();
}

Sheet empty_like(const Sheet& sheet) {
  Sheet result;
  result.parts = sheet.parts;
  for (std::size_t part = 0; part < sheet.parts; ++part)
    result.columns.push_back(column_for(sheet.columns[part].name, sheet.columns[part].type));
  return result;
}

// The pieces side by side, outer joined on their keys.
Result<Sheet> join(const Query& query, const std::vector<Piece>& pieces, Watch watch) {
  Sheet all = empty_like(pieces.front().sheet);
  for (const Piece& piece : pieces) {
    for (std::size_t row = 0; row < piece.sheet.rows(); ++row) {
      append_key(all, piece.sheet, row);
      PMM_TRY(watch.row([&all] { return held_bytes(all); }));
    }
  }
  watch.hold(held_bytes(all));
  const KeyIndex index(all, query.all_parts());
  Sheet result = empty_like(all);
  for (std::uint32_t group = 0; group < index.groups(); ++group) {
    append_key(result, all, index.first_row(group));
    PMM_TRY(watch.row([&result] { return held_bytes(result); }));
  }
  for (const Member* measure : query.measures) {
    PMM_TRY(watch.look(held_bytes(result)));
    result.columns.push_back(column_for(std::string(measure->name), measure->type, measure->unit));
    for (std::size_t row = 0; row < result.rows(); ++row)
      add_nothing(*measure, result.columns.back());
  }
  std::size_t begin = 0;
  for (const Piece& piece : pieces) {
    PMM_TRY(watch.look(held_bytes(result)));
    for (std::size_t row = 0; row < piece.sheet.rows(); ++row)
      for (std::size_t i = 0; i < piece.measures.size(); ++i)
        result.measure(piece.measures[i])
            .set_from(index.group_of(begin + row), piece.sheet.measure(i), row);
    begin += piece.sheet.rows();
  }
  return result;
}

bool has_stock(const Query& query) noexcept {
  for (const Member* measure : query.measures)
    if (measure->measure.is_stock()) return true;
  return false;
}

void carry(AnswerColumn& column, const Series& series) {
  for (std::size_t s = 0; s + 1 < series.begins.size(); ++s) {
    std::int64_t last = 0;
    for (std::size_t i = series.begins[s]; i < series.begins[s + 1]; ++i) {
      const std::uint32_t row = series.rows[i];
      if (column.is_null(row)) {
        column.nulls[row] = 0;
        column.ints[row] = last;
      }
      last = column.ints[row];
    }
  }
}

}  // namespace

Status check_budget(const Sheet& sheet, const ScanContext& context) {
  PMM_TRY(check_groups(sheet.rows()));
  return check_bytes(context.held_bytes + held_bytes(sheet), context.budget_bytes);
}

Result<Sheet> run_scan(const ScanSpec& spec, const ScanContext& context, const Call& call) {
  PMM_ASSIGN(ScanResult result, scan(spec, context, call));
  Sheet sheet;
  sheet.parts = spec.parts();
  sheet.columns = std::move(result.columns);
  const PartSet all = sheet.parts >= 64 ? ~PartSet{0} : (PartSet{1} << sheet.parts) - 1;
  sheet.kept.reserve(result.sets.size());
  for (const std::uint32_t set : result.sets)
    sheet.kept.push_back(set == 0 ? all : spec.sets[set - 1]);
  PMM_TRY(check_budget(sheet, context));
  return sheet;
}

Result<Sheet> assemble(const Query& query, const std::vector<PartSet>& sets,
                       const ScanContext& context, const Call& call) {
  const QueryPlan plan = plan_scans(query, sets, context.now_us);
  std::vector<Piece> pieces;
  ScanContext inner = context;
  for (const PlannedScan& planned : plan.scans) {
    PMM_ASSIGN(Sheet sheet, run_scan(planned.spec, inner, call));
    inner.held_bytes += held_bytes(sheet);
    pieces.push_back({std::move(sheet), planned.measures});
  }
  for (const PlannedStock& planned : plan.stocks) {
    PMM_ASSIGN(Sheet sheet, run_stock(planned, inner, call));
    inner.held_bytes += held_bytes(sheet);
    pieces.push_back({std::move(sheet), {planned.measure}});
  }
  if (pieces.size() == 1) return std::move(pieces.front().sheet);  // already in the right order
  PMM_ASSIGN(Sheet sheet, join(query, pieces, Watch(inner.budget_bytes, inner.held_bytes, call)));
  PMM_TRY(check_budget(sheet, context));
  return sheet;
}

Status carry_stocks(const Query& query, Sheet& sheet, const Call& call) {
  if (!has_stock(query)) return {};
  // Without periods, what no row was found for is 0.
  Series series;
  if (!query.times.empty()) {
    PMM_ASSIGN(series, series_over(sheet, query.dimensions.size(), call));
  } else {
    for (std::uint32_t row = 0; row < sheet.rows(); ++row) {
      series.begins.push_back(row);
      series.rows.push_back(row);
    }
    series.begins.push_back(sheet.rows());
  }
  for (std::size_t i = 0; i < query.measures.size(); ++i)
    if (query.measures[i]->measure.is_stock()) carry(sheet.measure(i), series);
  return {};
}

}  // namespace pmm::analytics
