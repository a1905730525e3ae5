#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertTemplate = R"sql(
INSERT INTO notification_templates (id, version, code, service, language, title, body, placeholders,
                                    created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8)
)sql";

inline constexpr const char* kTemplateRow = R"sql(
SELECT version, code, service, language, title, body, placeholders
FROM notification_templates WHERE id = $1 AND removed_us IS NULL
)sql";

inline constexpr const char* kUpdateTemplate = R"sql(
UPDATE notification_templates SET version = version + 1, title = $2, body = $3, placeholders = $4
WHERE id = $1
)sql";

inline constexpr const char* kRemoveTemplate = R"sql(
UPDATE notification_templates SET version = version + 1, removed_us = $2 WHERE id = $1
)sql";

inline constexpr const char* kTemplateWithUse = R"sql(
SELECT id FROM notification_templates
WHERE code = $1 AND COALESCE(service, 0) = COALESCE($2, 0) AND language = $3 AND removed_us IS NULL
)sql";

inline constexpr const char* kTemplatesFor = R"sql(
SELECT id, code, service, language, title, body, placeholders
FROM notification_templates
WHERE code IN ($1, $2) AND (service IS NULL OR service = $3) AND removed_us IS NULL
)sql";

inline constexpr const char* kSelectTemplates = R"sql(
SELECT id, version, code, service, language, title, body, placeholders, created_us
FROM notification_templates
)sql";
inline constexpr const char* kTemplateInUse = R"sqlpart(removed_us IS NULL)sqlpart";
inline constexpr const char* kTemplateIs = R"sqlpart(id = {})sqlpart";
inline constexpr const char* kTemplateCodeIs = R"sqlpart(code = {})sqlpart";
inline constexpr const char* kTemplateLanguageIs = R"sqlpart(language = {})sqlpart";
inline constexpr const char* kTemplateServiceIs = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kTemplateNoService = R"sqlpart(service IS NULL)sqlpart";

}  // namespace pmm::crm::sql
