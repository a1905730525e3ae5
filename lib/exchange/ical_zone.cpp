#include "exchange/ical_zone.hpp"

#include <array>
#include <optional>

#include "base/civil.hpp"

namespace pmm::exchange {
namespace {

constexpr std::int32_t kYearsBefore = 1;
constexpr std::int32_t kYearsAlike = 10;  // that a rule has to hold for, from the first on
constexpr std::array<const char*, 7> kIcalWeekdays = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

std::int32_t year_of(const Zone& zone, std::int64_t us) {
  return civil_from_days(zone.local_day(us)).year;
}

std::int64_t year_start(std::int32_t year) {
  return days_from_civil(Civil{year, 1, 1}) * kMicrosPerDay;
}

// The first second of the new offset, between two instants of different offsets.
std::int64_t onset(const Zone& zone, std::int64_t before_us, std::int64_t after_us) {
  while (after_us - before_us > kMicrosPerSecond) {
    const std::int64_t middle =
        before_us + (after_us - before_us) / 2 / kMicrosPerSecond * kMicrosPerSecond;
    if (zone.offset_s(middle) == zone.offset_s(before_us))
      before_us = middle;
    else
      after_us = middle;
  }
  return after_us;
}

std::vector<ZoneChange> changes_between(const Zone& zone, std::int64_t from_us,
                                        std::int64_t to_us) {
  std::vector<ZoneChange> out;
  for (std::int64_t us = from_us; us < to_us; us += kMicrosPerDay) {
    const std::int32_t before = zone.offset_s(us);
    const std::int32_t after = zone.offset_s(us + kMicrosPerDay);
    if (before == after) continue;
    const std::int64_t at_us = onset(zone, us, us + kMicrosPerDay);
    out.push_back({at_us + before * kMicrosPerSecond, before, after, {}});
  }
  return out;
}

struct Onset {
  Civil day;
  std::int32_t weekday;
  std::int64_t time_us;

  bool is_last() const { return day.day > days_in_month(day.year, day.month) - 7; }
  std::int32_t nth() const { return (day.day - 1) / 7 + 1; }
};

Onset onset_of(const ZoneChange& change) {
  const std::int32_t day = day_of(change.onset_local_us);
  return {civil_from_days(day), weekday(day),
          change.onset_local_us - std::int64_t{day} * kMicrosPerDay};
}

// The rule that changes of several years follow, one a year; none when they do not.
std::optional<std::string> rule_of(const std::vector<ZoneChange>& changes) {
  const Onset first = onset_of(changes.front());
  bool last = true;
  bool nth = true;
  for (const ZoneChange& change : changes) {
    const Onset one = onset_of(change);
    if (one.day.month != first.day.month || one.weekday != first.weekday ||
        one.time_us != first.time_us || change.from_s != changes.front().from_s ||
        change.to_s != changes.front().to_s)
      return std::nullopt;
    last = last && one.is_last();
    nth = nth && one.nth() == first.nth();
  }
  if (!last && !nth) return std::nullopt;
  return "FREQ=YEARLY;BYMONTH=" + std::to_string(first.day.month) +
         ";BYDAY=" + (last ? std::string("-1") : std::to_string(first.nth())) +
         kIcalWeekdays[static_cast<std::size_t>(first.weekday - 1)];
}

// Two changes a year that keep to their rules; empty when they do not.
std::vector<ZoneChange> as_rules(const Zone& zone, std::int32_t first_year,
                                 std::int32_t last_year) {
  std::vector<ZoneChange> spring;
  std::vector<ZoneChange> autumn;
  for (std::int32_t year = first_year; year <= last_year; ++year) {
    const auto changes = changes_between(zone, year_start(year), year_start(year + 1));
    if (changes.size() != 2) return {};
    spring.push_back(changes[0]);
    autumn.push_back(changes[1]);
  }
  const auto spring_rule = rule_of(spring);
  const auto autumn_rule = rule_of(autumn);
  if (!spring_rule || !autumn_rule) return {};
  spring.front().rule = *spring_rule;
  autumn.front().rule = *autumn_rule;
  return {spring.front(), autumn.front()};
}

}  // namespace

std::vector<ZoneChange> zone_changes(const Zone& zone, std::int64_t from_us, std::int64_t to_us) {
  const std::int32_t first = year_of(zone, from_us) - kYearsBefore;
  const std::int32_t last = year_of(zone, to_us) + 1;
  std::vector<ZoneChange> rules = as_rules(zone, first, std::max(last, first + kYearsAlike));
  if (!rules.empty()) return rules;
  std::vector<ZoneChange> changes = changes_between(zone, year_start(first), year_start(last + 1));
  // What held before the first of them.
  const std::int32_t offset_s = zone.offset_s(year_start(first));
  changes.insert(changes.begin(), {year_start(first), offset_s, offset_s, {}});
  return changes;
}

}  // namespace pmm::exchange
