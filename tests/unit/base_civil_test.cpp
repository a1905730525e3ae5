#include "base/civil.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace {

using namespace pmm;  // NOLINT(google-build-using-namespace): a test

TEST(Civil, KnownDays) {
  const std::pair<Civil, std::int32_t> known[] = {
      {{1970, 1, 1}, 0},          {{1969, 12, 31}, -1},       {{2000, 2, 29}, 11'016},
      {{2000, 3, 1}, 11'017},     {{2007, 1, 1}, 13'514},     {{1900, 3, 1}, -25'508},
      {{1893, 10, 31}, -27'820},  {{1582, 10, 15}, -141'427}, {{1, 1, 1}, -719'162},
      {{9999, 12, 31}, 2'932'896}};
  for (const auto& [date, days] : known) {
    EXPECT_EQ(days_from_civil(date), days) << date.year;
    const Civil back = civil_from_days(days);
    EXPECT_EQ(back.year, date.year);
    EXPECT_EQ(back.month, date.month);
    EXPECT_EQ(back.day, date.day);
  }
}

TEST(Civil, EveryDayOfTenThousandYearsFollowsTheOneBefore) {
  Civil before = civil_from_days(-719'162 - 1);
  for (std::int32_t day = -719'162; day <= 2'932'896; ++day) {
    const Civil date = civil_from_days(day);
    const bool next_day = date.day == before.day + 1 && date.month == before.month;
    const bool next_month =
        date.day == 1 && before.day == days_in_month(before.year, before.month) &&
        (date.month == before.month + 1 ? date.year == before.year
                                        : date.month == 1 && date.year == before.year + 1);
    ASSERT_TRUE(next_day || next_month) << day;
    ASSERT_TRUE(is_valid(date)) << day;
    ASSERT_EQ(days_from_civil(date), day);
    before = date;
  }
}

TEST(Civil, Weekdays) {
  EXPECT_EQ(weekday(0), 4);  // Thursday
  EXPECT_EQ(weekday(-1), 3);
  EXPECT_EQ(weekday(-719'162), 1);  // 0001-01-01, a Monday
  EXPECT_EQ(weekday(days_from_civil({2026, 11, 23})), 1);
  EXPECT_EQ(weekday(days_from_civil({2007, 3, 1})), 4);
}

TEST(Civil, J7_DayOfRoundsTowardsThePast) {
  EXPECT_EQ(day_of(0), 0);
  EXPECT_EQ(day_of(-1), -1);
  EXPECT_EQ(day_of(kMicrosPerDay - 1), 0);
  EXPECT_EQ(day_of(kMicrosPerDay), 1);
  EXPECT_EQ(day_of(-kMicrosPerDay), -1);
  EXPECT_EQ(day_of(-kMicrosPerDay - 1), -2);
  EXPECT_EQ(day_of(std::numeric_limits<std::int64_t>::min()), -106'751'992);
  EXPECT_EQ(day_of(std::numeric_limits<std::int64_t>::max()), 106'751'991);
}

TEST(Civil, DatesAreReadExactlyOrNotAtAll) {
  EXPECT_EQ(parse_date("2007-03-01"), days_from_civil({2007, 3, 1}));
  EXPECT_EQ(parse_date("2000-02-29"), 11'016);
  for (const char* bad : {"", "2007-3-1", "2007-02-29", "1900-02-29", "2007-13-01", "2007-00-10",
                          "2007-04-31", "2007-01-00", "0000-01-01", "20070301", "2007/03/01",
                          "2007-03-01 ", "+007-03-01", "2007-03-0x"})
    EXPECT_FALSE(parse_date(bad)) << bad;
  EXPECT_EQ(format_date(*parse_date("0001-01-01")), "0001-01-01");
}

TEST(Civil, J3_J8_InstantsOfRfc3339) {
  const std::int64_t nine = 1'172'739'600'000'000;  // 2007-03-01T09:00:00Z
  EXPECT_EQ(parse_instant("2007-03-01T09:00:00Z"), nine);
  EXPECT_EQ(parse_instant("2007-03-01t10:00:00+01:00"), nine);
  EXPECT_EQ(parse_instant("2007-02-28T23:30:00-09:30"), nine);
  EXPECT_EQ(parse_instant("2007-03-01T09:00:00.5Z"), nine + 500'000);
  EXPECT_EQ(parse_instant("2007-03-01T09:00:00.000001Z"), nine + 1);
  EXPECT_EQ(parse_instant("1969-12-31T23:59:59.999999Z"), -1);
  for (const char* bad :
       {"2007-03-01T09:00:00", "2007-03-01T24:00:00Z", "2007-03-01T09:60:00Z",
        "2007-03-01T23:59:60Z", "2007-03-01T09:00:00.Z", "2007-03-01T09:00:00.1234567Z",
        "2007-03-01T09:00:00+1:00", "2007-03-01T09:00:00+24:00", "2007-03-01T09:00:00ZZ",
        "2007-02-30T09:00:00Z", "2007-03-01"})
    EXPECT_FALSE(parse_instant(bad)) << bad;
}

TEST(Civil, InstantsAreWrittenAsTheyAreRead) {
  for (const char* text :
       {"2007-03-01T09:00:00Z", "2007-03-01T09:00:00.5Z", "1969-12-31T23:59:59.999999Z",
        "0001-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z", "1893-10-31T00:00:00.00001Z"})
    EXPECT_EQ(format_instant(*parse_instant(text)), text);
  EXPECT_EQ(format_instant(1'172'739'600'000'000, 3600), "2007-03-01T10:00:00+01:00");
  EXPECT_EQ(format_instant(1'172'739'600'000'000, -34'200), "2007-02-28T23:30:00-09:30");
}

}  // namespace
