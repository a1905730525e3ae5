#include "model/reminder.hpp"

#include "base/civil.hpp"
#include "base/text.hpp"

namespace pmm::model {
namespace {
constexpr std::int64_t kLeadMinuteUs = 60 * kMicrosPerSecond;
}  // namespace

Result<std::vector<std::int32_t>> parse_leads(std::string_view text) {
  std::vector<std::int32_t> leads;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const std::string_view part = text.substr(begin, end - begin);
    const auto days = text::parse_int(part);
    if (!days || *days < 0 || *days > kMostLeadDays)
      return Status::invalid("leads", text::quoted(part) + " is not a number of days from 0 to " +
                                          std::to_string(kMostLeadDays));
    if (!leads.empty() && *days >= leads.back())
      return Status::invalid(
          "leads", text::quoted(text) + " does not go from the earliest lead to the latest");
    leads.push_back(static_cast<std::int32_t>(*days));
    begin = end + 1;
  }
  if (leads.size() > static_cast<std::size_t>(kMostLeads))
    return Status::invalid(
        "leads", std::to_string(leads.size()) + " leads are over " + std::to_string(kMostLeads));
  return leads;
}

std::int64_t lead_instant(const Zone& zone, std::int64_t due_us, std::int32_t lead_days,
                          std::int32_t at_minute) noexcept {
  const std::int64_t day = zone.local_day(due_us) - lead_days;
  return zone.from_local(day * kMicrosPerDay + at_minute * kLeadMinuteUs);
}

LeadsDue leads_due(const Zone& zone, const std::vector<std::int32_t>& leads, std::int64_t due_us,
                   std::int32_t at_minute, std::optional<std::int32_t> told_lead,
                   std::int64_t now_us) {
  LeadsDue out;
  for (const std::int32_t lead : leads) {
    if (told_lead && lead >= *told_lead) continue;
    out.open.push_back(lead);
    const std::int64_t at_us = lead_instant(zone, due_us, lead, at_minute);
    if (at_us > now_us) {
      // A lead after the deadline itself, on its very day, has nothing to tell.
      if (!out.next_us && at_us < due_us) out.next_us = at_us;
      continue;
    }
    if (out.tell) out.overtaken.push_back(*out.tell);
    out.tell = lead;
  }
  return out;
}

}  // namespace pmm::model
