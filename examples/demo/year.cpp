#include "year.hpp"

#include <algorithm>
#include <cstdio>

namespace demo {
namespace {

constexpr std::array<int, 12> kMonthDays = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

struct MonthDay {
  int month, day;
};
// Easter Monday of 2007 was on the ninth of April; the first and the sixth of January come again
// in the days that follow the year.
constexpr std::array<MonthDay, 13> kHolidays = {{{1, 1},
                                                 {1, 6},
                                                 {4, 8},
                                                 {4, 9},
                                                 {4, 25},
                                                 {5, 1},
                                                 {6, 2},
                                                 {8, 15},
                                                 {9, 19},
                                                 {11, 1},
                                                 {12, 8},
                                                 {12, 25},
                                                 {12, 26}}};

// Weights of the days of the week, Monday first, and of the hours of the day.
struct Habit {
  std::array<int, 7> week;
  int on_holiday;  // in hundredths of a Sunday
  std::array<int, 24> hours;
};
constexpr std::array<Habit, 3> kHabits = {{
    {{118, 122, 119, 116, 104, 62, 48}, 100, {9,  5,  3,  2,  2,  4,  12, 28, 66, 96, 104, 101,
                                              84, 62, 58, 72, 78, 70, 58, 52, 55, 57, 42,  22}},
    {{128, 112, 124, 118, 92, 0, 0}, 0, {0,  0, 0,  0,  0,  0, 0, 0, 50, 112, 126, 108,
                                         62, 0, 18, 44, 30, 0, 0, 0, 0,  0,   0,   0}},
    {{132, 118, 112, 110, 98, 34, 0}, 0, {0,  0,  0,  0,  0,  0,  0,  0, 62, 118, 124, 112,
                                          86, 54, 48, 66, 62, 46, 24, 8, 0,  0,   0,   0}},
}};

const Habit& habit_of(Rhythm::Week week) noexcept {
  return kHabits[static_cast<std::size_t>(week)];
}

int hour_of_day(const Habit& habit, Random& random) noexcept {
  int total = 0;
  for (const int weight : habit.hours) total += weight;
  int drawn = random.between(0, total - 1);
  int hour = 0;
  while (drawn >= habit.hours[static_cast<std::size_t>(hour)])
    drawn -= habit.hours[static_cast<std::size_t>(hour++)];
  return hour;
}

}  // namespace

Date date_of(int day) noexcept {
  Date date{2007, 1, 1};
  while (day >= kDays) {  // the days that follow belong to 2008, whose February is not reached
    day -= kDays;
    ++date.year;
  }
  while (day >= kMonthDays[static_cast<std::size_t>(date.month - 1)])
    day -= kMonthDays[static_cast<std::size_t>(date.month++ - 1)];
  date.day = day + 1;
  return date;
}

int day_in_2007(int month, int day) noexcept {
  int days = day - 1;
  for (int m = 1; m < month; ++m) days += kMonthDays[static_cast<std::size_t>(m - 1)];
  return days;
}

int weekday(int day) noexcept { return day % 7; }  // 2007 began on a Monday

bool is_holiday(int day) noexcept {
  const Date date = date_of(day);
  return std::any_of(kHolidays.begin(), kHolidays.end(), [&](const MonthDay& holiday) {
    return holiday.month == date.month && holiday.day == date.day;
  });
}

bool is_working(int day) noexcept { return weekday(day) < 5 && !is_holiday(day); }

std::string written(std::int64_t at) {
  const Date date = date_of(day_of(at));
  const int seconds = static_cast<int>(at % kDaySeconds);
  char text[32];
  const int size =
      std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d", date.year, date.month,
                    date.day, seconds / 3600, seconds / 60 % 60, seconds % 60);
  return std::string(text, static_cast<std::size_t>(size));
}

std::string written_date(int year, int month, int day) {
  char text[32];
  const int size = std::snprintf(text, sizeof text, "%02d/%02d/%04d", day, month, year);
  return std::string(text, static_cast<std::size_t>(size));
}

std::int64_t office_hour(std::int64_t at, Random& random) noexcept {
  const std::int64_t opens = moment(0, 8, 30), closes = moment(0, 17, 30);
  int day = day_of(at);
  const std::int64_t in_day = at % kDaySeconds;
  if (is_working(day) && in_day >= opens && in_day < closes) return at;
  if (in_day >= closes || !is_working(day)) ++day;
  while (!is_working(day)) ++day;
  return moment(day, 8, 30) + random.around(0, static_cast<int>(closes - opens) - 1);
}

std::int64_t add_working_days(std::int64_t at, int days) noexcept {
  int day = day_of(at);
  while (days > 0) {
    ++day;
    if (is_working(day)) --days;
  }
  return day * kDaySeconds + at % kDaySeconds;
}

Rhythm::Rhythm(Week week, const std::array<int, 12>& months) : week_(week) {
  const Habit& habit = habit_of(week);
  std::uint32_t total = 0;
  for (int day = 0; day < kDays; ++day) {
    const int on_day = is_holiday(day) ? habit.week[6] * habit.on_holiday / 100
                                       : habit.week[static_cast<std::size_t>(weekday(day))];
    const int in_month = months[static_cast<std::size_t>(date_of(day).month - 1)];
    total += static_cast<std::uint32_t>(on_day * in_month);
    until_day_[static_cast<std::size_t>(day)] = total;
  }
}

std::int64_t Rhythm::draw(Random& random) const noexcept {
  const auto drawn = static_cast<std::uint32_t>(random.below(until_day_.back()));
  const auto found = std::upper_bound(until_day_.begin(), until_day_.end(), drawn);
  const int day = static_cast<int>(found - until_day_.begin());
  int hour = hour_of_day(habit_of(week_), random);
  // The hour that the change to summer time leaves out, and the one that comes twice.
  if (hour == 2 && (day == day_in_2007(3, 25) || day == day_in_2007(10, 28))) hour = 4;
  return moment(day, hour, random.between(0, 59), random.between(0, 59));
}

}  // namespace demo
