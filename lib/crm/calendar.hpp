#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"
#include "model/slots.hpp"

namespace pmm::crm {

struct CalendarFields {
  Field<std::string> code, name, place, note;
  Field<std::int64_t> office, service, slot_minutes, capacity, lead_minutes, horizon_days,
      hold_minutes, per_subject;
  Field<bool> active, approval, on_holidays;
};
struct CalendarFilter {
  Field<std::int64_t> office, service;
  Field<std::string> code;
  Field<bool> active;
};
struct OpeningFields {
  Field<std::int64_t> weekday, from_minute, to_minute, capacity;
  Field<std::int32_t> valid_from_on, valid_to_on;
};
struct ClosureFields {
  Field<std::int64_t> calendar, office, from_us, to_us;
  Field<std::string> note;
};
// Those of a calendar: its own and its office's.
struct ClosureFilter {
  Field<std::int64_t> calendar, office;
  Field<std::int64_t> from_us, to_us;  // that touch the time between
};

Result<std::int64_t> create_calendar(const Writing& writing, const CalendarFields& fields);
Result<std::int64_t> update_calendar(const Writing& writing, std::int64_t id,
                                     const CalendarFields& fields);
Result<TablePtr> get_calendar(const Reading& reading, std::int64_t id);
Result<TablePtr> list_calendars(const Reading& reading, const CalendarFilter& filter,
                                const Page& page);

Result<std::int64_t> create_opening(const Writing& writing, std::int64_t calendar,
                                    const OpeningFields& fields);
Result<std::int64_t> remove_opening(const Writing& writing, std::int64_t id);
Result<TablePtr> list_openings(const Reading& reading, std::int64_t calendar, const Page& page);

Result<std::int64_t> create_closure(const Writing& writing, const ClosureFields& fields);
Result<std::int64_t> remove_closure(const Writing& writing, std::int64_t id);
Result<TablePtr> list_closures(const Reading& reading, const ClosureFilter& filter,
                               const Page& page);

// A calendar as booking sees it.
struct CalendarRow {
  std::int64_t id = 0;
  std::int64_t version = 0;
  std::string code, name;
  std::int64_t office = 0;
  std::optional<std::int64_t> service;
  std::optional<std::string> place, note;
  bool active = true;
  std::int64_t slot_minutes = 30;
  std::int64_t capacity = 1;
  std::int64_t lead_minutes = 0;
  std::int64_t horizon_days = 60;
  std::int64_t hold_minutes = 10;
  std::optional<std::int64_t> per_subject;
  bool approval = false;
  bool on_holidays = false;

  model::BookingRules rules() const noexcept {
    return {static_cast<std::int32_t>(slot_minutes), static_cast<std::int32_t>(capacity),
            on_holidays};
  }
};
// Of the columns of kCalendarRow.
CalendarRow read_calendar(const store::Statement& row);
// kNotFound at `field`.
Result<CalendarRow> load_calendar_row(store::Connection& db, std::int64_t id,
                                      std::string_view field);

struct SlotFilter {
  Field<std::int64_t> calendar, office, service;
  Field<std::int64_t> from_us, to_us;
  Field<bool> full;  // with those that have no place left
};
// The slots of every active calendar that fits, in order of time and then of calendar, at most
// `rows` of them. A subject sees those that it may book now.
Result<TablePtr> list_slots(const Reading& reading, const SlotFilter& filter, std::int64_t rows);

// The appointments to come that the calendar, as it stands now, has no slot for, oldest booking
// first, and why.
Result<TablePtr> list_calendar_conflicts(const Reading& reading, std::int64_t calendar);

// Openings, closures and what is booked in [from_us, to_us), by calendar. Only those of `calendar`
// unless it is 0. Without `booked` nothing of that.
struct TimesWanted {
  std::int64_t calendar = 0;
  std::int64_t from_us = 0;
  std::int64_t to_us = 0;
  std::int64_t now_us = 0;
  bool booked = true;
};
Result<std::map<std::int64_t, model::CalendarTimes>> load_times(
    store::Connection& db, const std::vector<CalendarRow>& calendars, const TimesWanted& wanted);

}  // namespace pmm::crm
