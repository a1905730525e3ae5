#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kIdentifierInForce = R"sql(
SELECT id, subject FROM identifiers WHERE scheme = $1 AND value = $2 AND valid_to_on IS NULL
)sql";

inline constexpr const char* kInsertIdentifier = R"sql(
INSERT INTO identifiers (id, version, subject, scheme, value, match_key, issuer, valid_from_on,
                         valid_to_on, since_us, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
)sql";

inline constexpr const char* kIdentifierRow = R"sql(
SELECT subject, version, scheme, value, issuer, valid_from_on, valid_to_on, since_us
FROM identifiers WHERE id = $1
)sql";

inline constexpr const char* kKeepIdentifierPast = R"sql(
INSERT INTO identifier_past (identifier, since_us, until_us, version, issuer, valid_from_on,
                             valid_to_on)
SELECT id, since_us, $2, version, issuer, valid_from_on, valid_to_on FROM identifiers WHERE id = $1
)sql";

inline constexpr const char* kUpdateIdentifier = R"sql(
UPDATE identifiers SET version = version + 1, issuer = $2, valid_from_on = $3, valid_to_on = $4,
                       since_us = $5
WHERE id = $1
)sql";

inline constexpr const char* kSelectIdentifiers = R"sql(
SELECT id, version, scheme, value, issuer, valid_from_on, valid_to_on, created_us, subject, since_us
FROM identifiers
)sql";

inline constexpr const char* kSelectIdentifier = R"sql(
SELECT id, version, scheme, value, issuer, valid_from_on, valid_to_on, created_us, subject, since_us
FROM identifiers WHERE id = $1
)sql";

// Every version of every identifier, those of the past too.
inline constexpr const char* kSelectIdentifiersEver = R"sql(
SELECT id, version, scheme, value, issuer, valid_from_on, valid_to_on, created_us, subject, since_us
FROM (SELECT id, version, scheme, value, issuer, valid_from_on, valid_to_on, created_us, subject,
             since_us, NULL AS until_us
      FROM identifiers
      UNION ALL
      SELECT i.id, p.version, i.scheme, i.value, p.issuer, p.valid_from_on, p.valid_to_on,
             i.created_us, i.subject, p.since_us, p.until_us
      FROM identifiers i JOIN identifier_past p ON p.identifier = i.id) AS ever
)sql";

inline constexpr const char* kIdentifierSchemeIs = R"sqlpart(scheme = {})sqlpart";

}  // namespace pmm::crm::sql
