#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "base/zone.hpp"
#include "model/calendar.hpp"

namespace pmm::model {

enum class TermClock : std::int32_t {
  kCalendar = 1,  // every day counts
  kWorking = 2,   // only working days do
};

std::string_view term_clock_name(TermClock clock) noexcept;  // "calendar", "working"
std::optional<TermClock> parse_term_clock(std::string_view name) noexcept;

// A time in which the clock stands still, half open. Without an end it still does.
struct Suspension {
  std::int64_t from_us = 0;
  std::optional<std::int64_t> to_us;
};

inline constexpr std::int32_t kMaxTermDays = 36'525;

// What a due time is derived from: intervals, never an earlier due time.
struct DueInput {
  std::int64_t opened_us = 0;
  std::int32_t term_days = 0;  // 0 to kMaxTermDays
  TermClock clock = TermClock::kCalendar;
  std::vector<Suspension> suspensions;   // any order; where they overlap they count once
  std::vector<std::int32_t> extensions;  // days added, in days of the clock
  bool roll_to_working = true;           // a last day on a holiday or Sunday moves on
};

struct Due {
  // The last microsecond of the due day in the zone; none while the clock stands still.
  std::optional<std::int64_t> due_us;
  std::optional<std::int32_t> due_day;
  std::int32_t remaining_days = 0;  // of the clock, still to run when it starts again
  std::int32_t suspended_days = 0;  // days of the clock that suspensions took out
  bool rolled = false;              // the last day was a holiday or a Sunday
};

// The day of opening does not count; a later day counts when the clock runs at its last
// microsecond, so that a suspension of the last day still saves the term, and one that begins and
// ends on one day costs nothing. A suspension that begins after the due day changes nothing. A
// last day on a holiday or Sunday moves to the next working day.
// kInvalid: "term_days", "extensions", "suspensions[i]" (ends before it begins, or is over
// kMaxTermDays long), "opened_at" (not in the years 1 to 9999), "holidays" (no working day in
// reach).
Result<Due> due_at(const DueInput& input, const WorkingCalendar& calendar, const Zone& zone);

}  // namespace pmm::model
