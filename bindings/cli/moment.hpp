#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace cli {

// From now on times are shown in this zone.
void use_zone(const std::string& iana_name);

// "2007-03-01 10:00:00" for people, "2007-03-01T10:00:00+01:00" for programs; a fraction of a
// second only where there is one.
enum class MomentStyle { kPeople, kPrograms };
std::string format_moment(std::int64_t us, MomentStyle style);

// An instant of "2007-03-01", "2007-03-01 10:00" or "2007-03-01 10:00:30" in the zone that times
// are shown in; throws UsageError, which names `option`.
std::int64_t parse_moment(const std::string& text, const char* option);
// The same, but of a date alone the last instant of that day: what is due on a day is due when it
// is over.
std::int64_t parse_deadline(const std::string& text, const char* option);
// The first instant of the day after a date; throws UsageError for anything but a date alone.
std::int64_t parse_day_after(const std::string& text, const char* option);
bool is_date(const std::string& text) noexcept;
// Days since 1970-01-01 of a date alone.
std::int32_t parse_date(const std::string& text, const char* option);
// Minutes after midnight of "09:30"; "24:00" is the end of the day.
std::int64_t parse_minute(const std::string& text, const char* option);

// "2007-03-01", proleptic Gregorian.
std::string format_date(std::int64_t days);

// "3 d 4 h", "12 min 5 s": the two largest parts.
std::string format_duration(double seconds);

}  // namespace cli
