#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertRelationship = R"sql(
INSERT INTO relationships (id, version, subject, other, kind, valid_from_on, valid_to_on, note,
                           since_us, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $8)
)sql";

inline constexpr const char* kRelationshipRow = R"sql(
SELECT subject, other, version, valid_from_on, valid_to_on, note, since_us
FROM relationships WHERE id = $1
)sql";

inline constexpr const char* kKeepRelationshipPast = R"sql(
INSERT INTO relationship_past (relationship, since_us, until_us, version, valid_from_on,
                               valid_to_on, note)
SELECT id, since_us, $2, version, valid_from_on, valid_to_on, note FROM relationships WHERE id = $1
)sql";

inline constexpr const char* kUpdateRelationship = R"sql(
UPDATE relationships SET version = version + 1, valid_from_on = $2, valid_to_on = $3, note = $4,
                         since_us = $5
WHERE id = $1
)sql";

inline constexpr const char* kSelectRelationships = R"sql(
SELECT id, version, subject, other, kind, valid_from_on, valid_to_on, note, created_us, since_us
FROM relationships
)sql";

inline constexpr const char* kSelectRelationship = R"sql(
SELECT id, version, subject, other, kind, valid_from_on, valid_to_on, note, created_us, since_us
FROM relationships WHERE id = $1
)sql";

// Every version of every relationship, those of the past too.
inline constexpr const char* kSelectRelationshipsEver = R"sql(
SELECT id, version, subject, other, kind, valid_from_on, valid_to_on, note, created_us, since_us
FROM (SELECT id, version, subject, other, kind, valid_from_on, valid_to_on, note, created_us,
             since_us, NULL AS until_us
      FROM relationships
      UNION ALL
      SELECT r.id, p.version, r.subject, r.other, r.kind, p.valid_from_on, p.valid_to_on, p.note,
             r.created_us, p.since_us, p.until_us
      FROM relationships r JOIN relationship_past p ON p.relationship = r.id) AS ever
)sql";

inline constexpr const char* kOfEitherSubject = R"sqlpart((subject = {} OR other = {}))sqlpart";
inline constexpr const char* kRelationshipKindIs = R"sqlpart(kind = {})sqlpart";

}  // namespace pmm::crm::sql
