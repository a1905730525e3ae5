#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertArea = R"sql(
INSERT INTO areas (id, version, created_us, code, name, active, parent)
VALUES ($1, 1, $2, $3, $4, $5, $6)
)sql";

inline constexpr const char* kUpdateArea = R"sql(
UPDATE areas SET version = version + 1, code = $2, name = $3, active = $4, parent = $5
WHERE id = $1
)sql";

inline constexpr const char* kAreaRow = R"sql(
SELECT version, code, name, active, parent FROM areas WHERE id = $1
)sql";

inline constexpr const char* kAreaByCode = R"sql(
SELECT id FROM areas WHERE code = $1
)sql";

inline constexpr const char* kSelectAreas = R"sql(
SELECT id, version, code, name, parent, active, created_us FROM areas
)sql";

inline constexpr const char* kSelectArea = R"sql(
SELECT id, version, code, name, parent, active, created_us FROM areas
WHERE id = $1
)sql";

}  // namespace pmm::crm::sql
