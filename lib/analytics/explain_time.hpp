#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "analytics/grouping.hpp"
#include "analytics/query.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// The times of a question as SQL. What no database computes alike, the civil time of a zone, is
// in the text itself: a table of stretches of instants, each with the day it is named after or the
// offset from UTC, so that a bucket is a join. The tables cover what the columns hold.
class TimeSql {
 public:
  explicit TimeSql(const Zone& zone) : zone_(zone) {}

  // kLimit when the table would be too long to be read by anybody.
  Status add(const TimeDimension& time, const std::string& column, const TimeBounds& bounds);

  // The tables, each as an entry of WITH.
  std::vector<std::string> tables() const;
  const std::string& joins() const noexcept { return joins_; }
  // The bucket of the index-th time: a day as text, an instant in microseconds, or a number.
  const std::string& bucket(std::size_t index) const { return buckets_[index]; }

 private:
  Status add_calendar(const TimeDimension& time, const std::string& column,
                      const TimeBounds& bounds);
  void add_clock(const TimeDimension& time, const std::string& column, const TimeBounds& bounds);
  std::string next_alias() const { return "t" + std::to_string(buckets_.size() + 1); }
  void join(const std::string& table, const std::string& alias, const std::string& column);

  const Zone& zone_;
  std::vector<std::string> calendars_;
  std::vector<std::string> buckets_;
  std::string joins_;
  TimeBounds clock_bounds_;
};

}  // namespace pmm::analytics
