#include "exchange/time_pattern.hpp"

#include <algorithm>
#include <array>

#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm::exchange {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {
    "january", "february", "march",     "april",   "may",      "june",
    "july",    "august",   "september", "october", "november", "december"};
constexpr std::array<std::string_view, 7> kWeekdays = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
constexpr std::string_view kLetters = "YmdHMSIpybBaAejfzs";

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
using text::is_digit;

// What the parts of a text add up to while it is read.
struct Parts {
  std::int32_t year = 0, month = 0, day = 0, day_of_year = 0;
  std::int32_t hour = 0, minute = 0, second = 0;
  std::int64_t fraction_us = 0;
  std::optional<std::int64_t> epoch_s;
  std::optional<std::int32_t> offset_s;
  std::optional<bool> afternoon;
};

class Cursor {
 public:
  explicit Cursor(std::string_view text) noexcept : rest_(text) {}

  bool at_end() const noexcept { return rest_.empty(); }

  bool take(char c) noexcept {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  bool take_blanks() noexcept {
    const std::size_t before = rest_.size();
    while (!rest_.empty() && is_blank(rest_.front())) rest_.remove_prefix(1);
    return rest_.size() != before;
  }
  // `least` to `most` digits whose value is in [low, high].
  bool number(std::size_t least, std::size_t most, std::int32_t low, std::int32_t high,
              std::int32_t& out) noexcept {
    std::int32_t value = 0;
    std::size_t count = 0;
    for (; count < most && count < rest_.size() && is_digit(rest_[count]); ++count)
      value = value * 10 + (rest_[count] - '0');
    if (count < least || value < low || value > high) return false;
    rest_.remove_prefix(count);
    out = value;
    return true;
  }
  bool fraction(std::int64_t& out_us) noexcept {
    std::int64_t unit = kMicrosPerSecond, value = 0;
    std::size_t count = 0;
    for (; count < rest_.size() && is_digit(rest_[count]); ++count) {
      unit /= 10;
      if (unit == 0) return false;
      value += unit * (rest_[count] - '0');
    }
    rest_.remove_prefix(count);
    out_us = value;
    return count != 0;
  }
  bool epoch(std::optional<std::int64_t>& out) noexcept {
    constexpr std::int64_t kLastSecond = 253'402'300'799;  // of the year 9999
    const bool negative = take('-');
    std::int64_t value = 0;
    std::size_t count = 0;
    for (; count < rest_.size() && is_digit(rest_[count]) && value <= kLastSecond; ++count)
      value = value * 10 + (rest_[count] - '0');
    if (count == 0 || value > (negative ? kLastSecond / 5 : kLastSecond)) return false;
    rest_.remove_prefix(count);
    out = negative ? -value : value;
    return true;
  }
  // One of `names`, whole or by its first three letters, in any case.
  template <std::size_t N>
  bool name(const std::array<std::string_view, N>& names, std::int32_t& out) noexcept {
    for (std::size_t i = 0; i < N; ++i) {
      for (const std::string_view form : {names[i], names[i].substr(0, 3)}) {
        if (!starts_with(form)) continue;
        rest_.remove_prefix(form.size());
        out = static_cast<std::int32_t>(i) + 1;
        return true;
      }
    }
    return false;
  }
  bool half_day(std::optional<bool>& afternoon) noexcept {
    if (!starts_with("am") && !starts_with("pm")) return false;
    afternoon = starts_with("pm");
    rest_.remove_prefix(2);
    return true;
  }
  // Z, +hh, +hhmm or +hh:mm.
  bool offset(std::optional<std::int32_t>& out_s) noexcept {
    if (take('Z') || take('z')) {
      out_s = 0;
      return true;
    }
    const bool west = take('-');
    if (!west && !take('+')) return false;
    std::int32_t hours = 0, minutes = 0;
    if (!number(2, 2, 0, 23, hours)) return false;
    const bool colon = take(':');
    const bool more = !rest_.empty() && is_digit(rest_.front());
    if ((colon || more) && !number(2, 2, 0, 59, minutes)) return false;
    out_s = (hours * 3600 + minutes * 60) * (west ? -1 : 1);
    return true;
  }

 private:
  bool starts_with(std::string_view lower) const noexcept {
    if (rest_.size() < lower.size()) return false;
    for (std::size_t i = 0; i < lower.size(); ++i) {
      const char c = rest_[i];
      if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != lower[i]) return false;
    }
    return true;
  }

