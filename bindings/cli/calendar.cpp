// Calendars and appointments.
#include "moment.hpp"
#include "print.hpp"
#include "store.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

pmm_id create_calendar(const pmmcrm::Session& session, const CalendarArguments& given) {
  if (given.office == 0) throw UsageError("calendar: --create needs --office");
  pmm_calendar_input in = PMM_CALENDAR_INPUT_INIT;
  in.set_fields = PMM_CALENDAR_CODE | PMM_CALENDAR_NAME | PMM_CALENDAR_OFFICE |
                  PMM_CALENDAR_SERVICE | PMM_CALENDAR_PLACE | PMM_CALENDAR_APPROVAL;
  in.code = pmmcrm::str(given.create);
  in.name = pmmcrm::str(given.name.empty() ? given.create : given.name);
  in.office = given.office;
  in.service = given.service;
  in.place = pmmcrm::str(given.place);
  in.approval = given.approval ? 1 : 0;
  if (given.slot != 0) in.set_fields |= PMM_CALENDAR_SLOT_MINUTES;
  in.slot_minutes = given.slot;
  if (given.capacity != 0) in.set_fields |= PMM_CALENDAR_CAPACITY;
  in.capacity = given.capacity;
  return session.create(in);
}

// "1-5", "1,3" or "6".
std::vector<std::int64_t> weekdays_of(const std::string& text) {
  std::vector<std::int64_t> days;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ',' && !days.empty() && i + 1 < text.size()) continue;
    if (c == '-' && !days.empty() && i + 1 < text.size()) {
      for (std::int64_t day = days.back() + 1; day < text[i + 1] - '0'; ++day) days.push_back(day);
      continue;
    }
    if (c < '1' || c > '7')
      throw UsageError("--open: " + printable(text) + " is not weekdays such as 1-5 or 2,4");
    days.push_back(c - '0');
  }
  return days;
}

void open_calendar(const pmmcrm::Session& session, const CalendarArguments& given) {
  const std::size_t dash = given.hours.find('-');
  if (dash == std::string::npos) throw UsageError("calendar: --open needs --hours 09:00-13:00");
  const std::int64_t from = parse_minute(given.hours.substr(0, dash), "--hours");
  const std::int64_t to = parse_minute(given.hours.substr(dash + 1), "--hours");
  // A day that cannot be opened leaves the others as they were.
  pmmcrm::Transaction all(session);
  for (const std::int64_t day : weekdays_of(given.open)) {
    pmm_opening_input in = PMM_OPENING_INPUT_INIT;
    in.set_fields = PMM_OPENING_WEEKDAY | PMM_OPENING_FROM_MINUTE | PMM_OPENING_TO_MINUTE;
    in.weekday = day;
    in.from_minute = from;
    in.to_minute = to;
    session.write(pmm_opening_create, given.id, &in, nullptr);
  }
  all.commit();
}

void close_calendar(const pmmcrm::Session& session, const CalendarArguments& given) {
  if (given.until.empty()) throw UsageError("calendar: --close needs --until");
  pmm_closure_input in = PMM_CLOSURE_INPUT_INIT;
  in.set_fields = PMM_CLOSURE_CALENDAR | PMM_CLOSURE_FROM_US | PMM_CLOSURE_TO_US;
  in.calendar = given.id;
  in.from_us = parse_moment(given.close, "--close");
  in.to_us = parse_moment(given.until, "--until");
  session.write(pmm_closure_create, &in, nullptr);
}

int show_slots(const pmmcrm::Session& session, const CalendarArguments& given,
               const Settings& settings) {
  pmm_slot_filter filter = PMM_SLOT_FILTER_INIT;
  filter.set_fields = PMM_SLOT_FILTER_CALENDAR | PMM_SLOT_FILTER_OFFICE | PMM_SLOT_FILTER_SERVICE;
  filter.calendar = given.id;
  filter.office = given.office;
  filter.service = given.service;
  if (!given.from.empty()) filter.set_fields |= PMM_SLOT_FILTER_FROM_US;
  if (!given.from.empty()) filter.from_us = parse_moment(given.from, "--from");
  if (!given.to.empty()) filter.set_fields |= PMM_SLOT_FILTER_TO_US;
  if (!given.to.empty()) filter.to_us = parse_moment(given.to, "--to");
  print_result(session.slots(&filter, given.limit), settings, "no slot is free");
  return kOk;
}

