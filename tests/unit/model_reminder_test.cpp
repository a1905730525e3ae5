#include <gtest/gtest.h>

#include "base/civil.hpp"
#include "model/recurrence.hpp"
#include "model/reminder.hpp"

namespace pmm::model {
namespace {

struct RuleDays {
  const char* rule;
  const char* start;
  const char* days;  // the first of them
};
// Worked out by dateutil, another implementation of RFC 5545.
constexpr RuleDays kRuleDays[] = {
    {"FREQ=YEARLY", "2027-01-31",
     "2027-01-31 2028-01-31 2029-01-31 2030-01-31 2031-01-31 2032-01-31 2033-01-31 2034-01-31 "
     "2035-01-31 2036-01-31 2037-01-31 2038-01-31"},
    {"FREQ=YEARLY", "2024-02-29",
     "2024-02-29 2028-02-29 2032-02-29 2036-02-29 2040-02-29 2044-02-29 2048-02-29 2052-02-29 "
     "2056-02-29 2060-02-29"},
    {"FREQ=YEARLY;INTERVAL=4", "2024-02-29",
     "2024-02-29 2028-02-29 2032-02-29 2036-02-29 2040-02-29 2044-02-29 2048-02-29 2052-02-29 "
     "2056-02-29 2060-02-29"},
    {"FREQ=MONTHLY", "2026-01-31",
     "2026-01-31 2026-03-31 2026-05-31 2026-07-31 2026-08-31 2026-10-31 2026-12-31 2027-01-31 "
     "2027-03-31 2027-05-31 2027-07-31 2027-08-31"},
    {"FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31",
     "2026-01-31 2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30 2026-07-31 2026-08-31 "
     "2026-09-30 2026-10-31 2026-11-30 2026-12-31"},
    {"FREQ=MONTHLY;BYDAY=1MO", "2026-01-05",
     "2026-01-05 2026-02-02 2026-03-02 2026-04-06 2026-05-04 2026-06-01 2026-07-06 2026-08-03 "
     "2026-09-07 2026-10-05 2026-11-02 2026-12-07"},
    {"FREQ=MONTHLY;BYDAY=-1FR", "2026-01-30",
     "2026-01-30 2026-02-27 2026-03-27 2026-04-24 2026-05-29 2026-06-26 2026-07-31 2026-08-28 "
     "2026-09-25 2026-10-30 2026-11-27 2026-12-25"},
    {"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=15", "2026-01-15",
     "2026-01-15 2026-04-15 2026-07-15 2026-10-15 2027-01-15 2027-04-15 2027-07-15 2027-10-15 "
     "2028-01-15 2028-04-15 2028-07-15 2028-10-15"},
    {"FREQ=WEEKLY", "2026-03-25",
     "2026-03-25 2026-04-01 2026-04-08 2026-04-15 2026-04-22 2026-04-29 2026-05-06 2026-05-13 "
     "2026-05-20 2026-05-27 2026-06-03 2026-06-10"},
    {"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE", "2026-03-25",
     "2026-03-25 2026-04-06 2026-04-08 2026-04-20 2026-04-22 2026-05-04 2026-05-06 2026-05-18 "
     "2026-05-20 2026-06-01 2026-06-03 2026-06-15"},
    {"FREQ=WEEKLY;COUNT=5;BYDAY=TU,TH", "2026-03-24",
     "2026-03-24 2026-03-26 2026-03-31 2026-04-02 2026-04-07"},
    {"FREQ=DAILY;INTERVAL=10", "2026-12-25",
     "2026-12-25 2027-01-04 2027-01-14 2027-01-24 2027-02-03 2027-02-13 2027-02-23 2027-03-05 "
     "2027-03-15 2027-03-25 2027-04-04 2027-04-14"},
    {"FREQ=DAILY;UNTIL=20260110", "2026-01-01",
     "2026-01-01 2026-01-02 2026-01-03 2026-01-04 2026-01-05 2026-01-06 2026-01-07 2026-01-08 "
     "2026-01-09 2026-01-10"},
    {"FREQ=DAILY;BYDAY=SA,SU;COUNT=6", "2026-01-03",
     "2026-01-03 2026-01-04 2026-01-10 2026-01-11 2026-01-17 2026-01-18"},
    {"FREQ=YEARLY;BYMONTH=1,9;BYMONTHDAY=10", "2026-01-10",
     "2026-01-10 2026-09-10 2027-01-10 2027-09-10 2028-01-10 2028-09-10 2029-01-10 2029-09-10 "
     "2030-01-10 2030-09-10 2031-01-10 2031-09-10"},
    {"FREQ=YEARLY;BYMONTH=9;BYDAY=2MO", "2026-09-14",
     "2026-09-14 2027-09-13 2028-09-11 2029-09-10 2030-09-09 2031-09-08 2032-09-13 2033-09-12 "
     "2034-09-11 2035-09-10 2036-09-08 2037-09-14"},
    {"FREQ=YEARLY;BYDAY=1MO", "2026-01-05",
     "2026-01-05 2027-01-04 2028-01-03 2029-01-01 2030-01-07 2031-01-06 2032-01-05 2033-01-03 "
     "2034-01-02 2035-01-01 2036-01-07 2037-01-05"},
    {"FREQ=YEARLY;BYDAY=-1SU", "2026-12-27",
     "2026-12-27 2027-12-26 2028-12-31 2029-12-30 2030-12-29 2031-12-28 2032-12-26 2033-12-25 "
     "2034-12-31 2035-12-30 2036-12-28 2037-12-27"},
    {"FREQ=YEARLY;BYMONTH=3,6", "2026-03-31",
     "2026-03-31 2027-03-31 2028-03-31 2029-03-31 2030-03-31 2031-03-31 2032-03-31 2033-03-31 "
     "2034-03-31 2035-03-31 2036-03-31 2037-03-31"},
    {"FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=1,2,3,4,5,6,7", "2026-01-05",
     "2026-01-05 2026-02-02 2026-03-02 2026-04-06 2026-05-04 2026-06-01 2026-07-06 2026-08-03 "
     "2026-09-07 2026-10-05 2026-11-02 2026-12-07"},
    {"FREQ=MONTHLY;BYMONTH=1,2,12;BYMONTHDAY=31,28", "2026-01-28",
     "2026-01-28 2026-01-31 2026-02-28 2026-12-28 2026-12-31 2027-01-28 2027-01-31 2027-02-28 "
     "2027-12-28 2027-12-31 2028-01-28 2028-01-31"},
    {"FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=-1;COUNT=4", "2026-02-28",
     "2026-02-28 2028-02-29 2030-02-28 2032-02-29"},
    {"FREQ=MONTHLY;COUNT=4;BYMONTHDAY=29,30", "2026-01-29",
     "2026-01-29 2026-01-30 2026-03-29 2026-03-30"},
    {"FREQ=YEARLY;BYMONTH=5;BYDAY=MO", "2026-05-04",
     "2026-05-04 2026-05-11 2026-05-18 2026-05-25 2027-05-03 2027-05-10 2027-05-17 2027-05-24 "
     "2027-05-31 2028-05-01 2028-05-08 2028-05-15"},
};

std::int32_t day(const char* text) { return parse_date(text).value(); }

TEST(model_recurrence, J4_J5_gives_the_days_that_another_implementation_gives) {
  for (const RuleDays& one : kRuleDays) {
    const auto rule = parse_recurrence(one.rule, "recurrence");
    ASSERT_TRUE(rule.ok()) << one.rule << ": " << rule.status().message();
    std::string days;
    int count = 0;
    for (const std::int32_t found : occurrences(*rule, day(one.start), 0, day("2061-01-01"))) {
      if (count++ == 12) break;
      if (!days.empty()) days += ' ';
      days += format_date(found);
    }
    EXPECT_EQ(days, one.days) << one.rule << " from " << one.start;
  }
}

TEST(model_recurrence, gives_a_stretch_of_the_days) {
  const auto rule = parse_recurrence("FREQ=YEARLY", "recurrence");
  const auto days = occurrences(*rule, day("2020-01-10"), day("2026-01-10"), day("2028-01-10"));
  ASSERT_EQ(days.size(), 2U);
  EXPECT_EQ(days[0], day("2026-01-10"));
  EXPECT_EQ(days[1], day("2027-01-10"));
}

TEST(model_recurrence, says_what_it_does_not_understand) {
  for (const char* text :
       {"", "INTERVAL=2", "FREQ=HOURLY", "FREQ=DAILY;FREQ=DAILY", "FREQ=DAILY;BYHOUR=3",
        "FREQ=DAILY;COUNT=2;UNTIL=20270101", "FREQ=WEEKLY;BYDAY=1MO", "FREQ=YEARLY;BYDAY=XX",
        "FREQ=MONTHLY;BYMONTHDAY=0", "FREQ=MONTHLY;BYMONTHDAY=32", "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;UNTIL=2027", "FREQ=DAILY;UNTIL=20270230", "FREQ", "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYDAY=0MO", "FREQ=YEARLY;BYMONTH=13", "FREQ=DAILY;COUNT=99999"}) {
    const auto rule = parse_recurrence(text, "recurrence");
    ASSERT_FALSE(rule.ok()) << text;
    EXPECT_EQ(rule.status().field(), "recurrence") << text;
  }
}

TEST(model_reminder, leads_go_from_the_earliest_to_the_latest) {
  EXPECT_EQ(*parse_leads("30,7,1,0"), (std::vector<std::int32_t>{30, 7, 1, 0}));
  for (const char* text : {"", "1,7", "7,7", "-1", "367", "7,", "x", "1 "})
    EXPECT_EQ(parse_leads(text).status().field(), "leads") << text;
}

TEST(model_reminder, J11_a_lead_comes_once_whatever_the_clock_does) {
  const auto zone = *Zone::load("Europe/Rome");
  const std::int64_t due = zone->day_start(day("2026-03-30")) - 1;  // the end of the 29th
  const auto at = [&](std::int64_t us) { return format_instant(us, zone->offset_s(us)); };
  // 02:30 does not happen on that day, and happens twice on the other.
  EXPECT_EQ(at(lead_instant(*zone, due, 0, 150)), "2026-03-29T03:00:00+02:00");
  EXPECT_EQ(at(lead_instant(*zone, due, 1, 150)), "2026-03-28T02:30:00+01:00");
  const std::int64_t autumn = zone->day_start(day("2026-10-26")) - 1;
  EXPECT_EQ(at(lead_instant(*zone, autumn, 0, 150)), "2026-10-25T02:30:00+02:00");
  EXPECT_EQ(at(lead_instant(*zone, autumn, 0, 540)), "2026-10-25T09:00:00+01:00");
}

TEST(model_reminder, tells_the_last_lead_that_was_reached) {
  const auto zone = *Zone::load("Europe/Rome");
  const std::int64_t due = zone->day_start(day("2026-12-02")) - 1;
  const std::vector<std::int32_t> leads = {30, 7, 1};
  const auto ask = [&](std::optional<std::int32_t> told, const char* now) {
    return leads_due(*zone, leads, due, 540, told, *parse_instant(now));
  };
  EXPECT_FALSE(ask({}, "2026-10-01T00:00:00Z").tell);
  EXPECT_EQ(ask({}, "2026-11-01T08:00:00Z").tell, 30);
  EXPECT_EQ(ask({}, "2026-11-01T08:00:00Z").next_us, parse_instant("2026-11-24T08:00:00Z"));
  EXPECT_FALSE(ask(30, "2026-11-02T08:00:00Z").tell);
  const LeadsDue late = ask({}, "2026-11-30T08:00:00Z");
  EXPECT_EQ(late.tell, 1);
  EXPECT_EQ(late.overtaken, (std::vector<std::int32_t>{30, 7}));
  EXPECT_FALSE(late.next_us);
}

}  // namespace
}  // namespace pmm::model