  std::string_view rest_;
};

bool read_part(char letter, Cursor& text, Parts& parts) noexcept {
  std::int32_t ignored = 0;
  switch (letter) {
    case 'Y':
      return text.number(4, 4, 1, 9999, parts.year);
    case 'y':
      if (!text.number(2, 2, 0, 99, parts.year)) return false;
      parts.year += parts.year < 69 ? 2000 : 1900;  // POSIX
      return true;
    case 'm':
      return text.number(1, 2, 1, 12, parts.month);
    case 'b':
    case 'B':
      return text.name(kMonths, parts.month);
    case 'e':
      text.take_blanks();
      [[fallthrough]];
    case 'd':
      return text.number(1, 2, 1, 31, parts.day);
    case 'j':
      return text.number(1, 3, 1, 366, parts.day_of_year);
    case 'H':
      return text.number(1, 2, 0, 23, parts.hour);
    case 'I':
      return text.number(1, 2, 1, 12, parts.hour);
    case 'p':
      return text.half_day(parts.afternoon);
    case 'M':
      return text.number(1, 2, 0, 59, parts.minute);
    case 'S':
      return text.number(1, 2, 0, 59, parts.second);
    case 'f':
      return text.fraction(parts.fraction_us);
    case 'z':
      return text.offset(parts.offset_s);
    case 's':
      return text.epoch(parts.epoch_s);
    case 'a':
    case 'A':
      return text.name(kWeekdays, ignored);
    default:
      return false;
  }
}

std::optional<CivilTime> add_up(Parts parts) noexcept {
  CivilTime time;
  if (parts.epoch_s) {
    time.local_us = *parts.epoch_s * kMicrosPerSecond + parts.fraction_us;
    time.offset_s = 0;
    return time;
  }
  if (parts.day_of_year != 0) {
    parts.month = 1;
    parts.day = 1;
  }
  const Civil date{parts.year, parts.month, parts.day};
  if (!is_valid(date)) return std::nullopt;
  std::int32_t days = days_from_civil(date);
  if (parts.day_of_year != 0) {
    days += parts.day_of_year - 1;
    if (civil_from_days(days).year != parts.year) return std::nullopt;
  }
  if (parts.afternoon) parts.hour = parts.hour % 12 + (*parts.afternoon ? 12 : 0);
  const std::int64_t seconds = parts.hour * 3600LL + parts.minute * 60LL + parts.second;
  time.local_us = days * kMicrosPerDay + seconds * kMicrosPerSecond + parts.fraction_us;
  time.offset_s = parts.offset_s;
  return time;
}

}  // namespace

std::int32_t CivilTime::day() const noexcept { return day_of(local_us); }

std::int64_t CivilTime::instant(const Zone& zone) const noexcept {
  return offset_s ? local_us - *offset_s * kMicrosPerSecond : zone.from_local(local_us);
}

bool TimePattern::has(char letter) const noexcept {
  return std::any_of(items_.begin(), items_.end(),
                     [&](const Item& item) { return item.letter == letter; });
}

namespace {
std::string named(char letter) {
  std::string out(1, '%');
  if (letter != '\0') out.push_back(letter);
  return out;
}
}  // namespace

