#include "analytics/answer/plan.hpp"

#include <algorithm>

namespace pmm::analytics {
namespace {

// The number of rows, which every stock is computed from.
constexpr Member kRows{.name = "rows",
                       .kind = MemberKind::kMeasure,
                       .type = Type::kInt64,
                       .title_en = {},
                       .title_it = {},
                       .source = {}};

// The question's filter in terms of another cube that has all of its members.
// NOLINTNEXTLINE(misc-no-recursion): as deep as the question, which is bounded
Filter translated(const Filter& filter, const Cube& cube) {
  Filter result = filter;
  if (filter.member != nullptr) result.member = counterpart(*filter.member, cube);
  for (Filter& child : result.children) child = translated(child, cube);
  return result;
}

Filter range_filter(const Member& member, const TimeRange& range) {
  Filter filter;
  filter.kind = Filter::Kind::kRanges;
  filter.member = &member;
  filter.ranges.push_back(range);
  return filter;
}

ScanSpec base_spec(const Query& query, std::size_t cube, const std::vector<PartSet>& sets) {
  ScanSpec spec;
  spec.cube = query.cubes[cube];
  for (const Member* member : query.dimensions)
    spec.dimensions.push_back(counterpart(*member, *spec.cube));
  for (std::size_t i = 0; i < query.times.size(); ++i) {
    spec.times.push_back(query.times[i]);
    spec.times.back().member = query.times_of[i][cube];
  }
  spec.filter = translated(query.filter, *spec.cube);
  spec.zone = query.zone;
  spec.sets = sets;
  return spec;
}

// A row without the time that the answer is grouped by falls into no period.
void require_times(ScanSpec& spec) {
  for (const TimeDimension& time : spec.times) {
    Filter filter;
    filter.kind = Filter::Kind::kSet;
    filter.member = time.member;
    spec.filter.children.push_back(std::move(filter));
  }
}

PlannedScan plan_scan(const Query& query, std::size_t cube, const std::vector<PartSet>& sets) {
  PlannedScan scan{base_spec(query, cube, sets), {}};
  if (!query.ungrouped) require_times(scan.spec);
  for (const DateRange& range : query.date_ranges)
    if (range.members[cube] != nullptr)
      scan.spec.filter.children.push_back(range_filter(*range.members[cube], range.range));
  return scan;
}

const Member& time_of(const Cube& cube, std::uint8_t column) noexcept {
  const auto found =
      std::find_if(cube.members.begin(), cube.members.end(), [column](const Member& member) {
        return member.kind == MemberKind::kTime && member.column == column;
      });
  PMM_ASSERT(found != cube.members.end());
  return *found;
}

// Whether a date range says of which periods a stock is told, rather than which rows it counts.
bool is_clock_of(const Query& query, std::size_t cube, const Member& time,
                 const MeasureSpec& stock) noexcept {
  if (!query.times.empty()) return &time == query.times_of.front()[cube];
  return time.column == stock.enters || time.column == stock.leaves;
}

PlannedStock plan_stock(const Query& query, std::size_t cube, std::size_t measure,
                        const std::vector<PartSet>& sets, std::int64_t now_us) {
  const MeasureSpec& stock = query.measures[measure]->measure;
  PlannedStock plan;
  plan.measure = measure;
  ScanSpec spec = base_spec(query, cube, sets);
  spec.measures = {&kRows};
  if (query.times.empty()) plan.shown.end_us = now_us;
  bool ranged = false;
  for (const DateRange& range : query.date_ranges) {
    const Member* member = range.members[cube];
    if (member == nullptr) continue;
    if (!is_clock_of(query, cube, *member, stock)) {
      spec.filter.children.push_back(range_filter(*member, range.range));
      continue;
    }
    plan.shown.begin_us = std::max(plan.shown.begin_us, range.range.begin_us);
    const bool first = query.times.empty() && !ranged;
    plan.shown.end_us =
        first ? range.range.end_us : std::min(plan.shown.end_us, range.range.end_us);
    ranged = true;
  }
  const auto side = [&](std::uint8_t column) {
    const Member& time = time_of(*query.cubes[cube], column);
    ScanSpec one = spec;
    if (!one.times.empty()) one.times.front().member = &time;
    one.filter.children.push_back(range_filter(time, {TimeRange::kFirst, plan.shown.end_us}));
    return one;
  };
  plan.entered = side(stock.enters);
  plan.left = side(stock.leaves);
  return plan;
}

}  // namespace

QueryPlan plan_scans(const Query& query, const std::vector<PartSet>& sets, std::int64_t now_us) {
  QueryPlan plan;
  for (std::size_t cube = 0; cube < query.cubes.size(); ++cube) {
    PlannedScan scan = plan_scan(query, cube, sets);
    bool has_stock = false;
    for (std::size_t i = 0; i < query.measures.size(); ++i) {
      const Member* measure = query.measures[i];
      if (&cube_of(*measure) != query.cubes[cube]) continue;
      if (measure->measure.is_stock()) {
        plan.stocks.push_back(plan_stock(query, cube, i, sets, now_us));
        has_stock = true;
      } else {
        scan.spec.measures.push_back(measure);
        scan.measures.push_back(i);
      }
    }
    // Without measures the groups themselves are what is asked.
    if (!scan.measures.empty() || !has_stock) plan.scans.push_back(std::move(scan));
  }
  return plan;
}

std::vector<PartSet> grouping_sets(const Query& query) {
  std::vector<PartSet> sets = query.totals;
  const auto add = [&](PartSet set) {
    if (set != query.all_parts() && std::find(sets.begin(), sets.end(), set) == sets.end())
      sets.push_back(set);
  };
  for (const Share& share : query.shares) {
    add(share.of);
    for (const PartSet total : query.totals) add(total & share.of);
  }
  return sets;
}

bool counts_from_zero(const Member& member) noexcept {
  const Aggregate aggregate = member.measure.aggregate;
  return aggregate == Aggregate::kCount || aggregate == Aggregate::kDistinct;
}

}  // namespace pmm::analytics
