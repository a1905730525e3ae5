#include "crm/appointment.hpp"

#include <vector>

#include "base/civil.hpp"
#include "base/digest.hpp"
#include "base/text.hpp"
#include "crm/appointment_notice.hpp"
#include "crm/appointment_sql.hpp"
#include "crm/calendar.hpp"
#include "crm/change.hpp"
#include "crm/contact.hpp"
#include "crm/field_guard.hpp"
#include "crm/holiday.hpp"
#include "crm/reach.hpp"
#include "crm/service.hpp"
#include "crm/subject.hpp"
#include "model/appointment.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

const Columns kAppointmentColumns{
    {"id", Type::kInt64},           {"version", Type::kInt64},  {"code", Type::kText},
    {"token", Type::kText},         {"calendar", Type::kInt64}, {"office", Type::kInt64},
    {"service", Type::kInt64},      {"subject", Type::kInt64},  {"case_id", Type::kInt64},
    {"state", Type::kText},         {"starts", Type::kTime},    {"ends", Type::kTime},
    {"held_until", Type::kTime},    {"note", Type::kText},      {"assurance", Type::kInt64},
    {"on_behalf_of", Type::kInt64}, {"changed", Type::kTime},   {"created", Type::kTime}};

const Columns kAppointmentEventColumns{{"number", Type::kInt64},  {"at", Type::kTime},
                                       {"verb", Type::kText},     {"from_state", Type::kText},
                                       {"to_state", Type::kText}, {"calendar", Type::kInt64},
                                       {"starts", Type::kTime}};

constexpr int kCodeTries = 16;

struct AppointmentRow {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::int64_t calendar = 0;
  std::int64_t office = 0;
  std::optional<std::int64_t> service, subject, case_id, held_until_us;
  std::string state;
  std::int64_t starts_us = 0, ends_us = 0;
  std::optional<std::string> note;
};

model::RowFacts facts_of(const AppointmentRow& row) {
  return {row.subject.value_or(0), row.office, row.service.value_or(0), {}};
}

// By which right the actor does this to the row. Who acts for a subject is bound by what binds the
// subject.
model::Booker booker_of(const Writing& writing, Action action, const AppointmentRow& row) noexcept {
  const bool staff =
      model::as_staff(writing.plan, model::bit(action), Noun::kAppointment, facts_of(row));
  return staff && writing.call.on_behalf_of == 0 ? model::Booker::kStaff : model::Booker::kSubject;
}

Result<AppointmentRow> load_appointment(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto find, db.prepare(sql::kAppointmentRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kAppointment, "id", id);
  AppointmentRow row;
  row.id = id;
  row.version = find.int_at(0);
  row.calendar = find.int_at(1);
  row.office = find.int_at(2);
  row.service = find.opt_int(3);
  row.subject = find.opt_int(4);
  row.case_id = find.opt_int(5);
  row.state = find.string_at(6);
  row.starts_us = find.int_at(7);
  row.ends_us = find.int_at(8);
  row.held_until_us = find.opt_int(9);
  row.note = find.opt_text(10);
  return row;
}

Result<AppointmentRow> load_appointment_to_change(const Writing& writing, Action action,
                                                  std::int64_t id) {
  PMM_ASSIGN(AppointmentRow row, load_appointment(writing.db(), id));
  PMM_TRY(model::check_access(writing.plan, action, Noun::kAppointment, facts_of(row), "id", id));
  PMM_TRY(check_acts_for(writing, row.subject.value_or(0)));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  return row;
}

Status save(const Writing& writing, AppointmentRow& row) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateAppointment));
  update.bind(1, row.id).bind(2, row.calendar).bind(3, row.office).bind(4, row.service);
  update.bind(5, row.case_id).bind(6, std::string_view(row.state)).bind(7, row.starts_us);
  update.bind(8, row.ends_us).bind(9, row.held_until_us).bind(10, row.note);
  PMM_TRY(update.bind(11, writing.now_us()).run());
  ++row.version;
  return {};
}

// One thing that happened: in the journal, and for people, with when the appointment is now.
Status record_event(const Writing& writing, const AppointmentRow& row, std::string_view verb,
                    const std::optional<std::string>& from_state, std::string_view fields,
                    bool by_time = false) {
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertAppointmentEvent));
  insert.bind(1, row.id).bind(2, row.version).bind(3, writing.now_us()).bind(4, verb);
  insert.bind(5, from_state).bind(6, std::string_view(row.state)).bind(7, row.calendar);
  const std::int64_t actor = by_time ? store::kSystemActor : writing.tx.origin().actor;
  PMM_TRY(insert.bind(8, row.starts_us).bind(9, actor).run());
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kAppointment,
                            .id = row.id,
                            .subject = row.subject.value_or(0),
                            .case_id = row.case_id.value_or(0),
                            .fields = fields,
                            .by_time = by_time});
}

