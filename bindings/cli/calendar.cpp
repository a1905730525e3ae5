// The calendars of offices.
#include "acting.hpp"
#include "give.hpp"
#include "moment.hpp"
#include "names.hpp"
#include "print.hpp"
#include "text.hpp"
#include "verbs.hpp"

namespace cli {
namespace {

// What was said of the calendar itself.
pmm_calendar_input settings_of(const Acting& by, const CalendarArguments& given) {
  pmm_calendar_input in = PMM_CALENDAR_INPUT_INIT;
  give(in.set_fields, PMM_CALENDAR_NAME, in.name, given.name);
  give(in.set_fields, PMM_CALENDAR_PLACE, in.place, given.place);
  give(in.set_fields, PMM_CALENDAR_NOTE, in.note, given.note);
  give_row(in.set_fields, PMM_CALENDAR_OFFICE, in.office, by.session(), given.office, find_office);
  give_row(in.set_fields, PMM_CALENDAR_SERVICE, in.service, by.session(), given.service,
           find_service);
  give(in.set_fields, PMM_CALENDAR_SLOT_MINUTES, in.slot_minutes, given.slot);
  give(in.set_fields, PMM_CALENDAR_CAPACITY, in.capacity, given.capacity);
  give(in.set_fields, PMM_CALENDAR_LEAD_MINUTES, in.lead_minutes, given.lead);
  give(in.set_fields, PMM_CALENDAR_HORIZON_DAYS, in.horizon_days, given.horizon);
  give(in.set_fields, PMM_CALENDAR_HOLD_MINUTES, in.hold_minutes, given.hold);
  give(in.set_fields, PMM_CALENDAR_PER_SUBJECT, in.per_subject, given.per_subject);
  give(in.set_fields, PMM_CALENDAR_APPROVAL, in.approval, given.approval);
  give(in.set_fields, PMM_CALENDAR_ON_HOLIDAYS, in.on_holidays, given.on_holidays);
  give(in.set_fields, PMM_CALENDAR_ACTIVE, in.active, given.active);
  return in;
}

pmm_id create_calendar(const Acting& by, const CalendarArguments& given) {
  if (given.office.empty()) throw UsageError("calendar: --create needs --office");
  pmm_calendar_input in = settings_of(by, given);
  in.set_fields |= PMM_CALENDAR_CODE | PMM_CALENDAR_NAME;
  in.code = pmmcrm::str(given.create);
  if (given.name.empty()) in.name = in.code;
  return by.write(pmm_calendar_create, &in);
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

void open_calendar(const Acting& by, pmm_id id, const CalendarArguments& given) {
  const std::size_t dash = given.hours.find('-');
  if (dash == std::string::npos) throw UsageError("calendar: --open needs --hours 09:00-13:00");
  const std::int64_t from = parse_minute(given.hours.substr(0, dash), "--hours");
  const std::int64_t to = parse_minute(given.hours.substr(dash + 1), "--hours");
  for (const std::int64_t day : weekdays_of(given.open)) {
    pmm_opening_input in = PMM_OPENING_INPUT_INIT;
    in.set_fields = PMM_OPENING_WEEKDAY | PMM_OPENING_FROM_MINUTE | PMM_OPENING_TO_MINUTE;
    in.weekday = day;
    in.from_minute = from;
    in.to_minute = to;
    by.write(pmm_opening_create, id, &in);
  }
}

// Of one calendar, or without one of all of an office. A date alone is that day.
void close_calendar(const Acting& by, pmm_id id, const CalendarArguments& given) {
  if (given.until.empty() && !is_date(given.close))
    throw UsageError("calendar: --close needs --until, or a date alone for that day");
  pmm_closure_input in = PMM_CLOSURE_INPUT_INIT;
  in.set_fields = PMM_CLOSURE_FROM_US | PMM_CLOSURE_TO_US;
  in.from_us = parse_moment(given.close, "--close");
  in.to_us = given.until.empty() ? parse_day_after(given.close, "--close")
                                 : parse_moment(given.until, "--until");
  in.set_fields |= id != 0 ? PMM_CLOSURE_CALENDAR : PMM_CLOSURE_OFFICE;
  in.calendar = id;
  if (id == 0) in.office = find_office(by.session(), given.office);
  give(in.set_fields, PMM_CLOSURE_NOTE, in.note, given.note);
  by.write(pmm_closure_create, &in);
}

const std::vector<Shown> kCalendars = {
    {"id", "id"},           {"code", "code"},   {"name", "name"},     {"office", "office"},
    {"service", "service"}, {"place", "place"}, {"active", "active"}, {"slot_minutes", "minutes"},
    {"capacity", "places"}};
const std::vector<Shown> kOpenings = {{"id", "id"},
                                      {"weekday", "weekday"},
                                      {"from_minute", "from"},
                                      {"to_minute", "to"},
                                      {"capacity", "places"},
                                      {"valid_from_on", "first day"},
                                      {"valid_to_on", "no more on"}};
const std::vector<Shown> kClosures = {{"id", "id"},         {"calendar", "calendar"},
                                      {"office", "office"}, {"from", "from"},
                                      {"to", "to"},         {"note", "note"}};

int show_slots(const Acting& by, pmm_id id, const CalendarArguments& given,
               const Settings& settings) {
  pmm_slot_filter filter = PMM_SLOT_FILTER_INIT;
  if (id != 0) filter.set_fields |= PMM_SLOT_FILTER_CALENDAR;
  filter.calendar = id;
  give_row(filter.set_fields, PMM_SLOT_FILTER_OFFICE, filter.office, by.session(), given.office,
           find_office);
  give_row(filter.set_fields, PMM_SLOT_FILTER_SERVICE, filter.service, by.session(), given.service,
           find_service);
  give_time(filter.set_fields, PMM_SLOT_FILTER_FROM_US, filter.from_us, given.from, "--from",
            parse_moment);
  give_time(filter.set_fields, PMM_SLOT_FILTER_TO_US, filter.to_us, given.to, "--to", parse_moment);
  print_result(by.session().slots(&filter, given.limit, by.call()), settings, "no slot is free");
  return kOk;
}

int list_calendars(const Acting& by, const CalendarArguments& given, const Settings& settings) {
  pmm_calendar_filter filter = PMM_CALENDAR_FILTER_INIT;
  give_row(filter.set_fields, PMM_CALENDAR_FILTER_OFFICE, filter.office, by.session(), given.office,
           find_office);
  give_row(filter.set_fields, PMM_CALENDAR_FILTER_SERVICE, filter.service, by.session(),
           given.service, find_service);
  const pmm_page page = rows_at_most(given.limit);
  print_list(by.read(pmm_calendar_list, &filter, &page), settings, kCalendars, "no calendars");
  return kOk;
}

int list_closures(const Acting& by, pmm_id id, const CalendarArguments& given,
                  const Settings& settings) {
  pmm_closure_filter filter = PMM_CLOSURE_FILTER_INIT;
  if (id != 0) filter.set_fields |= PMM_CLOSURE_FILTER_CALENDAR;
  filter.calendar = id;
  give_row(filter.set_fields, PMM_CLOSURE_FILTER_OFFICE, filter.office, by.session(),
           id != 0 ? std::string() : given.office, find_office);
  give_time(filter.set_fields, PMM_CLOSURE_FILTER_FROM_US, filter.from_us, given.from, "--from",
            parse_moment);
  give_time(filter.set_fields, PMM_CLOSURE_FILTER_TO_US, filter.to_us, given.to, "--to",
            parse_moment);
  const pmm_page page = rows_at_most(given.limit);
  print_list(by.read(pmm_closure_list, &filter, &page), settings, kClosures, "never closed");
  return kOk;
}

int list_openings(const Acting& by, pmm_id id, const CalendarArguments& given,
                  const Settings& settings) {
  const pmm_page page = rows_at_most(given.limit);
  print_list(by.read(pmm_opening_list, id, &page), settings, kOpenings, "never open");
  return kOk;
}

// That an opening or a closure is of the calendar named: a slip of the number removes nothing.
void check_part(const pmmcrm::Result& rows, pmm_id part, const char* what,
                const CalendarArguments& given) {
  for (const pmmcrm::Row row : rows)
    if (row.int64("id") == part) return;
  throw NotFoundError("calendar " + printable(given.which) + " has no " + what + " " +
                      std::to_string(part));
}

// What is done to one calendar: all of it or nothing.
void change_calendar(const Acting& by, pmm_id id, const CalendarArguments& given) {
  constexpr std::int64_t kMost = 10'000;
  const pmm_page page = rows_at_most(kMost);
  if (given.remove_opening != 0)
    check_part(by.read(pmm_opening_list, id, &page), given.remove_opening, "opening", given);
  if (given.remove_closure != 0) {
    pmm_closure_filter filter = PMM_CLOSURE_FILTER_INIT;
    filter.set_fields = PMM_CLOSURE_FILTER_CALENDAR;
    filter.calendar = id;
    check_part(by.read(pmm_closure_list, &filter, &page), given.remove_closure, "closure", given);
  }
  pmm_calendar_input in = settings_of(by, given);
  // The note of a closure is not the calendar's.
  if (!given.close.empty()) in.set_fields &= ~PMM_CALENDAR_NOTE;
  pmmcrm::Transaction all(by.session());
  if (in.set_fields != 0) by.write(pmm_calendar_update, id, &in);
  if (given.remove_opening != 0) by.write(pmm_opening_remove, given.remove_opening);
  if (given.remove_closure != 0) by.write(pmm_closure_remove, given.remove_closure);
  if (!given.open.empty()) open_calendar(by, id, given);
  if (!given.close.empty()) close_calendar(by, id, given);
  all.commit();
}

bool has_settings(const CalendarArguments& given) {
  return !given.name.empty() || !given.place.empty() || !given.note.empty() || given.slot ||
         given.capacity || given.lead || given.horizon || given.hold || given.per_subject ||
         given.approval != 0 || given.on_holidays != 0 || given.active != 0;
}
bool has_parts(const CalendarArguments& given) {
  return !given.open.empty() || !given.close.empty() || given.remove_opening != 0 ||
         given.remove_closure != 0;
}
// Office and service say whose slots are asked for, or what the calendar is to be for.
bool writes(const CalendarArguments& given) {
  const bool belongs = !given.slots && !given.closures && !given.which.empty() &&
                       (!given.office.empty() || !given.service.empty());
  return !given.create.empty() || has_settings(given) || has_parts(given) || belongs;
}

int without_calendar(const Acting& by, const CalendarArguments& given, const Settings& settings) {
  if (given.slots) return show_slots(by, 0, given, settings);
  if (!given.close.empty() && !given.office.empty()) {
    close_calendar(by, 0, given);
    return list_closures(by, 0, given, settings);
  }
  if (has_settings(given) || has_parts(given) || given.conflicts || given.openings)
    throw UsageError("calendar: which CALENDAR?");
  if (given.closures) return list_closures(by, 0, given, settings);
  return list_calendars(by, given, settings);
}

}  // namespace

int calendar(const CalendarArguments& given, const Settings& settings) {
  if (given.slots && (has_settings(given) || has_parts(given)))
    throw UsageError("calendar: --slots only finds, and changes nothing");
  const pmmcrm::Db db = writes(given) ? open_to_write(given.file) : open_to_read(given.file);
  const Acting by(db, settings);
  if (!given.create.empty()) {
    if (!given.which.empty())
      throw UsageError("calendar: --create makes a new one, without CALENDAR");
    print_record(by.read(pmm_calendar_get, create_calendar(by, given)), settings);
    return kOk;
  }
  if (given.which.empty()) return without_calendar(by, given, settings);
  const pmm_id id = find_calendar(by.session(), given.which);
  if (given.slots) return show_slots(by, id, given, settings);
  if (writes(given)) change_calendar(by, id, given);
  if (given.conflicts || !given.close.empty())
    print_result(by.read(pmm_calendar_conflicts, id), settings, "every appointment has its slot");
  else if (given.openings || !given.open.empty() || given.remove_opening != 0)
    return list_openings(by, id, given, settings);
  else if (given.closures || given.remove_closure != 0)
    return list_closures(by, id, given, settings);
  else
    print_record(by.read(pmm_calendar_get, id), settings);
  return kOk;
}

}  // namespace cli
