#pragma once

#include <string>
#include <string_view>

#include "base/status.hpp"
#include "store/sqlite/connection.hpp"

namespace pmm::store {

// Facts about the store itself, by key.
Status set_meta(Connection& db, std::string_view key, std::string_view value);
// kCorrupt when there is none.
Result<std::string> get_meta(Connection& db, std::string_view key);

inline constexpr const char* kVersionKey = "schema_version";

}  // namespace pmm::store
