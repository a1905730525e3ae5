#include <limits>
#include <utility>

#include "analytics/answer/assemble.hpp"
#include "analytics/question/buckets.hpp"
#include "analytics/scan/budget.hpp"

namespace pmm::analytics {
namespace {

// What came and what went, by key: the rows of both sheets, those that went counted negative.
Result<Sheet> balance(Sheet entered, const Sheet& left, Watch watch) {
  AnswerColumn& count = entered.measure(0);
  for (std::size_t row = 0; row < left.rows(); ++row) {
    for (std::size_t part = 0; part < entered.parts; ++part)
      entered.columns[part].add_from(left.columns[part], row);
    entered.kept.push_back(left.kept[row]);
    count.add_int(-left.measure(0).ints[row]);
    PMM_TRY(watch.row([&entered] { return held_bytes(entered); }));
  }
  const KeyIndex index(entered, ~PartSet{0});
  std::vector<std::uint32_t> firsts;
  for (std::uint32_t group = 0; group < index.groups(); ++group)
    firsts.push_back(index.first_row(group));
  std::vector<std::int64_t> sums(index.groups());
  for (std::size_t row = 0; row < entered.rows(); ++row)
    sums[index.group_of(row)] += count.ints[row];
  for (AnswerColumn& column : entered.columns) column.keep(firsts);
  std::vector<PartSet> kept;
  kept.reserve(firsts.size());
  for (const std::uint32_t row : firsts) kept.push_back(entered.kept[row]);
  entered.kept = std::move(kept);
  entered.measure(0).ints = std::move(sums);
  return entered;
}

// Sums each series up, and leaves out the periods before `first`; what was there by then becomes
// the value of `first`.
Result<Sheet> summed_up(Sheet sheet, std::size_t time_part, std::optional<std::int64_t> first,
                        const Call& call) {
  PMM_ASSIGN(const Series series, series_over(sheet, time_part, call));
  AnswerColumn& time = sheet.columns[time_part];
  AnswerColumn& count = sheet.measure(0);
  std::vector<std::uint32_t> shown;
  for (std::size_t s = 0; s + 1 < series.begins.size(); ++s) {
    std::int64_t sum = 0;
    const std::size_t end = series.begins[s + 1];
    for (std::size_t i = series.begins[s]; i < end; ++i) {
      const std::uint32_t row = series.rows[i];
      sum += count.ints[row];
      count.ints[row] = sum;
      const bool before = first && !time.is_null(row) && time.ints[row] < *first;
      const bool last_before = before && (i + 1 == end || time.ints[series.rows[i + 1]] > *first);
      if (last_before && sum != 0) time.ints[row] = *first;
      if (!before || (last_before && sum != 0)) shown.push_back(row);
    }
  }
  for (AnswerColumn& column : sheet.columns) column.keep(shown);
  std::vector<PartSet> kept;
  kept.reserve(shown.size());
  for (const std::uint32_t row : shown) kept.push_back(sheet.kept[row]);
  sheet.kept = std::move(kept);
  return sheet;
}

}  // namespace

Result<Sheet> run_stock(const PlannedStock& stock, const ScanContext& context, const Call& call) {
  PMM_ASSIGN(Sheet entered, run_scan(stock.entered, context, call));
  ScanContext inner = context;
  inner.held_bytes += held_bytes(entered);
  PMM_ASSIGN(const Sheet left, run_scan(stock.left, inner, call));
  const Watch watch(context.budget_bytes, context.held_bytes + held_bytes(left), call);
  PMM_ASSIGN(Sheet sheet, balance(std::move(entered), left, watch));
  if (stock.entered.times.empty()) return sheet;
  std::optional<std::int64_t> first;
  if (stock.shown.begin_us != TimeRange::kFirst)
    first = bucket_of(stock.entered.times.front(), *stock.entered.zone, stock.shown.begin_us);
  return summed_up(std::move(sheet), stock.entered.dimensions.size(), first, call);
}

}  // namespace pmm::analytics
