#include "moment.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>

#include "settings.hpp"

namespace cli {
namespace {

constexpr std::int64_t kMicros = 1'000'000;

template <class... Arguments>
std::string formatted(const char* pattern, Arguments... arguments) {
  std::array<char, 64> buffer{};
  const int size = std::snprintf(buffer.data(), buffer.size(), pattern, arguments...);
  return std::string(buffer.data(), static_cast<std::size_t>(size));
}

std::string offset_text(long seconds) {
  if (seconds == 0) return "Z";
  const long minutes = std::labs(seconds) / 60;
  return formatted("%c%02ld:%02ld", seconds < 0 ? '-' : '+', minutes / 60, minutes % 60);
}

std::string civil_date(int year, int month, int day) {
  return formatted("%04d-%02d-%02d", year, month, day);
}

}  // namespace

void use_zone(const std::string& iana_name) {
  ::setenv("TZ", (":" + iana_name).c_str(), 1);
  ::tzset();
}

std::string format_moment(std::int64_t us, MomentStyle style) {
  const std::int64_t micros = ((us % kMicros) + kMicros) % kMicros;
  const auto seconds = static_cast<std::time_t>((us - micros) / kMicros);
  std::tm local{};
  if (::localtime_r(&seconds, &local) == nullptr) return std::to_string(us);
  const bool people = style == MomentStyle::kPeople;
  std::string out = civil_date(local.tm_year + 1900, local.tm_mon + 1, local.tm_mday);
  out += people ? ' ' : 'T';
  out += formatted("%02d:%02d:%02d", local.tm_hour, local.tm_min, local.tm_sec);
  if (micros != 0) {
    std::string fraction = formatted(".%06d", static_cast<int>(micros));
    fraction.erase(fraction.find_last_not_of('0') + 1);
    out += fraction;
  }
  if (!people) out += offset_text(local.tm_gmtoff);
  return out;
}

std::int64_t parse_moment(const std::string& text, const char* option) {
  std::tm local{};
  int read = 0;
  const int parts = std::sscanf(text.c_str(), "%4d-%2d-%2d%n", &local.tm_year, &local.tm_mon,
                                &local.tm_mday, &read);
  bool good = parts == 3;
  if (good && static_cast<std::size_t>(read) < text.size()) {
    const std::string rest = text.substr(static_cast<std::size_t>(read));
    int more = 0;
    good = std::sscanf(rest.c_str(), "%*1[ T]%2d:%2d%n", &local.tm_hour, &local.tm_min, &more) == 2;
    const std::string seconds = good ? rest.substr(static_cast<std::size_t>(more)) : "";
    int end = 0;
    if (good && !seconds.empty())
      good = std::sscanf(seconds.c_str(), ":%2d%n", &local.tm_sec, &end) == 1 &&
             static_cast<std::size_t>(end) == seconds.size();
  }
  local.tm_year -= 1900;
  local.tm_mon -= 1;
  local.tm_isdst = -1;
  const std::tm asked = local;
  const std::time_t seconds = good ? ::mktime(&local) : 0;
  if (!good || local.tm_mday != asked.tm_mday || local.tm_mon != asked.tm_mon)
    throw UsageError(std::string(option) + ": " + text + " is not a time such as 2026-12-01 09:30");
  return std::int64_t{seconds} * kMicros;
}

bool is_date(const std::string& text) noexcept {
  return !text.empty() && text.find_first_not_of("0123456789-") == std::string::npos;
}

std::int64_t parse_day_after(const std::string& text, const char* option) {
  if (!is_date(text))
    throw UsageError(std::string(option) + ": " + text + " is not a date such as 2026-12-01");
  const auto begins = static_cast<std::time_t>(parse_moment(text, option) / kMicros);
  std::tm local{};
  ::localtime_r(&begins, &local);
  local.tm_mday += 1;
  local.tm_hour = local.tm_min = local.tm_sec = 0;
  local.tm_isdst = -1;
  return std::int64_t{::mktime(&local)} * kMicros;
}

std::int64_t parse_deadline(const std::string& text, const char* option) {
  return is_date(text) ? parse_day_after(text, option) - 1 : parse_moment(text, option);
}

std::int32_t parse_date(const std::string& text, const char* option) {
  if (!is_date(text))
    throw UsageError(std::string(option) + ": " + text + " is not a date such as 2026-12-01");
  parse_moment(text, option);  // that there is such a day
  std::tm date{};
  std::sscanf(text.c_str(), "%4d-%2d-%2d", &date.tm_year, &date.tm_mon, &date.tm_mday);
  date.tm_year -= 1900;
  date.tm_mon -= 1;
  constexpr std::time_t kDay = 86'400;
  const std::time_t seconds = ::timegm(&date);
  return static_cast<std::int32_t>(seconds >= 0 ? seconds / kDay : (seconds - kDay + 1) / kDay);
}

std::int64_t parse_minute(const std::string& text, const char* option) {
  int hour = 0, minute = 0, read = 0;
  if (std::sscanf(text.c_str(), "%2d:%2d%n", &hour, &minute, &read) != 2 ||
      static_cast<std::size_t>(read) != text.size() || hour < 0 || minute < 0 || minute > 59 ||
      hour * 60 + minute > 24 * 60)
    throw UsageError(std::string(option) + ": " + text + " is not a time of day such as 09:30");
  return hour * 60 + minute;
}

std::string format_date(std::int64_t days) {
  const auto seconds = static_cast<std::time_t>(days * 86'400);
  std::tm date{};
  if (::gmtime_r(&seconds, &date) == nullptr) return std::to_string(days);
  return civil_date(date.tm_year + 1900, date.tm_mon + 1, date.tm_mday);
}

std::string format_duration(double seconds) {
  if (!std::isfinite(seconds)) return "";
  const bool negative = seconds < 0;
  const double size = std::fabs(seconds);
  std::string out = negative ? "-" : "";
  if (size < 60) return out + formatted(size == std::floor(size) ? "%.0f s" : "%.1f s", size);
  if (size < 3600) {
    const auto whole = std::llround(size);
    return out + formatted("%lld min %lld s", whole / 60, whole % 60);
  }
  const auto minutes = std::llround(size / 60);
  if (minutes < 24 * 60) return out + formatted("%lld h %lld min", minutes / 60, minutes % 60);
  const auto hours = std::llround(size / 3600);
  return out + formatted("%lld d %lld h", hours / 24, hours % 24);
}

}  // namespace cli
