#include "analytics/question/local_clock.hpp"

#include <limits>

namespace pmm::analytics {
namespace {

// The first instant in (before, at] with the offset that holds at `at`, to the second.
std::int64_t change_between(const Zone& zone, std::int64_t before, std::int64_t at) noexcept {
  const std::int32_t offset = zone.offset_s(at);
  while (at - before > kMicrosPerSecond) {
    const std::int64_t middle = before + (at - before) / (2 * kMicrosPerSecond) * kMicrosPerSecond;
    if (middle == before) break;
    (zone.offset_s(middle) == offset ? at : before) = middle;
  }
  return at;
}

// Where the walk over the days begins: a whole second, so that changes are found to the second.
std::int64_t day_begin(std::int64_t us) noexcept { return day_of(us) * kMicrosPerDay; }

}  // namespace

LocalClock::LocalClock(const Zone& zone, std::int64_t first_us, std::int64_t last_us) {
  constexpr std::int64_t kEver = std::numeric_limits<std::int64_t>::max();
  std::int64_t at = day_begin(first_us) - kMicrosPerDay;  // a bucket may begin the day before
  spans_.push_back(
      {std::numeric_limits<std::int64_t>::min(), kEver, zone.offset_s(at) * kMicrosPerSecond});
  while (at <= last_us && at < kEver - kMicrosPerDay) {
    const std::int64_t next = at + kMicrosPerDay;
    const std::int64_t offset = zone.offset_s(next) * kMicrosPerSecond;
    if (offset != spans_.back().offset_us) {
      const std::int64_t change = change_between(zone, at, next);
      spans_.back().end_us = change;
      spans_.push_back({change, kEver, offset});
    }
    at = next;
  }
}

const LocalClock::Span& LocalClock::span_of(std::int64_t us) const noexcept {
  const auto after = std::upper_bound(spans_.begin(), spans_.end(), us,
                                      [](std::int64_t t, const Span& s) { return t < s.begin_us; });
  return *(after - 1);
}

std::int64_t ClockReader::floor(std::int64_t us, std::int64_t step_us) noexcept {
  const LocalClock::Span& span = span_of(us);
  const std::int64_t local = us + span.offset_us;
  const std::int64_t in_day = local - day_of(local) * kMicrosPerDay;
  return std::max(us - in_day % step_us, span.begin_us);
}

}  // namespace pmm::analytics
