#pragma once

#include <cstdint>
#include <string>

#include "analytics/question/query.hpp"
#include "base/json.hpp"
#include "base/status.hpp"
#include "base/zone.hpp"

namespace pmm::analytics {

// A period of a rule: what a dateRange takes; {"from": …, "to": …}, days included, either alone
// too; {"last": "180 days"}, from the start of the day that long ago on, today included; {"before":
// "180 days"}, all that is earlier than that.
Result<TimeRange> parse_period(const Json& json, const Zone& zone, std::int64_t now_us,
                               const std::string& at);

// The days that a period covers, both included, for who compares days.
struct DayRange {
  std::int32_t first, last;
};
DayRange days_of(const TimeRange& range, const Zone& zone) noexcept;

}  // namespace pmm::analytics
