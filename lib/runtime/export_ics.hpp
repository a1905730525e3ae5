#pragma once

#include "crm/ical_rows.hpp"
#include "exchange/sink.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {

// Appointments and deadlines for the calendar of another program; gives their number.
Result<std::int64_t> export_ics(Session& session, const crm::IcalWanted& wanted,
                                exchange::Sink& sink, const Call& call);

}  // namespace pmm::runtime
