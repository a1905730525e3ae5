#include "analytics/question/shift.hpp"

#include "analytics/question/date_range.hpp"
#include "base/civil.hpp"

namespace pmm::analytics {
namespace {

std::int32_t months_of(const Civil& date) noexcept { return date.year * 12 + date.month - 1; }

// The local days of a range, if it begins and ends with a day.
std::optional<std::pair<std::int32_t, std::int32_t>> whole_days(const TimeRange& range,
                                                                const Zone& zone) noexcept {
  const std::int32_t begin = zone.local_day(range.begin_us);
  const std::int32_t end = zone.local_day(range.end_us);
  if (zone.day_start(begin) != range.begin_us || zone.day_start(end) != range.end_us)
    return std::nullopt;
  return std::pair(begin, end);
}

std::int64_t year_before(std::int64_t us, const Zone& zone) noexcept {
  const std::int64_t local = zone.to_local(us);
  const std::int32_t day = day_of(local);
  return zone.from_local(local + (add_months(day, -12) - day) * kMicrosPerDay);
}

// The instant of a local time, if the clock ever shows it.
std::optional<std::int64_t> shown_at(std::int64_t local_us, const Zone& zone) noexcept {
  const std::int64_t us = zone.from_local(local_us);
  if (zone.to_local(us) != local_us) return std::nullopt;
  return us;
}

// The day of the same name a year later; 29 February has none.
std::optional<std::int32_t> year_after(std::int32_t day) noexcept {
  const std::int32_t shifted = add_months(day, 12);
  if (civil_from_days(shifted).day != civil_from_days(day).day) return std::nullopt;
  return shifted;
}

// The same week of the ISO year that is `years` later, if it has one.
std::optional<std::int32_t> shift_iso_week(std::int32_t monday, std::int32_t years) noexcept {
  const std::int32_t year = civil_from_days(monday + 3).year;
  const auto first = [](std::int32_t y) {
    return period_start(days_from_civil({y, 1, 4}), Granularity::kWeek);
  };
  const std::int32_t shifted = first(year + years) + (monday - first(year));
  if (civil_from_days(shifted + 3).year != year + years) return std::nullopt;
  return shifted;
}

std::int64_t periods_between(std::int32_t from, std::int32_t to, Granularity granularity) noexcept {
  switch (granularity) {
    case Granularity::kWeek:
      return (to - from) / 7;
    case Granularity::kMonth:
      return months_of(civil_from_days(to)) - months_of(civil_from_days(from));
    case Granularity::kQuarter:
      return (months_of(civil_from_days(to)) - months_of(civil_from_days(from))) / 3;
    case Granularity::kYear:
      return (months_of(civil_from_days(to)) - months_of(civil_from_days(from))) / 12;
    default:
      return to - from;
  }
}

}  // namespace

TimeRange previous_period(const TimeRange& range, const Zone& zone) noexcept {
  const auto days = whole_days(range, zone);
  if (!days) return {range.begin_us - (range.end_us - range.begin_us), range.begin_us};
  const auto [begin, end] = *days;
  const Civil first = civil_from_days(begin);
  const Civil after = civil_from_days(end);
  const std::int32_t before = first.day == 1 && after.day == 1
                                  ? add_months(begin, months_of(first) - months_of(after))
                                  : begin - (end - begin);
  return {zone.day_start(before), range.begin_us};
}

TimeRange previous_year(const TimeRange& range, const Zone& zone) noexcept {
  if (const auto days = whole_days(range, zone))
    return {zone.day_start(add_months(days->first, -12)),
            zone.day_start(add_months(days->second - 1, -12) + 1)};
  return {year_before(range.begin_us, zone), year_before(range.end_us, zone)};
}

BucketShift::BucketShift(const TimeDimension& time, const Zone& zone, const TimeRange& from,
                         const TimeRange& to, bool whole_year)
    : granularity_(time.granularity),
      zone_(zone),
      from_day_(period_start(zone.local_day(from.begin_us), time.granularity, time.year_start)),
      to_day_(period_start(zone.local_day(to.begin_us), time.granularity, time.year_start)),
      local_us_(zone.to_local(to.begin_us) - zone.to_local(from.begin_us)),
      whole_year_(whole_year) {}

std::optional<std::int64_t> BucketShift::operator()(std::int64_t bucket) const noexcept {
  switch (granularity_) {
    case Granularity::kWeekday:
    case Granularity::kHourOfDay:
      return bucket;
    case Granularity::kMinute:
    case Granularity::kHour: {
      const std::int64_t local = zone_.to_local(bucket);
      if (zone_.from_local(local) != bucket) return std::nullopt;  // an hour that comes twice
      if (!whole_year_) return shown_at(local + local_us_, zone_);
      const std::int32_t day = day_of(local);
      const auto shifted = year_after(day);
      if (!shifted) return std::nullopt;
      return shown_at(local + (*shifted - day) * kMicrosPerDay, zone_);
    }
    default:
      break;
  }
  const auto day = static_cast<std::int32_t>(bucket);
  if (!whole_year_)
    return add_periods(to_day_, granularity_, periods_between(from_day_, day, granularity_));
  if (granularity_ == Granularity::kWeek) {
    const auto shifted = shift_iso_week(day, 1);
    if (!shifted) return std::nullopt;
    return *shifted;
  }
  const auto shifted = year_after(day);
  if (!shifted) return std::nullopt;
  return *shifted;
}

}  // namespace pmm::analytics
