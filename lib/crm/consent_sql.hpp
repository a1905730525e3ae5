#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertPurpose = R"sql(
INSERT INTO consent_purposes (id, version, code, title, texts, active, created_us)
VALUES ($1, 1, $2, $3, 0, 1, $4)
)sql";
inline constexpr const char* kPurposeRow = R"sql(
SELECT version, texts, active FROM consent_purposes WHERE id = $1
)sql";
inline constexpr const char* kPurposeByCode = R"sql(
SELECT id FROM consent_purposes WHERE code = $1
)sql";
inline constexpr const char* kUpdatePurpose = R"sql(
UPDATE consent_purposes SET version = version + 1, title = COALESCE($2, title), active = $3
WHERE id = $1
)sql";
inline constexpr const char* kPurposeTexts = R"sql(
UPDATE consent_purposes SET version = version + 1, texts = $2 WHERE id = $1
)sql";
inline constexpr const char* kSelectPurposes = R"sql(
SELECT id, version, code, title, texts, active, created_us FROM consent_purposes
)sql";

inline constexpr const char* kInsertConsentText = R"sql(
INSERT INTO consent_texts (purpose, number, language, body, created_us)
VALUES ($1, $2, $3, $4, $5)
)sql";
inline constexpr const char* kSelectConsentTexts = R"sql(
SELECT number, language, body, created_us FROM consent_texts WHERE purpose = $1 ORDER BY number
)sql";

inline constexpr const char* kInsertConsent = R"sql(
INSERT INTO consents (id, subject, purpose, text_number, given, at_us, channel, actor,
                      on_behalf_of, assurance)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)sql";
// What holds: the last word on each purpose.
inline constexpr const char* kConsentsNow = R"sql(
SELECT c.id, p.id, p.code, p.title, c.given, c.text_number, p.texts, c.at_us
FROM consent_purposes p LEFT JOIN consents c
  ON c.id = (SELECT MAX(l.id) FROM consents l WHERE l.subject = $1 AND l.purpose = p.id)
ORDER BY p.id
)sql";
inline constexpr const char* kLastConsent = R"sql(
SELECT given, text_number FROM consents WHERE subject = $1 AND purpose = $2
ORDER BY id DESC LIMIT 1
)sql";
inline constexpr const char* kSelectConsents = R"sql(
SELECT id, subject, purpose, text_number, given, at_us, channel, actor, on_behalf_of, assurance
FROM consents
)sql";
inline constexpr const char* kConsentSubjectIs = R"sqlpart(subject = {})sqlpart";

inline constexpr const char* kConsentChannel = R"sql(
SELECT 1 FROM channels WHERE id = $1
)sql";

}  // namespace pmm::crm::sql
