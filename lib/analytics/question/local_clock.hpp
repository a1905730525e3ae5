#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/civil.hpp"
#include "base/zone.hpp"

namespace pmm::analytics {

// The offsets of a zone within a stretch of time. Immutable: any thread.
class LocalClock {
 public:
  // For instants from `first_us` to `last_us`, both included.
  LocalClock(const Zone& zone, std::int64_t first_us, std::int64_t last_us);

  struct Span {
    std::int64_t begin_us;
    std::int64_t end_us;
    std::int64_t offset_us;
    bool has(std::int64_t us) const noexcept { return us >= begin_us && us < end_us; }
  };
  const Span& span_of(std::int64_t us) const noexcept;
  // From before the first instant to after the last, without a gap.
  const std::vector<Span>& spans() const noexcept { return spans_; }

 private:
  std::vector<Span> spans_;
};

// Reads a clock so that a run of instants that lie close together costs one comparison each.
// Serial.
class ClockReader {
 public:
  explicit ClockReader(const LocalClock& clock) noexcept : clock_(clock) {}

  const LocalClock::Span& span_of(std::int64_t us) noexcept {
    if (current_ == nullptr || !current_->has(us)) current_ = &clock_.span_of(us);
    return *current_;
  }
  std::int64_t to_local(std::int64_t us) noexcept { return us + span_of(us).offset_us; }
  std::int32_t local_day(std::int64_t us) noexcept { return day_of(to_local(us)); }
  std::int64_t hour_of_day(std::int64_t us) noexcept {
    const std::int64_t local = us + span_of(us).offset_us;
    return (local - day_of(local) * kMicrosPerDay) / (3600 * kMicrosPerSecond);
  }
  // The instant at which the local hour or minute of `us` began. A clock change begins a new one,
  // so that an hour that happens twice is two.
  std::int64_t floor(std::int64_t us, std::int64_t step_us) noexcept;

 private:
  const LocalClock& clock_;
  const LocalClock::Span* current_ = nullptr;
};

}  // namespace pmm::analytics
