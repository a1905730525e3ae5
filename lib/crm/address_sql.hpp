#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kAddressInUse = R"sql(
SELECT id FROM addresses WHERE subject = $1 AND kind = $2 AND key = $3 AND ended_us IS NULL
)sql";

inline constexpr const char* kDefaultAddress = R"sql(
SELECT id, since_us FROM addresses
WHERE subject = $1 AND kind = $2 AND is_default = 1 AND ended_us IS NULL
)sql";

inline constexpr const char* kUnsetDefaultAddress = R"sql(
UPDATE addresses SET version = version + 1, is_default = 0, since_us = $2 WHERE id = $1
)sql";

inline constexpr const char* kInsertAddress = R"sql(
INSERT INTO addresses (id, version, subject, kind, value, key, label, verified_on, is_default,
                       ended_us, since_us, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10)
)sql";

inline constexpr const char* kAddressRow = R"sql(
SELECT subject, version, kind, key, label, verified_on, is_default, ended_us, since_us
FROM addresses WHERE id = $1
)sql";

inline constexpr const char* kKeepAddressPast = R"sql(
INSERT INTO address_past (address, since_us, until_us, version, label, verified_on, is_default,
                          ended_us)
SELECT id, since_us, $2, version, label, verified_on, is_default, ended_us
FROM addresses WHERE id = $1
)sql";

inline constexpr const char* kUpdateAddress = R"sql(
UPDATE addresses SET version = version + 1, label = $2, verified_on = $3, is_default = $4,
                     ended_us = $5, since_us = $6
WHERE id = $1
)sql";

inline constexpr const char* kSelectAddresses = R"sql(
SELECT id, version, kind, value, label, verified_on, is_default, ended_us, created_us, subject,
       since_us
FROM addresses
)sql";

inline constexpr const char* kSelectAddress = R"sql(
SELECT id, version, kind, value, label, verified_on, is_default, ended_us, created_us, subject,
       since_us
FROM addresses WHERE id = $1
)sql";

// Every version of every address, those of the past too.
inline constexpr const char* kSelectAddressesEver = R"sql(
SELECT id, version, kind, value, label, verified_on, is_default, ended_us, created_us, subject,
       since_us
FROM (SELECT id, version, kind, value, label, verified_on, is_default, ended_us, created_us,
             subject, since_us, NULL AS until_us
      FROM addresses
      UNION ALL
      SELECT a.id, p.version, a.kind, a.value, p.label, p.verified_on, p.is_default, p.ended_us,
             a.created_us, a.subject, p.since_us, p.until_us
      FROM addresses a JOIN address_past p ON p.address = a.id) AS ever
)sql";

inline constexpr const char* kAddressKindIs = R"sqlpart(kind = {})sqlpart";
inline constexpr const char* kAddressInUseAt =
    R"sqlpart((ended_us IS NULL OR ended_us > {}))sqlpart";

}  // namespace pmm::crm::sql
