#include "model/recurrence.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm::model {
namespace {

constexpr std::int32_t kMostInterval = 1000;
constexpr std::int32_t kMostCount = 10'000;
constexpr std::int32_t kLastDay = 2'932'896;  // 9999-12-31
constexpr std::array<std::pair<std::string_view, Recurrence::Freq>, 4> kFreqs = {{
    {"DAILY", Recurrence::Freq::kDaily},
    {"WEEKLY", Recurrence::Freq::kWeekly},
    {"MONTHLY", Recurrence::Freq::kMonthly},
    {"YEARLY", Recurrence::Freq::kYearly},
}};
constexpr std::array<std::string_view, 7> kDayNames = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

class RuleParser {
 public:
  explicit RuleParser(std::string_view field) : field_(field) {}

  Result<Recurrence> parse(std::string_view text) {
    bool has_freq = false;
    std::vector<std::string_view> seen;
    while (!text.empty()) {
      const std::size_t end = std::min(text.find(';'), text.size());
      const std::string_view part = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      const std::size_t equals = part.find('=');
      if (equals == std::string_view::npos) return bad(part, "is not NAME=VALUE");
      const std::string_view name = part.substr(0, equals);
      if (std::find(seen.begin(), seen.end(), name) != seen.end()) return bad(name, "stands twice");
      seen.push_back(name);
      has_freq = has_freq || name == "FREQ";
      PMM_TRY(read(name, part.substr(equals + 1)));
    }
    if (!has_freq) return Status::invalid(field_, "a recurrence needs FREQ");
    PMM_TRY(check());
    return rule_;
  }

 private:
  Status bad(std::string_view what, std::string_view why) const {
    return Status::invalid(field_, text::quoted(what) + ' ' + std::string(why));
  }

  Status number(std::string_view text, std::int32_t low, std::int32_t high,
                std::int32_t& out) const {
    const auto read = text::parse_int(text);
    if (!read || *read < low || *read > high)
      return bad(text,
                 "is not a number from " + std::to_string(low) + " to " + std::to_string(high));
    out = static_cast<std::int32_t>(*read);
    return {};
  }

  Status freq(std::string_view value) {
    for (const auto& [name, freq] : kFreqs) {
      if (name != value) continue;
      rule_.freq = freq;
      return {};
    }
    return bad(value, "is not DAILY, WEEKLY, MONTHLY or YEARLY");
  }

  // YYYYMMDD; what a time would add makes no difference to days.
  Status until(std::string_view value) {
    if (value.size() < 8) return bad(value, "is not a day such as 20271231");
    const std::string day = std::string(value.substr(0, 4)) + '-' +
                            std::string(value.substr(4, 2)) + '-' + std::string(value.substr(6, 2));
    const auto read = parse_date(day);
    if (!read || (value.size() > 8 && value[8] != 'T'))
      return bad(value, "is not a day such as 20271231");
    rule_.until = *read;
    return {};
  }

  Status weekday(std::string_view value) {
    if (value.size() < 2) return bad(value, "is not a weekday such as MO or -1SU");
    const auto* name =
        std::find(kDayNames.begin(), kDayNames.end(), value.substr(value.size() - 2));
    if (name == kDayNames.end()) return bad(value, "is not a weekday such as MO or -1SU");
    Recurrence::Weekday day;
    day.weekday = static_cast<std::int32_t>(name - kDayNames.begin()) + 1;
    std::string_view ordinal = value.substr(0, value.size() - 2);
    if (!ordinal.empty()) {
      if (ordinal.front() == '+') ordinal.remove_prefix(1);
      PMM_TRY(number(ordinal, -53, 53, day.ordinal));
      if (day.ordinal == 0) return bad(value, "counts from 1 or from -1");
    }
    rule_.weekdays.push_back(day);
    return {};
  }

  template <class Item>
  Status each(std::string_view list, const Item& item) {
    for (;;) {
      const std::size_t comma = list.find(',');
      PMM_TRY(item(list.substr(0, comma)));
      if (comma == std::string_view::npos) return {};
      list.remove_prefix(comma + 1);
    }
  }

  Status read(std::string_view name, std::string_view value) {
    if (name == "FREQ") return freq(value);
    if (name == "INTERVAL") return number(value, 1, kMostInterval, rule_.interval);
    if (name == "UNTIL") return until(value);
    if (name == "COUNT") {
      std::int32_t count = 0;
      PMM_TRY(number(value, 1, kMostCount, count));
      rule_.count = count;
      return {};
    }
    if (name == "BYDAY") return each(value, [&](std::string_view v) { return weekday(v); });
    if (name == "BYMONTH")
      return each(
          value, [&](std::string_view v) { return number(v, 1, 12, rule_.months.emplace_back()); });
    if (name == "BYMONTHDAY")
      return each(value, [&](std::string_view v) -> Status {
        PMM_TRY(number(v, -31, 31, rule_.month_days.emplace_back()));
        return rule_.month_days.back() == 0 ? bad(v, "counts from 1 or from -1") : Status();
      });
    if (name == "WKST" && value == "MO") return {};
    return bad(name, "is not a part that is understood here");
  }

  Status check() const {
    if (rule_.count && rule_.until)
      return Status::invalid(field_, "COUNT and UNTIL exclude each other");
    const bool counted = std::any_of(rule_.weekdays.begin(), rule_.weekdays.end(),
                                     [](const auto& day) { return day.ordinal != 0; });
    if (counted && rule_.freq != Recurrence::Freq::kMonthly &&
        rule_.freq != Recurrence::Freq::kYearly)
      return Status::invalid(field_, "a counted weekday belongs to MONTHLY or YEARLY");
    if (!rule_.month_days.empty() && rule_.freq == Recurrence::Freq::kWeekly)
      return Status::invalid(field_, "BYMONTHDAY does not belong to WEEKLY");
    return {};
  }

