#include "model/calendar.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm::model {
namespace {

constexpr std::array<std::pair<Holiday::Kind, std::string_view>, 4> kKindNames = {{
    {Holiday::Kind::kDate, "date"},
    {Holiday::Kind::kYearly, "yearly"},
    {Holiday::Kind::kEaster, "easter"},
    {Holiday::Kind::kWeekly, "weekly"},
}};
constexpr std::uint32_t kAllWeekdays = 0b1111111;
constexpr std::int32_t kTableFrom = 0;       // 1970-01-01
constexpr std::int32_t kTableDays = 47'482;  // to the end of 2099
constexpr std::int32_t kTableFirstYear = 1970;
constexpr std::int32_t kTableLastYear = 2099;

// Marks the days of one row, year by year: asking every day of the table would take milliseconds,
// and a calendar is made for each due time that is derived by itself.
void mark_days(const Holiday& holiday, std::vector<bool>& table) {
  const auto mark = [&](std::int32_t day) {
    if (day >= kTableFrom && day < kTableFrom + kTableDays && holiday.falls_on(day))
      table[static_cast<std::size_t>(day - kTableFrom)] = true;
  };
  if (holiday.kind == Holiday::Kind::kDate) return mark(holiday.date);
  if (holiday.kind == Holiday::Kind::kWeekly) {
    for (std::int32_t i = 0; i < kTableDays; ++i) mark(kTableFrom + i);
    return;
  }
  // A distance from Easter may reach into the year before or after.
  for (std::int32_t year = kTableFirstYear - 2; year <= kTableLastYear + 2; ++year)
    mark(holiday.kind == Holiday::Kind::kYearly
             ? days_from_civil(Civil{year, holiday.month, holiday.day_of_month})
             : easter_sunday(year) + holiday.easter_offset);
}

}  // namespace

Holiday Holiday::on(std::int32_t date, std::string name) {
  Holiday holiday;
  holiday.date = date;
  holiday.name = std::move(name);
  return holiday;
}

Holiday Holiday::yearly(std::int32_t month, std::int32_t day_of_month, std::string name) {
  Holiday holiday;
  holiday.kind = Kind::kYearly;
  holiday.month = month;
  holiday.day_of_month = day_of_month;
  holiday.name = std::move(name);
  return holiday;
}

Holiday Holiday::easter(std::int32_t offset, std::string name) {
  Holiday holiday;
  holiday.kind = Kind::kEaster;
  holiday.easter_offset = offset;
  holiday.name = std::move(name);
  return holiday;
}

Holiday Holiday::weekly(std::int32_t weekday, std::string name) {
  Holiday holiday;
  holiday.kind = Kind::kWeekly;
  holiday.weekday = weekday;
  holiday.name = std::move(name);
  return holiday;
}

bool Holiday::falls_on(std::int32_t day) const noexcept {
  if ((valid_from && day < *valid_from) || (valid_to && day >= *valid_to)) return false;
  switch (kind) {
    case Kind::kDate:
      return day == date;
    case Kind::kWeekly:
      return pmm::weekday(day) == weekday;
    case Kind::kYearly: {
      const Civil civil = civil_from_days(day);
      return civil.month == month && civil.day == day_of_month;
    }
    case Kind::kEaster:
      // The Easter it hangs on is that of the year of the day it is counted from.
      return easter_sunday(civil_from_days(day - easter_offset).year) + easter_offset == day;
  }
  return false;
}

std::string_view holiday_kind_name(Holiday::Kind kind) noexcept {
  for (const auto& [known, name] : kKindNames)
    if (known == kind) return name;
  return {};
}

std::optional<Holiday::Kind> parse_holiday_kind(std::string_view name) noexcept {
  for (const auto& [kind, known] : kKindNames)
    if (known == name) return kind;
  return std::nullopt;
}

Status check_holiday(const Holiday& holiday) {
  const auto outside = [](const char* field, std::int32_t value, const char* range) {
    return Status::invalid(field, std::to_string(value) + " is not " + range);
  };
  const bool leap_day = holiday.month == 2 && holiday.day_of_month == 29;
  if (holiday_kind_name(holiday.kind).empty())
    return outside("kind", static_cast<std::int32_t>(holiday.kind), "a kind of holiday");
  if (holiday.kind == Holiday::Kind::kDate && !is_valid(civil_from_days(holiday.date)))
    return outside("date", holiday.date, "a day of the years 1 to 9999");
  if (holiday.kind == Holiday::Kind::kYearly) {
    if (holiday.month < 1 || holiday.month > 12)
      return outside("month", holiday.month, "a month from 1 to 12");
    if (!leap_day && !is_valid(Civil{2001, holiday.month, holiday.day_of_month}))
      return outside("day_of_month", holiday.day_of_month, "a day of that month");
  }
  if (holiday.kind == Holiday::Kind::kEaster &&
      (holiday.easter_offset < -366 || holiday.easter_offset > 366))
    return outside("easter_offset", holiday.easter_offset, "within 366 days");
  if (holiday.kind == Holiday::Kind::kWeekly && (holiday.weekday < 1 || holiday.weekday > 7))
    return outside("weekday", holiday.weekday, "a weekday from 1, Monday, to 7");
  if (holiday.valid_from && holiday.valid_to && *holiday.valid_to < *holiday.valid_from)
    return Status::invalid("valid_to", format_date(*holiday.valid_to) + " is before valid_from " +
                                           format_date(*holiday.valid_from));
  return {};
}

