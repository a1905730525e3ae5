#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"
#include "model/mandate.hpp"

namespace pmm::crm {

struct MandateFields {
  Field<std::int64_t> subject, delegate, valid_from_us, valid_to_us;
  Field<std::string> scheme, value;  // of the delegate, for who does not see its id
  Field<std::string> note;
};

// Which mandates: those that a subject gave, those that somebody else registered for it, those by
// which it acts for others.
enum class MandateSide { kAny, kGiven, kOpenedForMe, kActFor };

struct MandateFilter {
  MandateSide side = MandateSide::kAny;
  Field<std::int64_t> subject, delegate, service;
  Field<std::string> state;
};

// The giver is the actor's own subject unless staff names another. `services` empty: all.
Result<std::int64_t> create_mandate(const Writing& writing, const MandateFields& fields,
                                    const std::vector<std::int64_t>& services);
// Gives the new version.
Result<std::int64_t> move_mandate(const Writing& writing, std::int64_t id,
                                  const model::MandateMove& move);
Result<TablePtr> get_mandate(const Reading& reading, std::int64_t id);
Result<TablePtr> list_mandates(const Reading& reading, const MandateFilter& filter,
                               const Page& page);
Result<TablePtr> list_mandate_services(const Reading& reading, std::int64_t id);

// Whether there are mandates whose time is over and who do not say so.
Result<bool> any_mandate_over(const Reading& reading);
// Ends mandates whose time is over, at most `most` of them; gives how many.
Result<std::int64_t> expire_mandates(const Writing& writing, std::int64_t most);

}  // namespace pmm::crm
