#pragma once

#include <cstdint>

#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// The journal from behind `after` on, oldest first, at most `limit` records (0: 1000), for other
// systems. The number of the last one is where to go on: it never changes, and none is left out.
// kDenied unless the actor reads the journal.
Result<TablePtr> list_changes(const Reading& reading, std::int64_t after, std::int64_t limit);

}  // namespace pmm::crm