// What the office, or the time, does to its appointment, the subject is told; what somebody who
// acts for it does, it has done itself.
Status tell_subject(const Writing& writing, const AppointmentRow& before, const AppointmentRow& row,
                    std::string_view verb) {
  if (!row.subject || writing.plan.own_subject == *row.subject) return {};
  return tell_of_booking(writing, {row.id, *row.subject, row.office, row.service, row.case_id, verb,
                                   before.state, row.state, before.starts_us, row.starts_us});
}

// Nobody needs to be told of a hold that was left. Whoever finds one lapsed has not ended it.
Status expire(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(AppointmentRow row, load_appointment(writing.db(), id));
  const AppointmentRow before = row;
  row.state = model::kBookingExpired;
  row.held_until_us.reset();
  PMM_TRY(save(writing, row));
  PMM_TRY(record_event(writing, row, "expire", before.state, "state", true));
  if (before.state == model::kBookingHeld) return {};
  return tell_subject(writing, before, row, "expire");
}

// A subject books neither too shortly before nor too long ahead; nobody books what is over.
Status check_time(const Writing& writing, const CalendarRow& calendar, model::Booker booker,
                  const model::Slot& slot) {
  const std::int64_t now_us = writing.now_us();
  if (slot.ends_us <= now_us)
    return Status::conflict("starts_us", format_instant(slot.starts_us) + " has passed");
  if (booker == model::Booker::kStaff) return {};
  if (slot.starts_us < now_us + calendar.lead_minutes * model::kMinuteUs)
    return Status::conflict("starts_us", "the calendar is to be booked at least " +
                                             std::to_string(calendar.lead_minutes) +
                                             " minutes before");
  const std::int32_t last =
      writing.zone.local_day(now_us) + static_cast<std::int32_t>(calendar.horizon_days);
  if (writing.zone.local_day(slot.starts_us) > last)
    return Status::conflict("starts_us", "the calendar is to be booked up to " +
                                             std::to_string(calendar.horizon_days) + " days ahead");
  return {};
}

Result<model::Slot> find_slot(const Writing& writing, const CalendarRow& calendar,
                              std::int64_t starts_us) {
  const std::int64_t end_us = starts_us + calendar.slot_minutes * model::kMinuteUs;
  PMM_ASSIGN(const auto holidays, load_holidays(writing.db()));
  PMM_ASSIGN(const auto times,
             load_times(writing.db(), {calendar},
                        {calendar.id, starts_us, end_us, writing.now_us(), false}));
  const model::SlotDays days(writing.zone, holidays, starts_us, end_us);
  const model::SlotAt at = model::slot_at(times.at(calendar.id), days, starts_us);
  if (at.fault == model::SlotFault::kNone) return at.slot;
  return Status::conflict("starts_us", format_instant(starts_us, writing.zone.offset_s(starts_us)) +
                                           ": " + std::string(model::slot_fault_words(at.fault)))
      .with("reason", std::string(model::slot_fault_name(at.fault)));
}

// Ends for good what was held and no longer is: whoever takes its place must not find it confirmed
// by a clock that is behind.
Status end_holds(const Writing& writing, store::Statement& find) {
  PMM_ASSIGN(const auto lapsed, ids_of(find));
  for (const std::int64_t id : lapsed) PMM_TRY(expire(writing, id));
  return {};
}

Status end_lapsed_holds(const Writing& writing, const AppointmentRow& row,
                        const model::Slot& slot) {
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kLapsedIn));
  find.bind(1, row.calendar).bind(2, slot.starts_us - kMicrosPerDay).bind(3, slot.starts_us);
  find.bind(4, slot.ends_us).bind(5, writing.now_us()).bind(6, row.id);
  return end_holds(writing, find);
}

Status check_capacity(const Writing& writing, const AppointmentRow& row, const model::Slot& slot) {
  PMM_TRY(end_lapsed_holds(writing, row, slot));
  PMM_ASSIGN(auto count, writing.db().prepare(sql::kTaken));
  count.bind(1, row.calendar).bind(2, slot.starts_us - kMicrosPerDay).bind(3, slot.starts_us);
  count.bind(4, slot.ends_us).bind(5, writing.now_us()).bind(6, row.id);
  PMM_TRY(count.step().take_status());
  if (count.int_at(0) < slot.capacity) return {};
  return Status::conflict("starts_us", "no place is left: " + std::to_string(slot.capacity) +
                                           " of " + std::to_string(slot.capacity) + " are taken")
      .with("reason", "full");
}

