#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"
#include "crm/segment.hpp"

namespace pmm::crm {

// A group as it was once: who belonged to it, by what rule, as far as was seen then.
struct FrozenGroup {
  std::optional<std::int64_t> segment, segment_version;  // of a group that was saved
  std::optional<std::string> title, split;
  std::string rule;  // with the saved segments that it named in their place
  std::size_t members = 0;
  Watermark seen;
};

struct FrozenFilter {
  Field<std::int64_t> segment, subject;
};
struct FrozenMemberFilter {
  Field<std::string> label;
};

// Calls the function it is given for every member, in the order of their ids.
using EachMember = std::function<Status(const std::function<Status(const Member&)>&)>;

// Written once; there is no way to change it.
Result<std::int64_t> create_frozen_group(const Writing& writing, const FrozenGroup& group,
                                         const EachMember& each_member);
Result<TablePtr> get_frozen_group(const Reading& reading, std::int64_t id);
Result<TablePtr> list_frozen_groups(const Reading& reading, const FrozenFilter& filter,
                                    const Page& page);
// As they are reached today, by the list of then.
Result<TablePtr> list_frozen_members(const Reading& reading, std::int64_t id,
                                     const FrozenMemberFilter& filter, const Page& page);

}  // namespace pmm::crm
