#pragma once

#include <cstdint>

#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// The services that a subject keeps at hand, in its own order. `position` counts from 1; 0 is the
// end for a new one, and where it is for one that is there. Gives the favourite.
Result<std::int64_t> put_favourite(const Writing& writing, std::int64_t subject,
                                   std::int64_t service, std::int64_t position);
// Gives how many are left; what is no favourite changes nothing.
Result<std::int64_t> remove_favourite(const Writing& writing, std::int64_t subject,
                                      std::int64_t service);
Result<TablePtr> list_favourites(const Reading& reading, std::int64_t subject);

}  // namespace pmm::crm
