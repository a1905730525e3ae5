#include "crm/ical_rows.hpp"

#include <limits>

#include "base/limits.hpp"
#include "crm/calendar.hpp"
#include "crm/ical_sql.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

// The columns of the statements on appointments.
IcalRow read_appointment(const store::Statement& row) {
  IcalRow out;
  out.token = row.string_at(0);
  out.state = row.string_at(1);
  out.version = row.int_at(2);
  out.starts_us = row.int_at(3);
  out.ends_us = row.int_at(4);
  out.changed_us = row.int_at(5);
  out.created_us = row.int_at(6);
  out.code = row.string_at(7);
  out.title = row.string_at(8);
  out.place = row.string_at(9);
  out.note = row.string_at(10);
  out.calendar_note = row.string_at(11);
  out.person = row.string_at(12);
  return out;
}

Status check_size(const IcalRows& out) {
  if (out.rows.size() < limits::kIcalEvents) return {};
  return Status::limit("what", "more than " + std::to_string(limits::kIcalEvents) +
                                   " entries: ask about a shorter time");
}

Status append(store::Statement& rows, IcalRows& out, bool persons, bool notes) {
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    PMM_TRY(check_size(out));
    IcalRow row = read_appointment(rows);
    if (!persons) {
      row.person.clear();
      row.note.clear();
      row.code.clear();
    }
    if (!notes) row.note.clear();
    out.rows.push_back(std::move(row));
  }
}

struct EntryTimes {
  std::int64_t from_us, to_us;
};
EntryTimes times_of(const IcalWanted& wanted) {
  return {wanted.from_us.value.value_or(std::numeric_limits<std::int64_t>::min()),
          wanted.to_us.value.value_or(std::numeric_limits<std::int64_t>::max())};
}

// Whether the actor reads what was noted on an appointment.
bool sees_notes(const Reading& reading, const model::RowFacts& appointment) noexcept {
  return model::sees(reading.plan, model::FieldGroup::kSensitive, Noun::kAppointment, appointment);
}

Result<IcalRows> one_appointment(const Reading& reading, std::int64_t id) {
  model::RowFacts facts;
  {
    PMM_ASSIGN(auto find, reading.db.prepare(sql::kIcalFacts));
    PMM_ASSIGN(const bool found, find.bind(1, id).step());
    if (!found) return model::no_such(Noun::kAppointment, "what.appointment", id);
    facts = {find.int_at(0), find.int_at(1), find.int_at(2), {}};
    PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kAppointment, facts,
                                "what.appointment", id));
  }
  IcalRows out;
  PMM_ASSIGN(auto rows, reading.db.prepare(sql::kIcalAppointment));
  rows.bind(1, id);
  PMM_TRY(append(rows, out, true, sees_notes(reading, facts)));
  // It is who comes that puts it into a calendar.
  for (IcalRow& row : out.rows) row.person.clear();
  PMM_ASSIGN(auto office, reading.db.prepare(sql::kIcalOffice));
  PMM_TRY(office.bind(1, facts.office).step().take_status());
  out.rows.front().office = office.string_at(0);
  out.rows.front().office_email = office.string_at(1);
  return out;
}

Status append_reminders(const Reading& reading, std::int64_t subject, const EntryTimes& times,
                        IcalRows& out) {
  PMM_ASSIGN(auto rows, reading.db.prepare(sql::kIcalReminders));
  rows.bind(1, subject).bind(2, times.from_us).bind(3, times.to_us);
  for (;;) {
    PMM_ASSIGN(const bool more, rows.step());
    if (!more) return {};
    PMM_TRY(check_size(out));
    IcalRow row;
    row.is_reminder = true;
    row.token = rows.string_at(0);
    row.state = rows.string_at(1);
    row.version = rows.int_at(2);
    row.starts_us = row.ends_us = rows.int_at(3);
    row.changed_us = rows.int_at(4);
    row.created_us = rows.int_at(5);
    row.title = rows.string_at(6);
    row.note = rows.string_at(7);
    out.rows.push_back(std::move(row));
  }
}

Result<IcalRows> of_subject(const Reading& reading, std::int64_t subject, const EntryTimes& times) {
  PMM_TRY(check_subject(reading.db, reading.plan, Action::kRead, Noun::kSubject, subject,
                        "what.subject"));
  // Appointments of other offices are not for an operator: only whom all of them are open to.
  const model::Plan& plan = reading.plan;
  const auto sees_all = [&](model::Bits what, Noun noun) {
    return (plan.own_subject == subject && plan.own.has(what, noun)) ||
           model::reaches_every(plan, what, noun);
  };
  const model::Bits texts = model::bit(model::FieldGroup::kSensitive);
  if (!sees_all(model::bit(Action::kRead), Noun::kAppointment))
    return Status::denied(
        "all appointments of a subject are for itself and for who sees every "
        "office");
  IcalRows out;
  PMM_ASSIGN(auto rows, reading.db.prepare(sql::kIcalOfSubject));
  rows.bind(1, subject).bind(2, times.from_us).bind(3, times.to_us);
  PMM_TRY(append(rows, out, true, sees_all(texts, Noun::kAppointment)));
  // A reminder is its texts; those of some offices only are not told here either.
  if (sees_all(texts, Noun::kReminder)) PMM_TRY(append_reminders(reading, subject, times, out));
  return out;
}

Result<IcalRows> of_calendar(const Reading& reading, const IcalWanted& wanted,
                             const EntryTimes& times) {
  const std::int64_t id = *wanted.calendar.value;
  PMM_TRY(
      model::check_access(reading.plan, Action::kRead, Noun::kCalendar, {}, "what.calendar", id));
  PMM_ASSIGN(const CalendarRow row, load_calendar_row(reading.db, id, "what.calendar"));
  const model::RowFacts booked{0, row.office, row.service.value_or(0), {}};
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kAppointment, booked, "", 0));
  if (wanted.persons &&
      !(model::reach(reading.plan, Action::kRead, Noun::kSubject).all &&
        model::sees_always(reading.plan, model::FieldGroup::kIdentity, Noun::kSubject)))
    return Status::denied("this actor may not see who comes");
  IcalRows out;
  out.name = row.name;
  PMM_ASSIGN(auto rows, reading.db.prepare(sql::kIcalOfCalendar));
  rows.bind(1, id).bind(2, times.from_us).bind(3, times.to_us);
  PMM_TRY(append(rows, out, wanted.persons, sees_notes(reading, booked)));
  return out;
}

}  // namespace

Result<IcalRows> read_ical_rows(const Reading& reading, const IcalWanted& wanted) {
  const int named = static_cast<int>(wanted.appointment.value.has_value()) +
                    static_cast<int>(wanted.subject.value.has_value()) +
                    static_cast<int>(wanted.calendar.value.has_value());
  if (named != 1) return Status::invalid("what", "needs one of appointment, subject and calendar");
  if (wanted.persons && !wanted.calendar.value)
    return Status::invalid("what.persons", "who comes is asked of a calendar");
  if (wanted.appointment.value && (wanted.from_us.given || wanted.to_us.given))
    return Status::invalid(wanted.from_us.given ? "what.from_us" : "what.to_us",
                           "a time is asked of a subject or a calendar");
  if (wanted.appointment.value) return one_appointment(reading, *wanted.appointment.value);
  const EntryTimes times = times_of(wanted);
  if (wanted.subject.value) return of_subject(reading, *wanted.subject.value, times);
  return of_calendar(reading, wanted, times);
}

}  // namespace pmm::crm
