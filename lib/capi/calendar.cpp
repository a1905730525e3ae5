#include "pmmcrm/calendar.h"

#include "capi/boundary.hpp"
#include "capi/write.hpp"
#include "crm/calendar.hpp"

using namespace pmm;        // NOLINT(google-build-using-namespace): boundary file of one noun
using namespace pmm::capi;  // NOLINT(google-build-using-namespace): same

static void to_fields(const pmm_calendar_input& in, FieldReader& reader, crm::CalendarFields& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.line(PMM_CALENDAR_CODE, in.code, "code", out.code);
  reader.line(PMM_CALENDAR_NAME, in.name, "name", out.name);
  reader.id(PMM_CALENDAR_OFFICE, in.office, "office", out.office);
  reader.id(PMM_CALENDAR_SERVICE, in.service, "service", out.service);
  reader.line(PMM_CALENDAR_PLACE, in.place, "place", out.place);
  reader.text(PMM_CALENDAR_NOTE, in.note, "note", out.note);
  reader.integer(PMM_CALENDAR_SLOT_MINUTES, in.slot_minutes, "slot_minutes", 1, 1440,
                 out.slot_minutes);
  reader.integer(PMM_CALENDAR_CAPACITY, in.capacity, "capacity", 1, 10'000, out.capacity);
  reader.integer(PMM_CALENDAR_LEAD_MINUTES, in.lead_minutes, "lead_minutes", 0, 527'040,
                 out.lead_minutes);
  reader.integer(PMM_CALENDAR_HORIZON_DAYS, in.horizon_days, "horizon_days", 0, 3660,
                 out.horizon_days);
  reader.integer(PMM_CALENDAR_HOLD_MINUTES, in.hold_minutes, "hold_minutes", 1, 1440,
                 out.hold_minutes);
  reader.integer(PMM_CALENDAR_PER_SUBJECT, in.per_subject, "per_subject", 0, 10'000,
                 out.per_subject);
  if (out.per_subject.value && *out.per_subject.value == 0)
    out.per_subject = Field<std::int64_t>::cleared();
  reader.flag(PMM_CALENDAR_ACTIVE, in.active, "active", out.active);
  reader.flag(PMM_CALENDAR_APPROVAL, in.approval, "approval", out.approval);
  reader.flag(PMM_CALENDAR_ON_HOLIDAYS, in.on_holidays, "on_holidays", out.on_holidays);
}

static void to_filter(const pmm_calendar_filter& in, FieldReader& reader,
                      crm::CalendarFilter& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_CALENDAR_FILTER_OFFICE, in.office, "office", out.office);
  reader.id(PMM_CALENDAR_FILTER_SERVICE, in.service, "service", out.service);
  reader.line(PMM_CALENDAR_FILTER_CODE, in.code, "code", out.code);
  reader.flag(PMM_CALENDAR_FILTER_ACTIVE, in.active, "active", out.active);
}

static void to_fields(const pmm_opening_input& in, FieldReader& reader, crm::OpeningFields& out) {
  reader.integer(PMM_OPENING_WEEKDAY, in.weekday, "weekday", 1, 7, out.weekday);
  reader.integer(PMM_OPENING_FROM_MINUTE, in.from_minute, "from_minute", 0, 1440, out.from_minute);
  reader.integer(PMM_OPENING_TO_MINUTE, in.to_minute, "to_minute", 0, 1440, out.to_minute);
  reader.integer(PMM_OPENING_CAPACITY, in.capacity, "capacity", 0, 10'000, out.capacity);
  if (out.capacity.value && *out.capacity.value == 0) out.capacity = Field<std::int64_t>::cleared();
  reader.date(PMM_OPENING_VALID_FROM_ON, in.valid_from_on, "valid_from_on", out.valid_from_on);
  reader.date(PMM_OPENING_VALID_TO_ON, in.valid_to_on, "valid_to_on", out.valid_to_on);
}

static void to_fields(const pmm_closure_input& in, FieldReader& reader, crm::ClosureFields& out) {
  reader.id(PMM_CLOSURE_CALENDAR, in.calendar, "calendar", out.calendar);
  reader.id(PMM_CLOSURE_OFFICE, in.office, "office", out.office);
  reader.time(PMM_CLOSURE_FROM_US, in.from_us, "from_us", out.from_us);
  reader.time(PMM_CLOSURE_TO_US, in.to_us, "to_us", out.to_us);
  reader.line(PMM_CLOSURE_NOTE, in.note, "note", out.note);
}

static void to_filter(const pmm_closure_filter& in, FieldReader& reader, crm::ClosureFilter& out) {
  reader.id(PMM_CLOSURE_FILTER_CALENDAR, in.calendar, "calendar", out.calendar);
  reader.id(PMM_CLOSURE_FILTER_OFFICE, in.office, "office", out.office);
  reader.time(PMM_CLOSURE_FILTER_FROM_US, in.from_us, "from_us", out.from_us);
  reader.time(PMM_CLOSURE_FILTER_TO_US, in.to_us, "to_us", out.to_us);
}

static void to_filter(const pmm_slot_filter& in, FieldReader& reader, crm::SlotFilter& out) {
  reader.reserved(in.reserved1, "reserved1");
  reader.id(PMM_SLOT_FILTER_CALENDAR, in.calendar, "calendar", out.calendar);
  reader.id(PMM_SLOT_FILTER_OFFICE, in.office, "office", out.office);
  reader.id(PMM_SLOT_FILTER_SERVICE, in.service, "service", out.service);
  reader.time(PMM_SLOT_FILTER_FROM_US, in.from_us, "from_us", out.from_us);
  reader.time(PMM_SLOT_FILTER_TO_US, in.to_us, "to_us", out.to_us);
  reader.flag(PMM_SLOT_FILTER_FULL, in.full, "full", out.full);
}

namespace {

constexpr std::size_t kCalendarV1 = offsetof(pmm_calendar_input, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kCalendarV1 == 160);  // a promise to compiled programs
constexpr std::size_t kCalendarFilterV1 =
    offsetof(pmm_calendar_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kCalendarFilterV1 == 56);
constexpr std::size_t kOpeningV1 = offsetof(pmm_opening_input, valid_to_on) + sizeof(std::int32_t);
static_assert(sizeof(void*) != 8 || kOpeningV1 == 56);
constexpr std::size_t kClosureV1 = offsetof(pmm_closure_input, note) + sizeof(pmm_str);
static_assert(sizeof(void*) != 8 || kClosureV1 == 64);
constexpr std::size_t kClosureFilterV1 = offsetof(pmm_closure_filter, to_us) + sizeof(std::int64_t);
static_assert(sizeof(void*) != 8 || kClosureFilterV1 == 48);
constexpr std::size_t kSlotFilterV1 = offsetof(pmm_slot_filter, reserved1) + sizeof(std::uint32_t);
static_assert(sizeof(void*) != 8 || kSlotFilterV1 == 64);

}  // namespace

pmm_status pmm_calendar_create(pmm_session* session, const pmm_calendar_input* input,
                               const pmm_call* call, pmm_id* out_id,
                               pmm_error** out_error) noexcept {
  return write_input<crm::CalendarFields>(session, input, kCalendarV1, call, 0, out_id, true,
                                          "out_id", "calendar.create", out_error,
                                          [](const auto& writing, const auto& fields) {
                                            return crm::create_calendar(writing, fields);
                                          });
}

pmm_status pmm_calendar_update(pmm_session* session, pmm_id id, const pmm_calendar_input* input,
                               const pmm_call* call, int64_t* out_version,
                               pmm_error** out_error) noexcept {
  return write_input<crm::CalendarFields>(session, input, kCalendarV1, call, id, out_version, false,
                                          "out_version", "calendar.update", out_error,
                                          [id](const auto& writing, const auto& fields) {
                                            return crm::update_calendar(writing, id, fields);
                                          });
}

pmm_status pmm_calendar_get(pmm_session* session, pmm_id id, const pmm_call* call,
                            pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) { return crm::get_calendar(reading, id); });
}

