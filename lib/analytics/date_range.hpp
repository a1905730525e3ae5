#pragma once

#include <cstdint>
#include <string_view>

#include "analytics/query.hpp"
#include "base/json.hpp"
#include "base/status.hpp"
#include "base/zone.hpp"

namespace pmm::analytics {

// The time a text names: a day (YYYY-MM-DD) is its whole stretch in `zone`, an instant (RFC 3339,
// or without an offset a local time) one microsecond.
struct TimePoint {
  TimeRange range;
  bool is_day = false;
};
Result<TimePoint> parse_point(std::string_view text, const Zone& zone, std::string_view field);

// A dateRange: one or two days, both included; two instants, half open; or a phrase: "today",
// "yesterday", "this month", "last month", "last 30 days" (before today), "2007", "2007-03",
// "2007-Q1".
Result<TimeRange> parse_range(const Json& json, const Zone& zone, std::int64_t now_us,
                              std::string_view field);

// The first day of the week, month, quarter or year that `day` is in.
std::int32_t period_start(std::int32_t day, Granularity granularity) noexcept;
// The first day of the period `count` periods later; `start` is the first of its own.
std::int32_t add_periods(std::int32_t start, Granularity granularity, std::int64_t count) noexcept;

}  // namespace pmm::analytics