  std::string field_;
  Recurrence rule_;
};

template <class T>
bool contains(const std::vector<T>& values, T value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Whether a day fits the BY parts; what is left out comes from the first day of the rule.
class DayTest {
 public:
  DayTest(const Recurrence& rule, std::int32_t start)
      : rule_(rule), first_(civil_from_days(start)), first_weekday_(weekday(start)) {}

  bool operator()(std::int32_t day) const {
    const Civil civil = civil_from_days(day);
    if (!fits_month(civil)) return false;
    if (!rule_.month_days.empty() && !fits_month_day(civil)) return false;
    if (!rule_.weekdays.empty()) return fits_weekday(day, civil);
    if (!rule_.month_days.empty() || rule_.freq == Recurrence::Freq::kDaily) return true;
    if (rule_.freq == Recurrence::Freq::kWeekly) return weekday(day) == first_weekday_;
    return civil.day == first_.day;
  }

 private:
  bool fits_month(const Civil& civil) const {
    if (!rule_.months.empty()) return contains(rule_.months, civil.month);
    // A year with days of the month or weekdays asks every month.
    return rule_.freq != Recurrence::Freq::kYearly || !rule_.month_days.empty() ||
           !rule_.weekdays.empty() || civil.month == first_.month;
  }

  bool fits_month_day(const Civil& civil) const {
    const std::int32_t from_end = civil.day - days_in_month(civil.year, civil.month) - 1;
    return contains(rule_.month_days, civil.day) || contains(rule_.month_days, from_end);
  }

  bool fits_weekday(std::int32_t day, const Civil& civil) const {
    // Of a year, weekdays are counted in the year unless its months are named.
    const bool in_year = rule_.freq == Recurrence::Freq::kYearly && rule_.months.empty();
    const std::int32_t begin = days_from_civil(Civil{civil.year, in_year ? 1 : civil.month, 1});
    const std::int32_t end = in_year ? days_from_civil(Civil{civil.year + 1, 1, 1})
                                     : begin + days_in_month(civil.year, civil.month);
    const std::int32_t nth = (day - begin) / 7 + 1;
    const std::int32_t from_end = -((end - 1 - day) / 7 + 1);
    const std::int32_t is = weekday(day);
    return std::any_of(rule_.weekdays.begin(), rule_.weekdays.end(), [&](const auto& wanted) {
      return wanted.weekday == is &&
             (wanted.ordinal == 0 || wanted.ordinal == nth || wanted.ordinal == from_end);
    });
  }

  const Recurrence& rule_;
  Civil first_;
  std::int32_t first_weekday_;
};

// The period, of the rule's frequency, that holds `day`, as [begin, end).
std::pair<std::int32_t, std::int32_t> period_of(Recurrence::Freq freq, std::int32_t day) {
  const Civil civil = civil_from_days(day);
  switch (freq) {
    case Recurrence::Freq::kDaily:
      return {day, day + 1};
    case Recurrence::Freq::kWeekly: {
      const std::int32_t monday = day - (weekday(day) - 1);
      return {monday, monday + 7};
    }
    case Recurrence::Freq::kMonthly: {
      const std::int32_t first = days_from_civil(Civil{civil.year, civil.month, 1});
      return {first, first + days_in_month(civil.year, civil.month)};
    }
    case Recurrence::Freq::kYearly:
      break;
  }
  return {days_from_civil(Civil{civil.year, 1, 1}), days_from_civil(Civil{civil.year + 1, 1, 1})};
}

// The first day of the period that comes `interval` periods later.
std::int32_t later_period(Recurrence::Freq freq, std::int32_t begin, std::int32_t interval) {
  const Civil civil = civil_from_days(begin);
  switch (freq) {
    case Recurrence::Freq::kDaily:
      return begin + interval;
    case Recurrence::Freq::kWeekly:
      return begin + 7 * interval;
    case Recurrence::Freq::kMonthly: {
      const std::int32_t months = civil.year * 12 + civil.month - 1 + interval;
      return days_from_civil(Civil{months / 12, months % 12 + 1, 1});
    }
    case Recurrence::Freq::kYearly:
      break;
  }
  return days_from_civil(Civil{civil.year + interval, 1, 1});
}

}  // namespace

Result<Recurrence> parse_recurrence(std::string_view text, std::string_view field) {
  return RuleParser(field).parse(text);
}

std::vector<std::int32_t> occurrences(const Recurrence& rule, std::int32_t start, std::int32_t from,
                                      std::int32_t to) {
  std::vector<std::int32_t> out;
  std::int32_t last = std::min(to - 1, kLastDay);
  if (rule.until) last = std::min(last, *rule.until);
  const DayTest fits(rule, start);
  std::int32_t counted = 0;
  const auto take = [&](std::int32_t day) {
    ++counted;
    if (day >= from) out.push_back(day);
  };
  if (start <= last) take(start);
  std::int32_t begin = period_of(rule.freq, start).first;
  while (begin <= last) {
    const auto period = period_of(rule.freq, begin);
    for (std::int32_t day = std::max(period.first, start + 1); day < period.second && day <= last;
         ++day) {
      if (rule.count && counted >= *rule.count) return out;
      if (fits(day)) take(day);
    }
    if (rule.count && counted >= *rule.count) return out;
    begin = later_period(rule.freq, begin, rule.interval);
  }
  return out;
}

}  // namespace pmm::model
