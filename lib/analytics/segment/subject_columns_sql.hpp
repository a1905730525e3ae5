#pragma once

// What the attributes of subjects are read from.
namespace pmm::analytics::sql {

inline constexpr const char* kSubjectAttributes = R"sql(
SELECT id, kind, sex, language, birth_place, born_on, died_on, created_us FROM subjects
WHERE merged_into IS NULL
)sql";

inline constexpr const char* kSubjectAddresses = R"sql(
SELECT subject, kind, verified_on FROM addresses WHERE ended_us IS NULL
)sql";

inline constexpr const char* kSubjectIdentifiers = R"sql(
SELECT subject, scheme FROM identifiers
WHERE (valid_from_on IS NULL OR valid_from_on <= $1) AND (valid_to_on IS NULL OR valid_to_on > $1)
)sql";

inline constexpr const char* kOneSubjectAttributes = R"sql(
SELECT id, kind, sex, language, birth_place, born_on, died_on, created_us FROM subjects
WHERE id = $1 AND merged_into IS NULL
)sql";

inline constexpr const char* kOneSubjectAddresses = R"sql(
SELECT subject, kind, verified_on FROM addresses WHERE ended_us IS NULL AND subject = $1
)sql";

inline constexpr const char* kOneSubjectIdentifiers = R"sql(
SELECT subject, scheme FROM identifiers
WHERE (valid_from_on IS NULL OR valid_from_on <= $1) AND (valid_to_on IS NULL OR valid_to_on > $1)
  AND subject = $2
)sql";

inline constexpr const char* kSubjectsChangedAfter = R"sql(
SELECT seq, noun, subject FROM journal WHERE seq > $1 ORDER BY seq
)sql";

}  // namespace pmm::analytics::sql