pmm_id find_appointment(const pmmcrm::Session& session, const std::string& which) {
  pmm_appointment_filter filter = PMM_APPOINTMENT_FILTER_INIT;
  filter.set_fields = PMM_APPOINTMENT_FILTER_CODE;
  filter.code = pmmcrm::str(which);
  const pmmcrm::Result found = session.read(pmm_appointment_list, &filter, nullptr, nullptr);
  if (!found.empty()) return found[0].int64("id");
  if (which.find_first_not_of("0123456789") == std::string::npos && which.size() < 19)
    return std::stoll(which);
  throw NotFoundError("there is no appointment " + printable(which));
}

pmm_id book(const pmmcrm::Session& session, const AppointmentArguments& given) {
  if (given.at.empty()) throw UsageError("appointment: --book needs --at");
  pmm_appointment_input in = PMM_APPOINTMENT_INPUT_INIT;
  in.set_fields = PMM_APPOINTMENT_CALENDAR | PMM_APPOINTMENT_STARTS_US | PMM_APPOINTMENT_NOTE;
  in.calendar = given.book;
  in.starts_us = parse_moment(given.at, "--at");
  in.note = pmmcrm::str(given.note);
  if (!given.subject.empty()) {
    in.set_fields |= PMM_APPOINTMENT_SUBJECT;
    in.subject = find_subject(session, given.subject);
  }
  return session.write(given.hold ? pmm_appointment_hold : pmm_appointment_book, &in, nullptr);
}

int list_appointments(const pmmcrm::Session& session, const AppointmentArguments& given,
                      const Settings& settings) {
  pmm_appointment_filter filter = PMM_APPOINTMENT_FILTER_INIT;
  if (given.calendar != 0) filter.set_fields |= PMM_APPOINTMENT_FILTER_CALENDAR;
  filter.calendar = given.calendar;
  if (!given.subject.empty()) {
    filter.set_fields |= PMM_APPOINTMENT_FILTER_SUBJECT;
    filter.subject = find_subject(session, given.subject);
  }
  if (!given.from.empty()) filter.set_fields |= PMM_APPOINTMENT_FILTER_FROM_US;
  if (!given.from.empty()) filter.from_us = parse_moment(given.from, "--from");
  if (!given.to.empty()) filter.set_fields |= PMM_APPOINTMENT_FILTER_TO_US;
  if (!given.to.empty()) filter.to_us = parse_moment(given.to, "--to");
  const pmm_page page = rows_at_most(given.limit);
  print_result(session.read(pmm_appointment_list, &filter, &page, nullptr), settings,
               "no appointments");
  return kOk;
}

bool changes(const AppointmentArguments& given) {
  return given.book != 0 || !given.move.empty() || !given.verb.empty();
}

}  // namespace

int calendar(const CalendarArguments& given, const Settings& settings) {
  const bool writes = !given.create.empty() || !given.open.empty() || !given.close.empty();
  const pmmcrm::Db db = writes ? open_to_write(given.file) : open_to_read(given.file);
  const pmmcrm::Session session = open_session(db, settings);
  if (given.slots) return show_slots(session, given, settings);
  if (!given.create.empty()) {
    print_record(session.read(pmm_calendar_get, create_calendar(session, given), nullptr),
                 settings);
    return kOk;
  }
  if (given.id == 0) {
    const pmm_page page = rows_at_most(given.limit);
    const pmm_calendar_filter* all = nullptr;
    print_result(session.read(pmm_calendar_list, all, &page, nullptr), settings, "no calendars");
    return kOk;
  }
  if (!given.open.empty()) open_calendar(session, given);
  if (!given.close.empty()) close_calendar(session, given);
  const pmm_page page = rows_at_most(given.limit);
  if (given.conflicts || !given.close.empty())
    print_result(session.read(pmm_calendar_conflicts, given.id, nullptr), settings,
                 "every appointment has its slot");
  else if (!given.open.empty())
    print_result(session.read(pmm_opening_list, given.id, &page, nullptr), settings, "never open");
  else
    print_record(session.read(pmm_calendar_get, given.id, nullptr), settings);
  return kOk;
}

int appointment(const AppointmentArguments& given, const Settings& settings) {
  const pmmcrm::Db db = changes(given) ? open_to_write(given.file) : open_to_read(given.file);
  const pmmcrm::Session session = open_session(db, settings);
  pmm_id id = 0;
  if (given.book != 0)
    id = book(session, given);
  else if (given.which.empty())
    return list_appointments(session, given, settings);
  else
    id = find_appointment(session, given.which);
  if (!given.move.empty())
    session.write(pmm_appointment_move, id, given.calendar, parse_moment(given.move, "--move"),
                  nullptr);
  if (!given.verb.empty())
    session.write(pmm_appointment_advance, id, pmmcrm::str(given.verb), nullptr);
  print_record(session.read(pmm_appointment_get, id, nullptr), settings);
  return kOk;
}

}  // namespace cli
