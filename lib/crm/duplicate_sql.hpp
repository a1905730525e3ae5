#pragma once

// Who in the registry may be who: what is compared, and where to look for it. Each looks along an
// index, from one subject to those that have something of it.
namespace pmm::crm::sql {

inline constexpr const char* kDuplicateSubjects = R"sql(
SELECT id FROM subjects WHERE id > $1 AND merged_into IS NULL ORDER BY id LIMIT $2
)sql";

inline constexpr const char* kDuplicateFacts = R"sql(
SELECT kind, name, family_name, given_name, sex, birth_place, born_on, merged_into
FROM subjects WHERE id = $1
)sql";

// $2 the local day.
inline constexpr const char* kDuplicateCodes = R"sql(
SELECT scheme, value, match_key,
       CASE WHEN valid_to_on IS NULL OR valid_to_on > $2 THEN 1 ELSE 0 END
FROM identifiers WHERE subject = $1 ORDER BY id
)sql";

inline constexpr const char* kDuplicateContacts = R"sql(
SELECT kind, key FROM addresses
WHERE subject = $1 AND kind IN ('email', 'pec', 'phone', 'postal') ORDER BY id
)sql";

// A code without its omocodia, whatever the scheme is called. $2 rows.
inline constexpr const char* kSameKey = R"sql(
SELECT o.subject FROM identifiers i JOIN identifiers o ON o.match_key = i.match_key
WHERE i.subject = $1 AND o.subject <> $1 LIMIT $2
)sql";

inline constexpr const char* kSameContact = R"sql(
SELECT o.subject FROM addresses a JOIN addresses o ON o.key = a.key
WHERE a.subject = $1 AND o.subject <> $1 AND a.kind IN ('email', 'pec', 'phone', 'postal')
  AND o.kind IN ('email', 'pec', 'phone', 'postal')
LIMIT $2
)sql";

// $1 day, $2 subject, $3 rows.
inline constexpr const char* kSameBirth = R"sql(
SELECT id, kind, name, family_name, given_name FROM subjects
WHERE born_on = $1 AND id <> $2 AND merged_into IS NULL ORDER BY id LIMIT $3
)sql";

// $1 and $2 two words of the name, or one twice, $3 subject, $4 names that are looked at, $5 rows.
inline constexpr const char* kSameWords = R"sql(
SELECT w.subject
FROM (SELECT subject FROM subject_words WHERE word = $1 ORDER BY subject LIMIT $4) AS w
WHERE w.subject <> $3
  AND EXISTS (SELECT 1 FROM subject_words x WHERE x.word = $2 AND x.subject = w.subject)
LIMIT $5
)sql";

}  // namespace pmm::crm::sql
