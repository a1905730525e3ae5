#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/status.hpp"
#include "crm/context.hpp"
#include "model/access.hpp"

namespace pmm::crm {

// kConflict at "external_id" when another row than `self` has it, which the error names to those
// who may see it. `select` gives id, subject, office and service of the row that has an external
// id.
Status check_external_id(const Writing& writing, const char* select, model::Noun noun,
                         const std::optional<std::string>& external_id, std::int64_t self);

}  // namespace pmm::crm
