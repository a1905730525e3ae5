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

inline constexpr const char* kChannelsOfActor = R"sql(
SELECT role, channel FROM role_channels
WHERE role IN (SELECT role FROM grants WHERE actor = $1)
)sql";

inline constexpr const char* kMandatesOfDelegate = R"sql(
SELECT m.id, m.subject, m.valid_from_us, m.valid_to_us, s.service
FROM mandates m LEFT JOIN mandate_services s ON s.mandate = m.id
WHERE m.delegate = $1 AND m.state = 'active'
ORDER BY m.id
)sql";

}  // namespace pmm::crm::sql
