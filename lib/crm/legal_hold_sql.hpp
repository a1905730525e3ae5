#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertLegalHold = R"sql(
INSERT INTO legal_holds (id, version, subject, case_id, ground, note, keeps_identity, until_us,
                         ended_us, actor, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, NULL, $8, $9)
)sql";

inline constexpr const char* kLegalHoldRow = R"sql(
SELECT version, subject, case_id, ended_us FROM legal_holds WHERE id = $1
)sql";

inline constexpr const char* kEndLegalHold = R"sql(
UPDATE legal_holds SET ended_us = $2, version = version + 1 WHERE id = $1
)sql";

inline constexpr const char* kSelectLegalHolds = R"sql(
SELECT id, version, subject, case_id, ground, note, keeps_identity, until_us, ended_us, actor,
       created_us
FROM legal_holds
)sql";
inline constexpr const char* kHoldSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kHoldCaseIs = R"sqlpart(case_id = {})sqlpart";
inline constexpr const char* kHoldOpen = R"sqlpart(ended_us IS NULL)sqlpart";
inline constexpr const char* kHoldEnded = R"sqlpart(ended_us IS NOT NULL)sqlpart";

inline constexpr const char* kHoldsOver = R"sql(
SELECT id, subject, case_id FROM legal_holds WHERE ended_us IS NULL AND until_us <= $1
ORDER BY id LIMIT $2
)sql";

inline constexpr const char* kCaseOfHold = R"sql(
SELECT subject FROM cases WHERE id = $1
)sql";

}  // namespace pmm::crm::sql