Status check_per_subject(const Writing& writing, const CalendarRow& calendar,
                         const AppointmentRow& row) {
  if (!calendar.per_subject || !row.subject) return {};
  PMM_ASSIGN(auto lapsed, writing.db().prepare(sql::kLapsedOfSubject));
  lapsed.bind(1, calendar.id).bind(2, *row.subject).bind(3, writing.now_us()).bind(4, row.id);
  PMM_TRY(end_holds(writing, lapsed));
  PMM_ASSIGN(auto count, writing.db().prepare(sql::kComingOfSubject));
  count.bind(1, calendar.id).bind(2, *row.subject).bind(3, writing.now_us()).bind(4, row.id);
  PMM_TRY(count.step().take_status());
  if (count.int_at(0) < *calendar.per_subject) return {};
  return Status::conflict("subject", "the subject has " + std::to_string(count.int_at(0)) +
                                         " appointments to come in this calendar, as many as it "
                                         "may")
      .with("reason", "per_subject");
}

// Gives the row the calendar's slot, when there is a place in it.
Status take_place(const Writing& writing, Action action, const CalendarRow& calendar,
                  std::int64_t starts_us, AppointmentRow& row) {
  if (!calendar.active)
    return Status::conflict("calendar",
                            "calendar " + text::quoted(calendar.code) + " takes no bookings");
  PMM_ASSIGN(const model::Slot slot, find_slot(writing, calendar, starts_us));
  row.calendar = calendar.id;
  row.office = calendar.office;
  PMM_TRY(check_time(writing, calendar, booker_of(writing, action, row), slot));
  row.starts_us = slot.starts_us;
  row.ends_us = slot.ends_us;
  PMM_TRY(check_per_subject(writing, calendar, row));
  return check_capacity(writing, row, slot);
}

Result<std::string> new_code(store::Connection& db) {
  for (int i = 0; i < kCodeTries; ++i) {
    const auto code = model::booking_code(random_bytes(4 * model::kBookingCodeLength));
    if (!code) continue;
    PMM_ASSIGN(auto find, db.prepare(sql::kCodeTaken));
    PMM_ASSIGN(const bool taken, find.bind(1, std::string_view(*code)).step());
    if (!taken) return *code;
  }
  return Status(Code::kInternal, "no free booking code was found");
}

// One service, or those of its office, are what a calendar is for.
Status check_service(const Writing& writing, const CalendarRow& calendar, std::int64_t service,
                     std::string_view field) {
  PMM_ASSIGN(const ServiceRules rules, load_service_rules(writing.db(), service, field));
  if (calendar.service) {
    if (*calendar.service == service) return {};
    return Status::conflict(std::string(field), "the calendar is of service " +
                                                    std::to_string(*calendar.service) +
                                                    ", not of " + std::to_string(service));
  }
  if (rules.office == calendar.office) return {};
  return Status::conflict(std::string(field), "the calendar is for the services of office " +
                                                  std::to_string(calendar.office) +
                                                  ", and service " + std::to_string(service) +
                                                  " is none of them");
}

Result<std::optional<std::int64_t>> service_of(const Writing& writing, const CalendarRow& calendar,
                                               const Field<std::int64_t>& given) {
  if (!given.value) return calendar.service;
  PMM_TRY(check_service(writing, calendar, *given.value, "service"));
  return given.value;
}

Status check_case(const Writing& writing, const AppointmentRow& row) {
  if (!row.case_id) return {};
  PMM_ASSIGN(const SeenCase about, see_case(writing.db(), writing.plan, *row.case_id, "case_id"));
  if (about.subject == 0 || !row.subject || about.subject == *row.subject) return {};
  return Status::conflict("case_id", "case " + std::to_string(*row.case_id) +
                                         " is of another subject than the appointment");
}

Status insert(const Writing& writing, AppointmentRow& row) {
  PMM_ASSIGN(const std::string code, new_code(writing.db()));
  PMM_ASSIGN(row.id, writing.tx.next_id(store::Noun::kAppointment));
  row.version = 1;
  PMM_ASSIGN(auto add, writing.db().prepare(sql::kInsertAppointment));
  add.bind(1, row.id).bind(2, std::string_view(code)).bind(3, random_token());
  add.bind(4, row.calendar).bind(5, row.office).bind(6, row.service).bind(7, row.subject);
  add.bind(8, row.case_id).bind(9, std::string_view(row.state)).bind(10, row.starts_us);
  add.bind(11, row.ends_us).bind(12, row.held_until_us).bind(13, row.note);
  add.bind(14, writing.call.assurance).bind_id(15, writing.call.on_behalf_of);
  return add.bind(16, writing.now_us()).run();
}

}  // namespace

