#include "analytics/date_range.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

struct Days {
  std::int32_t begin, end;  // half open
};

constexpr std::array<std::pair<std::string_view, Granularity>, 5> kUnits{{
    {"day", Granularity::kDay},
    {"week", Granularity::kWeek},
    {"month", Granularity::kMonth},
    {"quarter", Granularity::kQuarter},
    {"year", Granularity::kYear},
}};
constexpr std::int64_t kMostPeriods = 100'000;

std::optional<Granularity> unit_of(std::string_view name, bool plural) noexcept {
  if (plural && name.ends_with('s')) name.remove_suffix(1);
  for (const auto& [unit, value] : kUnits)
    if (unit == name) return value;
  return std::nullopt;
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

Days period_of(std::int32_t day, Granularity unit, std::int64_t shift) noexcept {
  const std::int32_t begin = add_periods(period_start(day, unit), unit, shift);
  return {begin, add_periods(begin, unit, 1)};
}

std::optional<Days> relative_days(const std::vector<std::string_view>& words, std::int32_t today) {
  if (words.size() == 1) {
    if (words[0] == "today") return Days{today, today + 1};
    if (words[0] == "yesterday") return Days{today - 1, today};
    return std::nullopt;
  }
  const bool last = words[0] == "last" || words[0] == "previous";
  if (words.size() == 2) {
    const auto unit = unit_of(words[1], false);
    if (!unit || !(last || words[0] == "this")) return std::nullopt;
    return period_of(today, *unit, last ? -1 : 0);
  }
  if (words.size() != 3 || !last) return std::nullopt;
  const auto unit = unit_of(words[2], true);
  const auto count = text::parse_int(words[1]);
  if (!unit || !count || *count < 1 || *count > kMostPeriods) return std::nullopt;
  const std::int32_t end = period_start(today, *unit);
  return Days{add_periods(end, *unit, -*count), end};
}

std::optional<std::int32_t> parse_part(std::string_view text, std::size_t digits) noexcept {
  if (text.size() != digits || text.find_first_not_of("0123456789") != text.npos)
    return std::nullopt;
  return static_cast<std::int32_t>(*text::parse_int(text));
}

// "2007", "2007-03", "2007-Q1", "2007-03-01".
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
  return std::nullopt;
}

Result<TimeRange> parse_phrase(std::string_view text, const Zone& zone, std::int64_t now_us,
                               std::string_view field) {
  std::optional<Days> days = calendar_days(text);
  const std::string lower = text::ascii_lower(text);
  const auto words = words_of(lower);
  if (!days && !words.empty()) days = relative_days(words, zone.local_day(now_us));
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

Result<TimeRange> parse_range(const Json& json, const Zone& zone, std::int64_t now_us,
                              std::string_view field) {
  if (json.kind == Json::Kind::kText) return parse_phrase(json.text, zone, now_us, field);
  if (json.kind != Json::Kind::kArray)
    return Status::invalid(std::string(field), "must be a text or an array of dates, not " +
                                                   std::string(kind_name(json.kind)));
  if (json.items.empty() || json.items.size() > 2)
    return Status::invalid(std::string(field),
                           "has " + std::to_string(json.items.size()) + " values, not one or two");
  return parse_pair(json, zone, field);
}

std::int32_t period_start(std::int32_t day, Granularity granularity) noexcept {
  Civil date = civil_from_days(day);
  switch (granularity) {
    case Granularity::kWeek:
      return day - (weekday(day) - 1);
    case Granularity::kMonth:
      date.day = 1;
      break;
    case Granularity::kQuarter:
      date.month = (date.month - 1) / 3 * 3 + 1;
      date.day = 1;
      break;
    case Granularity::kYear:
      date.month = 1;
      date.day = 1;
      break;
    default:
      return day;
  }
  return days_from_civil(date);
}

std::int32_t add_periods(std::int32_t start, Granularity granularity, std::int64_t count) noexcept {
  std::int64_t months = count;
  switch (granularity) {
    case Granularity::kMonth:
      break;
    case Granularity::kQuarter:
      months = 3 * count;
      break;
    case Granularity::kYear:
      months = 12 * count;
      break;
    case Granularity::kWeek:
      return static_cast<std::int32_t>(start + 7 * count);
    default:
      return static_cast<std::int32_t>(start + count);
  }
  const Civil date = civil_from_days(start);
  const std::int64_t month = date.year * 12LL + date.month - 1 + months;
  const std::int64_t year = month >= 0 ? month / 12 : -((11 - month) / 12);
  return days_from_civil(
      {static_cast<std::int32_t>(year), static_cast<std::int32_t>(month - year * 12) + 1, 1});
}

}  // namespace pmm::analytics
