#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct AppointmentFields {
  Field<std::int64_t> calendar, starts_us, subject, service, case_id;
  Field<std::string> note;
};
struct AppointmentFilter {
  Field<std::int64_t> calendar, office, service, subject, case_id;  // given and empty: without one
  Field<std::int64_t> from_us, to_us;                               // of the start
  Field<std::string> state, code;
};

// A place in a slot: confirmed, or requested where the calendar's office has the last word. With
// `hold` it is kept for the calendar's minutes, to be confirmed in them. The capacity is counted in
// the transaction of the write, after every write before it.
Result<std::int64_t> book_appointment(const Writing& writing, const AppointmentFields& fields,
                                      bool hold);
// "confirm", "refuse", "cancel", "done", "missed"; gives the new version.
Result<std::int64_t> advance_appointment(const Writing& writing, std::int64_t id,
                                         std::string_view verb);
// To another slot, of this calendar or of another one (0: this one).
Result<std::int64_t> move_appointment(const Writing& writing, std::int64_t id,
                                      std::int64_t calendar, std::int64_t starts_us);
// The note, and the case.
Result<std::int64_t> update_appointment(const Writing& writing, std::int64_t id,
                                        const AppointmentFields& fields);

Result<TablePtr> get_appointment(const Reading& reading, std::int64_t id);
Result<TablePtr> list_appointments(const Reading& reading, const AppointmentFilter& filter,
                                   const Page& page);
Result<TablePtr> list_appointment_events(const Reading& reading, std::int64_t id);

// Lets the places go that were held up to now, and of requests that nobody answered before they
// began, at most `max_rows`; gives their number.
Result<bool> any_booking_to_expire(const Reading& reading);
Result<std::int64_t> expire_bookings(const Writing& writing, std::int64_t max_rows);

}  // namespace pmm::crm
