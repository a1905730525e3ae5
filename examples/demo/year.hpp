#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "random.hpp"

// The year 2007 as the portal's users live it. A moment is the number of seconds of local time
// since the first of January; a day is 0 to 364 within the year, and goes on after it.
namespace demo {

inline constexpr int kDays = 365;
inline constexpr std::int64_t kDaySeconds = 86'400;
inline constexpr std::int64_t kYearEnd = kDays * kDaySeconds;

struct Date {
  int year, month, day;
};
Date date_of(int day) noexcept;
int day_in_2007(int month, int day) noexcept;  // of the year's own months
int weekday(int day) noexcept;                 // Monday 0 to Sunday 6
bool is_holiday(int day) noexcept;             // of the State and of the patron, San Gennaro
bool is_working(int day) noexcept;             // Monday to Friday without holidays

constexpr std::int64_t moment(int day, int hour, int minute, int second = 0) noexcept {
  return day * kDaySeconds + hour * 3600 + minute * 60 + second;
}
constexpr int day_of(std::int64_t at) noexcept { return static_cast<int>(at / kDaySeconds); }

std::string written(std::int64_t at);                    // 2007-03-01 09:30:00
std::string written_date(int year, int month, int day);  // 01/03/2007

// The next moment in which an office is open: working days, 8:30 to 17:30.
std::int64_t office_hour(std::int64_t at, Random& random) noexcept;
std::int64_t add_working_days(std::int64_t at, int days) noexcept;

// When people do something: how much on each day of the year, and at which hour of it.
class Rhythm {
 public:
  enum Week { kOnline, kCounter, kCalls };
  // Months as weights, January first.
  Rhythm(Week week, const std::array<int, 12>& months);

  std::int64_t draw(Random& random) const noexcept;

 private:
  Week week_;
  std::array<std::uint32_t, kDays> until_day_{};
};

// The year of a public office: full in autumn, empty in August.
inline constexpr std::array<int, 12> kCommonYear = {93, 98, 108, 96,  107, 99,
                                                    86, 44, 112, 119, 113, 79};

}  // namespace demo
