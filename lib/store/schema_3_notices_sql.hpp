#pragma once

#include <array>

#include "store/schema_sql.hpp"

// The third schema: notices to the subjects and their deliveries.
namespace pmm::store {

inline constexpr std::array<TableSql, 0> kTables3Notices{};
inline constexpr std::array<const char*, 0> kIndexes3Notices{};

}  // namespace pmm::store
