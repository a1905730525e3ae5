#include "base/zone.hpp"

#include <date/tz.h>

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm {
namespace {

// The compiled zone files list transitions up to 2037.
constexpr std::int32_t kListedUntilYear = 2037;
constexpr std::int64_t kListedUntilUs = 24'472LL * kMicrosPerDay;        // its first day
constexpr std::int64_t kFirstUs = -62'135'596'800LL * kMicrosPerSecond;  // year 1

// Later years repeat the latest listed one that has the same weekdays, so that the last rule goes
// on: January and February, which have no leap day behind them, and the rest of the year apart.
// Eleven years have all seven.
std::int64_t within_listed(std::int64_t us) noexcept {
  if (us < kListedUntilUs) return us;
  const Civil day = civil_from_days(day_of(us));
  const std::int32_t month = day.month < 3 ? 1 : 3;
  const std::int32_t start = days_from_civil({day.year, month, 1});
  for (std::int32_t year = kListedUntilYear - 1;; --year) {
    const std::int32_t days = start - days_from_civil({year, month, 1});
    if (days % 7 == 0) return us - days * kMicrosPerDay;
  }
}

}  // namespace

Result<std::shared_ptr<const Zone>> Zone::load(std::string_view name) {
  const date::time_zone* source = nullptr;
  try {
    source = date::locate_zone(std::string(name));
  } catch (const std::runtime_error&) {
    return Status::invalid("timezone", text::quoted(name) + " is not a time zone of this system");
  }
  std::shared_ptr<Zone> zone(new Zone);
  zone->name_ = source->name();
  std::int64_t at_us = kFirstUs;
  while (at_us < kListedUntilUs + 366 * kMicrosPerDay) {
    const date::sys_time<std::chrono::seconds> at{std::chrono::seconds(at_us / kMicrosPerSecond)};
    const date::sys_info info = source->get_info(at);
    const auto offset_s = static_cast<std::int32_t>(info.offset.count());
    if (zone->spans_.empty() || zone->spans_.back().offset_s != offset_s)
      zone->spans_.push_back({at_us, offset_s});
    const std::int64_t end_s = info.end.time_since_epoch().count();
    if (end_s > kListedUntilUs / kMicrosPerSecond * 2) break;
    at_us = end_s * kMicrosPerSecond;
  }
  zone->spans_.front().begin_us = std::numeric_limits<std::int64_t>::min();
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a over the transitions
  for (const Span& span : zone->spans_) {
    for (const std::uint64_t part :
         {static_cast<std::uint64_t>(span.begin_us), static_cast<std::uint64_t>(span.offset_s)}) {
      hash = (hash ^ part) * 0x100000001b3;
    }
  }
  zone->rules_hash_ = hash;
  return std::shared_ptr<const Zone>(std::move(zone));
}

std::size_t Zone::span_of(std::int64_t us) const noexcept {
  const auto after = std::upper_bound(spans_.begin(), spans_.end(), us,
                                      [](std::int64_t t, const Span& s) { return t < s.begin_us; });
  return static_cast<std::size_t>(after - spans_.begin()) - 1;
}

std::int32_t Zone::offset_s(std::int64_t us) const noexcept {
  return spans_[span_of(within_listed(us))].offset_s;
}

std::int64_t Zone::to_local(std::int64_t us) const noexcept {
  return us + offset_s(us) * kMicrosPerSecond;
}

std::int32_t Zone::local_day(std::int64_t us) const noexcept { return day_of(to_local(us)); }

std::int64_t Zone::from_local(std::int64_t local_us) const noexcept {
  const std::int64_t listed = within_listed(local_us);
  const std::int64_t shift = local_us - listed;
  // An offset is less than a day, so only spans within a day of the guess can hold the answer.
  std::size_t i = span_of(listed - kMicrosPerDay);
  for (; i < spans_.size(); ++i) {
    const std::int64_t us = listed - spans_[i].offset_s * kMicrosPerSecond;
    const bool before_end = i + 1 == spans_.size() || us < spans_[i + 1].begin_us;
    if (before_end) return std::max(us, spans_[i].begin_us) + shift;
  }
  return local_us;  // not reached: the last span has no end
}

std::int64_t Zone::day_start(std::int32_t day) const noexcept {
  return from_local(day * kMicrosPerDay);
}

}  // namespace pmm
