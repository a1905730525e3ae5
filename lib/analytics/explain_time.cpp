#include "analytics/explain_time.hpp"

#include <algorithm>

#include "analytics/date_range.hpp"
#include "analytics/explain_sql.hpp"
#include "analytics/explain_text.hpp"
#include "analytics/local_clock.hpp"
#include "base/civil.hpp"

namespace pmm::analytics {
namespace {

constexpr std::size_t kMostStretches = 50'000;

struct Stretch {
  std::int64_t begin_us, end_us;
  std::int32_t named_after;
};

bool is_calendar(Granularity granularity) noexcept {
  switch (granularity) {
    case Granularity::kMinute:
    case Granularity::kHour:
    case Granularity::kWeekday:
    case Granularity::kHourOfDay:
      return false;
    default:
      return true;
  }
}

// A local period may lie in pieces: the clock may be put back across midnight.
std::vector<Stretch> stretches_of(const Zone& zone, Granularity granularity,
                                  const TimeBounds& bounds) {
  std::vector<Stretch> out;
  const LocalClock clock(zone, bounds.min_us, bounds.max_us);
  for (const LocalClock::Span& span : clock.spans()) {
    std::int64_t us = std::max(span.begin_us, bounds.min_us);
    const std::int64_t end = std::min(span.end_us, bounds.max_us + 1);
    while (us < end && out.size() <= kMostStretches) {
      const std::int32_t start = period_start(day_of(us + span.offset_us), granularity);
      const std::int32_t next = add_periods(start, granularity, 1);
      const std::int64_t until = std::min(end, next * kMicrosPerDay - span.offset_us);
      if (!out.empty() && out.back().named_after == start)
        out.back().end_us = until;
      else
        out.push_back({us, until, start});
      us = until;
    }
  }
  return out;
}

std::string row_of(std::int64_t begin_us, std::int64_t end_us, const std::string& third) {
  return "(" + std::to_string(begin_us) + ", " + std::to_string(end_us) + ", " + third + ")";
}

constexpr const char* kRowsBetween = ",\n  ";

}  // namespace

Status TimeSql::add(const TimeDimension& time, const std::string& column,
                    const TimeBounds& bounds) {
  // Without a value every bucket is null; a table still needs a row.
  const TimeBounds some = bounds.min_us <= bounds.max_us ? bounds : TimeBounds{0, 0};
  if (is_calendar(time.granularity)) return add_calendar(time, column, some);
  add_clock(time, column, some);
  return {};
}

Status TimeSql::add_calendar(const TimeDimension& time, const std::string& column,
                             const TimeBounds& bounds) {
  const auto stretches = stretches_of(zone_, time.granularity, bounds);
  const std::string granularity(granularity_name(time.granularity));
  if (stretches.size() > kMostStretches)
    return Status::limit("timeDimensions", "the SQL would need a calendar of over " +
                                               std::to_string(kMostStretches) + " rows by " +
                                               granularity +
                                               "; ask for a dateRange or a longer granularity");
  std::vector<std::string> rows;
  rows.reserve(stretches.size());
  for (const Stretch& stretch : stretches)
    rows.push_back(
        row_of(stretch.begin_us, stretch.end_us, text_literal(format_date(stretch.named_after))));
  const std::string table = column + "_" + granularity;
  calendars_.push_back(fill(sql::kCalendar, {table, joined(rows, kRowsBetween)}));
  const std::string alias = next_alias();
  join(table, alias, column);
  buckets_.push_back(alias + ".starts_on");
  return {};
}

void TimeSql::add_clock(const TimeDimension& time, const std::string& column,
                        const TimeBounds& bounds) {
  if (clock_bounds_.min_us > clock_bounds_.max_us) {
    clock_bounds_ = bounds;
  } else {
    clock_bounds_.min_us = std::min(clock_bounds_.min_us, bounds.min_us);
    clock_bounds_.max_us = std::max(clock_bounds_.max_us, bounds.max_us);
  }
  const std::string alias = next_alias();
  join("clock", alias, column);
  const auto since = [&](const char* step) {
    return fill(sql::kSince, {column, alias, step, step, step});
  };
  const auto begin = [&](const char* step) {
    const std::string passed = since(step);
    return fill(sql::kStepBegin, {column, passed, alias, alias, column, passed});
  };
  const std::string day = since("86400000000");
  switch (time.granularity) {
    case Granularity::kMinute:
      buckets_.push_back(begin("60000000"));
      break;
    case Granularity::kHour:
      buckets_.push_back(begin("3600000000"));
      break;
    case Granularity::kHourOfDay:
      buckets_.push_back(fill(sql::kHourOfDay, {day, day}));
      break;
    default:
      buckets_.push_back(fill(sql::kWeekday, {column, alias, day}));
      break;
  }
}

void TimeSql::join(const std::string& table, const std::string& alias, const std::string& column) {
  joins_ += fill(sql::kTimeJoin, {table, alias, column, alias, column, alias});
}

std::vector<std::string> TimeSql::tables() const {
  std::vector<std::string> out = calendars_;
  if (clock_bounds_.min_us > clock_bounds_.max_us) return out;
  // A step may begin before the first instant.
  const std::int64_t first = clock_bounds_.min_us - kMicrosPerDay;
  const std::int64_t last = clock_bounds_.max_us + kMicrosPerDay;
  std::vector<std::string> rows;
  const LocalClock clock(zone_, first, last);
  for (const LocalClock::Span& span : clock.spans()) {
    const std::int64_t begin = std::max(span.begin_us, first);
    const std::int64_t end = std::min(span.end_us, last);
    if (begin < end) rows.push_back(row_of(begin, end, std::to_string(span.offset_us)));
  }
  out.push_back(fill(sql::kClock, {joined(rows, kRowsBetween)}));
  return out;
}

}  // namespace pmm::analytics