pmm_status pmm_calendar_list(pmm_session* session, const pmm_calendar_filter* filter,
                             const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                             pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::CalendarFilter>(filter, kCalendarFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_calendars(reading, wanted, where);
      });
}

pmm_status pmm_opening_create(pmm_session* session, pmm_id calendar, const pmm_opening_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return write_input<crm::OpeningFields>(session, input, kOpeningV1, call, calendar, out_id, true,
                                         "out_id", "opening.create", out_error,
                                         [calendar](const auto& writing, const auto& fields) {
                                           return crm::create_opening(writing, calendar, fields);
                                         });
}

pmm_status pmm_opening_remove(pmm_session* session, pmm_id id, const pmm_call* call,
                              int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "opening.remove", out_error,
      [id](const crm::Writing& writing) { return crm::remove_opening(writing, id); });
}

pmm_status pmm_opening_list(pmm_session* session, pmm_id calendar, const pmm_page* page,
                            const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error,
                    [&](const crm::Reading& reading) -> Result<TablePtr> {
                      PMM_ASSIGN(const auto where, read_page(page));
                      return crm::list_openings(reading, calendar, where);
                    });
}

pmm_status pmm_closure_create(pmm_session* session, const pmm_closure_input* input,
                              const pmm_call* call, pmm_id* out_id,
                              pmm_error** out_error) noexcept {
  return write_input<crm::ClosureFields>(
      session, input, kClosureV1, call, 0, out_id, true, "out_id", "closure.create", out_error,
      [](const auto& writing, const auto& fields) { return crm::create_closure(writing, fields); });
}

pmm_status pmm_closure_remove(pmm_session* session, pmm_id id, const pmm_call* call,
                              int64_t* out_version, pmm_error** out_error) noexcept {
  return write_plain(
      session, {id}, call, out_version, "closure.remove", out_error,
      [id](const crm::Writing& writing) { return crm::remove_closure(writing, id); });
}

pmm_status pmm_closure_list(pmm_session* session, const pmm_closure_filter* filter,
                            const pmm_page* page, const pmm_call* call, pmm_result** out_result,
                            pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::ClosureFilter>(filter, kClosureFilterV1));
        PMM_ASSIGN(const auto where, read_page(page));
        return crm::list_closures(reading, wanted, where);
      });
}

pmm_status pmm_calendar_slots(pmm_session* session, const pmm_slot_filter* filter, int64_t rows,
                              const pmm_call* call, pmm_result** out_result,
                              pmm_error** out_error) noexcept {
  return read_table(
      session, call, out_result, out_error, [&](const crm::Reading& reading) -> Result<TablePtr> {
        PMM_ASSIGN(const auto wanted, read_filter<crm::SlotFilter>(filter, kSlotFilterV1));
        return crm::list_slots(reading, wanted, rows);
      });
}

pmm_status pmm_calendar_conflicts(pmm_session* session, pmm_id calendar, const pmm_call* call,
                                  pmm_result** out_result, pmm_error** out_error) noexcept {
  return read_table(session, call, out_result, out_error, [&](const crm::Reading& reading) {
    return crm::list_calendar_conflicts(reading, calendar);
  });
}
