#include "model/slots.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/civil.hpp"

namespace pmm::model {
namespace {

// A day whose clock does not change has as many hours at its end as at its start.
bool is_plain(const Zone& zone, std::int32_t day) noexcept {
  return zone.day_start(day + 1) - zone.day_start(day) == kMicrosPerDay &&
         zone.offset_s(zone.day_start(day)) ==
             zone.offset_s(zone.day_start(day) + kMicrosPerDay / 2);
}

std::int64_t first_day(const std::optional<std::int32_t>& day) noexcept {
  return day ? *day : std::numeric_limits<std::int64_t>::min();
}

std::int64_t end_day(const std::optional<std::int32_t>& day) noexcept {
  return day ? *day : std::numeric_limits<std::int64_t>::max();
}

}  // namespace

bool overlap(const Opening& a, const Opening& b) noexcept {
  return a.weekday == b.weekday && a.from_minute < b.to_minute && b.from_minute < a.to_minute &&
         first_day(a.valid_from) < end_day(b.valid_to) &&
         first_day(b.valid_from) < end_day(a.valid_to);
}

SlotDays::SlotDays(const Zone& zone, const std::vector<Holiday>& holidays, std::int64_t from_us,
                   std::int64_t to_us)
    : zone_(zone) {
  if (to_us <= from_us) return;
  const std::int32_t last = zone.local_day(to_us - 1);
  for (std::int32_t day = zone.local_day(from_us); day <= last; ++day)
    days_.push_back({zone.day_start(day), day, weekday(day), is_plain(zone, day),
                     std::any_of(holidays.begin(), holidays.end(),
                                 [day](const Holiday& h) { return h.falls_on(day); })});
}

std::int64_t SlotDays::at(const Day& day, std::int32_t minute) const noexcept {
  if (day.plain) return day.starts_us + minute * kMinuteUs;
  return zone_.from_local(std::int64_t{day.day} * kMicrosPerDay + minute * kMinuteUs);
}

void sort_times(CalendarTimes& times) {
  std::sort(times.openings.begin(), times.openings.end(),
            [](const Opening& a, const Opening& b) { return a.from_minute < b.from_minute; });
  std::sort(times.closures.begin(), times.closures.end(),
            [](const Span& a, const Span& b) { return a.from_us < b.from_us; });
  std::sort(times.booked.begin(), times.booked.end(),
            [](const Booked& a, const Booked& b) { return a.from_us < b.from_us; });
}

bool SlotWalk::closed(std::int64_t from_us, std::int64_t to_us) noexcept {
  while (closure_ < times_.closures.size() && times_.closures[closure_].to_us <= from_us)
    ++closure_;
  for (std::size_t i = closure_; i < times_.closures.size() && times_.closures[i].from_us < to_us;
       ++i)
    if (times_.closures[i].to_us > from_us) return true;
  return false;
}

std::int32_t SlotWalk::taken(std::int64_t from_us, std::int64_t to_us) noexcept {
  while (booked_ < times_.booked.size() && times_.booked[booked_].to_us <= from_us) ++booked_;
  std::int32_t count = 0;
  for (std::size_t i = booked_; i < times_.booked.size() && times_.booked[i].from_us < to_us; ++i)
    if (times_.booked[i].to_us > from_us) count += times_.booked[i].count;
  return count;
}

void SlotWalk::append(const SlotDays& days, const SlotDays::Day& day, std::vector<Slot>& out) {
  if (day.holiday && !times_.rules.on_holidays) return;
  const std::int64_t length_us = times_.rules.slot_minutes * kMinuteUs;
  for (const Opening& opening : times_.openings) {
    if (opening.weekday != day.weekday || !opening.holds_on(day.day)) continue;
    const std::int64_t end_us = days.at(day, opening.to_minute);
    const std::int32_t capacity = opening.capacity.value_or(times_.rules.capacity);
    for (std::int64_t from_us = days.at(day, opening.from_minute); from_us + length_us <= end_us;
         from_us += length_us) {
      if (from_us < window_.from_us || from_us >= window_.to_us) continue;
      if (closed(from_us, from_us + length_us)) continue;
      const std::int32_t count = taken(from_us, from_us + length_us);
      if (all_ || count < capacity) out.push_back({from_us, from_us + length_us, capacity, count});
    }
  }
}

std::string_view slot_fault_name(SlotFault fault) noexcept {
  constexpr std::array<std::string_view, 5> kSlotFaultNames = {"", "holiday", "closed",
                                                               "no_opening", "between_slots"};
  return kSlotFaultNames[static_cast<std::size_t>(fault)];
}

std::string_view slot_fault_words(SlotFault fault) noexcept {
  constexpr std::array<std::string_view, 5> kWords = {
      "", "the day is a holiday", "the calendar is closed then", "the calendar is not open then",
      "no slot begins then"};
  return kWords[static_cast<std::size_t>(fault)];
}

SlotAt slot_at(const CalendarTimes& times, const SlotDays& days, std::int64_t starts_us) {
  const std::int64_t length_us = times.rules.slot_minutes * kMinuteUs;
  SlotAt found;
  found.fault = SlotFault::kNoOpening;
  for (const SlotDays::Day& day : days.days()) {
    for (const Opening& opening : times.openings) {
      if (opening.weekday != day.weekday || !opening.holds_on(day.day)) continue;
      const std::int64_t from_us = days.at(day, opening.from_minute);
      const std::int64_t end_us = days.at(day, opening.to_minute);
      if (starts_us < from_us || starts_us >= end_us) continue;
      if (day.holiday && !times.rules.on_holidays) return {SlotFault::kHoliday, {}};
      if ((starts_us - from_us) % length_us != 0 || starts_us + length_us > end_us)
        return {SlotFault::kBetweenSlots, {}};
      found.fault = SlotFault::kNone;
      found.slot = {starts_us, starts_us + length_us,
                    opening.capacity.value_or(times.rules.capacity), 0};
    }
  }
  const auto hides = [&](const Span& closure) {
    return closure.from_us < starts_us + length_us && closure.to_us > starts_us;
  };
  if (found.fault == SlotFault::kNone &&
      std::any_of(times.closures.begin(), times.closures.end(), hides))
    return {SlotFault::kClosed, {}};
  return found;
}

}  // namespace pmm::model
