#include "analytics/question/buckets.hpp"

#include "analytics/question/date_range.hpp"
#include "analytics/question/local_clock.hpp"
#include "base/civil.hpp"
#include "base/limits.hpp"

namespace pmm::analytics {
namespace {

constexpr std::int64_t kHourUs = 3600 * kMicrosPerSecond;

std::int64_t step_of(Granularity granularity) noexcept {
  return granularity == Granularity::kHour ? kHourUs : 60 * kMicrosPerSecond;
}

Status too_many() {
  return Status::limit("fill", "the range has over " + std::to_string(limits::kFilledRows) +
                                   " periods; take a longer granularity or a shorter range");
}

std::vector<std::int64_t> numbers(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> all;
  for (std::int64_t number = first; number <= last; ++number) all.push_back(number);
  return all;
}

Result<std::vector<std::int64_t>> days_in(const TimeDimension& time, const Zone& zone,
                                          const TimeRange& range) {
  std::vector<std::int64_t> buckets;
  std::int32_t day =
      period_start(zone.local_day(range.begin_us), time.granularity, time.year_start);
  while (zone.day_start(day) < range.end_us) {
    const std::int32_t next = add_periods(day, time.granularity, 1);
    // A day that a zone has skipped is no period.
    if (zone.day_start(next) > zone.day_start(day)) buckets.push_back(day);
    if (buckets.size() > limits::kFilledRows) return too_many();
    day = next;
  }
  return buckets;
}

// A clock change begins an hour of its own, as it does in ClockReader::floor.
Result<std::vector<std::int64_t>> hours_in(const TimeDimension& time, const Zone& zone,
                                           const TimeRange& range) {
  const std::int64_t step = step_of(time.granularity);
  if ((range.end_us - range.begin_us) / step > static_cast<std::int64_t>(limits::kFilledRows))
    return too_many();
  const LocalClock spans(zone, range.begin_us, range.end_us);
  ClockReader clock(spans);
  std::vector<std::int64_t> buckets;
  for (std::int64_t at = clock.floor(range.begin_us, step); at < range.end_us;) {
    buckets.push_back(at);
    const LocalClock::Span& span = clock.span_of(at);
    const std::int64_t local = at + span.offset_us;
    const std::int64_t in_day = local - day_of(local) * kMicrosPerDay;
    at = std::min(at - in_day % step + step, span.end_us);
  }
  return buckets;
}

}  // namespace

std::int64_t bucket_of(const TimeDimension& time, const Zone& zone, std::int64_t us) {
  switch (time.granularity) {
    case Granularity::kMinute:
    case Granularity::kHour:
      return ClockReader(LocalClock(zone, us, us)).floor(us, step_of(time.granularity));
    case Granularity::kWeekday:
      return weekday(zone.local_day(us));
    case Granularity::kHourOfDay: {
      const std::int64_t local = zone.to_local(us);
      return (local - day_of(local) * kMicrosPerDay) / kHourUs;
    }
    default:
      return period_start(zone.local_day(us), time.granularity, time.year_start);
  }
}

Result<std::vector<std::int64_t>> buckets_in(const TimeDimension& time, const Zone& zone,
                                             const TimeRange& range) {
  switch (time.granularity) {
    case Granularity::kWeekday:
      return numbers(1, 7);
    case Granularity::kHourOfDay:
      return numbers(0, 23);
    default:
      break;
  }
  if (range.begin_us >= range.end_us) return std::vector<std::int64_t>();
  if (time.granularity == Granularity::kMinute || time.granularity == Granularity::kHour)
    return hours_in(time, zone, range);
  return days_in(time, zone, range);
}

}  // namespace pmm::analytics
