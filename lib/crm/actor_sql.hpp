#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertActor = R"sql(
INSERT INTO actors (id, version, kind, external_id, name, subject, active, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7)
)sql";

inline constexpr const char* kUpdateActor = R"sql(
UPDATE actors SET version = version + 1, external_id = $2, name = $3, subject = $4, active = $5
WHERE id = $1
)sql";

inline constexpr const char* kActorRow = R"sql(
SELECT version, kind, external_id, name, subject, active FROM actors WHERE id = $1
)sql";

inline constexpr const char* kActorByExternal = R"sql(
SELECT id, subject, NULL, NULL FROM actors WHERE external_id = $1
)sql";

inline constexpr const char* kSelectActors = R"sql(
SELECT id, version, kind, external_id, name, subject, active, created_us FROM actors
)sql";

inline constexpr const char* kSelectActor = R"sql(
SELECT id, version, kind, external_id, name, subject, active, created_us FROM actors
WHERE id = $1
)sql";

inline constexpr const char* kActorIs = R"sqlpart(id = {})sqlpart";
inline constexpr const char* kActorKindIs = R"sqlpart(kind = {})sqlpart";
inline constexpr const char* kActorExternalIs = R"sqlpart(external_id = {})sqlpart";
inline constexpr const char* kActorSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kActorActiveIs = R"sqlpart(active = {})sqlpart";

// --- Grants

inline constexpr const char* kInsertGrant = R"sql(
INSERT INTO grants (id, version, actor, role, office, service, valid_from_us, valid_to_us,
                    created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8)
)sql";

inline constexpr const char* kUpdateGrant = R"sql(
UPDATE grants SET version = version + 1, valid_from_us = $2, valid_to_us = $3 WHERE id = $1
)sql";

inline constexpr const char* kGrantRow = R"sql(
SELECT version, actor, role, valid_from_us, valid_to_us FROM grants WHERE id = $1
)sql";

inline constexpr const char* kSelectGrants = R"sql(
SELECT id, version, actor, role, office, service, valid_from_us, valid_to_us, created_us
FROM grants
)sql";

inline constexpr const char* kSelectGrant = R"sql(
SELECT id, version, actor, role, office, service, valid_from_us, valid_to_us, created_us
FROM grants WHERE id = $1
)sql";

inline constexpr const char* kGrantRoleIs = R"sqlpart(role = {})sqlpart";
inline constexpr const char* kGrantOfficeIs = R"sqlpart(office = {})sqlpart";
inline constexpr const char* kGrantNoOffice = R"sqlpart(office IS NULL)sqlpart";
inline constexpr const char* kGrantServiceIs = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kGrantNoService = R"sqlpart(service IS NULL)sqlpart";
inline constexpr const char* kGrantInForce = R"sqlpart(
valid_from_us <= {} AND (valid_to_us IS NULL OR valid_to_us > {})
)sqlpart";
inline constexpr const char* kGrantOfActor = R"sqlpart(actor = {})sqlpart";

// Somebody who administers now and, as it stands, for ever.
inline constexpr const char* kLastingAdministrator = R"sql(
SELECT g.id FROM grants g JOIN actors a ON a.id = g.actor
WHERE g.role = 'administrator' AND g.valid_from_us <= $1 AND g.valid_to_us IS NULL
      AND a.active = 1
LIMIT 1
)sql";

inline constexpr const char* kLiveGrants = R"sql(
SELECT id, role FROM grants
WHERE actor = $1 AND (valid_to_us IS NULL OR (valid_to_us > $2 AND valid_to_us > valid_from_us))
)sql";

}  // namespace pmm::crm::sql
