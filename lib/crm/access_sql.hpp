#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kPolicyVersion = R"sql(
SELECT last FROM counters WHERE name = 'policy'
)sql";

inline constexpr const char* kActor = R"sql(
SELECT active, subject FROM actors WHERE id = $1
)sql";

inline constexpr const char* kGrantsOfActor = R"sql(
SELECT role, office, service, valid_from_us, valid_to_us FROM grants WHERE actor = $1
)sql";

}  // namespace pmm::crm::sql
