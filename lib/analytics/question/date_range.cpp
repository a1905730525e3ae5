#include "analytics/question/date_range.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "analytics/question/vocabulary.hpp"
#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

struct Days {
  std::int32_t begin, end;  // half open
};

constexpr std::int64_t kMostPeriods = 100'000;

std::optional<Granularity> unit_of(std::string_view name, bool plural) noexcept {
  if (plural && name.ends_with('s')) name.remove_suffix(1);
  for (const UnitName& unit : units())
    if (unit.name == name) return unit.value;
  return std::nullopt;
}

bool is_clock_unit(Granularity unit) noexcept {
  return unit == Granularity::kMinute || unit == Granularity::kHour;
}
std::int64_t months_of(Granularity unit) noexcept {
  if (unit == Granularity::kYear) return 12;
  return unit == Granularity::kQuarter ? 3 : 1;
}
std::int64_t micros_of(Granularity unit) noexcept {
  return (unit == Granularity::kHour ? 3600 : 60) * kMicrosPerSecond;
}

std::optional<std::int64_t> count_of(std::string_view word) noexcept {
  const auto count = text::parse_int(word);
  if (!count || *count < 1 || *count > kMostPeriods) return std::nullopt;
  return count;
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!(text = text::trim(text)).empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
  return words;
}

Days period_of(std::int32_t day, Granularity unit, std::int64_t shift,
               std::int32_t year_start = 1) noexcept {
  const std::int32_t begin = add_periods(period_start(day, unit, year_start), unit, shift);
  return {begin, add_periods(begin, unit, 1)};
}

enum class Direction : std::uint8_t { kLast, kThis, kNext };

std::optional<Direction> direction_of(std::string_view word) noexcept {
  if (word == "last" || word == "previous") return Direction::kLast;
  if (word == "this") return Direction::kThis;
  if (word == "next") return Direction::kNext;
  return std::nullopt;
}

// "last month", "last 30 days", "month to date".
std::optional<Days> relative_days(const std::vector<std::string_view>& words, std::int32_t today,
                                  std::int32_t year_start) {
  if (words.size() == 1) {
    if (words[0] == "today") return Days{today, today + 1};
    if (words[0] == "yesterday") return Days{today - 1, today};
    if (words[0] == "tomorrow") return Days{today + 1, today + 2};
    return std::nullopt;
  }
  if (words.size() == 3 && words[1] == "to" && words[2] == "date") {
    const auto unit = unit_of(words[0], false);
    if (!unit || is_clock_unit(*unit)) return std::nullopt;
    return Days{period_start(today, *unit, year_start), today + 1};
  }
  const auto direction = direction_of(words[0]);
  const auto unit = unit_of(words.back(), words.size() == 3);
  if (!direction || !unit || is_clock_unit(*unit)) return std::nullopt;
  if (words.size() == 2)
    return period_of(today, *unit, static_cast<int>(*direction) - 1, year_start);
  const auto count = words.size() == 3 ? count_of(words[1]) : std::nullopt;
  if (!count || *direction == Direction::kThis) return std::nullopt;
  const Days now = period_of(today, *unit, 0, year_start);
  if (*direction == Direction::kLast)
    return Days{add_periods(now.begin, *unit, -*count), now.begin};
  return Days{now.end, add_periods(now.end, *unit, *count)};
}

// "last hour", "this hour", "next 15 minutes": whole ones of the local clock.
std::optional<TimeRange> relative_clock(const std::vector<std::string_view>& words,
                                        const Calendar& calendar) {
  if (words.size() != 2 && words.size() != 3) return std::nullopt;
  const auto direction = direction_of(words[0]);
  const auto unit = unit_of(words.back(), words.size() == 3);
  const auto count = words.size() == 3 ? count_of(words[1]) : std::optional<std::int64_t>(1);
  if (!direction || !unit || !count || !is_clock_unit(*unit)) return std::nullopt;
  if (*direction == Direction::kThis && words.size() == 3) return std::nullopt;
  const std::int64_t step = micros_of(*unit);
  const std::int64_t local = calendar.zone.to_local(calendar.now_us);
  const std::int64_t begin = calendar.now_us - (local - day_of(local) * kMicrosPerDay) % step;
  if (*direction == Direction::kLast) return TimeRange{begin - *count * step, begin};
  if (*direction == Direction::kThis) return TimeRange{begin, begin + step};
  return TimeRange{begin + step, begin + (*count + 1) * step};
}

