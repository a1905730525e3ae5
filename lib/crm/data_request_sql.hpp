#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertDataRequest = R"sql(
INSERT INTO data_requests (id, version, subject, kind, state, note, channel, assurance,
                           on_behalf_of, received_us, due_us, created_us)
VALUES ($1, 1, $2, $3, 'PENDING', $4, $5, $6, $7, $8, $9, $10)
)sql";

inline constexpr const char* kDataRequestRow = R"sql(
SELECT version, subject, kind, state, outcome, received_us, due_us, extended_us, worked_us,
       folded_us
FROM data_requests WHERE id = $1
)sql";

inline constexpr const char* kMoveDataRequest = R"sql(
UPDATE data_requests SET version = version + 1, state = $2, outcome = $3, due_us = $4,
                         extended_us = $5, worked_us = $6, closed_us = $7
WHERE id = $1
)sql";

inline constexpr const char* kInsertRequestStep = R"sql(
INSERT INTO data_request_steps (request, number, at_us, verb, from_state, to_state, actor, note)
VALUES ($1, (SELECT COALESCE(MAX(number), 0) + 1 FROM data_request_steps WHERE request = $1), $2,
        $3, $4, $5, $6, $7)
)sql";

inline constexpr const char* kDropRequestCounts = R"sql(
DELETE FROM data_request_counts WHERE request = $1
)sql";
inline constexpr const char* kInsertRequestCount = R"sql(
INSERT INTO data_request_counts (request, position, name, found, erased, anonymous, kept, why)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";

inline constexpr const char* kRequestKept = R"sql(
SELECT COALESCE(SUM(kept), 0) FROM data_request_counts WHERE request = $1
)sql";

inline constexpr const char* kSetRequestExport = R"sql(
UPDATE data_requests SET version = version + 1, export_path = $2, export_sha256 = $3 WHERE id = $1
)sql";
inline constexpr const char* kSetRequestFolded = R"sql(
UPDATE data_requests SET folded_us = $2 WHERE id = $1 AND folded_us IS NULL
)sql";
// Erasures whose rows are gone, but perhaps not every copy of them beside the rows.
inline constexpr const char* kUnfoldedRequests = R"sql(
SELECT id FROM data_requests
WHERE kind = 'erasure' AND worked_us IS NOT NULL AND folded_us IS NULL ORDER BY id
)sql";

inline constexpr const char* kSelectDataRequests = R"sql(
SELECT id, version, subject, kind, state, outcome, note, channel, assurance, on_behalf_of,
       received_us, due_us, extended_us, worked_us, folded_us, closed_us, export_path, export_sha256,
       created_us
FROM data_requests
)sql";
inline constexpr const char* kRequestIs = R"sqlpart(id = {})sqlpart";
inline constexpr const char* kRequestSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kRequestKindIs = R"sqlpart(kind = {})sqlpart";
inline constexpr const char* kRequestStateIs = R"sqlpart(state = {})sqlpart";
inline constexpr const char* kRequestDueBefore =
    R"sqlpart((closed_us IS NULL AND due_us < {}))sqlpart";

inline constexpr const char* kRequestSteps = R"sql(
SELECT number, at_us, verb, from_state, to_state, actor, note FROM data_request_steps
WHERE request = $1 ORDER BY number
)sql";
inline constexpr const char* kRequestCounts = R"sql(
SELECT name, found, erased, anonymous, kept, why FROM data_request_counts
WHERE request = $1 ORDER BY position
)sql";

inline constexpr const char* kRequestChannel = R"sql(
SELECT active FROM channels WHERE id = $1
)sql";

}  // namespace pmm::crm::sql
