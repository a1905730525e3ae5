#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertRole = R"sql(
INSERT INTO roles (id, version, name, title, note, fields, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6)
)sql";

inline constexpr const char* kUpdateRole = R"sql(
UPDATE roles SET version = version + 1, title = $2, note = $3, fields = $4 WHERE id = $1
)sql";

inline constexpr const char* kRemoveRole = R"sql(
UPDATE roles SET version = version + 1, removed_us = $2 WHERE id = $1
)sql";

inline constexpr const char* kRoleRow = R"sql(
SELECT id, version, name, title, note, fields FROM roles WHERE name = $1 AND removed_us IS NULL
)sql";

inline constexpr const char* kLiveRoles = R"sql(
SELECT name, id, title, note, fields, version FROM roles WHERE removed_us IS NULL ORDER BY id
)sql";

inline constexpr const char* kRightsOfRole = R"sql(
SELECT noun, action, extent FROM role_rights WHERE role = $1 ORDER BY noun, action, extent
)sql";

inline constexpr const char* kInsertRight = R"sql(
INSERT INTO role_rights (role, noun, action, extent) VALUES ($1, $2, $3, $4)
)sql";

inline constexpr const char* kDeleteRights = R"sql(
DELETE FROM role_rights WHERE role = $1
)sql";

// Grants of a role that hold, or will.
inline constexpr const char* kGrantsOfRole = R"sql(
SELECT id, valid_from_us FROM grants
WHERE role = $1 AND (valid_to_us IS NULL OR valid_to_us > $2)
ORDER BY id
)sql";

inline constexpr const char* kEndGrant = R"sql(
UPDATE grants SET version = version + 1, valid_to_us = $2 WHERE id = $1
)sql";

inline constexpr const char* kOfficeGrantOfRole = R"sql(
SELECT id FROM grants
WHERE role = $1 AND (valid_to_us IS NULL OR valid_to_us > $2) AND office IS NOT NULL
LIMIT 1
)sql";

inline constexpr const char* kServiceGrantOfRole = R"sql(
SELECT id FROM grants
WHERE role = $1 AND (valid_to_us IS NULL OR valid_to_us > $2) AND service IS NOT NULL
LIMIT 1
)sql";

inline constexpr const char* kSubjectlessGrantOfRole = R"sql(
SELECT g.id FROM grants g JOIN actors a ON a.id = g.actor
WHERE g.role = $1 AND (g.valid_to_us IS NULL OR g.valid_to_us > $2) AND a.subject IS NULL
LIMIT 1
)sql";

inline constexpr const char* kInsertRoleChannel = R"sql(
INSERT INTO role_channels (role, channel) VALUES ($1, $2)
)sql";

inline constexpr const char* kDeleteRoleChannels = R"sql(
DELETE FROM role_channels WHERE role = $1
)sql";

inline constexpr const char* kChannelOfRoleIs = R"sqlpart(
id IN (SELECT channel FROM role_channels WHERE role = {})
)sqlpart";

}  // namespace pmm::crm::sql
