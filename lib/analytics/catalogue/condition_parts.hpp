#pragma once

#include <optional>

#include "analytics/catalogue/catalogue.hpp"

namespace pmm::analytics {

// Whether the rows of one condition are always among those of the other, and are another condition.
bool is_part_of(Condition part, Condition whole) noexcept;
// The condition of all other rows of the whole, where it has a name.
std::optional<Condition> rest_of(Condition part, Condition whole) noexcept;

}  // namespace pmm::analytics