std::optional<std::int32_t> parse_part(std::string_view text, std::size_t digits) noexcept {
  if (text.size() != digits || text.find_first_not_of("0123456789") != text.npos)
    return std::nullopt;
  return static_cast<std::int32_t>(*text::parse_int(text));
}

// The days of an ISO week: the first one of a year has its fourth of January.
std::optional<Days> iso_week(std::int32_t year, std::int32_t week) noexcept {
  const std::int32_t first = period_start(days_from_civil({year, 1, 4}), Granularity::kWeek);
  const std::int32_t begin = first + 7 * (week - 1);
  const bool there = week >= 1 && civil_from_days(begin + 3).year == year;  // its Thursday
  if (!there) return std::nullopt;
  return Days{begin, begin + 7};
}

// "2007", "2007-03", "2007-Q1", "2007-W10", "2007-03-01".
std::optional<Days> calendar_days(std::string_view text) noexcept {
  if (const auto day = parse_date(text)) return Days{*day, *day + 1};
  const auto year = parse_part(text.substr(0, 4), 4);
  if (!year || *year < 1) return std::nullopt;
  if (text.size() == 4) return period_of(days_from_civil({*year, 1, 1}), Granularity::kYear, 0);
  if (text[4] != '-') return std::nullopt;
  const std::string_view rest = text.substr(5);
  if (const auto month = parse_part(rest, 2); month && *month >= 1 && *month <= 12)
    return period_of(days_from_civil({*year, *month, 1}), Granularity::kMonth, 0);
  if (rest.size() == 2 && rest[0] == 'Q' && rest[1] >= '1' && rest[1] <= '4')
    return period_of(days_from_civil({*year, (rest[1] - '1') * 3 + 1, 1}), Granularity::kQuarter,
                     0);
  if (rest.size() == 3 && rest[0] == 'W')
    if (const auto week = parse_part(rest.substr(1), 2)) return iso_week(*year, *week);
  return std::nullopt;
}

Result<TimeRange> parse_phrase(std::string_view text, const Calendar& calendar,
                               std::string_view field) {
  const Zone& zone = calendar.zone;
  std::optional<Days> days = calendar_days(text);
  const std::string lower = text::ascii_lower(text);
  const auto words = words_of(lower);
  if (!days && !words.empty()) {
    if (const auto range = relative_clock(words, calendar)) return *range;
    days = relative_days(words, zone.local_day(calendar.now_us), calendar.year_start);
  }
  if (!days)
    return Status::invalid(std::string(field),
                           text::quoted(text) +
                               " is not a date range: give one or two dates, two "
                               "instants, or a phrase such as \"last 30 days\", "
                               "\"this month\" or \"2007\"");
  return TimeRange{zone.day_start(days->begin), zone.day_start(days->end)};
}

Result<TimeRange> parse_pair(const Json& json, const Zone& zone, std::string_view field) {
  std::vector<TimePoint> points;
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    const std::string at = element_path(field, i);
    PMM_TRY(check_kind(json.items[i], Json::Kind::kText, at));
    PMM_ASSIGN(const TimePoint point, parse_point(json.items[i].text, zone, at));
    points.push_back(point);
  }
  const bool days = points.front().is_day;
  if (points.size() == 1) {
    if (days) return points.front().range;
    return Status::invalid(std::string(field), "one instant is not a range; give two");
  }
  if (points.back().is_day != days)
    return Status::invalid(std::string(field), "mixes a day with an instant");
  const TimeRange range{points[0].range.begin_us,
                        days ? points[1].range.end_us : points[1].range.begin_us};
  if (points[0].range.begin_us > points[1].range.begin_us)
    return Status::invalid(std::string(field), text::quoted(json.items[0].text) + " is after " +
                                                   text::quoted(json.items[1].text));
  return range;
}

}  // namespace

