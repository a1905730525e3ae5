#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace pmm::model {

// A part of the recurrence rules of RFC 5545, section 3.3.10, over civil days: FREQ (DAILY, WEEKLY,
// MONTHLY, YEARLY), INTERVAL, COUNT or UNTIL, BYMONTH, BYMONTHDAY, BYDAY. Weeks begin on Monday. A
// day that a month has not is left out, as there.
struct Recurrence {
  enum class Freq : std::int32_t { kDaily = 1, kWeekly, kMonthly, kYearly };
  struct Weekday {
    std::int32_t ordinal = 0;  // 0: every one; 2: the second, -1: the last of month or year
    std::int32_t weekday = 1;  // Monday 1
  };
  Freq freq = Freq::kYearly;
  std::int32_t interval = 1;
  std::optional<std::int32_t> count;
  std::optional<std::int32_t> until;  // the last day
  std::vector<std::int32_t> months;
  std::vector<std::int32_t> month_days;  // negative from the end
  std::vector<Weekday> weekdays;
};

// kInvalid at `field`: what is wrong and with which part.
Result<Recurrence> parse_recurrence(std::string_view text, std::string_view field);

// The days of the rule in [from, to), in order. `start` is a day of it by itself and its first; it
// is counted by COUNT.
std::vector<std::int32_t> occurrences(const Recurrence& rule, std::int32_t start, std::int32_t from,
                                      std::int32_t to);

}  // namespace pmm::model
