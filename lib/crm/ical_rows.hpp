#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"

namespace pmm::crm {

// What goes into a calendar of another program: one of the three, and a time.
struct IcalWanted {
  Field<std::int64_t> appointment, subject, calendar;
  Field<std::int64_t> from_us, to_us;  // of the start
  bool persons = false;                // of a calendar: with who comes, and what was noted
};

struct IcalRow {
  bool is_reminder = false;
  std::string token, state;
  std::int64_t version = 0;
  std::int64_t starts_us = 0, ends_us = 0;
  std::int64_t changed_us = 0, created_us = 0;
  std::string code;                                       // of an appointment
  std::string title, place, note, calendar_note, person;  // "" where there is none
  std::string office, office_email;                       // of one appointment
};
struct IcalRows {
  std::string name;  // of the calendar
  std::vector<IcalRow> rows;
};
// kNotFound at the member that is named; kDenied for who may not see what is booked in a calendar.
// No row has anything of a person in it unless `persons` asks for it and the actor may read
// subjects, but for the subject's own.
Result<IcalRows> read_ical_rows(const Reading& reading, const IcalWanted& wanted);

}  // namespace pmm::crm