Result<TimePoint> parse_point(std::string_view text, const Zone& zone, std::string_view field) {
  if (const auto day = parse_date(text))
    return TimePoint{{zone.day_start(*day), zone.day_start(*day + 1)}, true};
  std::optional<std::int64_t> us = parse_instant(text);
  if (!us) {
    const auto local = parse_instant(std::string(text) + "Z");
    if (local) us = zone.from_local(*local);
  }
  if (us) return TimePoint{{*us, *us + 1}, false};
  return Status::invalid(std::string(field),
                         text::quoted(text) + " is neither a date nor an RFC 3339 instant");
}

Result<TimeRange> parse_range(const Json& json, const Calendar& calendar, std::string_view field) {
  if (json.kind == Json::Kind::kText) return parse_phrase(json.text, calendar, field);
  if (json.kind != Json::Kind::kArray)
    return Status::invalid(std::string(field), "must be a text or an array of dates, not " +
                                                   std::string(kind_name(json.kind)));
  if (json.items.empty() || json.items.size() > 2)
    return Status::invalid(std::string(field),
                           "has " + std::to_string(json.items.size()) + " values, not one or two");
  return parse_pair(json, calendar.zone, field);
}

Result<TimeRange> parse_span(const Json& json, const Calendar& calendar, std::string_view field) {
  PMM_TRY(check_kind(json, Json::Kind::kText, field));
  const auto words = words_of(json.text);
  const auto count = words.size() == 2 ? count_of(words[0]) : std::nullopt;
  const auto unit = words.size() == 2 ? unit_of(words[1], true) : std::nullopt;
  if (!count || !unit)
    return Status::invalid(std::string(field),
                           text::quoted(json.text) + " is not a span of time such as \"30 days\"");
  TimeRange range{0, calendar.now_us};
  if (is_clock_unit(*unit)) {
    range.begin_us = calendar.now_us - *count * micros_of(*unit);
    return range;
  }
  // The same time of the day, so many days or months ago.
  const std::int64_t local = calendar.zone.to_local(calendar.now_us);
  const std::int32_t today = day_of(local);
  std::int32_t begin = today;
  if (*unit == Granularity::kDay || *unit == Granularity::kWeek)
    begin = add_periods(today, *unit, -*count);
  else
    begin = add_months(today, -*count * months_of(*unit));
  range.begin_us =
      calendar.zone.from_local(begin * kMicrosPerDay + (local - today * kMicrosPerDay));
  return range;
}

std::int32_t period_start(std::int32_t day, Granularity granularity,
                          std::int32_t year_start) noexcept {
  Civil date = civil_from_days(day);
  const std::int32_t passed = (date.month - year_start + 12) % 12;  // months of the year
  switch (granularity) {
    case Granularity::kWeek:
      return day - (weekday(day) - 1);
    case Granularity::kMonth:
      date.day = 1;
      return days_from_civil(date);
    case Granularity::kQuarter:
      date.day = 1;
      return add_months(days_from_civil(date), -(passed % 3));
    case Granularity::kYear:
      date.day = 1;
      return add_months(days_from_civil(date), -passed);
    default:
      return day;
  }
}

std::int32_t add_months(std::int32_t day, std::int64_t months) noexcept {
  const Civil date = civil_from_days(day);
  const std::int64_t month = date.year * 12LL + date.month - 1 + months;
  const std::int64_t year = month >= 0 ? month / 12 : -((11 - month) / 12);
  Civil moved{static_cast<std::int32_t>(year), static_cast<std::int32_t>(month - year * 12) + 1,
              date.day};
  moved.day = std::min(moved.day, days_in_month(moved.year, moved.month));
  return days_from_civil(moved);
}

std::int32_t add_periods(std::int32_t start, Granularity granularity, std::int64_t count) noexcept {
  switch (granularity) {
    case Granularity::kMonth:
    case Granularity::kQuarter:
    case Granularity::kYear:
      return add_months(start, count * months_of(granularity));
    case Granularity::kWeek:
      return static_cast<std::int32_t>(start + 7 * count);
    default:
      return static_cast<std::int32_t>(start + count);
  }
}

}  // namespace pmm::analytics
