#include "analytics/answer/fill.hpp"

#include <algorithm>
#include <optional>

#include "analytics/answer/assemble.hpp"
#include "analytics/question/buckets.hpp"
#include "analytics/question/time_parser.hpp"
#include "analytics/scan/budget.hpp"
#include "base/limits.hpp"

namespace pmm::analytics {
namespace {

using Buckets = std::vector<std::vector<std::int64_t>>;  // of each time

// From the first to the last period that the rows have.
TimeRange found_range(const AnswerColumn& column, const Zone& zone) noexcept {
  TimeRange range{TimeRange::kLast, TimeRange::kFirst};
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (column.is_null(row)) continue;
    const bool day = column.type == Type::kDate;
    const std::int64_t us =
        day ? zone.day_start(static_cast<std::int32_t>(column.ints[row])) : column.ints[row];
    range.begin_us = std::min(range.begin_us, us);
    range.end_us = std::max(range.end_us, us + 1);
  }
  return range;
}

// The date range of the time in whichever cubes it restricts, else what the rows have.
TimeRange range_to_fill(const Query& query, std::size_t time, const Sheet& sheet) noexcept {
  TimeRange range{TimeRange::kLast, TimeRange::kFirst};
  for (std::size_t cube = 0; cube < query.cubes.size(); ++cube) {
    const TimeRange own = range_of(query, *query.times_of[time][cube], cube);
    if (own.begin_us == TimeRange::kFirst)
      return found_range(sheet.columns[query.dimensions.size() + time], *query.zone);
    range.begin_us = std::min(range.begin_us, own.begin_us);
    range.end_us = std::max(range.end_us, own.end_us);
  }
  return range;
}

// One row that walks over the periods of a group.
class Walk {
 public:
  Walk(const Query& query, const Sheet& sheet, std::size_t row, const Buckets& buckets)
      : dimensions_(query.dimensions.size()), buckets_(buckets) {
    probe_.parts = sheet.parts;
    for (std::size_t part = 0; part < sheet.parts; ++part) {
      probe_.columns.push_back(column_for("", sheet.columns[part].type));
      probe_.columns.back().add_from(sheet.columns[part], row);
    }
    probe_.kept.push_back(sheet.kept[row]);
    at_.assign(buckets.size(), 0);
    for (std::size_t time = 0; time < buckets.size(); ++time) set(time);
  }

  bool keeps(std::size_t time) const noexcept {
    return (probe_.kept.front() >> (dimensions_ + time) & 1U) != 0;
  }
  // How many steps there are; 0 when its grouping keeps no time.
  std::uint64_t steps() const noexcept {
    std::uint64_t steps = 1;
    bool any = false;
    for (std::size_t time = 0; time < buckets_.size(); ++time) {
      if (!keeps(time)) continue;
      any = true;
      steps *= buckets_[time].size();
      if (steps > limits::kFilledRows) break;
    }
    return any ? steps : 0;
  }
  // To the next period; the last time turns fastest.
  void step() {
    for (std::size_t time = buckets_.size(); time-- > 0;) {
      if (!keeps(time)) continue;
      at_[time] = (at_[time] + 1) % buckets_[time].size();
      set(time);
      if (at_[time] != 0) return;
    }
  }
  const Sheet& row() const noexcept { return probe_; }

 private:
  void set(std::size_t time) {
    if (!keeps(time) || buckets_[time].empty()) return;
    AnswerColumn& column = probe_.columns[dimensions_ + time];
    column.nulls[0] = 0;
    column.ints[0] = buckets_[time][at_[time]];
  }

