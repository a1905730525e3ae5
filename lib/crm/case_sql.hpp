#pragma once

namespace pmm::crm::sql {

// --- What a case refers to

inline constexpr const char* kCaseOffice = R"sql(SELECT active FROM offices WHERE id = $1)sql";
inline constexpr const char* kCaseChannel = R"sql(SELECT active FROM channels WHERE id = $1)sql";
inline constexpr const char* kCaseCategory = R"sql(SELECT active FROM categories WHERE id = $1)sql";
inline constexpr const char* kCaseArea = R"sql(SELECT active FROM areas WHERE id = $1)sql";
inline constexpr const char* kCaseAssignee = R"sql(SELECT active FROM actors WHERE id = $1)sql";

inline constexpr const char* kCaseWithExternal = R"sql(
SELECT id, subject, office, service FROM cases WHERE external_id = $1
)sql";

// --- The row

inline constexpr const char* kInsertCase = R"sql(
INSERT INTO cases (id, token, version, number, external_id, protocol, kind, service, category,
                   office, channel, subject, assignee, status, state, outcome, note, summary,
                   description, address, latitude, longitude, area, opened_us, due_us, due_given,
                   closed_us, first_response_us, reopened_count, duplicate_of, attributes,
                   assurance, on_behalf_of, created_us)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33)
)sql";

inline constexpr const char* kCaseRow = R"sql(
SELECT version, number, external_id, protocol, kind, service, category, office, channel, subject,
       assignee, status, state, outcome, note, summary, description, address, latitude, longitude,
       area, opened_us, due_us, due_given, closed_us, first_response_us, reopened_count,
       duplicate_of, attributes
FROM cases WHERE id = $1
)sql";

inline constexpr const char* kUpdateCase = R"sql(
UPDATE cases SET version = version + 1, external_id = $2, protocol = $3, category = $4,
                 office = $5, assignee = $6, status = $7, state = $8, outcome = $9, note = $10,
                 summary = $11, description = $12, address = $13, latitude = $14, longitude = $15,
                 area = $16, opened_us = $17, due_us = $18, due_given = $19, closed_us = $20,
                 first_response_us = $21, reopened_count = $22, duplicate_of = $23,
                 attributes = $24
WHERE id = $1
)sql";

// --- Events

inline constexpr const char* kInsertCaseEvent = R"sql(
INSERT INTO case_events (id, case_id, subject, office, at_us, verb, from_state, to_state, actor,
                         visibility, note)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
)sql";

inline constexpr const char* kCaseLastMove = R"sql(
SELECT max(at_us) FROM case_events WHERE case_id = $1 AND to_state IS NOT NULL
)sql";

inline constexpr const char* kMoveCaseEvents = R"sql(
UPDATE case_events SET subject = $2, office = $3 WHERE case_id = $1
)sql";

inline constexpr const char* kSelectCaseEvents = R"sql(
SELECT id, at_us, verb, from_state, to_state, actor, visibility, note FROM case_events
)sql";
inline constexpr const char* kOfCase = R"sqlpart(case_id = {})sqlpart";
inline constexpr const char* kNotForStaff = R"sqlpart(visibility <> 'staff')sqlpart";

// --- Intervals

inline constexpr const char* kInsertCaseInterval = R"sql(
INSERT INTO case_intervals (id, case_id, kind, from_us, to_us, days, reason)
VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql";

inline constexpr const char* kCaseIntervals = R"sql(
SELECT id, kind, from_us, to_us, days, reason FROM case_intervals WHERE case_id = $1 ORDER BY id
)sql";

inline constexpr const char* kEndCaseInterval = R"sql(
UPDATE case_intervals SET to_us = $2 WHERE id = $1
)sql";

inline constexpr const char* kSelectCaseIntervals = R"sql(
SELECT id, kind, from_us, to_us, days, reason FROM case_intervals
)sql";

// --- Duplicates and followers

inline constexpr const char* kDuplicatesOf = R"sql(
SELECT id, subject, office FROM cases WHERE duplicate_of = $1 ORDER BY id
)sql";

inline constexpr const char* kCountDuplicates = R"sql(
SELECT count(*) FROM cases WHERE duplicate_of = $1
)sql";

