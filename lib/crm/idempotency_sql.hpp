#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kFindAnswer = R"sql(
SELECT digest, result_id FROM idempotency WHERE actor = $1 AND operation = $2 AND key = $3
)sql";

inline constexpr const char* kKeepAnswer = R"sql(
INSERT INTO idempotency (actor, operation, key, digest, result_id, at_us)
VALUES ($1, $2, $3, $4, $5, $6)
)sql";

}  // namespace pmm::crm::sql
