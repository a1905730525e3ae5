#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertChannel = R"sql(
INSERT INTO channels (id, version, created_us, code, name, active, digital)
VALUES ($1, 1, $2, $3, $4, $5, $6)
)sql";

inline constexpr const char* kUpdateChannel = R"sql(
UPDATE channels SET version = version + 1, code = $2, name = $3, active = $4, digital = $5
WHERE id = $1
)sql";

inline constexpr const char* kChannelRow = R"sql(
SELECT version, code, name, active, digital FROM channels WHERE id = $1
)sql";

inline constexpr const char* kChannelByCode = R"sql(
SELECT id FROM channels WHERE code = $1
)sql";

inline constexpr const char* kSelectChannels = R"sql(
SELECT id, version, code, name, digital, active, created_us FROM channels
)sql";

inline constexpr const char* kSelectChannel = R"sql(
SELECT id, version, code, name, digital, active, created_us FROM channels
WHERE id = $1
)sql";

}  // namespace pmm::crm::sql
