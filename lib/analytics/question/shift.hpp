#pragma once

#include <cstdint>
#include <optional>

#include "analytics/question/query.hpp"
#include "base/zone.hpp"

// Another range set beside the question's own, and its buckets carried over into those.
namespace pmm::analytics {

// The range that ends where this one begins: as many whole months if it is of whole months, else as
// many days, else as long.
TimeRange previous_period(const TimeRange& range, const Zone& zone) noexcept;
// The same days a year before; the 29th of February is then the 28th.
TimeRange previous_year(const TimeRange& range, const Zone& zone) noexcept;

// Buckets of one time in one range on their way to another.
class BucketShift {
 public:
  // From the buckets of `from` to those of `to`; `whole_year` by the calendar, else by their order.
  BucketShift(const TimeDimension& time, const Zone& zone, const TimeRange& from,
              const TimeRange& to, bool whole_year);

  // `bucket` as it stands in a column of the answer. None: it has no place there, as the 29th of
  // February in another year.
  std::optional<std::int64_t> operator()(std::int64_t bucket) const noexcept;

 private:
  Granularity granularity_;
  const Zone& zone_;
  std::int32_t from_day_, to_day_;  // the first of each range, in its bucket
  std::int64_t local_us_;           // from the beginning of one to that of the other, by the clock
  bool whole_year_;
};

}  // namespace pmm::analytics
