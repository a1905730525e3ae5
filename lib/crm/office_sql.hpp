#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertOffice = R"sql(
INSERT INTO offices (id, version, created_us, code, name, active, parent, email, phone, address)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql";

inline constexpr const char* kUpdateOffice = R"sql(
UPDATE offices SET version = version + 1, code = $2, name = $3, active = $4, parent = $5,
                   email = $6, phone = $7, address = $8
WHERE id = $1
)sql";

inline constexpr const char* kOfficeRow = R"sql(
SELECT version, code, name, active, parent, email, phone, address FROM offices WHERE id = $1
)sql";

inline constexpr const char* kOfficeByCode = R"sql(
SELECT id FROM offices WHERE code = $1
)sql";

inline constexpr const char* kSelectOffices = R"sql(
SELECT id, version, code, name, parent, email, phone, address, active, created_us FROM offices
)sql";

inline constexpr const char* kSelectOffice = R"sql(
SELECT id, version, code, name, parent, email, phone, address, active, created_us FROM offices
WHERE id = $1
)sql";

}  // namespace pmm::crm::sql
