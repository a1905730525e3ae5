#include "exchange/ical.hpp"

#include <gtest/gtest.h>
#include <libical/ical.h>

#include "base/civil.hpp"
#include "exchange/ical_zone.hpp"

namespace pmm::exchange {
namespace {

std::int64_t ical_instant(const char* text) { return parse_instant(text).value(); }

std::vector<std::string> told(const char* name, const char* from, const char* to) {
  const auto zone = *Zone::load(name);
  std::vector<std::string> out;
  for (const ZoneChange& change : zone_changes(*zone, ical_instant(from), ical_instant(to)))
    out.push_back(format_instant(change.onset_local_us).substr(0, 19) + ' ' +
                  std::to_string(change.from_s / 60) + ' ' + std::to_string(change.to_s / 60) +
                  ' ' + change.rule);
  return out;
}

using Lines = std::vector<std::string>;

TEST(ical_zone, tells_rules_where_the_years_agree) {
  EXPECT_EQ(told("Europe/Rome", "2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"),
            (Lines{"2025-03-30T02:00:00 60 120 FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
                   "2025-10-26T03:00:00 120 60 FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"}));
  EXPECT_EQ(told("America/New_York", "2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"),
            (Lines{"2025-03-09T02:00:00 -300 -240 FREQ=YEARLY;BYMONTH=3;BYDAY=2SU",
                   "2025-11-02T02:00:00 -240 -300 FREQ=YEARLY;BYMONTH=11;BYDAY=1SU"}));
  // Half an hour.
  EXPECT_EQ(told("Australia/Lord_Howe", "2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"),
            (Lines{"2025-04-06T02:00:00 660 630 FREQ=YEARLY;BYMONTH=4;BYDAY=1SU",
                   "2025-10-05T02:00:00 630 660 FREQ=YEARLY;BYMONTH=10;BYDAY=1SU"}));
}

TEST(ical_zone, tells_one_offset_of_a_zone_that_never_changes) {
  EXPECT_EQ(told("Asia/Kathmandu", "2026-06-01T00:00:00Z", "2026-07-01T00:00:00Z"),
            (Lines{"2025-01-01T00:00:00 345 345 "}));
}

TEST(ical_zone, tells_change_by_change_where_no_rule_holds) {
  // Rome changed on other days then.
  const Lines lines = told("Europe/Rome", "1967-06-01T00:00:00Z", "1967-07-01T00:00:00Z");
  ASSERT_GE(lines.size(), 5U);
  EXPECT_EQ(lines[0], "1966-01-01T00:00:00 60 60 ");
  EXPECT_EQ(lines[1], "1966-05-22T00:00:00 60 120 ");
}

TEST(ical, writes_what_a_reader_may_be_given) {
  const auto zone = *Zone::load("Europe/Rome");
  IcalFile file;
  file.now_us = ical_instant("2026-11-26T10:00:00Z");
  IcalEvent event;
  event.uid = "a@b";
  event.summary = "one\x01, two; three\\";
  event.starts_us = ical_instant("2026-12-01T08:00:00Z");
  event.ends_us = ical_instant("2026-12-01T08:30:00Z");
  event.sequence = 3;
  file.events.push_back(event);
  const auto text = write_ical(file, *zone);
  ASSERT_TRUE(text.ok());
  EXPECT_EQ(text->find("METHOD"), std::string::npos);
  EXPECT_EQ(text->find("ORGANIZER"), std::string::npos);
  for (const char* line :
       {"CLASS:PRIVATE\r\n", "DTSTART;TZID=Europe/Rome:20261201T090000\r\n",
        "DTEND;TZID=Europe/Rome:20261201T093000\r\n", "DTSTAMP:20261126T100000Z\r\n",
        "SUMMARY:one\\, two\\; three\\\\\r\n", "SEQUENCE:3\r\n", "STATUS:CONFIRMED\r\n"})
    EXPECT_NE(text->find(line), std::string::npos) << line << *text;
}

IcalFile an_appointment(const char* from, const char* to) {
  IcalFile file;
  file.now_us = ical_instant("2007-03-01T10:00:00Z");
  IcalEvent event;
  event.uid = "a@b";
  event.summary = "Sportello";
  event.starts_us = ical_instant(from);
  event.ends_us = ical_instant(to);
  file.events.push_back(event);
  return file;
}

bool has_line(const std::string& text, const std::string& line) {
  return text.find("\r\n" + line + "\r\n") != std::string::npos;
}

// RFC 5546 as the library that prints the file reads it: with a method somebody is the organizer.
TEST(ical, keeps_to_the_rules_of_its_method) {
  const auto zone = *Zone::load("Europe/Rome");
  using Method = IcalFile::Method;
  for (const Method method : {Method::kNone, Method::kPublish, Method::kCancel}) {
    IcalFile file = an_appointment("2007-03-02T08:00:00Z", "2007-03-02T08:30:00Z");
    file.method = method;
    file.organizer = {"Anagrafe; sede \"A\"", "mailto:anagrafe@comune.example"};
    if (method == Method::kCancel) file.events.front().status = IcalEvent::Status::kCancelled;
    const std::string text = write_ical(file, *zone).value();
    icalcomponent* read = icalcomponent_new_from_string(text.c_str());
    ASSERT_NE(read, nullptr);
    if (method != Method::kNone) {
      EXPECT_EQ(icalrestriction_check(read), 1) << text;
      EXPECT_NE(text.find("mailto:anagrafe@comune.example"), std::string::npos) << text;
    }
    icalcomponent_free(read);
    EXPECT_EQ(has_line(text, "METHOD:PUBLISH"), method == Method::kPublish);
    EXPECT_EQ(has_line(text, "METHOD:CANCEL"), method == Method::kCancel);
  }
}

TEST(ical, an_hour_that_comes_twice_is_told_in_utc) {
  const auto zone = *Zone::load("Europe/Rome");
  // Rome: from 02:30 to 02:30; the second 02:30 to 03:00; the first.
  struct Case {
    const char *from, *to, *starts, *ends;
  };
  for (const Case& one : {Case{"2007-10-28T00:30:00Z", "2007-10-28T01:30:00Z",
                               "DTSTART:20071028T003000Z", "DTEND:20071028T013000Z"},
                          Case{"2007-10-28T01:30:00Z", "2007-10-28T02:00:00Z",
                               "DTSTART:20071028T013000Z", "DTEND:20071028T020000Z"},
                          Case{"2007-10-27T23:30:00Z", "2007-10-28T00:30:00Z",
                               "DTSTART;TZID=Europe/Rome:20071028T013000",
                               "DTEND;TZID=Europe/Rome:20071028T023000"}}) {
    const std::string text = write_ical(an_appointment(one.from, one.to), *zone).value();
    EXPECT_TRUE(has_line(text, one.starts)) << text;
    EXPECT_TRUE(has_line(text, one.ends)) << text;
  }
}

}  // namespace
}  // namespace pmm::exchange