// The full moon and the Sunday after it in whole numbers, by the Gregorian lunar tables: golden
// number, century, and the corrections for leap years left out and for the moon's drift.
std::int32_t easter_sunday(std::int32_t year) noexcept {
  const std::int32_t golden = year % 19;
  const std::int32_t century = year / 100;
  const std::int32_t moon_drift = (8 * century + 13) / 25;
  const std::int32_t epact = (19 * golden + century - century / 4 - moon_drift + 15) % 30;
  // The two latest full moons of the cycle are brought forward a day.
  const std::int32_t full_moon = epact - (epact + golden / 11 > 28 ? 1 : 0);
  const std::int32_t moon_day = days_from_civil(Civil{year, 3, 21}) + full_moon;
  return moon_day + 7 - weekday(moon_day) % 7;
}

std::vector<Holiday> italian_holidays(bool with_naples) {
  std::vector<Holiday> days = {
      Holiday::yearly(1, 1, "Capodanno"),
      Holiday::yearly(1, 6, "Epifania"),
      Holiday::easter(0, "Pasqua"),
      Holiday::easter(1, "Lunedì dell'Angelo"),
      Holiday::yearly(4, 25, "Anniversario della Liberazione"),
      Holiday::yearly(5, 1, "Festa del Lavoro"),
      Holiday::yearly(6, 2, "Festa della Repubblica"),
      Holiday::yearly(8, 15, "Assunzione di Maria"),
      Holiday::yearly(10, 4, "San Francesco d'Assisi"),
      Holiday::yearly(11, 1, "Ognissanti"),
      Holiday::yearly(12, 8, "Immacolata Concezione"),
      Holiday::yearly(12, 25, "Natale"),
      Holiday::yearly(12, 26, "Santo Stefano"),
  };
  for (Holiday& day : days)
    if (day.month == 10 && day.kind == Holiday::Kind::kYearly)
      day.valid_from = days_from_civil(Civil{2026, 1, 1});
  if (with_naples) days.push_back(Holiday::yearly(9, 19, "San Gennaro"));
  return days;
}

WorkingCalendar::WorkingCalendar(std::vector<Holiday> holidays, std::uint32_t weekdays)
    : holidays_(std::move(holidays)), weekdays_(weekdays & kAllWeekdays), table_(kTableDays) {
  for (const Holiday& holiday : holidays_) mark_days(holiday, table_);
}

bool WorkingCalendar::falls_on_any(std::int32_t day) const noexcept {
  return std::any_of(holidays_.begin(), holidays_.end(),
                     [day](const Holiday& holiday) { return holiday.falls_on(day); });
}

bool WorkingCalendar::is_holiday(std::int32_t day) const noexcept {
  if (day >= kTableFrom && day < kTableFrom + kTableDays)
    return table_[static_cast<std::size_t>(day - kTableFrom)];
  return falls_on_any(day);
}

bool WorkingCalendar::is_working(std::int32_t day) const noexcept {
  return (weekdays_ >> (weekday(day) - 1) & 1U) != 0 && !is_holiday(day);
}

std::optional<std::int32_t> WorkingCalendar::next_working(std::int32_t day) const noexcept {
  for (std::int32_t i = 0; i < kSearchDays; ++i)
    if (is_working(day + i)) return day + i;
  return std::nullopt;
}

std::optional<std::int32_t> WorkingCalendar::add_working_days(std::int32_t day,
                                                              std::int32_t n) const noexcept {
  const std::int32_t step = n < 0 ? -1 : 1;
  std::int32_t idle = 0;
  while (n != 0) {
    day += step;
    if (is_working(day)) {
      n -= step;
      idle = 0;
    } else if (++idle == kSearchDays) {
      return std::nullopt;
    }
  }
  return day;
}

std::int32_t WorkingCalendar::working_days_between(std::int32_t from,
                                                   std::int32_t to) const noexcept {
  if (to < from) return -working_days_between(to, from);
  std::int32_t count = 0;
  for (std::int32_t day = from + 1; day <= to; ++day) count += is_working(day) ? 1 : 0;
  return count;
}

}  // namespace pmm::model
