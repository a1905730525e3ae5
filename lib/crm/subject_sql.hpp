#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertSubject = R"sql(
INSERT INTO subjects (id, token, version, kind, external_id, name, family_name, given_name, sex,
                      born_on, birth_place, died_on, language, note, since_us, created_us)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
)sql";

inline constexpr const char* kSubjectRow = R"sql(
SELECT kind, external_id, name, family_name, given_name, sex, born_on, birth_place, died_on,
       language, note, version, since_us
FROM subjects WHERE id = $1
)sql";

inline constexpr const char* kUpdateSubject = R"sql(
UPDATE subjects SET version = version + 1, external_id = $2, name = $3, family_name = $4,
                    given_name = $5, sex = $6, born_on = $7, birth_place = $8, died_on = $9,
                    language = $10, note = $11, since_us = $12
WHERE id = $1
)sql";

inline constexpr const char* kKeepSubjectPast = R"sql(
INSERT INTO subject_past (subject, since_us, until_us, version, kind, name, family_name,
                          given_name, sex, born_on, birth_place, died_on, language, note)
SELECT id, since_us, $2, version, kind, name, family_name, given_name, sex, born_on, birth_place,
       died_on, language, note
FROM subjects WHERE id = $1
)sql";

inline constexpr const char* kInsertSubjectWord = R"sql(
INSERT INTO subject_words (word, subject) VALUES ($1, $2)
)sql";

inline constexpr const char* kDeleteSubjectWords = R"sql(
DELETE FROM subject_words WHERE subject = $1
)sql";

inline constexpr const char* kSubjectByExternal = R"sql(
SELECT COALESCE(merged_into, id), COALESCE(merged_into, id), NULL, NULL FROM subjects
WHERE external_id = $1
)sql";

// Who a subject is now: whoever was merged leads to its winner, and no winner leads on.
inline constexpr const char* kLiveSubject = R"sql(
SELECT COALESCE(merged_into, id) FROM subjects WHERE id = $1
)sql";

// Whether an external id is that of one who was merged into this subject.
inline constexpr const char* kIsOldExternal = R"sql(
SELECT 1 FROM subjects WHERE external_id = $1 AND merged_into = $2
)sql";

inline constexpr const char* kSelectSubjects = R"sql(
SELECT id, token, version, kind, name, family_name, given_name, sex, born_on, birth_place, died_on,
       language, note, external_id, since_us, created_us
FROM subjects
)sql";

inline constexpr const char* kSelectSubject = R"sql(
SELECT id, token, version, kind, name, family_name, given_name, sex, born_on, birth_place, died_on,
       language, note, external_id, since_us, created_us
FROM subjects WHERE id = $1
)sql";

inline constexpr const char* kSelectSubjectPast = R"sql(
SELECT p.subject, s.token, p.version, p.kind, p.name, p.family_name, p.given_name, p.sex,
       p.born_on, p.birth_place, p.died_on, p.language, p.note, s.external_id, p.since_us,
       s.created_us
FROM subject_past p JOIN subjects s ON s.id = p.subject
WHERE p.subject = $1 AND p.since_us <= $2 AND p.until_us > $2
ORDER BY p.version DESC LIMIT 1
)sql";

inline constexpr const char* kSubjectKindIs = R"sqlpart(kind = {})sqlpart";
inline constexpr const char* kSubjectIsLive = R"sqlpart(merged_into IS NULL)sqlpart";
inline constexpr const char* kSubjectExternalIs = R"sqlpart(
id IN (SELECT COALESCE(o.merged_into, o.id) FROM subjects o WHERE o.external_id = {})
)sqlpart";
inline constexpr const char* kSubjectTokenIs = R"sqlpart(
id IN (SELECT COALESCE(o.merged_into, o.id) FROM subjects o WHERE o.token = {})
)sqlpart";
inline constexpr const char* kSubjectHasIdentifier = R"sqlpart(
id IN (SELECT subject FROM identifiers WHERE scheme = {} AND value = {} AND valid_to_on IS NULL)
)sqlpart";

}  // namespace pmm::crm::sql
