#include "model/due.hpp"

#include <algorithm>
#include <limits>
#include <string>
#include <utility>

#include "base/civil.hpp"

namespace pmm::model {
namespace {

constexpr std::int32_t kSunday = 7;
constexpr std::int32_t kForEver = std::numeric_limits<std::int32_t>::max();

// The days at whose last microsecond the clock stands still, half open.
struct StoppedDays {
  std::int32_t from, to;
};

bool is_in_range(std::int64_t us) noexcept {
  // A day of margin, so that the local day is in the years 1 to 9999 as well.
  constexpr std::int64_t kFirst = -719'161 * kMicrosPerDay;
  constexpr std::int64_t kLast = 2'932'895 * kMicrosPerDay;
  return us >= kFirst && us <= kLast;
}

// Local days instead of instants, sorted by their first, and none that is empty.
Result<std::vector<StoppedDays>> stopped_days(const DueInput& input, const Zone& zone) {
  std::vector<StoppedDays> days;
  for (std::size_t i = 0; i < input.suspensions.size(); ++i) {
    const Suspension& given = input.suspensions[i];
    const std::string field = "suspensions[" + std::to_string(i) + "]";
    if (!is_in_range(given.from_us) || (given.to_us && !is_in_range(*given.to_us)))
      return Status::invalid(field, "suspension is not in the years 1 to 9999");
    if (given.to_us && *given.to_us < given.from_us)
      return Status::invalid(field, "suspension ends " + format_instant(*given.to_us) +
                                        ", before it begins " + format_instant(given.from_us));
    if (given.to_us && (*given.to_us - given.from_us) / kMicrosPerDay > kMaxTermDays)
      return Status::invalid(field,
                             "suspension is longer than " + std::to_string(kMaxTermDays) + " days");
    const StoppedDays span{zone.local_day(given.from_us),
                           given.to_us ? zone.local_day(*given.to_us) : kForEver};
    if (span.from < span.to) days.push_back(span);
  }
  std::sort(days.begin(), days.end(),
            [](const StoppedDays& a, const StoppedDays& b) { return a.from < b.from; });
  return days;
}

Result<std::int32_t> whole_term(const DueInput& input) {
  std::int64_t days = input.term_days;
  if (input.term_days < 0 || input.term_days > kMaxTermDays)
    return Status::invalid("term_days", std::to_string(input.term_days) + " is not within 0 to " +
                                            std::to_string(kMaxTermDays));
  for (const std::int32_t extension : input.extensions) {
    days += extension;
    if (extension < 0 || days > kMaxTermDays)
      return Status::invalid("extensions", std::to_string(extension) +
                                               " days: an extension is 0 or more, and the whole "
                                               "term at most " +
                                               std::to_string(kMaxTermDays));
  }
  return static_cast<std::int32_t>(days);
}

// Walks the days from the opening on. One walk decides everything, so that suspensions, holidays
// and the last day cannot disagree.
class Walk {
 public:
  Walk(const DueInput& input, const WorkingCalendar& calendar, std::vector<StoppedDays> stopped,
       std::int32_t opened_day, std::int32_t term)
      : input_(input),
        calendar_(calendar),
        stopped_(std::move(stopped)),
        day_(opened_day),
        remaining_(term) {}

  Result<Due> run() {
    std::int32_t idle = 0;
    // The day of opening is looked at only by a term of no days.
    while (remaining_ > 0) {
      ++day_;
      if (!skip_stopped()) return stand_still();
      if (counts(day_)) {
        --remaining_;
        idle = 0;
      } else if (++idle == kSearchDays) {
        return no_working_day();
      }
    }
    return settle();
  }

 private:
  bool counts(std::int32_t day) const {
    return input_.clock == TermClock::kCalendar || calendar_.is_working(day);
  }

  // Passes over stopped days, of which one span may begin within another; false when they have no
  // end.
  bool skip_stopped() {
    while (next_ < stopped_.size() && stopped_[next_].from <= day_) {
      const StoppedDays& span = stopped_[next_++];
      if (span.to == kForEver) return false;
      for (; day_ < span.to; ++day_) due_.suspended_days += counts(day_) ? 1 : 0;
    }
    return true;
  }

  // The term has run; what is left is a last day that runs, and is worked if it must be.
  Result<Due> settle() {
    for (std::int32_t i = 0; i < kSearchDays; ++i) {
      if (!skip_stopped()) return stand_still();
      const bool closed = due_.rolled ? !calendar_.is_working(day_)
                                      : calendar_.is_holiday(day_) || weekday(day_) == kSunday;
      if (!input_.roll_to_working || !closed) {
        due_.due_day = day_;
        return due_;
      }
      due_.rolled = true;
      ++day_;
    }
    return no_working_day();
  }

  Result<Due> stand_still() {
    due_.remaining_days = remaining_;
    return due_;
  }

  static Status no_working_day() {
    return Status::invalid("holidays", "the calendar has no working day within ten years");
  }

  const DueInput& input_;
  const WorkingCalendar& calendar_;
  std::vector<StoppedDays> stopped_;
  std::size_t next_ = 0;
  std::int32_t day_;
  std::int32_t remaining_;
  Due due_;
};

}  // namespace

std::string_view term_clock_name(TermClock clock) noexcept {
  return clock == TermClock::kWorking ? "working" : "calendar";
}

std::optional<TermClock> parse_term_clock(std::string_view name) noexcept {
  if (name == "calendar") return TermClock::kCalendar;
  if (name == "working") return TermClock::kWorking;
  return std::nullopt;
}

Result<Due> due_at(const DueInput& input, const WorkingCalendar& calendar, const Zone& zone) {
  if (!is_in_range(input.opened_us))
    return Status::invalid("opened_at", "not in the years 1 to 9999");
  PMM_ASSIGN(const std::int32_t term, whole_term(input));
  PMM_ASSIGN(auto stopped, stopped_days(input, zone));
  const std::int32_t opened_day = zone.local_day(input.opened_us);
  // What ended before the opening has no part in this.
  stopped.erase(
      std::remove_if(stopped.begin(), stopped.end(),
                     [=](const StoppedDays& span) { return span.to <= opened_day + (term > 0); }),
      stopped.end());
  for (StoppedDays& span : stopped)
    span.from = std::max(span.from, opened_day + (term > 0 ? 1 : 0));
  PMM_ASSIGN(Due due, Walk(input, calendar, std::move(stopped), opened_day, term).run());
  if (due.due_day) due.due_us = zone.day_start(*due.due_day + 1) - 1;
  return due;
}

}  // namespace pmm::model
