#include "base/zone.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <random>

#include "base/civil.hpp"

namespace {

using namespace pmm;  // NOLINT(google-build-using-namespace): a test

std::shared_ptr<const Zone> zone(const char* name) {
  auto loaded = Zone::load(name);
  if (!loaded.ok()) throw std::runtime_error(loaded.status().message());
  return *loaded;
}

std::int64_t utc(const char* text) { return parse_instant(text).value(); }

// A local time, written as if it were UTC.
std::int64_t local(const char* text) { return parse_instant(std::string(text) + "Z").value(); }

std::string back(const Zone& zone, const char* text) {
  return format_instant(zone.from_local(local(text)));
}

TEST(Zone, RomeChangesItsClocksToTheSecond) {
  const auto rome = zone("Europe/Rome");
  EXPECT_EQ(rome->offset_s(utc("2007-03-25T00:59:59.999999Z")), 3600);
  EXPECT_EQ(rome->offset_s(utc("2007-03-25T01:00:00Z")), 7200);
  EXPECT_EQ(rome->offset_s(utc("2007-10-28T00:59:59.999999Z")), 7200);
  EXPECT_EQ(rome->offset_s(utc("2007-10-28T01:00:00Z")), 3600);
  EXPECT_EQ(rome->local_day(utc("2007-07-31T21:59:59Z")), days_from_civil({2007, 7, 31}));
  EXPECT_EQ(rome->local_day(utc("2007-07-31T22:00:00Z")), days_from_civil({2007, 8, 1}));
}

TEST(Zone, J1_TimeInTheGapIsTheMomentOfTheChange) {
  const auto rome = zone("Europe/Rome");
  EXPECT_EQ(back(*rome, "2026-03-29T02:00:00"), "2026-03-29T01:00:00Z");
  EXPECT_EQ(back(*rome, "2026-03-29T02:30:00"), "2026-03-29T01:00:00Z");
  EXPECT_EQ(back(*rome, "2026-03-29T03:00:00"), "2026-03-29T01:00:00Z");
  EXPECT_EQ(back(*rome, "2026-03-29T01:59:59"), "2026-03-29T00:59:59Z");
}

TEST(Zone, J2_TimeThatComesTwiceIsItsFirst) {
  const auto rome = zone("Europe/Rome");
  EXPECT_EQ(back(*rome, "2026-10-25T02:30:00"), "2026-10-25T00:30:00Z");
  EXPECT_EQ(back(*rome, "2026-10-25T03:00:00"), "2026-10-25T02:00:00Z");
}

TEST(Zone, J6_OldLocalTimesHaveSeconds) {
  const auto rome = zone("Europe/Rome");
  EXPECT_EQ(rome->offset_s(utc("1850-01-01T00:00:00Z")), 49 * 60 + 56);
  EXPECT_EQ(rome->offset_s(utc("1893-11-15T00:00:00Z")), 3600);
  EXPECT_EQ(rome->local_day(rome->day_start(days_from_civil({1893, 10, 31}))),
            days_from_civil({1893, 10, 31}));
}

TEST(Zone, HalfHoursQuartersAndMissingDays) {
  const auto lord_howe = zone("Australia/Lord_Howe");
  EXPECT_EQ(lord_howe->offset_s(utc("2026-01-15T00:00:00Z")), 39'600);
  EXPECT_EQ(lord_howe->offset_s(utc("2026-07-15T00:00:00Z")), 37'800);
  EXPECT_EQ(back(*lord_howe, "2026-10-04T02:15:00"), "2026-10-03T15:30:00Z");  // half an hour gap

  const auto kathmandu = zone("Asia/Kathmandu");
  EXPECT_EQ(kathmandu->offset_s(utc("2026-01-15T00:00:00Z")), 20'700);
  EXPECT_EQ(kathmandu->offset_s(utc("1985-12-31T00:00:00Z")), 19'800);

  const auto apia = zone("Pacific/Apia");  // 2011-12-30 never was
  EXPECT_EQ(apia->local_day(utc("2011-12-30T09:59:59Z")), days_from_civil({2011, 12, 29}));
  EXPECT_EQ(apia->local_day(utc("2011-12-30T10:00:00Z")), days_from_civil({2011, 12, 31}));
  EXPECT_EQ(back(*apia, "2011-12-30T12:00:00"), "2011-12-30T10:00:00Z");
  EXPECT_EQ(apia->day_start(days_from_civil({2011, 12, 30})),
            apia->day_start(days_from_civil({2011, 12, 31})));
}

TEST(Zone, J7_TheLastRuleGoesOnAfter2037) {
  const auto rome = zone("Europe/Rome");
  for (const char* summer : {"2037-07-01T00:00:00Z", "2038-07-01T00:00:00Z", "2065-07-01T00:00:00Z",
                             "2099-07-01T00:00:00Z"})
    EXPECT_EQ(rome->offset_s(utc(summer)), 7200) << summer;
  for (const char* winter : {"2036-12-31T23:00:00Z", "2037-01-01T00:00:00Z", "2038-01-15T00:00:00Z",
                             "2065-12-31T00:00:00Z", "9999-12-31T23:59:59Z"})
    EXPECT_EQ(rome->offset_s(utc(winter)), 3600) << winter;
  // The last Sundays of March and October 2040: the 25th and the 28th.
  EXPECT_EQ(rome->offset_s(utc("2040-03-25T00:59:59Z")), 3600);
  EXPECT_EQ(rome->offset_s(utc("2040-03-25T01:00:00Z")), 7200);
  EXPECT_EQ(rome->offset_s(utc("2040-10-28T00:59:59Z")), 7200);
  EXPECT_EQ(rome->offset_s(utc("2040-10-28T01:00:00Z")), 3600);
  EXPECT_EQ(back(*rome, "2040-03-25T02:30:00"), "2040-03-25T01:00:00Z");
}

TEST(Zone, EveryDayOfACenturyStartsOnItself) {
  for (const char* name :
       {"Europe/Rome", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC", "America/Sao_Paulo"}) {
    const auto here = zone(name);
    std::int64_t before = here->day_start(days_from_civil({1969, 12, 31}));
    for (std::int32_t day = 0; day < days_from_civil({2070, 1, 1}); ++day) {
      const std::int64_t start = here->day_start(day);
      ASSERT_EQ(here->local_day(start), day) << name << " " << format_date(day);
      ASSERT_EQ(here->local_day(start - 1), day - 1) << name << " " << format_date(day);
      ASSERT_GE(start - before, 22 * 3600 * kMicrosPerSecond) << name << " " << day;
      ASSERT_LE(start - before, 26 * 3600 * kMicrosPerSecond) << name << " " << day;
      before = start;
    }
  }
}

// The C library reads the same rules with code of its own.
TEST(Zone, P15_AgreesWithTheCLibrary) {
  std::mt19937_64 random(15);  // NOLINT(cert-msc51-cpp,cert-msc32-c): every run asks the same
  std::uniform_int_distribution<std::int64_t> instants(utc("1900-01-01T00:00:00Z") / 1'000'000,
                                                       utc("2100-01-01T00:00:00Z") / 1'000'000);
  for (const char* name : {"Europe/Rome", "Australia/Lord_Howe", "America/Sao_Paulo",
                           "Asia/Kathmandu", "Europe/London"}) {
    const auto here = zone(name);
    ASSERT_EQ(::setenv("TZ", name, 1), 0);  // NOLINT(concurrency-mt-unsafe): alone in its process
    ::tzset();
    const auto agrees = [&](std::int64_t second) {
      const std::time_t at = second;
      std::tm there{};
      return ::localtime_r(&at, &there) != nullptr &&
             there.tm_gmtoff == here->offset_s(second * 1'000'000);
    };
    for (int i = 0; i < 200'000; ++i) {
      const std::int64_t second = instants(random);
      ASSERT_TRUE(agrees(second)) << name << " " << format_instant(second * 1'000'000);
    }
    // Every change of its clocks, to the second: found by halving between two that differ.
    constexpr std::int64_t kWeek = 7 * 24 * 3600;
    for (std::int64_t from = instants.a(); from < instants.b(); from += kWeek) {
      std::int64_t low = from;
      std::int64_t high = from + kWeek;
      if (here->offset_s(low * 1'000'000) == here->offset_s(high * 1'000'000)) continue;
      while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        (here->offset_s(middle * 1'000'000) == here->offset_s(low * 1'000'000) ? low : high) =
            middle;
      }
      ASSERT_TRUE(agrees(low) && agrees(high)) << name << " " << format_instant(low * 1'000'000);
    }
  }
}

TEST(Zone, J9_UnknownNamesAreRefused) {
  for (const char* bad :
       {"Europe/Roma", "", "../../etc/passwd", "/etc/localtime", "Europe/Rome ", "europe/rome"}) {
    const auto loaded = Zone::load(bad);
    ASSERT_FALSE(loaded.ok()) << bad;
    EXPECT_EQ(loaded.status().code(), Code::kInvalid) << bad;
    EXPECT_EQ(loaded.status().field(), "timezone") << bad;
  }
  EXPECT_FALSE(Zone::load(std::string(300, 'x')).ok());
  EXPECT_TRUE(Zone::load("CET").ok());
}

TEST(Zone, RulesHashTellsZonesApart) {
  EXPECT_EQ(zone("Europe/Rome")->rules_hash(), zone("Europe/Rome")->rules_hash());
  EXPECT_NE(zone("Europe/Rome")->rules_hash(), zone("Asia/Kathmandu")->rules_hash());
}

}  // namespace
