#include "analytics/explain/bounds.hpp"

#include <algorithm>

#include "analytics/scan/joined.hpp"
#include "analytics/scan/predicate.hpp"

namespace pmm::analytics {
namespace {

bool reads_every_row(const Cube& cube, const ScanContext& context) noexcept {
  return reach_of(context.plan, model::Action::kCount, cube.id).all;
}

// To who may not see small cells the times of few rows are not told: all that it may count, then,
// and no more of the first and the last than their days.
TimeBounds matching_bounds(const ScanSpec& spec, std::uint8_t column, const ScanContext& context) {
  Filter every;
  every.kind = Filter::Kind::kAnd;
  const bool hides = model::hides_small_cells(context.plan, noun_of(spec.cube->id));
  const Predicate predicate = compile_readable(
      context.plan, model::Action::kCount, hides ? every : spec.filter, *spec.cube, context.epoch);
  const Joined joined(spec, predicate, context.epoch);
  const columnar::Frame& kept = context.epoch.frame(spec.cube->id);
  const columnar::Frame frame = joined.empty() ? kept : joined.outline(kept);
  TimeBounds bounds;
  RowSelector selector;
  for (const auto& block : frame.blocks) {
    if (block->dead == block->rows || !may_match(predicate, *block)) continue;
    const columnar::Block rows = joined.empty() ? *block : joined.filled(*block);
    for (const std::uint16_t row : selector.select(predicate, rows)) {
      const std::int64_t us = rows.chunks[column].at(row);
      if (us == columnar::kNullInt) continue;
      widen(bounds, {us, us});
    }
  }
  if (!hides || bounds.min_us > bounds.max_us) return bounds;
  return {context.home.day_start(context.home.local_day(bounds.min_us)),
          context.home.day_start(context.home.local_day(bounds.max_us) + 1) - 1};
}

TimeBounds column_bounds(const Cube& cube, std::uint8_t column, const ScanContext& context) {
  TimeBounds bounds{TimeRange::kLast, TimeRange::kFirst};
  const Holder holder = holder_of(cube, column, context.epoch);
  for (const auto& block : holder.frame.blocks) {
    bounds.min_us = std::min(bounds.min_us, block->chunks[holder.column].min);
    bounds.max_us = std::max(bounds.max_us, block->chunks[holder.column].max);
  }
  return bounds;
}

}  // namespace

void widen(TimeBounds& bounds, const TimeBounds& other) noexcept {
  if (other.min_us > other.max_us) return;
  if (bounds.min_us > bounds.max_us) {
    bounds = other;
  } else {
    bounds.min_us = std::min(bounds.min_us, other.min_us);
    bounds.max_us = std::max(bounds.max_us, other.max_us);
  }
}

TimeBounds held_bounds(const ScanSpec& spec, const Member& member, const ScanContext& context) {
  if (!reads_every_row(*spec.cube, context)) return matching_bounds(spec, member.column, context);
  TimeBounds bounds = column_bounds(*spec.cube, member.column, context);
  for (const Filter& part : spec.filter.children) {
    if (part.kind != Filter::Kind::kRanges || part.negated || part.member != &member ||
        part.ranges.size() != 1)
      continue;
    bounds.min_us = std::max(bounds.min_us, part.ranges.front().begin_us);
    bounds.max_us = std::min(bounds.max_us, part.ranges.front().end_us - 1);
  }
  return bounds;
}

TimeBounds readable_bounds(const Cube& cube, std::uint8_t column, const ScanContext& context) {
  if (reads_every_row(cube, context)) return column_bounds(cube, column, context);
  ScanSpec all;
  all.cube = &cube;
  return matching_bounds(all, column, context);
}

}  // namespace pmm::analytics
