#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// Dates and instants as numbers: a date is int32 days, an instant int64 microseconds, both since
// 1970-01-01 (UTC for instants), proleptic Gregorian.
namespace pmm {

inline constexpr std::int64_t kMicrosPerSecond = 1'000'000;
inline constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

struct Civil {
  std::int32_t year = 1970;
  std::int32_t month = 1;  // 1 to 12
  std::int32_t day = 1;    // 1 to 31
};

std::int32_t days_from_civil(const Civil& date) noexcept;
Civil civil_from_days(std::int32_t days) noexcept;
bool is_valid(const Civil& date) noexcept;  // year 1 to 9999, month and day in range
std::int32_t days_in_month(std::int32_t year, std::int32_t month) noexcept;

// Monday 1 to Sunday 7, ISO 8601.
std::int32_t weekday(std::int32_t days) noexcept;

// Day number of an instant that is already shifted to local time; rounds towards the past.
constexpr std::int32_t day_of(std::int64_t us) noexcept {
  return static_cast<std::int32_t>(us / kMicrosPerDay - (us % kMicrosPerDay < 0 ? 1 : 0));
}

std::optional<std::int32_t> parse_date(std::string_view text) noexcept;  // YYYY-MM-DD
std::string format_date(std::int32_t days);

// RFC 3339 with Z or an offset; fraction of up to six digits (more are refused, not rounded).
std::optional<std::int64_t> parse_instant(std::string_view text) noexcept;
// "2007-03-01T09:30:00Z"; a fraction only when there is one. The offset is in seconds.
std::string format_instant(std::int64_t us, std::int32_t offset_s = 0);

}  // namespace pmm
