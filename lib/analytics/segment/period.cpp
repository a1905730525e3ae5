#include "analytics/segment/period.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>

#include "analytics/question/date_range.hpp"
#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

constexpr std::array<std::string_view, 4> kPeriodKeys{"from", "to", "last", "before"};
constexpr std::int64_t kMostUnits = 100'000;

// "180 days" ago, counted in the calendar: a month ago on the 31st is the last of a shorter month.
std::optional<std::int32_t> days_ago(std::string_view phrase, std::int32_t today) {
  const std::size_t blank = phrase.find(' ');
  if (blank == phrase.npos) return std::nullopt;
  const auto count = text::parse_int(phrase.substr(0, blank));
  std::string_view unit = text::trim(phrase.substr(blank));
  if (!count || *count < 1 || *count > kMostUnits) return std::nullopt;
  if (unit.ends_with('s')) unit.remove_suffix(1);
  if (unit == "day") return static_cast<std::int32_t>(today - *count);
  if (unit == "week") return static_cast<std::int32_t>(today - 7 * *count);
  Granularity in = Granularity::kMonth;
  if (unit == "quarter")
    in = Granularity::kQuarter;
  else if (unit == "year")
    in = Granularity::kYear;
  else if (unit != "month")
    return std::nullopt;
  const Civil date = civil_from_days(today);
  const std::int32_t month = period_start(today, Granularity::kMonth);
  const std::int32_t then = add_periods(month, in, -*count);
  const Civil first = civil_from_days(then);
  return then + std::min(date.day, days_in_month(first.year, first.month)) - 1;
}

Result<std::int64_t> parse_ago(const Json& json, const Zone& zone, std::int64_t now_us,
                               const std::string& at) {
  PMM_TRY(check_kind(json, Json::Kind::kText, at));
  const auto day = days_ago(text::ascii_lower(text::trim(json.text)), zone.local_day(now_us));
  if (!day)
    return Status::invalid(at, text::quoted(json.text) +
                                   " is not a length of time: give one to 100000 days, weeks, "
                                   "months, quarters or years, such as \"180 days\"");
  return zone.day_start(*day);
}

Result<TimePoint> parse_end(const Json& json, const Zone& zone, const std::string& at) {
  PMM_TRY(check_kind(json, Json::Kind::kText, at));
  return parse_point(json.text, zone, at);
}

}  // namespace

Result<TimeRange> parse_period(const Json& json, const Zone& zone, std::int64_t now_us,
                               const std::string& at) {
  if (json.kind != Json::Kind::kObject) return parse_range(json, {zone, now_us}, at);
  PMM_TRY(check_keys(json, kPeriodKeys, at));
  TimeRange range;
  const Json* from = json.find("from");
  const Json* to = json.find("to");
  const Json* last = json.find("last");
  const Json* before = json.find("before");
  if (json.keys.empty()) return Status::invalid(at, "has none of from, to, last and before");
  if ((last != nullptr || before != nullptr) && json.keys.size() > 1)
    return Status::invalid(at, "last and before stand alone");
  if (last != nullptr) {
    PMM_ASSIGN(range.begin_us, parse_ago(*last, zone, now_us, at + ".last"));
  }
  if (before != nullptr) {
    PMM_ASSIGN(range.end_us, parse_ago(*before, zone, now_us, at + ".before"));
  }
  if (from != nullptr) {
    PMM_ASSIGN(const TimePoint point, parse_end(*from, zone, at + ".from"));
    range.begin_us = point.range.begin_us;
  }
  if (to != nullptr) {
    PMM_ASSIGN(const TimePoint point, parse_end(*to, zone, at + ".to"));
    range.end_us = point.is_day ? point.range.end_us : point.range.begin_us;
  }
  if (range.begin_us > range.end_us)
    return Status::invalid(at, text::quoted(from->text) + " is after " + text::quoted(to->text));
  return range;
}

DayRange days_of(const TimeRange& range, const Zone& zone) noexcept {
  DayRange days{std::numeric_limits<std::int32_t>::min() + 1,
                std::numeric_limits<std::int32_t>::max()};
  if (range.begin_us != TimeRange::kFirst) days.first = zone.local_day(range.begin_us);
  if (range.end_us != TimeRange::kLast) days.last = zone.local_day(range.end_us - 1);
  return days;
}

}  // namespace pmm::analytics