  std::size_t dimensions_;
  const Buckets& buckets_;
  Sheet probe_;
  std::vector<std::size_t> at_;
};

void append_row(const Query& query, const Sheet& row, Sheet& sheet) {
  for (std::size_t part = 0; part < sheet.parts; ++part)
    sheet.columns[part].add_from(row.columns[part], 0);
  sheet.kept.push_back(row.kept.front());
  for (std::size_t i = 0; i < query.measures.size(); ++i)
    add_filling(query.fill, *query.measures[i], sheet.measure(i));
}

Result<Buckets> all_buckets(const Query& query, const Sheet& sheet) {
  Buckets buckets;
  for (std::size_t time = 0; time < query.times.size(); ++time) {
    PMM_ASSIGN(auto list,
               buckets_in(query.times[time], *query.zone, range_to_fill(query, time, sheet)));
    buckets.push_back(std::move(list));
  }
  return buckets;
}

PartSet dimension_parts(const Query& query) noexcept {
  return (PartSet{1} << query.dimensions.size()) - 1;
}

}  // namespace

void add_filling(Fill fill, const Member& measure, AnswerColumn& column) {
  const bool countable = counts_from_zero(measure) || measure.additivity == "additive";
  if (fill != Fill::kZero || !countable || measure.measure.is_stock())
    column.add_null();
  else if (column.type == Type::kFloat64)
    column.add_real(0);
  else
    column.add_int(0);
}

Status fill_periods(const Query& query, Sheet& sheet, const ScanContext& context,
                    const Call& call) {
  PMM_ASSIGN(const Buckets buckets, all_buckets(query, sheet));
  const KeyIndex groups(sheet, dimension_parts(query));
  const KeyIndex keys(sheet, query.all_parts());
  Watch watch(context.budget_bytes, context.held_bytes, call);
  std::uint64_t rows = 0;
  const auto count = static_cast<std::uint32_t>(groups.groups());
  for (std::uint32_t group = 0; group < count; ++group) {
    Walk walk(query, sheet, groups.first_row(group), buckets);
    const std::uint64_t steps = walk.steps();
    rows += steps;
    if (rows > limits::kFilledRows)
      return Status::limit("fill", "the groups and their periods make over " +
                                       std::to_string(limits::kFilledRows) +
                                       " rows; take a longer granularity or a shorter range");
    for (std::uint64_t i = 0; i < steps; ++i, walk.step()) {
      if (!keys.find(walk.row(), 0)) append_row(query, walk.row(), sheet);
      PMM_TRY(watch.row([&sheet] { return held_bytes(sheet); }));
    }
  }
  return check_budget(sheet, context);
}

Status adopt_groups(const Query& query, const Sheet& compared, Sheet& sheet,
                    const ScanContext& context, const Call& call) {
  PMM_ASSIGN(const Buckets buckets, all_buckets(query, sheet));
  for (const auto& list : buckets)
    if (list.empty()) return {};
  const KeyIndex own(sheet, dimension_parts(query));
  const KeyIndex others(compared, dimension_parts(query));
  Watch watch(context.budget_bytes, context.held_bytes, call);
  const auto count = static_cast<std::uint32_t>(others.groups());
  for (std::uint32_t group = 0; group < count; ++group) {
    const std::uint32_t row = others.first_row(group);
    if (own.find(compared, row)) continue;
    append_row(query, Walk(query, compared, row, buckets).row(), sheet);
    PMM_TRY(watch.row([&sheet] { return held_bytes(sheet); }));
  }
  return {};
}

Status carry_values(const Query& query, Sheet& sheet, std::size_t first_added, const Call& call) {
  const std::size_t part = query.dimensions.size();
  PMM_ASSIGN(const Series series, series_over(sheet, part, call));
  for (std::size_t i = 0; i < query.measures.size(); ++i) {
    AnswerColumn& column = sheet.measure(i);
    if (query.measures[i]->measure.is_stock()) continue;
    for (std::size_t s = 0; s + 1 < series.begins.size(); ++s) {
      std::optional<std::uint32_t> last;
      for (std::size_t at = series.begins[s]; at < series.begins[s + 1]; ++at) {
        const std::uint32_t row = series.rows[at];
        if (row >= first_added && last) column.set_from(row, column, *last);
        const bool has = !column.is_null(row) || column.is_withheld(row);
        if (has && !sheet.columns[part].is_null(row)) last = row;
      }
    }
  }
  return {};
}

}  // namespace pmm::analytics
