#include "analytics/explain/time.hpp"

#include <algorithm>

#include "analytics/explain/bounds.hpp"
#include "analytics/explain/explain_sql.hpp"
#include "analytics/explain/text.hpp"
#include "analytics/question/date_range.hpp"
#include "analytics/question/local_clock.hpp"
#include "base/civil.hpp"

namespace pmm::analytics {
namespace {

constexpr std::size_t kMostStretches = 50'000;

struct Stretch {
  std::int64_t begin_us, end_us;
  std::int32_t named_after;
};

bool is_named_after_days(Granularity granularity) noexcept {
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
std::vector<Stretch> stretches_of(const Zone& zone, const TimeDimension& time,
                                  const TimeBounds& bounds) {
  std::vector<Stretch> out;
  const LocalClock clock(zone, bounds.min_us, bounds.max_us);
  for (const LocalClock::Span& span : clock.spans()) {
    std::int64_t us = std::max(span.begin_us, bounds.min_us);
    const std::int64_t end = std::min(span.end_us, bounds.max_us + 1);
    while (us < end && out.size() <= kMostStretches) {
      const std::int32_t start =
          period_start(day_of(us + span.offset_us), time.granularity, time.year_start);
      const std::int32_t next = add_periods(start, time.granularity, 1);
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

// "months" and so on.
std::string table_of(Granularity granularity) {
  return std::string(granularity_name(granularity)) + "s";
}

std::string clock_bucket(Granularity granularity, const std::string& alias,
                         const std::string& cell) {
  const auto since = [&](const char* step) {
    return fill(sql::kSince, {cell, alias, step, step, step});
  };
  const auto begin = [&](const char* step) {
    const std::string passed = since(step);
    return fill(sql::kStepBegin, {cell, passed, alias, alias, cell, passed});
  };
  const std::string day = since("86400000000");
  switch (granularity) {
    case Granularity::kMinute:
      return begin("60000000");
    case Granularity::kHour:
      return begin("3600000000");
    case Granularity::kHourOfDay:
      return fill(sql::kHourOfDay, {day, day});
    default:
      return fill(sql::kWeekday, {cell, alias, day});
  }
}

}  // namespace

std::string TimesSql::bucket(const TimeDimension& time, const std::string& alias,
                             const TimeBounds& bounds, RowsSql& rows) {
  // Without a value every bucket is null; a table still needs a row.
  const TimeBounds some = bounds.min_us <= bounds.max_us ? bounds : TimeBounds{0, 0};
  const std::string cell = rows.value(*time.member);
  const bool by_calendar = is_named_after_days(time.granularity);
  const std::string table = by_calendar ? table_of(time.granularity) : "clock";
  if (by_calendar) {
    Calendar& calendar = calendars_[time.granularity];
    calendar.time = time;
    widen(calendar.bounds, some);
  } else {
    widen(clock_, some);
  }
  rows.join(fill(sql::kTimeJoin, {table, alias, cell, alias, cell, alias}));
  return by_calendar ? alias + ".starts_on" : clock_bucket(time.granularity, alias, cell);
}

Result<std::string> TimesSql::calendar(const TimeDimension& time, const TimeBounds& bounds) const {
  const auto stretches = stretches_of(zone_, time, bounds);
  if (stretches.size() > kMostStretches)
    return Status::limit("timeDimensions", "the SQL would need a calendar of over " +
                                               std::to_string(kMostStretches) + " rows by " +
                                               std::string(granularity_name(time.granularity)) +
                                               "; ask for a dateRange or a longer granularity");
  std::vector<std::string> rows;
  rows.reserve(stretches.size());
  for (const Stretch& stretch : stretches)
    rows.push_back(
        row_of(stretch.begin_us, stretch.end_us, text_literal(format_date(stretch.named_after))));
  return fill(sql::kCalendar, {table_of(time.granularity), joined(rows, kRowsBetween)});
}

std::string TimesSql::clock() const {
  // A step may begin before the first instant.
  const std::int64_t first = clock_.min_us - kMicrosPerDay;
  const std::int64_t last = clock_.max_us + kMicrosPerDay;
  std::vector<std::string> rows;
  const LocalClock clock(zone_, first, last);
  for (const LocalClock::Span& span : clock.spans()) {
    const std::int64_t begin = std::max(span.begin_us, first);
    const std::int64_t end = std::min(span.end_us, last);
    if (begin < end) rows.push_back(row_of(begin, end, std::to_string(span.offset_us)));
  }
  return fill(sql::kClock, {joined(rows, kRowsBetween)});
}

void TimesSql::note_working_days(const ScanContext& context) {
  if (working_days_ != nullptr) return;  // the cases are the same for all of a question's scans
  working_days_ = context.epoch.working_days;
  for (const std::uint8_t column :
       {cases::kOpened, cases::kDue, cases::kClosed, cases::kFirstResponse})
    widen(worked_, readable_bounds(cube_of(CubeId::kCases), column, context));
}

Result<std::string> TimesSql::working_days() const {
  if (worked_.min_us > worked_.max_us) return std::string(sql::kNoWorkingDays);
  const std::int32_t first = working_days_->day_of(worked_.min_us);
  const std::int32_t last = working_days_->day_of(worked_.max_us);
  std::vector<std::string> rows;
  for (std::int32_t day = first; day <= last; ++day) {
    if (!working_days_->is_working(day)) continue;
    if (rows.size() == kMostStretches)
      return Status::limit("measures", "the SQL would need a calendar of over " +
                                           std::to_string(kMostStretches) + " working days");
    rows.push_back("(" + std::to_string(working_days_->day_start(day)) + ", " +
                   std::to_string(working_days_->day_start(day + 1)) + ")");
  }
  if (rows.empty()) return std::string(sql::kNoWorkingDays);
  return fill(sql::kWorkingDays, {joined(rows, kRowsBetween)});
}

void TimesSql::need_home_days(const std::optional<TimeBounds>& bounds) {
  if (!bounds) return;
  has_home_days_ = true;
  widen(home_days_, *bounds);
}

// With a day more at either end: a day may begin outside of itself where it was left out.
Result<std::string> TimesSql::home_days() const {
  const bool none = home_days_.min_us > home_days_.max_us;
  const std::int32_t first = none ? 0 : home_.local_day(home_days_.min_us) - 1;
  const std::int32_t last = none ? 0 : home_.local_day(home_days_.max_us) + 1;
  if (static_cast<std::size_t>(last - first) >= kMostStretches)
    return Status::limit("query", "the SQL would need a calendar of over " +
                                      std::to_string(kMostStretches) +
                                      " days for the dates in an attribute");
  std::vector<std::string> rows;
  for (std::int32_t day = first; day <= last; ++day)
    rows.push_back("(" + text_literal(format_date(day)) + ", " +
                   std::to_string(home_.day_start(day)) + ")");
  return fill(sql::kHomeDays, {joined(rows, kRowsBetween)});
}

Result<std::vector<std::string>> TimesSql::tables() const {
  std::vector<std::string> out;
  if (has_home_days_) {
    PMM_ASSIGN(std::string table, home_days());
    out.push_back(std::move(table));
  }
  for (const auto& [granularity, entry] : calendars_) {
    PMM_ASSIGN(std::string table, calendar(entry.time, entry.bounds));
    out.push_back(std::move(table));
  }
  if (clock_.min_us <= clock_.max_us) out.push_back(clock());
  if (working_days_) {
    PMM_ASSIGN(std::string days, working_days());
    out.push_back(std::move(days));
  }
  return out;
}

}  // namespace pmm::analytics
