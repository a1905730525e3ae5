#pragma once

#include <array>

namespace pmm::crm::sql {

// Catalogue entries by code, and new ones named after their code.
struct CodeSql {
  const char* find;
  const char* insert;
};
inline constexpr CodeSql kIntakeOfficeByCode{
    R"sql(SELECT id FROM offices WHERE code = $1)sql",
    R"sql(INSERT INTO offices (id, version, code, name, active, created_us)
          VALUES ($1, 1, $2, $2, 1, $3))sql"};
inline constexpr CodeSql kIntakeChannelByCode{
    R"sql(SELECT id FROM channels WHERE code = $1)sql",
    R"sql(INSERT INTO channels (id, version, code, name, digital, active, created_us)
          VALUES ($1, 1, $2, $2, 0, 1, $3))sql"};
inline constexpr CodeSql kIntakeCategoryByCode{
    R"sql(SELECT id FROM categories WHERE code = $1)sql",
    R"sql(INSERT INTO categories (id, version, code, name, active, created_us)
          VALUES ($1, 1, $2, $2, 1, $3))sql"};
inline constexpr CodeSql kIntakeAreaByCode{
    R"sql(SELECT id FROM areas WHERE code = $1)sql",
    R"sql(INSERT INTO areas (id, version, code, name, active, created_us)
          VALUES ($1, 1, $2, $2, 1, $3))sql"};
inline constexpr CodeSql kIntakeServiceByCode{
    R"sql(SELECT id FROM services WHERE code = $1)sql",
    R"sql(INSERT INTO services (id, version, code, name, status, term_clock, term_rolls,
                                open311_type, reopen_by_subject, created_us)
          VALUES ($1, 1, $2, $2, 'active', 'calendar', 1, 'realtime', 0, $3))sql"};

inline constexpr const char* kServiceOfIntake = R"sql(
SELECT office, category, term_days, term_clock, term_rolls, attributes FROM services WHERE id = $1
)sql";

inline constexpr const char* kIntakeActorByExternal = R"sql(
SELECT id FROM actors WHERE external_id = $1
)sql";
inline constexpr const char* kIntakeCaseByExternal = R"sql(
SELECT id, subject, office, service FROM cases WHERE external_id = $1
)sql";
inline constexpr const char* kIntakeCaseByNumber = R"sql(
SELECT id, subject, office, service FROM cases WHERE number = $1
)sql";
inline constexpr const char* kIntakeCaseByProtocol = R"sql(
SELECT id, subject, office, service FROM cases WHERE protocol = $1
)sql";

inline constexpr const char* kInsertIntakeCase = R"sql(
INSERT INTO cases (id, token, version, number, external_id, kind, service, category, office,
                   channel, subject, status, state, outcome, summary, description, address,
                   latitude, longitude, area, opened_us, due_us, due_given, closed_us,
                   reopened_count, attributes, assurance, created_us)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23, 0, $24, 0, $25)
)sql";

inline constexpr const char* kIntakeCaseRow = R"sql(
SELECT id, version, kind, service, category, office, channel, subject, status, state, outcome,
       summary, description, address, latitude, longitude, area, opened_us, due_us, due_given,
       closed_us, attributes
FROM cases WHERE external_id = $1
)sql";

inline constexpr const char* kUpdateIntakeCase = R"sql(
UPDATE cases SET version = version + 1, service = $2, category = $3, office = $4, channel = $5,
                 subject = $6, status = $7, state = $8, outcome = $9, summary = $10,
                 description = $11, address = $12, latitude = $13, longitude = $14, area = $15,
                 opened_us = $16, due_us = $17, due_given = $18, closed_us = $19, attributes = $20
WHERE id = $1
)sql";

inline constexpr const char* kInsertIntakeEvent = R"sql(
INSERT INTO case_events (id, case_id, subject, office, at_us, verb, from_state, to_state, actor,
                         visibility)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'subject')
)sql";

inline constexpr const char* kUpdateIntakeEventOwner = R"sql(
UPDATE case_events SET subject = $2, office = $3 WHERE case_id = $1
)sql";

inline constexpr const char* kIntakeContactRow = R"sql(
SELECT id, version, channel, direction, subject, service, case_id, office, operator, started_us,
       ended_us, waiting_s, outcome, abandoned, summary
FROM contacts WHERE external_id = $1
)sql";

inline constexpr const char* kInsertIntakeContact = R"sql(
INSERT INTO contacts (id, version, external_id, channel, direction, subject, service, case_id,
                      office, operator, started_us, ended_us, waiting_s, outcome, abandoned,
                      summary, noted, assurance, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15,
        CASE WHEN CAST($15 AS TEXT) IS NULL THEN 0 ELSE 1 END, 0, $16)
)sql";

inline constexpr const char* kUpdateIntakeContact = R"sql(
UPDATE contacts SET version = version + 1, channel = $2, direction = $3, subject = $4, service = $5,
                    case_id = $6, office = $7, operator = $8, started_us = $9, ended_us = $10,
                    waiting_s = $11, outcome = $12, abandoned = $13, summary = $14,
                    noted = CASE WHEN CAST($14 AS TEXT) IS NULL THEN 0 ELSE 1 END
WHERE id = $1
)sql";

}  // namespace pmm::crm::sql
