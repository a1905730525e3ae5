#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <set>

#include "base/civil.hpp"
#include "model/appointment.hpp"
#include "model/feedback.hpp"
#include "model/slots.hpp"

namespace pmm::model {
namespace {

constexpr std::int32_t kDayMinutes = 24 * 60;

std::shared_ptr<const Zone> rome_zone() {
  auto zone = Zone::load("Europe/Rome");
  EXPECT_TRUE(zone.ok());
  return *zone;
}

std::int32_t day(std::int32_t year, std::int32_t month, std::int32_t d) {
  return days_from_civil(Civil{year, month, d});
}

Opening opening(std::int32_t weekday, std::int32_t from, std::int32_t to) {
  Opening out;
  out.weekday = weekday;
  out.from_minute = from;
  out.to_minute = to;
  return out;
}

std::vector<Slot> walk(const CalendarTimes& times, const SlotDays& days, const Span& window,
                       bool all) {
  std::vector<Slot> slots;
  SlotWalk walk(times, window, all);
  for (const SlotDays::Day& day : days.days()) walk.append(days, day, slots);
  return slots;
}

std::vector<std::string> starts(const CalendarTimes& times, std::int32_t from, std::int32_t to,
                                bool all = false) {
  const auto zone = rome_zone();
  const Span window{zone->day_start(from), zone->day_start(to)};
  const SlotDays days(*zone, italian_holidays(true), window.from_us, window.to_us);
  std::vector<std::string> out;
  for (const Slot& slot : walk(times, days, window, all))
    out.push_back(format_instant(slot.starts_us, zone->offset_s(slot.starts_us)));
  return out;
}

using Texts = std::vector<std::string>;

TEST(model_slots, follow_each_other_from_the_opening_on) {
  CalendarTimes times;
  times.rules.slot_minutes = 45;
  times.openings = {opening(1, 540, 660)};  // Monday 9 to 11
  sort_times(times);
  EXPECT_EQ(starts(times, day(2026, 11, 30), day(2026, 12, 7)),
            (Texts{"2026-11-30T09:00:00+01:00", "2026-11-30T09:45:00+01:00"}));
}

TEST(model_slots, holidays_closures_and_bookings_take_theirs) {
  const auto zone = rome_zone();
  CalendarTimes times;
  times.rules.capacity = 2;
  times.openings = {opening(2, 540, 600), opening(3, 540, 600)};
  const std::int64_t wednesday = zone->day_start(day(2026, 12, 9));
  times.booked = {{wednesday + 540 * kMinuteUs, wednesday + 570 * kMinuteUs, 1},
                  {wednesday + 570 * kMinuteUs, wednesday + 600 * kMinuteUs, 2}};
  sort_times(times);
  // 8 December is a holiday, 9 a Wednesday.
  EXPECT_EQ(starts(times, day(2026, 12, 8), day(2026, 12, 10)),
            (Texts{"2026-12-09T09:00:00+01:00"}));
  EXPECT_EQ(starts(times, day(2026, 12, 8), day(2026, 12, 10), true).size(), 2U);
  times.closures = {{wednesday + 569 * kMinuteUs, wednesday + 570 * kMinuteUs}};
  EXPECT_TRUE(starts(times, day(2026, 12, 8), day(2026, 12, 10)).empty());
  times.rules.on_holidays = true;
  EXPECT_EQ(starts(times, day(2026, 12, 8), day(2026, 12, 10)).size(), 2U);
}

TEST(model_slots, a_change_of_the_clock_makes_no_slot_that_is_not_there) {
  CalendarTimes times;
  times.rules.slot_minutes = 60;
  times.openings = {opening(7, 0, 300)};  // Sunday midnight to five
  sort_times(times);
  EXPECT_EQ(starts(times, day(2026, 3, 29), day(2026, 3, 30)),
            (Texts{"2026-03-29T00:00:00+01:00", "2026-03-29T01:00:00+01:00",
                   "2026-03-29T03:00:00+02:00", "2026-03-29T04:00:00+02:00"}));
  EXPECT_EQ(starts(times, day(2026, 10, 25), day(2026, 10, 26)).size(), 6U);
  times.openings = {opening(7, 540, 600)};
  EXPECT_EQ(starts(times, day(2026, 3, 29), day(2026, 3, 30)),
            (Texts{"2026-03-29T09:00:00+02:00"}));
  EXPECT_EQ(starts(times, day(2026, 10, 25), day(2026, 10, 26)),
            (Texts{"2026-10-25T09:00:00+01:00"}));
  times.openings = {opening(7, 0, kDayMinutes)};
  EXPECT_EQ(starts(times, day(2026, 3, 29), day(2026, 3, 30)).size(), 23U);
  EXPECT_EQ(starts(times, day(2026, 10, 25), day(2026, 10, 26)).size(), 25U);
}

TEST(model_slots, an_opening_has_its_own_period_and_places) {
  CalendarTimes times;
  times.openings = {opening(1, 540, 570)};
  times.openings[0].valid_from = day(2026, 12, 7);
  times.openings[0].valid_to = day(2026, 12, 14);
  times.openings[0].capacity = 3;
  sort_times(times);
  EXPECT_EQ(starts(times, day(2026, 11, 30), day(2026, 12, 21)).size(), 1U);
  EXPECT_TRUE(overlap(opening(1, 540, 600), opening(1, 599, 610)));
  EXPECT_FALSE(overlap(opening(1, 540, 600), opening(1, 600, 610)));
  EXPECT_FALSE(overlap(opening(1, 540, 600), opening(2, 540, 600)));
  Opening later = opening(1, 540, 570);
  later.valid_from = day(2026, 12, 14);
  EXPECT_FALSE(overlap(times.openings[0], later));
  later.valid_from = day(2026, 12, 13);
  EXPECT_TRUE(overlap(times.openings[0], later));
}

TEST(model_slots, what_is_no_slot_says_why) {
  const auto zone = rome_zone();
  CalendarTimes times;
  times.openings = {opening(1, 540, 600), opening(2, 540, 600)};
  const std::int64_t monday = zone->day_start(day(2026, 12, 7));
  times.closures = {{monday + 570 * kMinuteUs, monday + 600 * kMinuteUs}};
  sort_times(times);
  const auto at = [&](std::int64_t us) {
    const SlotDays days(*zone, italian_holidays(), us, us + 1);
    return slot_at(times, days, us);
  };
  EXPECT_EQ(at(monday + 540 * kMinuteUs).fault, SlotFault::kNone);
  EXPECT_EQ(at(monday + 540 * kMinuteUs).slot.ends_us, monday + 570 * kMinuteUs);
  EXPECT_EQ(at(monday + 570 * kMinuteUs).fault, SlotFault::kClosed);
  EXPECT_EQ(at(monday + 541 * kMinuteUs).fault, SlotFault::kBetweenSlots);
  EXPECT_EQ(at(monday + 600 * kMinuteUs).fault, SlotFault::kNoOpening);
  EXPECT_EQ(at(monday + (kDayMinutes + 540) * kMinuteUs).fault, SlotFault::kHoliday);
  EXPECT_EQ(slot_fault_name(SlotFault::kHoliday), "holiday");
}

// Every slot of a random calendar, asked one by one, against a scan that knows nothing of order.
TEST(model_slots, equal_a_plain_scan) {
  const auto zone = rome_zone();
  std::mt19937 random(20261126);
  const auto pick = [&](int n) {
    return static_cast<std::int32_t>(random() % static_cast<std::uint32_t>(n));
  };
  for (int round = 0; round < 200; ++round) {
    CalendarTimes times;
    times.rules = {5 + pick(90), 1 + pick(3), pick(2) == 1};
    for (std::int32_t weekday = 1; weekday <= 7; ++weekday)
      if (pick(3) != 0) times.openings.push_back(opening(weekday, pick(720), 721 + pick(719)));
    const std::int32_t first = day(2026, 1, 1) + pick(400);
    const Span window{zone->day_start(first), zone->day_start(first + 10)};
    for (int i = 0; i < 20; ++i) {
      const std::int64_t at = window.from_us + pick(14'400) * kMinuteUs;
      times.booked.push_back({at, at + (1 + pick(120)) * kMinuteUs, 1 + pick(2)});
      if (i < 3) times.closures.push_back({at, at + (1 + pick(600)) * kMinuteUs});
    }
    sort_times(times);
    const SlotDays days(*zone, italian_holidays(), window.from_us, window.to_us);
    std::set<std::int64_t> found;
    for (const Slot& slot : walk(times, days, window, false)) found.insert(slot.starts_us);
    for (std::int64_t us = window.from_us; us < window.to_us; us += kMinuteUs) {
      const SlotDays one(*zone, italian_holidays(), us, us + 1);
      const SlotAt at = slot_at(times, one, us);
      std::int32_t taken = 0;
      for (const Booked& booked : times.booked)
        if (booked.from_us < at.slot.ends_us && booked.to_us > at.slot.starts_us)
          taken += booked.count;
      const bool free = at.fault == SlotFault::kNone && taken < at.slot.capacity;
      ASSERT_EQ(found.count(us) == 1, free) << "round " << round << ' ' << format_instant(us);
    }
  }
}

TEST(model_appointment, moves_as_its_states_allow) {
  const auto next = [](std::string_view state, const char* verb, Booker booker,
                       std::int64_t now = 0, bool approval = false) {
    return next_appointment_state({state, 100, 50, approval}, verb, booker, now);
  };
  EXPECT_EQ(*next(kBookingHeld, "confirm", Booker::kSubject), kBookingConfirmed);
  EXPECT_EQ(*next(kBookingHeld, "confirm", Booker::kSubject, 0, true), kBookingRequested);
  EXPECT_EQ(*next(kBookingHeld, "confirm", Booker::kStaff, 0, true), kBookingConfirmed);
  EXPECT_EQ(next(kBookingHeld, "confirm", Booker::kSubject, 50).status().code(), Code::kConflict);
  EXPECT_EQ(*next(kBookingHeld, "cancel", Booker::kSubject, 60), kBookingCancelled);
  EXPECT_EQ(next(kBookingRequested, "confirm", Booker::kSubject).status().code(), Code::kDenied);
  EXPECT_EQ(*next(kBookingRequested, "confirm", Booker::kStaff), kBookingConfirmed);
  EXPECT_EQ(*next(kBookingRequested, "refuse", Booker::kStaff), kBookingRefused);
  EXPECT_EQ(next(kBookingRequested, "refuse", Booker::kSubject).status().code(), Code::kDenied);
  EXPECT_EQ(*next(kBookingConfirmed, "move", Booker::kSubject), kBookingConfirmed);
  EXPECT_EQ(*next(kBookingConfirmed, "move", Booker::kSubject, 0, true), kBookingRequested);
  EXPECT_EQ(next(kBookingConfirmed, "cancel", Booker::kSubject, 100).status().code(),
            Code::kConflict);
  EXPECT_EQ(*next(kBookingConfirmed, "cancel", Booker::kStaff, 100), kBookingCancelled);
  EXPECT_EQ(next(kBookingConfirmed, "done", Booker::kStaff, 99).status().code(), Code::kConflict);
  EXPECT_EQ(*next(kBookingConfirmed, "done", Booker::kStaff, 100), kBookingDone);
  EXPECT_EQ(*next(kBookingDone, "missed", Booker::kStaff, 200), kBookingMissed);
  EXPECT_EQ(*next(kBookingMissed, "done", Booker::kStaff, 200), kBookingDone);
  EXPECT_EQ(next(kBookingCancelled, "move", Booker::kStaff).status().code(), Code::kConflict);
  EXPECT_EQ(next(kBookingConfirmed, "postpone", Booker::kStaff).status().field(), "verb");
  EXPECT_TRUE(is_appointment_state(kBookingExpired));
}

TEST(model_appointment, codes_have_letters_that_nobody_mistakes) {
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  std::set<char> seen;
  for (std::size_t i = 0; i + 8 <= bytes.size(); i += 8) {
    const auto code = booking_code(std::string_view(bytes).substr(i, 8));
    if (code) seen.insert(code->begin(), code->end());
  }
  EXPECT_EQ(seen.size(), 26U);
  for (const char c : std::string_view("01ILOUSZ25")) EXPECT_EQ(seen.count(c), 0U) << c;
  EXPECT_FALSE(booking_code(std::string(32, '\xff')));
  EXPECT_EQ(plain_booking_code("ab3d-efgh "), "AB3DEFGH");
}

TEST(model_feedback, keeps_to_the_national_component) {
  EXPECT_TRUE(check_feedback({5, "clear,other", "", false}).ok());
  EXPECT_TRUE(check_feedback({1, "", std::string(200, 'x'), true}).ok());
  EXPECT_EQ(check_feedback({0, "", "", false}).field(), "stars");
  EXPECT_EQ(check_feedback({6, "", "", false}).field(), "stars");
  EXPECT_EQ(check_feedback({3, "clear,clear", "", false}).field(), "reasons");
  EXPECT_EQ(check_feedback({3, "clear,", "", false}).field(), "reasons");
  EXPECT_EQ(check_feedback({3, "nice", "", false}).field(), "reasons");
  EXPECT_EQ(check_feedback({4, "", "", true}).field(), "reopen");
  std::string accents;
  for (int i = 0; i < 200; ++i) accents += "è";
  EXPECT_TRUE(check_feedback({3, "", accents, false}).ok());
  EXPECT_EQ(check_feedback({3, "", accents + "è", false}).code(), Code::kLimit);
  EXPECT_TRUE(is_positive(4) && !is_positive(3));
}

}  // namespace
}  // namespace pmm::model
