#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct CampaignFields {
  Field<std::string> name, control, notice_class, language, title, body, collapse_key;
  Field<std::int64_t> frozen, service, starts_us, expires_us, per_hour, purpose;
};
struct CampaignFilter {
  Field<std::string> state;
  Field<std::int64_t> frozen;
};

Result<std::int64_t> create_campaign(const Writing& writing, const CampaignFields& fields);

// These give the new version. What waits follows, from the second batch on in follow_campaigns();
// until then the gate lets none of it out.
Result<std::int64_t> pause_campaign(const Writing& writing, std::int64_t id);
Result<std::int64_t> resume_campaign(const Writing& writing, std::int64_t id);
Result<std::int64_t> cancel_campaign(const Writing& writing, std::int64_t id);

// The deliveries of one that was resumed or cancelled, at most `max_rows`; gives how many it looked
// at.
Result<bool> any_moved_campaign(const Reading& reading);
Result<std::int64_t> follow_campaigns(const Writing& writing, std::int64_t max_rows);

// Those that have something to do now, behind one of them.
Result<std::vector<std::int64_t>> running_campaigns(const Reading& reading, std::int64_t after);
// Writes the notifications and deliveries of the next members, at most `max_rows` and as many as
// the throttle leaves; gives how many members that were. 0: nothing more to do now.
Result<std::int64_t> plan_campaign(const Writing& writing, std::int64_t id, std::int64_t max_rows);

Result<TablePtr> get_campaign(const Reading& reading, std::int64_t id);
Result<TablePtr> list_campaigns(const Reading& reading, const CampaignFilter& filter,
                                const Page& page);
// What became of it, by channel, state and reason; the members that it left out have no channel.
Result<TablePtr> campaign_counts(const Reading& reading, std::int64_t id);

}  // namespace pmm::crm
