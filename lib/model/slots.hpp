#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/zone.hpp"
#include "model/calendar.hpp"

namespace pmm::model {

inline constexpr std::int64_t kMinuteUs = 60'000'000;

// When a calendar takes bookings: on a weekday (Monday 1), local minutes of the day, half open.
struct Opening {
  std::int32_t weekday = 1;
  std::int32_t from_minute = 0;
  std::int32_t to_minute = 0;
  std::optional<std::int32_t> capacity;  // none: the calendar's
  std::optional<std::int32_t> valid_from;
  std::optional<std::int32_t> valid_to;  // the first day on which it no longer holds

  bool holds_on(std::int32_t day) const noexcept {
    return (!valid_from || day >= *valid_from) && (!valid_to || day < *valid_to);
  }
};

// Whether two openings of one calendar would ever be open at the same minute.
bool overlap(const Opening& a, const Opening& b) noexcept;

struct Span {  // half open
  std::int64_t from_us = 0;
  std::int64_t to_us = 0;
};

// Appointments that take a place in [from_us, to_us).
struct Booked {
  std::int64_t from_us = 0;
  std::int64_t to_us = 0;
  std::int32_t count = 0;
};

struct BookingRules {
  std::int32_t slot_minutes = 30;
  std::int32_t capacity = 1;
  bool on_holidays = false;
};

struct Slot {
  std::int64_t starts_us = 0;
  std::int64_t ends_us = 0;
  std::int32_t capacity = 0;
  std::int32_t taken = 0;
};

// The local days of a search, looked at once for all calendars: where each begins, whether the
// clock runs through it without a change, whether it is a holiday.
class SlotDays {
 public:
  // Every day that [from_us, to_us) touches. `zone` must outlive it.
  SlotDays(const Zone& zone, const std::vector<Holiday>& holidays, std::int64_t from_us,
           std::int64_t to_us);

  struct Day {
    std::int64_t starts_us;
    std::int32_t day;
    std::int32_t weekday;
    bool plain;  // a minute of it is that many minutes after its start
    bool holiday;
  };
  const std::vector<Day>& days() const noexcept { return days_; }
  // The instant of a minute of that day. One that a change of the clock skips is the moment of the
  // change, one that happens twice its first time.
  std::int64_t at(const Day& day, std::int32_t minute) const noexcept;

 private:
  const Zone& zone_;
  std::vector<Day> days_;
};

// What is known of one calendar. Openings in any order, no two at once; closures and what is booked
// in any order.
struct CalendarTimes {
  BookingRules rules;
  std::vector<Opening> openings;
  std::vector<Span> closures;
  std::vector<Booked> booked;
};
// Brings them into the order that the search goes through them in.
void sort_times(CalendarTimes& times);

// Goes through the slots of a calendar that begin in the window, day by day: those with a place
// left, or all. From the minute that an opening begins on, slot after slot of real time follows
// until no whole one is left before its end, so that a change of the clock makes a day longer or
// shorter and no slot.
class SlotWalk {
 public:
  // `times` is sorted and outlives it.
  SlotWalk(const CalendarTimes& times, const Span& window, bool all)
      : times_(times), window_(window), all_(all) {}

  // Appends those of a day, in order of time. The days come in order.
  void append(const SlotDays& days, const SlotDays::Day& day, std::vector<Slot>& out);

 private:
  bool closed(std::int64_t from_us, std::int64_t to_us) noexcept;
  std::int32_t taken(std::int64_t from_us, std::int64_t to_us) noexcept;

  const CalendarTimes& times_;
  Span window_;
  bool all_;
  std::size_t closure_ = 0;  // the first that is not over
  std::size_t booked_ = 0;
};

// Why an instant is no start of a slot.
enum class SlotFault : std::int32_t { kNone = 0, kHoliday, kClosed, kNoOpening, kBetweenSlots };
std::string_view slot_fault_name(SlotFault fault) noexcept;   // "holiday", "closed", …
std::string_view slot_fault_words(SlotFault fault) noexcept;  // for an error

struct SlotAt {
  SlotFault fault = SlotFault::kNone;
  Slot slot;  // without what is taken
};
// The slot that begins at `starts_us`; `days` has its day.
SlotAt slot_at(const CalendarTimes& times, const SlotDays& days, std::int64_t starts_us);

}  // namespace pmm::model
