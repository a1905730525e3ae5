#pragma once

#include <cstdint>
#include <string_view>

#include "analytics/question/query.hpp"
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

// What dates and phrases are read with.
struct Calendar {
  const Zone& zone;
  std::int64_t now_us = 0;
  std::int32_t year_start = 1;  // the month in which years begin
};

// A dateRange: one or two days, both included; two instants, half open; or a phrase of whole days,
// weeks, months, quarters and years: "today", "yesterday", "tomorrow", "this month", "last month",
// "next month", "last 30 days" (before today), "next 7 days" (after it), "month to date" (today
// included), "2007", "2007-Q1", "2007-03", "2007-W10". "last 24 hours" are whole ones before this.
Result<TimeRange> parse_range(const Json& json, const Calendar& calendar, std::string_view field);

// The time that "30 days" before now begins, up to now: the values of inLast.
Result<TimeRange> parse_span(const Json& json, const Calendar& calendar, std::string_view field);

// The first day of the week, month, quarter or year that `day` is in.
std::int32_t period_start(std::int32_t day, Granularity granularity,
                          std::int32_t year_start = 1) noexcept;
// The first day of the period `count` periods later; `start` is the first of its own.
std::int32_t add_periods(std::int32_t start, Granularity granularity, std::int64_t count) noexcept;
// The same day `months` later, or the last of that month.
std::int32_t add_months(std::int32_t day, std::int64_t months) noexcept;

}  // namespace pmm::analytics
