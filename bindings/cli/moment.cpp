#include "moment.hpp"

#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ctime>

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