inline constexpr const char* kPointToOriginal = R"sql(
UPDATE cases SET version = version + 1, duplicate_of = $2 WHERE id = $1
)sql";

inline constexpr const char* kIsFollower = R"sql(
SELECT 1 FROM case_followers WHERE case_id = $1 AND subject = $2
)sql";

inline constexpr const char* kFollowersOf = R"sql(
SELECT subject FROM case_followers WHERE case_id = $1 ORDER BY subject
)sql";

inline constexpr const char* kInsertFollower = R"sql(
INSERT INTO case_followers (case_id, subject, since_us) VALUES ($1, $2, $3)
)sql";

inline constexpr const char* kDeleteFollower = R"sql(
DELETE FROM case_followers WHERE case_id = $1 AND subject = $2
)sql";

inline constexpr const char* kSelectFollowers = R"sql(
SELECT subject, since_us FROM case_followers
)sql";

// --- Due times

inline constexpr const char* kUnderivedCases = R"sql(
SELECT id, service, subject, opened_us, due_us FROM cases
WHERE id > $1 AND status = 'open' AND state <> 'draft' AND due_given = 0
ORDER BY id LIMIT $2
)sql";

inline constexpr const char* kSetCaseDue = R"sql(
UPDATE cases SET version = version + 1, due_us = $2 WHERE id = $1
)sql";

// --- Reading

// $1 is the time now, which kCasesNow binds as the first condition of every list.
inline constexpr const char* kSelectCases = R"sql(
SELECT id, token, version, number, external_id, protocol, kind, service, category, office, channel,
       subject, assignee, status, state, outcome, note, summary, description, address, latitude,
       longitude, area, opened_us, due_us, due_given,
       CASE WHEN status = 'open' AND due_us < $1 THEN 1 ELSE 0 END AS overdue,
       CASE WHEN status = 'open' THEN (due_us - $1) / 1000000 END AS remaining,
       closed_us, first_response_us, reopened_count, duplicate_of, attributes, assurance,
       on_behalf_of, created_us
FROM cases
)sql";
inline constexpr const char* kCasesNow = R"sqlpart({} IS NOT NULL)sqlpart";

inline constexpr const char* kCaseIs = R"sqlpart(id = {})sqlpart";
inline constexpr const char* kCaseSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kCaseServiceIs = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kCaseOfficeIs = R"sqlpart(office = {})sqlpart";
inline constexpr const char* kCaseAssigneeIs = R"sqlpart(assignee = {})sqlpart";
inline constexpr const char* kCaseCategoryIs = R"sqlpart(category = {})sqlpart";
inline constexpr const char* kCaseChannelIs = R"sqlpart(channel = {})sqlpart";
inline constexpr const char* kCaseAreaIs = R"sqlpart(area = {})sqlpart";
inline constexpr const char* kCaseDuplicateIs = R"sqlpart(duplicate_of = {})sqlpart";
inline constexpr const char* kCaseStatusIs = R"sqlpart(status = {})sqlpart";
inline constexpr const char* kCaseStateIs = R"sqlpart(state = {})sqlpart";
inline constexpr const char* kCaseKindIs = R"sqlpart(kind = {})sqlpart";
inline constexpr const char* kCaseExternalIs = R"sqlpart(external_id = {})sqlpart";
inline constexpr const char* kCaseNumberIs = R"sqlpart(number = {})sqlpart";
inline constexpr const char* kCaseProtocolIs = R"sqlpart(protocol = {})sqlpart";
inline constexpr const char* kCaseTokenIs = R"sqlpart(token = {})sqlpart";
inline constexpr const char* kCaseOverdue = R"sqlpart((status = 'open' AND due_us < {}))sqlpart";
inline constexpr const char* kCaseNotOverdue =
    R"sqlpart((status <> 'open' OR due_us IS NULL OR due_us >= {}))sqlpart";
inline constexpr const char* kCaseOpenedFrom = R"sqlpart(opened_us >= {})sqlpart";
inline constexpr const char* kCaseOpenedTo = R"sqlpart(opened_us < {})sqlpart";

}  // namespace pmm::crm::sql
