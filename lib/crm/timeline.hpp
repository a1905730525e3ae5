#pragma once

#include <cstdint>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct TimelineFilter {
  bool contacts = true, case_events = true, notifications = true, appointments = true;
  Field<std::int64_t> from_us, to_us;  // half open
};

// What happened with a subject, newest first; at the same instant higher ids come before lower
// ones, and of one id an appointment before a notification, an event of a case and a contact. Costs
// as much as its page, however large the store.
Result<TablePtr> read_timeline(const Reading& reading, std::int64_t subject,
                               const TimelineFilter& filter, const Page& page);

}  // namespace pmm::crm
