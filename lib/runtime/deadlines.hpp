#pragma once

#include <cstdint>

#include "base/call.hpp"
#include "base/status.hpp"

namespace pmm::runtime {

class Session;

// Steps of a tick, each of which gives the number of rows that it changed and takes a turn to write
// only when a snapshot has something to do for it.

// Mandates whose time is over hold no longer since it was; this says so.
Result<std::int64_t> work_mandates(Session& session, const Call& call);
// Places that were held, and requests that nobody answered, expire.
Result<std::int64_t> work_bookings(Session& session, const Call& call);
// Reminders follow their rules and what those look at, then what is due is told.
Result<std::int64_t> work_reminders(Session& session, const Call& call);
// Legal holds whose time is over end.
Result<std::int64_t> work_legal_holds(Session& session, const Call& call);
// As much of the sweeps that are due as one tick does; the next one goes on from there.
Result<std::int64_t> work_retention(Session& session, const Call& call);

}  // namespace pmm::runtime
