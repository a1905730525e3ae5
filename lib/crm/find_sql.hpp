#pragma once

namespace pmm::crm::sql {

// Each subject statement gives id, name, what matched and its value. The placeholder that may be 0
// holds the only subject that the actor sees.

inline constexpr const char* kFindByIdentifier = R"sql(
SELECT s.id, s.name, i.scheme, i.value
FROM identifiers i JOIN subjects s ON s.id = i.subject
WHERE i.match_key = $1 AND ($2 = 0 OR s.id = $2) AND ($3 = '' OR i.scheme = $3)
ORDER BY CASE WHEN i.valid_to_on IS NULL THEN 0 ELSE 1 END, i.id LIMIT $4
)sql";

inline constexpr const char* kFindByIdentifierPrefix = R"sql(
SELECT s.id, s.name, i.scheme, i.value
FROM identifiers i JOIN subjects s ON s.id = i.subject
WHERE i.match_key >= $1 AND i.match_key < $2 AND ($3 = 0 OR s.id = $3)
ORDER BY i.match_key, i.id LIMIT $4
)sql";

// An address itself comes before longer ones that begin with it.
inline constexpr const char* kFindByAddress = R"sql(
SELECT s.id, s.name, a.kind, a.value
FROM addresses a JOIN subjects s ON s.id = a.subject
WHERE a.key >= $1 AND a.key < $2 AND a.kind IN ($3, $4) AND a.ended_us IS NULL
      AND s.merged_into IS NULL
      AND ($5 = 0 OR s.id = $5)
ORDER BY a.key, a.id LIMIT $6
)sql";

inline constexpr const char* kFindByExternal = R"sql(
SELECT s.id, s.name, 'external_id', o.external_id
FROM subjects o JOIN subjects s ON s.id = COALESCE(o.merged_into, o.id)
WHERE o.external_id = $1 AND ($2 = 0 OR s.id = $2)
)sql";

// Walks the names of one prefix in the order of the index, at most $3 of them; further prefixes
// are asked of each subject. {} is the list of those conditions.
inline constexpr const char* kFindByName = R"sql(
SELECT s.id, s.name, w.word
FROM (SELECT word, subject FROM subject_words WHERE word >= $1 AND word < $2
      ORDER BY word, subject LIMIT $3) AS w CROSS JOIN subjects s
WHERE s.id = w.subject AND $4 = 0 AND {}
LIMIT $5
)sql";

// The same, in the same order of values, among the names of one subject.
inline constexpr const char* kFindByOwnName = R"sql(
SELECT s.id, s.name, w.word FROM subject_words w JOIN subjects s ON s.id = w.subject
WHERE w.subject = $4 AND w.word >= $1 AND w.word < $2 AND $3 > 0 AND {}
ORDER BY w.word LIMIT $5
)sql";

inline constexpr const char* kFindNameAlso = R"sqlpart(
EXISTS (SELECT 1 FROM subject_words x WHERE x.subject = w.subject AND x.word >= {} AND x.word < {})
)sqlpart";

inline constexpr const char* kFindCountWords = R"sql(
SELECT COUNT(*) FROM (SELECT 1 FROM subject_words WHERE word >= $1 AND word < $2 LIMIT $3) AS found
)sql";

// Cases: id, subject, number, summary, the value that matched. {} is the actor's reach.
inline constexpr const char* kFindCaseNumber = R"sql(
SELECT id, subject, number, summary, number FROM cases
WHERE number >= $1 AND number < $2 AND {} ORDER BY number LIMIT $3
)sql";

inline constexpr const char* kFindCaseProtocol = R"sql(
SELECT id, subject, number, summary, protocol FROM cases
WHERE protocol >= $1 AND protocol < $2 AND {} ORDER BY protocol, id LIMIT $3
)sql";

inline constexpr const char* kFindCaseExternal = R"sql(
SELECT id, subject, number, summary, external_id FROM cases
WHERE external_id >= $1 AND external_id < $2 AND {} ORDER BY external_id LIMIT $3
)sql";

inline constexpr const char* kFindAll = R"sqlpart(1 = 1)sqlpart";

}  // namespace pmm::crm::sql
