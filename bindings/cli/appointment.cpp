// Appointments.
#include "acting.hpp"
#include "give.hpp"
#include "moment.hpp"
#include "names.hpp"
#include "print.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

pmm_id book(const Acting& by, const AppointmentArguments& given) {
  if (given.at.empty()) throw UsageError("appointment: --book needs --at");
  pmm_appointment_input in = PMM_APPOINTMENT_INPUT_INIT;
  in.set_fields = PMM_APPOINTMENT_CALENDAR | PMM_APPOINTMENT_STARTS_US | PMM_APPOINTMENT_NOTE;
  in.calendar = find_calendar(by.session(), given.book);
  in.starts_us = parse_moment(given.at, "--at");
  in.note = pmmcrm::str(given.note);
  give_row(in.set_fields, PMM_APPOINTMENT_SUBJECT, in.subject, by.session(), given.subject,
           find_subject);
  give_row(in.set_fields, PMM_APPOINTMENT_SERVICE, in.service, by.session(), given.service,
           find_service);
  give_row(in.set_fields, PMM_APPOINTMENT_CASE_ID, in.case_id, by.session(), given.case_id,
           find_case);
  return by.write(given.hold ? pmm_appointment_hold : pmm_appointment_book, &in);
}

// Note and case of one that is booked.
void update(const Acting& by, pmm_id id, const AppointmentArguments& given) {
  pmm_appointment_input in = PMM_APPOINTMENT_INPUT_INIT;
  give(in.set_fields, PMM_APPOINTMENT_NOTE, in.note, given.note);
  give_row(in.set_fields, PMM_APPOINTMENT_CASE_ID, in.case_id, by.session(), given.case_id,
           find_case);
  if (in.set_fields != 0) by.write(pmm_appointment_update, id, &in);
}

const std::vector<Shown> kAppointments = {
    {"id", "id"},           {"code", "code"},         {"starts", "starts"},
    {"ends", "ends"},       {"calendar", "calendar"}, {"subject", "subject"},
    {"service", "service"}, {"case_id", "case"},      {"state", "state"},
    {"note", "note"}};

int list_appointments(const Acting& by, const AppointmentArguments& given,
                      const Settings& settings) {
  pmm_appointment_filter filter = PMM_APPOINTMENT_FILTER_INIT;
  give_row(filter.set_fields, PMM_APPOINTMENT_FILTER_CALENDAR, filter.calendar, by.session(),
           given.calendar, find_calendar);
  give_row(filter.set_fields, PMM_APPOINTMENT_FILTER_SERVICE, filter.service, by.session(),
           given.service, find_service);
  give_row(filter.set_fields, PMM_APPOINTMENT_FILTER_CASE_ID, filter.case_id, by.session(),
           given.case_id, find_case);
  if (!given.subject.empty()) {
    filter.set_fields |= PMM_APPOINTMENT_FILTER_SUBJECT;
    filter.subject = by.subject(given.subject);
  }
  give_time(filter.set_fields, PMM_APPOINTMENT_FILTER_FROM_US, filter.from_us, given.from, "--from",
            parse_moment);
  give_time(filter.set_fields, PMM_APPOINTMENT_FILTER_TO_US, filter.to_us, given.to, "--to",
            parse_moment);
  const pmm_page page = rows_at_most(given.limit);
  print_list(by.read(pmm_appointment_list, &filter, &page), settings, kAppointments,
             "no appointments");
  return kOk;
}

// Of one that is named, a note or a case is a change; of a list, the case is what is asked for.
bool changes(const AppointmentArguments& given) {
  const bool updates = !given.which.empty() && (!given.note.empty() || !given.case_id.empty());
  return !given.book.empty() || !given.move.empty() || !given.verb.empty() || updates;
}

}  // namespace

int appointment(const AppointmentArguments& given, const Settings& settings) {
  if (given.which.empty() && given.book.empty() &&
      (!given.move.empty() || !given.verb.empty() || given.events || !given.note.empty()))
    throw UsageError("appointment: which APPOINTMENT?");
  const pmmcrm::Db db = changes(given) ? open_to_write(given.file) : open_to_read(given.file);
  const Acting by(db, settings);
  pmm_id id = 0;
  if (!given.book.empty()) {
    id = book(by, given);
  } else if (given.which.empty()) {
    return list_appointments(by, given, settings);
  } else {
    id = find_appointment(by.session(), given.which);
    update(by, id, given);
  }
  if (!given.move.empty()) {
    const pmm_id to =
        given.calendar.empty() ? pmm_id{0} : find_calendar(by.session(), given.calendar);
    by.write(pmm_appointment_move, id, to, parse_moment(given.move, "--move"));
  }
  if (!given.verb.empty()) by.write(pmm_appointment_advance, id, pmmcrm::str(given.verb));
  if (given.events)
    print_result(by.read(pmm_appointment_events, id), settings, "nothing happened to it");
  else
    print_record(by.read(pmm_appointment_get, id), settings);
  return kOk;
}

}  // namespace cli
