#include "base/civil.hpp"

#include "base/text.hpp"

namespace pmm {
namespace {

// The day count runs in years that start in March, so that a leap day is a year's last day and
// 400 years are one fixed span.
constexpr std::int32_t kEraDays = 146'097;
constexpr std::int32_t kEpochShift = 719'468;  // days from 0000-03-01 to 1970-01-01

void append_padded(std::string& out, std::int64_t value, int width) {
  const std::string digits = std::to_string(value);
  for (int i = static_cast<int>(digits.size()); i < width; ++i) out += '0';
  out += digits;
}

std::optional<std::int32_t> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  std::int32_t value = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

// Seconds east of UTC of "Z" or "+hh:mm".
std::optional<std::int32_t> parse_offset(std::string_view text) noexcept {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = digits(text, 1, 2);
  const auto minutes = digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const std::int32_t seconds = *hours * 3600 + *minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

}  // namespace

std::int32_t days_from_civil(const Civil& date) noexcept {
  const std::int32_t year = date.month <= 2 ? date.year - 1 : date.year;
  const std::int32_t era = (year >= 0 ? year : year - 399) / 400;
  const std::int32_t year_of_era = year - era * 400;
  const std::int32_t month_from_march = (date.month + 9) % 12;
  const std::int32_t day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
  const std::int32_t day_of_era =
      year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * kEraDays + day_of_era - kEpochShift;
}

Civil civil_from_days(std::int32_t days) noexcept {
  const std::int32_t shifted = days + kEpochShift;
  const std::int32_t era = (shifted >= 0 ? shifted : shifted - (kEraDays - 1)) / kEraDays;
  const std::int32_t day_of_era = shifted - era * kEraDays;
  const std::int32_t year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int32_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int32_t month_from_march = (5 * day_of_year + 2) / 153;
  Civil date;
  date.day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
  date.month = month_from_march < 10 ? month_from_march + 3 : month_from_march - 9;
  date.year = year_of_era + era * 400 + (date.month <= 2 ? 1 : 0);
  return date;
}

std::int32_t days_in_month(std::int32_t year, std::int32_t month) noexcept {
  constexpr std::int32_t kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && leap ? 29 : kDays[month - 1];
}

bool is_valid(const Civil& date) noexcept {
  return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 &&
         date.day >= 1 && date.day <= days_in_month(date.year, date.month);
}

std::int32_t weekday(std::int32_t days) noexcept {
  const std::int32_t from_monday = (days + 3) % 7;  // 1970-01-01 was a Thursday
  return (from_monday < 0 ? from_monday + 7 : from_monday) + 1;
}

std::optional<std::int32_t> parse_date(std::string_view text) noexcept {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text, 0, 4);
  const auto month = digits(text, 5, 2);
  const auto day = digits(text, 8, 2);
  if (!year || !month || !day) return std::nullopt;
  const Civil date{*year, *month, *day};
  if (!is_valid(date)) return std::nullopt;
  return days_from_civil(date);
}

std::string format_date(std::int32_t days) {
  const Civil date = civil_from_days(days);
  std::string out;
  append_padded(out, date.year, 4);
  out += '-';
  append_padded(out, date.month, 2);
  out += '-';
  append_padded(out, date.day, 2);
  return out;
}

std::optional<std::int64_t> parse_instant(std::string_view text) noexcept {
  if (text.size() < 20) return std::nullopt;
  const auto day = parse_date(text.substr(0, 10));
  if (!day || (text[10] != 'T' && text[10] != 't' && text[10] != ' ')) return std::nullopt;
  const auto hour = digits(text, 11, 2);
  const auto minute = digits(text, 14, 2);
  const auto second = digits(text, 17, 2);
  if (!hour || !minute || !second || text[13] != ':' || text[16] != ':') return std::nullopt;
  if (*hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::size_t at = 19;
  std::int64_t fraction = 0;
  if (text[at] == '.') {
    std::int64_t unit = kMicrosPerSecond;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
      unit /= 10;
      if (unit == 0) return std::nullopt;
      fraction += unit * (text[at] - '0');
    }
    if (unit == kMicrosPerSecond) return std::nullopt;
  }
  const auto offset = parse_offset(text.substr(at));
  if (!offset) return std::nullopt;
  const std::int64_t seconds = *hour * 3600LL + *minute * 60LL + *second - *offset;
  return *day * kMicrosPerDay + seconds * kMicrosPerSecond + fraction;
}

std::string format_instant(std::int64_t us, std::int32_t offset_s) {
  const std::int64_t local = us + offset_s * kMicrosPerSecond;
  const std::int32_t day = day_of(local);
  const std::int64_t in_day = local - day * kMicrosPerDay;
  const std::int64_t seconds = in_day / kMicrosPerSecond;
  std::int64_t fraction = in_day % kMicrosPerSecond;
  std::string out = format_date(day);
  out += 'T';
  append_padded(out, seconds / 3600, 2);
  out += ':';
  append_padded(out, seconds / 60 % 60, 2);
  out += ':';
  append_padded(out, seconds % 60, 2);
  if (fraction != 0) {
    int width = 6;
    for (; fraction % 10 == 0; fraction /= 10) --width;
    out += '.';
    append_padded(out, fraction, width);
  }
  if (offset_s == 0) return out + 'Z';
  const std::int32_t minutes = (offset_s < 0 ? -offset_s : offset_s) / 60;
  out += offset_s < 0 ? '-' : '+';
  append_padded(out, minutes / 60, 2);
  out += ':';
  append_padded(out, minutes % 60, 2);
  return out;
}

}  // namespace pmm
