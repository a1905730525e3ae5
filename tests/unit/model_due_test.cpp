#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

#include "base/civil.hpp"
#include "model/due.hpp"

namespace pmm::model {
namespace {

std::int64_t at(const char* instant) { return parse_instant(instant).value(); }

const Zone& rome() {
  static const auto zone = std::move(Zone::load("Europe/Rome")).value();
  return *zone;
}
const WorkingCalendar& italy() {
  static const WorkingCalendar calendar;
  return calendar;
}

DueInput term(const char* opened, std::int32_t days, TermClock clock = TermClock::kCalendar) {
  DueInput input;
  input.opened_us = at(opened);
  input.term_days = days;
  input.clock = clock;
  return input;
}

std::string due_date(const DueInput& input) {
  const auto due = due_at(input, italy(), rome());
  if (!due.ok()) return due.status().field() + ": " + due.status().message();
  if (!due->due_day) return "stopped, " + std::to_string(due->remaining_days) + " left";
  return format_date(*due->due_day);
}

TEST(ModelDue, EndOfTheLocalDayAcrossClockChanges) {
  const auto due = [](const DueInput& input) {
    return format_instant(*due_at(input, italy(), rome())->due_us);
  };
  EXPECT_EQ(due(term("2026-03-02T08:00:00Z", 10)), "2026-03-12T22:59:59.999999Z");
  // Summer time begins on 29 March and ends on 25 October 2026.
  EXPECT_EQ(due(term("2026-03-02T08:00:00Z", 30)), "2026-04-01T21:59:59.999999Z");
  EXPECT_EQ(due(term("2026-10-20T08:00:00Z", 6)), "2026-10-26T22:59:59.999999Z");
  // The day of the change itself has 25 hours; it is a Sunday, so only without moving on.
  DueInput sunday = term("2026-10-20T08:00:00Z", 5);
  sunday.roll_to_working = false;
  EXPECT_EQ(due(sunday), "2026-10-25T22:59:59.999999Z");
  sunday.opened_us = at("2026-03-24T08:00:00Z");
  EXPECT_EQ(due(sunday), "2026-03-29T21:59:59.999999Z");
  // 23:30 UTC is the next day in Rome.
  EXPECT_EQ(due_date(term("2026-03-02T23:30:00Z", 1)), "2026-03-04");
  EXPECT_EQ(due_date(term("2026-03-02T22:30:00Z", 1)), "2026-03-03");
}

TEST(ModelDue, J14_LastDayOnAHolidayMovesOn) {
  EXPECT_EQ(due_date(term("2007-03-01T09:00:00Z", 30)), "2007-03-31");  // a Saturday stays
  EXPECT_EQ(due_date(term("2007-03-09T09:00:00Z", 30)), "2007-04-10");  // Easter, then its Monday
  EXPECT_EQ(due_date(term("2007-11-25T09:00:00Z", 30)), "2007-12-27");  // 25 and 26 December
  EXPECT_EQ(due_date(term("2026-09-04T09:00:00Z", 30)), "2026-10-05");  // 4 October, a Sunday
  EXPECT_EQ(due_date(term("2024-09-04T09:00:00Z", 30)), "2024-10-04");  // no holiday then
  DueInput stays = term("2007-11-25T09:00:00Z", 30);
  stays.roll_to_working = false;
  EXPECT_EQ(due_date(stays), "2007-12-25");
  EXPECT_TRUE(due_at(term("2007-11-25T09:00:00Z", 30), italy(), rome())->rolled);
  EXPECT_FALSE(due_at(stays, italy(), rome())->rolled);
}

TEST(ModelDue, SaturdayIsNoHoliday) {
  EXPECT_EQ(due_date(term("2007-03-01T09:00:00Z", 2)), "2007-03-03");
  EXPECT_EQ(due_date(term("2007-03-01T09:00:00Z", 3)), "2007-03-05");
}

TEST(ModelDue, WorkingDays) {
  EXPECT_EQ(due_date(term("2007-03-01T09:00:00Z", 1, TermClock::kWorking)), "2007-03-02");
  EXPECT_EQ(due_date(term("2007-03-01T09:00:00Z", 2, TermClock::kWorking)), "2007-03-05");
  EXPECT_EQ(due_date(term("2007-04-06T09:00:00Z", 1, TermClock::kWorking)), "2007-04-10");
  EXPECT_EQ(due_date(term("2007-03-01T09:00:00Z", 30, TermClock::kWorking)), "2007-04-13");
}

TEST(ModelDue, ATermOfNoDays) {
  EXPECT_EQ(due_date(term("2007-03-01T09:00:00Z", 0)), "2007-03-01");
  EXPECT_EQ(due_date(term("2007-03-04T09:00:00Z", 0)), "2007-03-05");  // a Sunday
}

TEST(ModelDue, SuspensionsGiveTheDaysBack) {
  DueInput input = term("2007-03-01T09:00:00Z", 20);
  EXPECT_EQ(due_date(input), "2007-03-21");
  input.suspensions = {{at("2007-03-10T10:00:00Z"), at("2007-03-15T08:00:00Z")}};
  EXPECT_EQ(due_date(input), "2007-03-26");
  EXPECT_EQ(due_at(input, italy(), rome())->suspended_days, 5);
  // What overlaps counts once, in any order.
  input.suspensions.insert(input.suspensions.begin(),
                           {at("2007-03-12T10:00:00Z"), at("2007-03-16T08:00:00Z")});
  EXPECT_EQ(due_date(input), "2007-03-27");
  // Within one day it costs nothing.
  input.suspensions = {{at("2007-03-10T08:00:00Z"), at("2007-03-10T16:00:00Z")}};
  EXPECT_EQ(due_date(input), "2007-03-21");
  // Begun on the last day: the day of going on is the last.
  input.suspensions = {{at("2007-03-21T08:00:00Z"), at("2007-04-03T08:00:00Z")}};
  EXPECT_EQ(due_date(input), "2007-04-03");
  // Begun after the last day: too late.
  input.suspensions = {{at("2007-03-22T08:00:00Z"), at("2007-04-03T08:00:00Z")}};
  EXPECT_EQ(due_date(input), "2007-03-21");
  input.suspensions = {{at("2007-03-22T08:00:00Z"), std::nullopt}};
  EXPECT_EQ(due_date(input), "2007-03-21");
  // Over before the opening, or begun before it.
  input.suspensions = {{at("2007-02-01T08:00:00Z"), at("2007-02-20T08:00:00Z")}};
  EXPECT_EQ(due_date(input), "2007-03-21");
  input.suspensions = {{at("2007-02-01T08:00:00Z"), at("2007-03-03T08:00:00Z")}};
  EXPECT_EQ(due_date(input), "2007-03-22");
}

TEST(ModelDue, AnOpenSuspensionStopsTheClock) {
  DueInput input = term("2007-03-01T09:00:00Z", 20);
  input.suspensions = {{at("2007-03-10T10:00:00Z"), std::nullopt}};
  const auto due = due_at(input, italy(), rome());
  ASSERT_TRUE(due.ok());
  EXPECT_EQ(due->due_us, std::nullopt);
  EXPECT_EQ(due->due_day, std::nullopt);
  EXPECT_EQ(due->remaining_days, 12);
  input.suspensions.push_back({at("2007-03-05T10:00:00Z"), at("2007-03-07T10:00:00Z")});
  EXPECT_EQ(due_date(input), "stopped, 14 left");
}

TEST(ModelDue, WorkingClockIsSuspendedInWorkingDays) {
  DueInput input = term("2007-03-01T09:00:00Z", 10, TermClock::kWorking);
  EXPECT_EQ(due_date(input), "2007-03-15");
  input.suspensions = {{at("2007-03-09T10:00:00Z"), at("2007-03-12T10:00:00Z")}};  // Fri to Mon
  EXPECT_EQ(due_date(input), "2007-03-16");
  EXPECT_EQ(due_at(input, italy(), rome())->suspended_days, 1);
}

TEST(ModelDue, ExtensionsAddDays) {
  DueInput input = term("2007-03-01T09:00:00Z", 20);
  input.extensions = {5, 2};
  EXPECT_EQ(due_date(input), "2007-03-28");
}

TEST(ModelDue, RefusesWhatCannotBe) {
  EXPECT_EQ(due_at(term("2007-03-01T09:00:00Z", -1), italy(), rome()).status().field(),
            "term_days");
  EXPECT_EQ(due_at(term("2007-03-01T09:00:00Z", 40'000), italy(), rome()).status().field(),
            "term_days");
  DueInput input = term("2007-03-01T09:00:00Z", 10);
  input.extensions = {-1};
  EXPECT_EQ(due_at(input, italy(), rome()).status().field(), "extensions");
  input.extensions = {30'000, 30'000, 2'000'000'000};
  EXPECT_EQ(due_at(input, italy(), rome()).status().field(), "extensions");
  input.extensions = {};
  input.suspensions = {{20, 10}};
  EXPECT_EQ(due_at(input, italy(), rome()).status().field(), "suspensions[0]");
  input.suspensions = {{0, std::numeric_limits<std::int64_t>::max()}};
  EXPECT_EQ(due_at(input, italy(), rome()).status().field(), "suspensions[0]");
  input.suspensions = {{0, 40'000 * kMicrosPerDay}};
  EXPECT_EQ(due_at(input, italy(), rome()).status().field(), "suspensions[0]");
  input.suspensions = {};
  input.opened_us = std::numeric_limits<std::int64_t>::min();
  EXPECT_EQ(due_at(input, italy(), rome()).status().field(), "opened_at");
  const WorkingCalendar none({}, 0);
  EXPECT_EQ(
      due_at(term("2007-03-01T09:00:00Z", 3, TermClock::kWorking), none, rome()).status().field(),
      "holidays");
  EXPECT_EQ(due_at(term("2007-03-01T09:00:00Z", 3), none, rome()).status().field(), "holidays");
  EXPECT_EQ(parse_term_clock("working"), TermClock::kWorking);
  EXPECT_EQ(parse_term_clock(term_clock_name(TermClock::kCalendar)), TermClock::kCalendar);
  EXPECT_EQ(parse_term_clock("lunar"), std::nullopt);
}

// The definition word by word: a day counts when no suspension holds at its last microsecond.
struct Reference {
  const DueInput& input;

  bool runs(std::int32_t d) const {
    const std::int64_t end_us = rome().day_start(d + 1) - 1;
    for (const Suspension& s : input.suspensions)
      if (s.from_us <= end_us && (!s.to_us || *s.to_us > end_us)) return false;
    return true;
  }
  std::optional<std::int32_t> due_day() const {
    std::int32_t left = input.term_days;
    for (const std::int32_t extension : input.extensions) left += extension;
    std::int32_t d = rome().local_day(input.opened_us);
    const std::int32_t last = d + 5000;
    while (left > 0) {
      if (++d > last) return std::nullopt;
      if (runs(d) && (input.clock == TermClock::kCalendar || italy().is_working(d))) --left;
    }
    bool moved = false;
    for (; d <= last; ++d) {
      if (!runs(d)) continue;
      const bool shut = moved ? !italy().is_working(d) : italy().is_holiday(d) || weekday(d) == 7;
      if (!input.roll_to_working || !shut) return d;
      moved = true;
    }
    return std::nullopt;
  }
};

TEST(ModelDue, AgainstTheDefinition) {
  const char* given = std::getenv("PMM_TEST_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : 20070104;
  SCOPED_TRACE("PMM_TEST_SEED=" + std::to_string(seed));
  std::mt19937_64 random(seed);
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  int stopped = 0, rolled = 0;
  for (int i = 0; i < 5000; ++i) {
    DueInput input;
    input.opened_us = at("2005-01-01T00:00:00Z") + below(25 * 365 * kMicrosPerDay);
    input.term_days = static_cast<std::int32_t>(below(90));
    input.clock = below(2) == 0 ? TermClock::kCalendar : TermClock::kWorking;
    input.roll_to_working = below(4) != 0;
    for (std::int64_t n = below(3); n > 0; --n)
      input.extensions.push_back(static_cast<std::int32_t>(below(20)));
    for (std::int64_t n = below(5); n > 0; --n) {
      const std::int64_t from_us =
          input.opened_us + below(120 * kMicrosPerDay) - 20 * kMicrosPerDay;
      Suspension s{from_us, from_us + below(below(2) == 0 ? kMicrosPerDay : 40 * kMicrosPerDay)};
      // Ends on midnight to the microsecond now and then.
      if (below(4) == 0) s.to_us = std::max(from_us, rome().day_start(rome().local_day(*s.to_us)));
      if (below(10) == 0) s.to_us.reset();
      input.suspensions.push_back(s);
    }
    const auto due = due_at(input, italy(), rome());
    ASSERT_TRUE(due.ok()) << due.status().message();
    const auto expected = Reference{input}.due_day();
    ASSERT_EQ(due->due_day, expected) << "round " << i;
    ASSERT_EQ(due->due_us.has_value(), expected.has_value());
    if (expected) {
      ASSERT_EQ(*due->due_us, rome().day_start(*expected + 1) - 1);
    }
    stopped += expected ? 0 : 1;
    rolled += due->rolled ? 1 : 0;
    // The order of intervals says nothing.
    std::reverse(input.suspensions.begin(), input.suspensions.end());
    ASSERT_EQ(due_at(input, italy(), rome())->due_day, expected);
  }
  EXPECT_GT(stopped, 100);
  EXPECT_GT(rolled, 100);
}

}  // namespace
}  // namespace pmm::model
