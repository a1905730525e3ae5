#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertContact = R"sql(
INSERT INTO contacts (id, version, external_id, channel, direction, subject, service, case_id,
                      office, operator, started_us, ended_us, waiting_s, outcome, abandoned,
                      summary, noted, assurance, on_behalf_of, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
        CASE WHEN CAST($15 AS TEXT) IS NULL THEN 0 ELSE 1 END, $16, $17, $18)
)sql";

inline constexpr const char* kContactRow = R"sql(
SELECT version, external_id, channel, direction, subject, service, case_id, office, operator,
       started_us, ended_us, waiting_s, outcome, abandoned, summary
FROM contacts WHERE id = $1
)sql";

inline constexpr const char* kUpdateContact = R"sql(
UPDATE contacts SET version = version + 1, external_id = $2, channel = $3, direction = $4,
                    subject = $5, service = $6, case_id = $7, office = $8, operator = $9,
                    started_us = $10, ended_us = $11, waiting_s = $12, outcome = $13,
                    abandoned = $14, summary = $15,
                    noted = CASE WHEN CAST($15 AS TEXT) IS NULL THEN 0 ELSE 1 END
WHERE id = $1
)sql";

inline constexpr const char* kContactFacts = R"sql(
SELECT subject, case_id, office, service FROM contacts WHERE id = $1
)sql";

inline constexpr const char* kContactByExternal = R"sql(
SELECT id, subject, office, service FROM contacts WHERE external_id = $1
)sql";

inline constexpr const char* kContactChannel = R"sql(
SELECT active FROM channels WHERE id = $1
)sql";

inline constexpr const char* kContactService = R"sql(
SELECT office FROM services WHERE id = $1
)sql";

inline constexpr const char* kContactCase = R"sql(
SELECT subject, office, service FROM cases WHERE id = $1
)sql";

inline constexpr const char* kContactActor = R"sql(
SELECT 1 FROM actors WHERE id = $1
)sql";

// Tasks that were born before anybody knew who the contact was with.
inline constexpr const char* kContactTasks = R"sql(
SELECT id FROM tasks WHERE contact = $1 AND subject IS NULL ORDER BY id
)sql";

inline constexpr const char* kContactTaskSubject = R"sql(
UPDATE tasks SET version = version + 1, subject = $2 WHERE id = $1
)sql";

inline constexpr const char* kSelectContacts = R"sql(
SELECT id, version, channel, direction, subject, service, case_id, office, operator, started_us,
       ended_us, waiting_s, outcome, abandoned, summary, external_id, assurance, on_behalf_of,
       created_us
FROM contacts
)sql";

inline constexpr const char* kSelectContact = R"sql(
SELECT id, version, channel, direction, subject, service, case_id, office, operator, started_us,
       ended_us, waiting_s, outcome, abandoned, summary, external_id, assurance, on_behalf_of,
       created_us
FROM contacts WHERE id = $1
)sql";

inline constexpr const char* kContactSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kContactNoSubject = R"sqlpart(subject IS NULL)sqlpart";
inline constexpr const char* kContactCaseIs = R"sqlpart(case_id = {})sqlpart";
inline constexpr const char* kContactNoCase = R"sqlpart(case_id IS NULL)sqlpart";
inline constexpr const char* kContactOfficeIs = R"sqlpart(office = {})sqlpart";
inline constexpr const char* kContactNoOffice = R"sqlpart(office IS NULL)sqlpart";
inline constexpr const char* kContactServiceIs = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kContactNoService = R"sqlpart(service IS NULL)sqlpart";
inline constexpr const char* kContactOperatorIs = R"sqlpart(operator = {})sqlpart";
inline constexpr const char* kContactNoOperator = R"sqlpart(operator IS NULL)sqlpart";
inline constexpr const char* kContactChannelIs = R"sqlpart(channel = {})sqlpart";
inline constexpr const char* kContactFrom = R"sqlpart(started_us >= {})sqlpart";
inline constexpr const char* kContactTo = R"sqlpart(started_us < {})sqlpart";
inline constexpr const char* kContactAbandonedIs = R"sqlpart(abandoned = {})sqlpart";
inline constexpr const char* kContactExternalIs = R"sqlpart(external_id = {})sqlpart";

}  // namespace pmm::crm::sql
