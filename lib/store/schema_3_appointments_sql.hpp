#pragma once

#include <array>

#include "store/schema_sql.hpp"

// The third schema: calendars and what is booked in them.
namespace pmm::store {

inline constexpr std::array<TableSql, 0> kTables3Appointments{};
inline constexpr std::array<const char*, 0> kIndexes3Appointments{};

}  // namespace pmm::store
