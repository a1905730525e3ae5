#pragma once

#include <cstdint>
#include <string_view>

#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// Subjects and cases by whatever of them an operator types: what it names exactly first, then what
// begins with it, then names. `limit` 0: the default.
Result<TablePtr> find_anything(const Reading& reading, std::string_view text, std::int32_t limit);

}  // namespace pmm::crm
