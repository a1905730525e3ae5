#pragma once

#include <cstdint>

#include "analytics/columns/epoch.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/zone.hpp"

namespace pmm::analytics {

// An epoch whose cases are as they stood, and the instant at which they did.
struct AsOf {
  EpochPtr epoch;
  std::int64_t held_bytes = 0;  // by what differs from today
  std::int64_t at_us = 0;       // the end of the day: what is overdue is so at this instant
};

// The cases as they stood at the end of a day of `zone`, for any question to be asked of: those
// opened by then, with status, state, outcome, closed_at, first response and reopenings as far as
// the moves told since then say otherwise than today. A case without a move after the day stands as
// it does today, but for a closing or a first response after it. All else — office, service,
// category, channel, area, subject, due_at, attributes — is what it is today, and erased cases are
// gone. Columns in which nothing differs are those of `epoch`. `home` is the zone of the
// precomputed days. Nothing is kept of it: the next question works it out again. kCancelled,
// kTimeout: the call, looked at before every block. kLimit: what differs takes over `budget_bytes`,
// 0 for no limit.
Result<AsOf> cases_on_day(const Epoch& epoch, std::int32_t day, const Zone& zone, const Zone& home,
                          const Call& call, std::int64_t budget_bytes = 0);

}  // namespace pmm::analytics
