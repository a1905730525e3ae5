#include <gtest/gtest.h>

#include <random>
#include <string>

#include "model/calendar.hpp"
#include "support.hpp"

namespace pmm::model {
namespace {

// The "anonymous" algorithm of 1876 for the Gregorian calendar, which shares no step with the one
// in the library.
std::int32_t easter_reference(std::int32_t year) {
  const int a = year % 19, b = year / 100, c = year % 100, d = b / 4, e = b % 4;
  const int f = (b + 8) / 25, g = (b - f + 1) / 3, h = (19 * a + b - d - g + 15) % 30;
  const int i = c / 4, k = c % 4, l = (32 + 2 * e + 2 * i - h - k) % 7;
  const int m = (a + 11 * h + 22 * l) / 451, n = h + l - 7 * m + 114;
  return days_from_civil(Civil{year, n / 31, n % 31 + 1});
}

TEST(ModelCalendar, EasterOfKnownYears) {
  for (const char* date : {"1818-03-22", "1943-04-25", "1954-04-18", "1961-04-02", "1981-04-19",
                           "2000-04-23", "2007-04-08", "2008-03-23", "2011-04-24", "2015-04-05",
                           "2016-03-27", "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05",
                           "2027-03-28", "2038-04-25", "2049-04-18", "2076-04-19"})
    EXPECT_EQ(format_date(easter_sunday(civil_from_days(day(date)).year)), date);
}

TEST(ModelCalendar, J13_EasterOfEveryYear) {
  for (std::int32_t year = 1; year <= 9999; ++year)
    ASSERT_EQ(easter_sunday(year), easter_reference(year)) << year;
}

TEST(ModelCalendar, ItalianHolidays) {
  const WorkingCalendar calendar;
  int count = 0;
  for (std::int32_t d = day("2007-01-01"); d < day("2008-01-01"); ++d)
    count += calendar.is_holiday(d) ? 1 : 0;
  EXPECT_EQ(count, 12);
  for (const char* date :
       {"2007-01-01", "2007-01-06", "2007-04-08", "2007-04-09", "2007-04-25", "2007-05-01",
        "2007-06-02", "2007-08-15", "2007-11-01", "2007-12-08", "2007-12-25", "2007-12-26",
        "2026-10-04", "2027-10-04", "2150-10-04", "1900-12-25", "2300-01-01"}) {
    EXPECT_TRUE(calendar.is_holiday(day(date))) << date;
    EXPECT_FALSE(calendar.is_working(day(date))) << date;
  }
  // A feast from 2026 only, and of Naples only.
  EXPECT_TRUE(calendar.is_working(day("2024-10-04")));
  EXPECT_FALSE(calendar.is_holiday(day("2025-10-04")));
  EXPECT_TRUE(calendar.is_working(day("2025-09-19")));
  EXPECT_FALSE(WorkingCalendar(italian_holidays(true)).is_working(day("2025-09-19")));
  for (const Holiday& holiday : italian_holidays(true))
    EXPECT_TRUE(check_holiday(holiday).ok()) << holiday.name;
}

TEST(ModelCalendar, EachKindOfRule) {
  Holiday bounded = Holiday::yearly(9, 19, "patron");
  bounded.valid_from = day("2010-01-01");
  bounded.valid_to = day("2012-09-19");
  const WorkingCalendar calendar(
      {Holiday::on(day("2007-03-14"), "strike"), Holiday::yearly(2, 29, "leap"),
       Holiday::easter(-47, "carnival"), Holiday::weekly(3, "wednesday"), bounded,
       Holiday::easter(300, "far after")},
      kMondayToSaturday);
  EXPECT_TRUE(calendar.is_holiday(day("2007-03-14")));
  EXPECT_FALSE(calendar.is_holiday(day("2007-03-15")));
  EXPECT_TRUE(calendar.is_holiday(day("2008-02-29")));
  EXPECT_FALSE(calendar.is_holiday(day("2007-03-01")));
  EXPECT_TRUE(calendar.is_holiday(day("2007-02-20")));
  EXPECT_TRUE(calendar.is_holiday(day("2007-06-06")));
  EXPECT_FALSE(calendar.is_holiday(day("2009-09-19")));
  EXPECT_TRUE(calendar.is_holiday(day("2010-09-19")));
  EXPECT_TRUE(calendar.is_holiday(day("2011-09-19")));
  EXPECT_FALSE(calendar.is_holiday(day("2012-09-19")) && weekday(day("2012-09-19")) != 3);
  EXPECT_TRUE(calendar.is_holiday(easter_sunday(2007) + 300));  // in 2008
  EXPECT_TRUE(calendar.is_working(day("2007-06-09")));          // a Saturday
  EXPECT_FALSE(calendar.is_working(day("2007-06-10")));
}

TEST(ModelCalendar, NamesAndChecks) {
  for (const auto kind : {Holiday::Kind::kDate, Holiday::Kind::kYearly, Holiday::Kind::kEaster,
                          Holiday::Kind::kWeekly})
    EXPECT_EQ(parse_holiday_kind(holiday_kind_name(kind)), kind);
  EXPECT_EQ(parse_holiday_kind("monthly"), std::nullopt);
  EXPECT_EQ(check_holiday(Holiday::yearly(13, 1, "")).field(), "month");
  EXPECT_EQ(check_holiday(Holiday::yearly(4, 31, "")).field(), "day_of_month");
  EXPECT_EQ(check_holiday(Holiday::yearly(2, 30, "")).field(), "day_of_month");
  EXPECT_TRUE(check_holiday(Holiday::yearly(2, 29, "")).ok());
  EXPECT_EQ(check_holiday(Holiday::easter(400, "")).field(), "easter_offset");
  EXPECT_EQ(check_holiday(Holiday::weekly(0, "")).field(), "weekday");
  EXPECT_EQ(check_holiday(Holiday::on(2'000'000'000, "")).field(), "date");
  Holiday backwards = Holiday::weekly(1, "");
  backwards.valid_from = 10;
  backwards.valid_to = 9;
  EXPECT_EQ(check_holiday(backwards).field(), "valid_to");
}

TEST(ModelCalendar, WithoutWorkingDaysThereIsNoAnswer) {
  const WorkingCalendar none(italian_holidays(), 0);
  EXPECT_EQ(none.next_working(0), std::nullopt);
  EXPECT_EQ(none.add_working_days(0, 1), std::nullopt);
  EXPECT_EQ(none.add_working_days(0, -1), std::nullopt);
  EXPECT_EQ(none.add_working_days(5, 0), 5);
}

TEST(ModelCalendar, WorkingDaysAgainstANaiveLoop) {
  const std::uint64_t seed = test_seed(20070103);
  SCOPED_TRACE("PMM_TEST_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  const auto pick = [&](std::int32_t from, std::int32_t to) {
    return from + static_cast<std::int32_t>(random() % static_cast<std::uint64_t>(to - from));
  };
  for (int round = 0; round < 8; ++round) {
    std::vector<Holiday> rules = italian_holidays(round % 2 == 0);
    for (int i = 0; i < 30; ++i) rules.push_back(Holiday::on(pick(-20'000, 60'000), "closure"));
    const auto mask = static_cast<std::uint32_t>(pick(1, 128));
    const WorkingCalendar calendar(rules, mask);
    const auto works = [&](std::int32_t d) {
      if ((mask >> (weekday(d) - 1) & 1U) == 0) return false;
      for (const Holiday& rule : rules)
        if (rule.falls_on(d)) return false;
      return true;
    };
    for (int i = 0; i < 300; ++i) {
      const std::int32_t from = pick(-20'000, 60'000), n = pick(-60, 60);
      std::int32_t expected = from;
      for (std::int32_t left = std::abs(n); left > 0;) {
        expected += n < 0 ? -1 : 1;
        left -= works(expected) ? 1 : 0;
      }
      ASSERT_EQ(calendar.add_working_days(from, n), expected) << from << " " << n << " " << mask;
      if (n >= 0) {
        ASSERT_EQ(calendar.working_days_between(from, expected), n);
      }
      ASSERT_EQ(calendar.working_days_between(from, expected),
                -calendar.working_days_between(expected, from));
      std::int32_t next = from;
      while (!works(next)) ++next;
      ASSERT_EQ(calendar.next_working(from), next);
    }
  }
}

}  // namespace
}  // namespace pmm::model