Result<std::int64_t> book_appointment(const Writing& writing, const AppointmentFields& fields,
                                      bool hold) {
  PMM_TRY(check_reach(writing.plan, Action::kCreate, Noun::kAppointment));
  if (!fields.calendar.value) return Status::invalid("calendar", "an appointment needs a calendar");
  if (!fields.starts_us.value)
    return Status::invalid("starts_us", "an appointment needs the start of a slot");
  PMM_ASSIGN(const CalendarRow calendar,
             load_calendar_row(writing.db(), *fields.calendar.value, "calendar"));
  AppointmentRow row;
  PMM_ASSIGN(row.subject, subject_or_self(writing, fields.subject));
  row.case_id = fields.case_id.value;
  row.note = fields.note.value;
  row.calendar = calendar.id;
  row.office = calendar.office;
  PMM_ASSIGN(row.service, service_of(writing, calendar, fields.service));
  PMM_TRY(
      model::check_access(writing.plan, Action::kCreate, Noun::kAppointment, facts_of(row), "", 0));
  PMM_TRY(check_acts_for(writing, row.subject.value_or(0)));
  if (row.subject)
    PMM_TRY(check_subject(writing.db(), writing.plan, Action::kRead, Noun::kSubject, *row.subject,
                          "subject"));
  PMM_TRY(check_case(writing, row));
  const bool waits =
      calendar.approval && booker_of(writing, Action::kCreate, row) == model::Booker::kSubject;
  row.state = hold    ? model::kBookingHeld
              : waits ? model::kBookingRequested
                      : model::kBookingConfirmed;
  if (hold) row.held_until_us = writing.now_us() + calendar.hold_minutes * model::kMinuteUs;
  PMM_TRY(take_place(writing, Action::kCreate, calendar, *fields.starts_us.value, row));
  PMM_TRY(insert(writing, row));
  PMM_TRY(record_event(writing, row, "create", std::nullopt, "calendar,starts,state"));
  return row.id;
}

Result<std::int64_t> advance_appointment(const Writing& writing, std::int64_t id,
                                         std::string_view verb) {
  PMM_ASSIGN(AppointmentRow row, load_appointment_to_change(writing, Action::kAdvance, id));
  if (verb == "move")
    return Status::invalid("verb", "an appointment is moved by naming its new slot");
  PMM_ASSIGN(const CalendarRow calendar, load_calendar_row(writing.db(), row.calendar, "calendar"));
  const model::Booker booker = booker_of(writing, Action::kAdvance, row);
  PMM_ASSIGN(const std::string_view state,
             model::next_appointment_state(
                 {row.state, row.starts_us, row.held_until_us.value_or(0), calendar.approval}, verb,
                 booker, writing.now_us()));
  const AppointmentRow before = row;
  row.state = state;
  row.held_until_us.reset();
  PMM_TRY(save(writing, row));
  PMM_TRY(record_event(writing, row, verb, before.state, "state"));
  // That it has come, or has not, the subject knows.
  const bool is_past = row.state == model::kBookingDone || row.state == model::kBookingMissed;
  if (booker == model::Booker::kStaff && !is_past)
    PMM_TRY(tell_subject(writing, before, row, verb));
  return row.version;
}

Result<std::int64_t> move_appointment(const Writing& writing, std::int64_t id,
                                      std::int64_t calendar, std::int64_t starts_us) {
  PMM_ASSIGN(AppointmentRow row, load_appointment_to_change(writing, Action::kAdvance, id));
  PMM_ASSIGN(const CalendarRow to,
             load_calendar_row(writing.db(), calendar == 0 ? row.calendar : calendar, "calendar"));
  const model::Booker booker = booker_of(writing, Action::kAdvance, row);
  PMM_ASSIGN(const std::string_view state,
             model::next_appointment_state(
                 {row.state, row.starts_us, row.held_until_us.value_or(0), to.approval}, "move",
                 booker, writing.now_us()));
  // To where it is, with the length that it has, is no move.
  if (to.id == row.calendar && starts_us == row.starts_us &&
      row.ends_us - row.starts_us == to.slot_minutes * model::kMinuteUs)
    return row.version;
  if (to.id != row.calendar && row.service)
    PMM_TRY(check_service(writing, to, *row.service, "calendar"));
  const AppointmentRow before = row;
  row.state = state;
  if (to.service) row.service = to.service;
  PMM_TRY(take_place(writing, Action::kAdvance, to, starts_us, row));
  PMM_TRY(model::check_access(writing.plan, Action::kAdvance, Noun::kAppointment, facts_of(row), "",
                              0));
  PMM_TRY(save(writing, row));
  PMM_TRY(record_event(writing, row, "move", before.state, "calendar,starts,state"));
  if (booker == model::Booker::kStaff) PMM_TRY(tell_subject(writing, before, row, "move"));
  return row.version;
}

