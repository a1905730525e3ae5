#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "analytics/explain/rows.hpp"
#include "analytics/question/query.hpp"
#include "analytics/scan/grouping.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// The times of a question as SQL. What no two databases compute alike, the civil time of a zone,
// is in the text itself: a table of stretches of instants for each granularity, with the day that
// each is named after, and one with the offsets from UTC; so a bucket is a join. The tables cover
// what the rows hold that the actor may read.
class TimesSql {
 public:
  // `home` is the store's zone, in which days of attributes begin.
  TimesSql(const Zone& zone, const Zone& home) : zone_(zone), home_(home) {}

  // The bucket of a time in the rows: a day as text, an instant in microseconds, or a number.
  // `alias` is of the table that is joined. `bounds` are what instants the rows may have.
  std::string bucket(const TimeDimension& time, const std::string& alias, const TimeBounds& bounds,
                     RowsSql& rows);

  // The days that the store's calendar has as worked, as far as the cases reach that the actor may
  // read.
  void note_working_days(const ScanContext& context);
  // The days that attributes of the rows may be.
  void need_home_days(const std::optional<TimeBounds>& bounds);

  // The tables, each as an entry of WITH. kLimit when one is too long to be read by anybody.
  Result<std::vector<std::string>> tables() const;

 private:
  Result<std::string> calendar(const TimeDimension& time, const TimeBounds& bounds) const;
  std::string clock() const;
  Result<std::string> working_days() const;
  Result<std::string> home_days() const;

  const Zone& zone_;
  const Zone& home_;
  struct Calendar {
    TimeDimension time;
    TimeBounds bounds;
  };
  std::map<Granularity, Calendar> calendars_;
  TimeBounds clock_;
  std::shared_ptr<const WorkingDays> working_days_;
  TimeBounds worked_;
  bool has_home_days_ = false;
  TimeBounds home_days_;
};

}  // namespace pmm::analytics
