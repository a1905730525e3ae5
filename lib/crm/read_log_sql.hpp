#pragma once

namespace pmm::crm::sql {

// What was read may have been undone since, with the transaction that made it.
inline constexpr const char* kInsertRead = R"sql(
INSERT INTO reads (id, at_us, actor, on_behalf_of, subject, what, times, reason)
SELECT $1, $2, $3, $4, s.id, $6, $7, $8 FROM subjects s WHERE s.id = $5
)sql";

inline constexpr const char* kSelectReads = R"sql(
SELECT id, at_us, actor, on_behalf_of, subject, what, times, reason FROM reads
)sql";
inline constexpr const char* kReadSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kReadActorIs = R"sqlpart(actor = {})sqlpart";
inline constexpr const char* kReadFrom = R"sqlpart(at_us >= {})sqlpart";
inline constexpr const char* kReadTo = R"sqlpart(at_us < {})sqlpart";

}  // namespace pmm::crm::sql
