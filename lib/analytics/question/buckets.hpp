#pragma once

#include <cstdint>
#include <vector>

#include "analytics/question/query.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// The bucket that an instant falls into, as it stands in a column of the answer: the day or the
// instant it begins with, or the number of the weekday or hour.
std::int64_t bucket_of(const TimeDimension& time, const Zone& zone, std::int64_t us);

// All buckets that have an instant of the range, in order: every weekday and hour of those that
// come round. kLimit when there are too many.
Result<std::vector<std::int64_t>> buckets_in(const TimeDimension& time, const Zone& zone,
                                             const TimeRange& range);

}  // namespace pmm::analytics
