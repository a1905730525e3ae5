#include "pmmcrm/appointment.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/appointment.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_appointment_input& in, FieldReader& reader,
                      crm::AppointmentFields& out) {
  reader.id(PMM_APPOINTMENT_CALENDAR, in.calendar, "calendar", out.calendar);
  reader.time(PMM_APPOINTMENT_STARTS_US, in.starts_us, "starts_us", out.starts_us);
  reader.id(PMM_APPOINTMENT_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_APPOINTMENT_SERVICE, in.service, "service", out.service);
  reader.id(PMM_APPOINTMENT_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.text(PMM_APPOINTMENT_NOTE, in.note, "note", out.note);
}

static void to_filter(const pmm_appointment_filter& in, FieldReader& reader,
                      crm::AppointmentFilter& out) {
  reader.id(PMM_APPOINTMENT_FILTER_CALENDAR, in.calendar, "calendar", out.calendar);
  reader.id(PMM_APPOINTMENT_FILTER_OFFICE, in.office, "office", out.office);
  reader.id(PMM_APPOINTMENT_FILTER_SERVICE, in.service, "service", out.service);
  reader.id(PMM_APPOINTMENT_FILTER_SUBJECT, in.subject, "subject", out.subject);
  reader.id(PMM_APPOINTMENT_FILTER_CASE_ID, in.case_id, "case_id", out.case_id);
  reader.time(PMM_APPOINTMENT_FILTER_FROM_US, in.from_us, "from_us", out.from_us);
  reader.time(PMM_APPOINTMENT_FILTER_TO_US, in.to_us, "to_us", out.to_us);
  reader.line(PMM_APPOINTMENT_FILTER_STATE, in.state, "state", out.state);
  reader.line(PMM_APPOINTMENT_FILTER_CODE, in.code, "code", out.code);
}

namespace {

constexpr std::size_t kAppointmentV1 = offsetof(pmm_appointment_input, note) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kAppointmentV1 == 72);  // a promise to compiled programs
constexpr std::size_t kAppointmentFilterV1 =
    offsetof(pmm_appointment_filter, code) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kAppointmentFilterV1 == 104);

pmm_status book(pmm_session* session, const pmm_appointment_input* input, const pmm_call* call,
                pmm_id* out_id, pmm_error** out_error, const char* operation, bool hold) noexcept {
  return write_input<crm::AppointmentFields>(session, input, kAppointmentV1, call, 0, out_id, true,
                                             "out_id", operation, out_error,
                                             [hold](const auto& writing, const auto& fields) {
                                               return crm::book_appointment(writing, fields, hold);
                                             });
}

}  // namespace

pmm_status pmm_appointment_book(pmm_session* session, const pmm_appointment_input* input,
                                const pmm_call* call, pmm_id* out_id,
                                pmm_error** out_error) noexcept {
  return book(session, input, call, out_id, out_error, "appointment.book", false);
}

pmm_status pmm_appointment_hold(pmm_session* session, const pmm_appointment_input* input,
                                const pmm_call* call, pmm_id* out_id,
                                pmm_error** out_error) noexcept {
  return book(session, input, call, out_id, out_error, "appointment.hold", true);
}

pmm_status pmm_appointment_advance(pmm_session* session, pmm_id id, pmm_str verb,
                                   const pmm_call* call, int64_t* out_version,
                                   pmm_error** out_error) noexcept {
  return write_word(session, {id}, verb, "verb", call, out_version, "appointment.advance",
                    out_error, [id](const crm::Writing& writing, std::string_view word) {
                      return crm::advance_appointment(writing, id, word);
                    });
}

pmm_status pmm_appointment_move(pmm_session* session, pmm_id id, pmm_id calendar, int64_t starts_us,
                                const pmm_call* call, int64_t* out_version,
                                pmm_error** out_error) noexcept {
  return write_plain(
      session, {id, calendar, starts_us}, call, out_version, "appointment.move", out_error,
      [&](const crm::Writing& writing) -> Result<std::int64_t> {
        if (calendar < 0)
          return Status::invalid("calendar", std::to_string(calendar) + " is not an id");
        if (starts_us == PMM_TIME_NONE)
          return Status::invalid("starts_us", "an appointment needs the start of a slot");
        PMM_TRY(check_instant(starts_us, "starts_us"));
        return crm::move_appointment(writing, id, calendar, starts_us);
      });
}

pmm_status pmm_appointment_update(pmm_session* session, pmm_id id,
                                  const pmm_appointment_input* input, const pmm_call* call,
                                  int64_t* out_version, pmm_error** out_error) noexcept {
  return write_input<crm::AppointmentFields>(session, input, kAppointmentV1, call, id, out_version,
                                             false, "out_version", "appointment.update", out_error,
                                             [id](const auto& writing, const auto& fields) {
                                               return crm::update_appointment(writing, id, fields);
                                             });
}

pmm_status pmm_appointment_get(pmm_session* session, pmm_id id, const pmm_call* call,
                               pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_appointment(reading, id); });
}

pmm_status pmm_appointment_list(pmm_session* session, const pmm_appointment_filter* filter,
                                const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                                pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto wanted,
                                 read_filter<crm::AppointmentFilter>(filter, kAppointmentFilterV1));
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_appointments(reading, wanted, where);
                    });
}

pmm_status pmm_appointment_events(pmm_session* session, pmm_id id, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_appointment_events(reading, id);
  });
}
