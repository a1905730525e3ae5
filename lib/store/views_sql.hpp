#pragma once

#include <array>

// The views over the tables that other tools read, made by the step to the second schema, in this
// order.
namespace pmm::store {

inline constexpr std::array<const char*, 0> kViews{};

}  // namespace pmm::store