Result<std::int64_t> update_appointment(const Writing& writing, std::int64_t id,
                                        const AppointmentFields& fields) {
  PMM_ASSIGN(AppointmentRow row, load_appointment_to_change(writing, Action::kUpdate, id));
  PMM_TRY(check_fixed(fields.calendar, "calendar"));
  PMM_TRY(check_fixed(fields.starts_us, "starts_us"));
  PMM_TRY(check_fixed(fields.subject, "subject"));
  PMM_TRY(check_fixed(fields.service, "service"));
  Changes changes;
  changes.apply(row.note, fields.note, "note");
  changes.apply(row.case_id, fields.case_id, "case_id");
  if (changes.none()) return row.version;
  if (fields.case_id.given) PMM_TRY(check_case(writing, row));
  PMM_TRY(save(writing, row));
  PMM_TRY(record_event(writing, row, "update", row.state, changes.names()));
  return row.version;
}

Result<TablePtr> get_appointment(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const AppointmentRow row, load_appointment(reading.db, id));
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kAppointment, facts_of(row), "id",
                              id));
  FieldGuard guard(reading.plan, Noun::kAppointment, kAppointmentColumns);
  return read_row(reading, "appointment", sql::kSelectAppointments, id, kAppointmentColumns,
                  &guard);
}

Result<TablePtr> list_appointments(const Reading& reading, const AppointmentFilter& filter,
                                   const Page& page) {
  List list("appointments", sql::kSelectAppointments);
  if (filter.calendar.value) list.where(sql::kAppointmentCalendarIs, {*filter.calendar.value});
  if (filter.office.value) list.where(sql::kAppointmentOfficeIs, {*filter.office.value});
  where_id(list, filter.service, sql::kAppointmentServiceIs, sql::kAppointmentNoService);
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  where_id(list, subject, sql::kAppointmentSubjectIs, sql::kAppointmentNoSubject);
  where_id(list, filter.case_id, sql::kAppointmentCaseIs, sql::kAppointmentNoCase);
  if (filter.from_us.value) list.where(sql::kAppointmentFrom, {*filter.from_us.value});
  if (filter.to_us.value) list.where(sql::kAppointmentTo, {*filter.to_us.value});
  if (filter.state.value) {
    if (!model::is_appointment_state(*filter.state.value))
      return Status::invalid("state",
                             text::quoted(*filter.state.value) + " is no state of an appointment");
    list.where(sql::kAppointmentStateIs, {*filter.state.value});
  }
  if (filter.code.value)
    list.where(sql::kAppointmentCodeIs, {model::plain_booking_code(*filter.code.value)});
  list.restrict_to(reading.plan, Noun::kAppointment);
  FieldGuard guard(reading.plan, Noun::kAppointment, kAppointmentColumns);
  return list.run(reading, kAppointmentColumns, page, List::Order::kOldestFirst, &guard);
}

Result<TablePtr> list_appointment_events(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const AppointmentRow row, load_appointment(reading.db, id));
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kAppointment, facts_of(row), "id",
                              id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kAppointmentEvents));
  return read_table(select.bind(1, id), kAppointmentEventColumns);
}

Result<bool> any_booking_to_expire(const Reading& reading) {
  PMM_ASSIGN(auto find, reading.db.prepare(sql::kToExpire));
  return find.bind(1, reading.now_us).bind(2, 1).step();
}

Result<std::int64_t> expire_bookings(const Writing& writing, std::int64_t max_rows) {
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kToExpire));
  PMM_ASSIGN(const auto over, ids_of(find.bind(1, writing.now_us()).bind(2, max_rows)));
  for (const std::int64_t id : over) {
    PMM_TRY(writing.call.check());
    PMM_TRY(expire(writing, id));
  }
  return static_cast<std::int64_t>(over.size());
}

}  // namespace pmm::crm
