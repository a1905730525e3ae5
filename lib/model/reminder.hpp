#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "base/zone.hpp"

namespace pmm::model {

inline constexpr std::int32_t kMostLeads = 16;
inline constexpr std::int32_t kMostLeadDays = 366;
// A deadline becomes a reminder so many days before the first lead, so that a subject sees it come.
inline constexpr std::int32_t kReminderAheadDays = 30;

inline constexpr std::string_view kReminderWaiting = "waiting";  // something is still to be said
inline constexpr std::string_view kReminderTold = "told";        // nothing more is to be said
inline constexpr std::string_view kReminderDone = "done";        // by the subject
inline constexpr std::string_view kReminderVoid = "void";        // what it came from is gone
inline constexpr std::string_view kReminderMissed = "missed";    // nobody ticked in time

inline constexpr std::string_view kSourceCaseDue = "case_due";
inline constexpr std::string_view kSourceIdentifier = "identifier_expiry";
inline constexpr std::string_view kSourceDated = "dated";

// Days before the deadline on which the subject is told, from the first to the last: "30,7,1".
// kInvalid at "leads".
Result<std::vector<std::int32_t>> parse_leads(std::string_view text);

// The instant of a lead: the local minute of the day that is so many days before the day of the
// deadline. An instant that a change of the clock skips is the moment of the change, one that
// happens twice its first time, so that it comes once.
std::int64_t lead_instant(const Zone& zone, std::int64_t due_us, std::int32_t lead_days,
                          std::int32_t at_minute) noexcept;

// What is due at `now_us` among the leads of a deadline that were not settled.
struct LeadsDue {
  std::vector<std::int32_t> open;       // all of them
  std::optional<std::int32_t> tell;     // the last lead that was reached, to be told now
  std::vector<std::int32_t> overtaken;  // earlier ones that were never told: missed
  std::optional<std::int64_t> next_us;  // of the lead that is reached next
};
// `told_lead`: the smallest lead that was settled before; leads not below it are settled too.
LeadsDue leads_due(const Zone& zone, const std::vector<std::int32_t>& leads, std::int64_t due_us,
                   std::int32_t at_minute, std::optional<std::int32_t> told_lead,
                   std::int64_t now_us);

}  // namespace pmm::model
