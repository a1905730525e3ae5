#pragma once

#include <cstdint>
#include <optional>
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

// These give the new version. What waits follows, from the second batch on in follow_campaign();
// until then the gate lets none of it out.
Result<std::int64_t> pause_campaign(const Writing& writing, std::int64_t id);
Result<std::int64_t> resume_campaign(const Writing& writing, std::int64_t id);
Result<std::int64_t> cancel_campaign(const Writing& writing, std::int64_t id);

// One that was resumed or cancelled, whose deliveries have not all followed.
struct MovedCampaign {
  std::int64_t id = 0;
  bool cancelled = false;        // else resumed
  std::int64_t followed_to = 0;  // as the store has it
  std::int64_t from = 0;         // up to here none has to follow any more
};
// The first of them; a snapshot is enough to find out which of its deliveries have to follow.
Result<std::optional<MovedCampaign>> find_moved_campaign(const Reading& reading);
// Lets the next `max_rows` deliveries follow; gives how many had to.
Result<std::int64_t> follow_campaign(const Writing& writing, const MovedCampaign& found,
                                     std::int64_t max_rows);

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
