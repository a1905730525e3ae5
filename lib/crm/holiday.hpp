#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"
#include "model/calendar.hpp"

namespace pmm::crm {

// Every change of the holidays, and of a service's term, takes the next number of this counter:
// due times that were derived under an older number may have to move.
inline constexpr std::string_view kCalendarCounter = "calendar";

struct HolidayFields {
  Field<std::string> name, rule;
  Field<std::int64_t> month, day, easter_offset;
  Field<std::int32_t> on_day, valid_from_on, valid_to_on;
};

struct HolidayFilter {
  Field<std::string> rule;
};

Result<std::int64_t> create_holiday(const Writing& writing, const HolidayFields& fields);
Result<std::int64_t> update_holiday(const Writing& writing, std::int64_t id,
                                    const HolidayFields& fields);
// Inserts the national holidays that are missing; gives their number.
Result<std::int64_t> add_italian_holidays(const Writing& writing, bool with_naples);
Result<TablePtr> get_holiday(const Reading& reading, std::int64_t id);
Result<TablePtr> list_holidays(const Reading& reading, const HolidayFilter& filter,
                               const Page& page);

Result<std::vector<model::Holiday>> load_holidays(store::Connection& db);
// The working days as the table says, Monday to Friday; without rows no day is a holiday.
Result<model::WorkingCalendar> load_calendar(store::Connection& db);

}  // namespace pmm::crm
