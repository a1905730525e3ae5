#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"

namespace pmm::model {

// Where no working day is found for this long, there is none: ten years.
inline constexpr std::int32_t kSearchDays = 3660;

// One row of the holiday table. Days are days since 1970-01-01.
struct Holiday {
  enum class Kind : std::int32_t {
    kDate = 1,    // one day
    kYearly = 2,  // month and day of month every year; 29 February only in leap years
    kEaster = 3,  // a distance in days from Easter Sunday
    kWeekly = 4,  // a weekday on which nobody works, Monday 1 to Sunday 7
  };
  Kind kind = Kind::kDate;
  std::int32_t date = 0;                   // kDate
  std::int32_t month = 1;                  // kYearly
  std::int32_t day_of_month = 1;           // kYearly
  std::int32_t easter_offset = 0;          // kEaster, -366 to 366
  std::int32_t weekday = 7;                // kWeekly
  std::optional<std::int32_t> valid_from;  // first day on which the rule holds
  std::optional<std::int32_t> valid_to;    // first day on which it no longer does
  std::string name;

  static Holiday on(std::int32_t date, std::string name);
  static Holiday yearly(std::int32_t month, std::int32_t day_of_month, std::string name);
  static Holiday easter(std::int32_t offset, std::string name);
  static Holiday weekly(std::int32_t weekday, std::string name);

  bool falls_on(std::int32_t day) const noexcept;
};

// "date", "yearly", "easter", "weekly"; parse gives nullopt for anything else.
std::string_view holiday_kind_name(Holiday::Kind kind) noexcept;
std::optional<Holiday::Kind> parse_holiday_kind(std::string_view name) noexcept;

// kInvalid with the member that is out of range.
Status check_holiday(const Holiday& holiday);

// Easter Sunday of the Gregorian calendar, years 1 to 9999.
std::int32_t easter_sunday(std::int32_t year) noexcept;

// The national holidays of Italy as dated rows (4 October from 2026, law 151/2025); with Naples its
// patron, 19 September. Easter Sunday is one of them; other Sundays are no rows.
std::vector<Holiday> italian_holidays(bool with_naples = false);

// Bit 0 is Monday.
inline constexpr std::uint32_t kMondayToFriday = 0b0011111;
inline constexpr std::uint32_t kMondayToSaturday = 0b0111111;

// Which days are worked. Immutable: any thread.
class WorkingCalendar {
 public:
  explicit WorkingCalendar(std::vector<Holiday> holidays = italian_holidays(),
                           std::uint32_t weekdays = kMondayToFriday);

  // Whether a row of the table falls on the day; a Sunday alone is none.
  bool is_holiday(std::int32_t day) const noexcept;
  bool is_working(std::int32_t day) const noexcept;

  // The day itself if worked, else the next one that is; nullopt when none comes in ten years.
  std::optional<std::int32_t> next_working(std::int32_t day) const noexcept;
  // The n-th working day after `day` (before it when n is negative); `day` itself when n is 0.
  std::optional<std::int32_t> add_working_days(std::int32_t day, std::int32_t n) const noexcept;
  // Working days in (from, to]; negative when `to` is earlier. The inverse of add_working_days.
  std::int32_t working_days_between(std::int32_t from, std::int32_t to) const noexcept;

  const std::vector<Holiday>& holidays() const noexcept { return holidays_; }
  std::uint32_t weekdays() const noexcept { return weekdays_; }

 private:
  bool falls_on_any(std::int32_t day) const noexcept;

  std::vector<Holiday> holidays_;
  std::uint32_t weekdays_;
  std::vector<bool> table_;  // holidays of the years in common use, worked out once
};

}  // namespace pmm::model
