// Calendars of other programs: the part of export.h that asks a session.
#include "capi/boundary.hpp"
#include "capi/fields.hpp"
#include "capi/sink.hpp"
#include "pmmcrm/export.h"
#include "runtime/export_ics.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one header
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

namespace {

constexpr std::size_t kIcsV1 = offsetof(pmm_ics_input, reserved1) + sizeof(std::uint32_t);
static_assert(kIcsV1 == 64);  // a promise to compiled programs

Result<crm::IcalWanted> read_what(const pmm_ics_input* what) {
  PMM_ASSIGN(const pmm_ics_input raw, read_struct(what, kIcsV1, "what"));
  FieldReader reader(raw.set_fields, raw.reserved0, "what");
  crm::IcalWanted out;
  Field<bool> persons;
  reader.reserved(raw.reserved1, "reserved1");
  reader.id(PMM_ICS_APPOINTMENT, raw.appointment, "appointment", out.appointment);
  reader.id(PMM_ICS_SUBJECT, raw.subject, "subject", out.subject);
  reader.id(PMM_ICS_CALENDAR, raw.calendar, "calendar", out.calendar);
  reader.time(PMM_ICS_FROM_US, raw.from_us, "from_us", out.from_us);
  reader.time(PMM_ICS_TO_US, raw.to_us, "to_us", out.to_us);
  reader.flag(PMM_ICS_PERSONS, raw.persons, "persons", persons);
  Call unused;
  PMM_TRY(reader.finish(unused));
  out.persons = persons.value.value_or(false);
  return out;
}

}  // namespace

pmm_status pmm_export_ics(pmm_session* session, const pmm_ics_input* what, const pmm_sink* sink,
                          const pmm_call* call, int64_t* out_events,
                          pmm_error** out_error) noexcept {
  if (out_events != nullptr) *out_events = 0;
  return guard(session, out_error, [&](runtime::Session& impl) -> Status {
    PMM_ASSIGN(const crm::IcalWanted wanted, read_what(what));
    PMM_ASSIGN(const pmm_sink raw, read_sink(sink));
    PMM_ASSIGN(const Call how, read_call(call));
    PMM_ASSIGN(exchange::Sink to, open_sink(raw));
    PMM_ASSIGN(const std::int64_t events, runtime::export_ics(impl, wanted, to, how));
    if (out_events != nullptr) *out_events = events;
    return {};
  });
}
