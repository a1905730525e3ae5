#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "base/status.hpp"
#include "base/zone.hpp"
#include "model/calendar.hpp"
#include "store/store.hpp"

namespace pmm::analytics {

// How many days were worked between two instants, by the store's calendar in its zone. Immutable:
// any thread.
class WorkingDays {
 public:
  WorkingDays(model::WorkingCalendar calendar, std::shared_ptr<const Zone> zone);

  // Working days after `from` up to `to`, the latter's included, as a term counts them.
  std::int64_t between_days(std::int32_t from, std::int32_t to) const noexcept;
  std::int32_t day_of(std::int64_t us) const noexcept { return zone_->local_day(us); }
  bool is_working(std::int32_t day) const noexcept { return calendar_.is_working(day); }
  std::int64_t day_start(std::int32_t day) const noexcept { return zone_->day_start(day); }

 private:
  model::WorkingCalendar calendar_;
  std::shared_ptr<const Zone> zone_;
  std::vector<std::int32_t> before_;  // by day in common use: those worked from the first one on
};

// The calendar as the holidays of the store make it.
Result<std::shared_ptr<const WorkingDays>> load_working_days(store::Connection& db,
                                                             std::shared_ptr<const Zone> zone);

}  // namespace pmm::analytics
