#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/status.hpp"
#include "store/sqlite/connection.hpp"

namespace pmm::crm {

// kConflict at "external_id" when another row than `self` has it, which the error names under
// `noun`. `select` gives the id of the row that has an external id.
Status check_external_id(store::Connection& db, const char* select, const char* noun,
                         const std::optional<std::string>& external_id, std::int64_t self);

}  // namespace pmm::crm