Status TimePattern::expand(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') {
      items_.push_back({0, is_blank(pattern[i]) ? ' ' : pattern[i]});
      continue;
    }
    const char letter = ++i < pattern.size() ? pattern[i] : '\0';
    switch (letter) {
      case '%':
        items_.push_back({0, '%'});
        break;
      case 'n':
      case 't':
        items_.push_back({0, ' '});
        break;
      case 'F':
        PMM_TRY(expand("%Y-%m-%d"));
        break;
      case 'T':
        PMM_TRY(expand("%H:%M:%S"));
        break;
      case 'D':
        PMM_TRY(expand("%m/%d/%y"));
        break;
      case 'R':
        PMM_TRY(expand("%H:%M"));
        break;
      default:
        if (letter == '\0' || kLetters.find(letter) == std::string_view::npos)
          return Status::invalid("format", named(letter) + " is not a part of a time");
        if (has(letter)) return Status::invalid("format", named(letter) + " stands twice");
        items_.push_back({letter, 0});
    }
  }
  return {};
}

Status TimePattern::check() const {
  const auto refuse = [](const char* why) { return Status::invalid("format", why); };
  const auto both = [&](char a, char b) { return has(a) && has(b); };
  if (both('Y', 'y') || both('b', 'B') || both('d', 'e') || both('H', 'I') || both('a', 'A') ||
      (has('m') && (has('b') || has('B'))))
    return refuse("one part of the time stands twice");
  if (has('I') != has('p')) return refuse("%I and %p go together");
  const bool has_year = has('Y') || has('y');
  const bool has_month = has('m') || has('b') || has('B');
  const bool has_day = has('d') || has('e');
  if (has('s')) {
    if (has_year || has_month || has_day || has('j') || has('H') || has('I') || has('z'))
      return refuse("%s is a whole time and stands alone");
    return {};
  }
  if (has('j') && (has_month || has_day)) return refuse("%j takes the place of month and day");
  if (!has_year || !(has('j') || (has_month && has_day)))
    return refuse("a date needs a year and a month and day, or %j, or is %s");
  return {};
}

Result<TimePattern> TimePattern::parse(std::string_view pattern) {
  TimePattern parsed;
  PMM_TRY(parsed.expand(pattern));
  PMM_TRY(parsed.check());
  return parsed;
}

std::optional<CivilTime> TimePattern::read(std::string_view text) const noexcept {
  Cursor cursor(text);
  Parts parts;
  for (const Item& item : items_) {
    bool taken = false;
    if (item.letter != 0) {
      taken = read_part(item.letter, cursor, parts);
    } else {
      taken = item.literal == ' ' ? cursor.take_blanks() : cursor.take(item.literal);
    }
    if (!taken) return std::nullopt;
  }
  if (!cursor.at_end()) return std::nullopt;
  return add_up(parts);
}

std::optional<CivilTime> read_common_time(std::string_view text) noexcept {
  Cursor cursor(text);
  Parts parts;
  if (!read_part('Y', cursor, parts) || !cursor.take('-') ||
      !cursor.number(2, 2, 1, 12, parts.month) || !cursor.take('-') ||
      !cursor.number(2, 2, 1, 31, parts.day))
    return std::nullopt;
  if (cursor.at_end()) return add_up(parts);
  if (!cursor.take('T') && !cursor.take('t') && !cursor.take(' ')) return std::nullopt;
  if (!cursor.number(2, 2, 0, 23, parts.hour) || !cursor.take(':') ||
      !cursor.number(2, 2, 0, 59, parts.minute))
    return std::nullopt;
  if (cursor.take(':')) {
    if (!cursor.number(2, 2, 0, 59, parts.second)) return std::nullopt;
    if (cursor.take('.') && !cursor.fraction(parts.fraction_us)) return std::nullopt;
  }
  if (!cursor.at_end() && !cursor.offset(parts.offset_s)) return std::nullopt;
  if (!cursor.at_end()) return std::nullopt;
  return add_up(parts);
}

}  // namespace pmm::exchange
