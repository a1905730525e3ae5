#pragma once

#include <array>
#include <optional>
#include <span>

#include "analytics/catalogue/catalogue.hpp"

namespace pmm::analytics {

// Whether the rows of one condition are always among those of the other, and are another condition.
bool is_part_of(Condition part, Condition whole) noexcept;
// The condition of all other rows of the whole, where it has a name.
std::optional<Condition> rest_of(Condition part, Condition whole) noexcept;

// Conditions of which no row meets two, and each row that meets one meets the whole.
struct Family {
  CubeId cube;
  Condition whole;
  std::array<Condition, 7> parts{};  // kAll: none
};
std::span<const Family> families() noexcept;

}  // namespace pmm::analytics
