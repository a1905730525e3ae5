#pragma once

namespace pmm::crm::sql {

// --- What is kept ------------------------------------------------------------------------------

// Of everything of a subject: the ground, of the hold that was there first.
inline constexpr const char* kSubjectHold = R"sql(
SELECT ground FROM legal_holds WHERE subject = $1 AND case_id IS NULL AND ended_us IS NULL
ORDER BY id LIMIT 1
)sql";

// Of one of its cases: how many are open, how many are held, on what ground the first one, and
// whether a hold keeps who the subject is.
inline constexpr const char* kOpenCases = R"sql(
SELECT count(*) FROM cases WHERE subject = $1 AND status = 'open'
)sql";
inline constexpr const char* kCaseHolds = R"sql(
SELECT count(*), COALESCE(MAX(keeps_identity), 0),
       (SELECT ground FROM legal_holds
        WHERE subject = $1 AND case_id IS NOT NULL AND ended_us IS NULL ORDER BY id LIMIT 1)
FROM legal_holds WHERE subject = $1 AND case_id IS NOT NULL AND ended_us IS NULL
)sql";

// --- What has no row of its own in the dictionary ------------------------------------------------

// The reasons that were given for changes about the subject, but those of the cases in {}. There
// are far fewer of them than records, so that they are looked through first.
inline constexpr const char* kEraseReasons = R"sql(
DELETE FROM reasons WHERE seq IN (
  SELECT r.seq FROM reasons r CROSS JOIN journal j
  WHERE j.seq = r.seq AND (j.subject = $1 OR (j.noun = 4 AND j.id = $1)
         OR j.case_id IN (SELECT id FROM cases WHERE subject = $1))
    AND COALESCE(j.case_id, 0) NOT IN ({}))
)sql";
inline constexpr const char* kCountReasons = R"sql(
SELECT count(*) FROM reasons r CROSS JOIN journal j
WHERE j.seq = r.seq
  AND (j.subject = $1 OR (j.noun = 4 AND j.id = $1)
       OR j.case_id IN (SELECT id FROM cases WHERE subject = $1))
)sql";

// Keys of calls that wrote something about the subject: by who and when, as the journal has it.
inline constexpr const char* kWritesOfRows = R"sql(
SELECT DISTINCT j.actor, j.at_us FROM journal j WHERE j.noun = $2 AND j.id IN ({})
)sql";
// Of nouns whose id is the subject's: preferences, the layout of the page.
inline constexpr const char* kWritesOfSubject = R"sql(
SELECT DISTINCT j.actor, j.at_us FROM journal j WHERE j.noun IN (27, 31) AND j.id = $1
)sql";
inline constexpr const char* kEraseKey = R"sql(
DELETE FROM idempotency WHERE at_us = $2 AND actor = $1
)sql";
inline constexpr const char* kEraseKeysOfActors = R"sql(
DELETE FROM idempotency WHERE actor IN (SELECT id FROM actors WHERE subject = $1)
)sql";

// The addresses of the subject that others' notifications were sent to, because it acts for them.
inline constexpr const char* kDetachAddresses = R"sql(
UPDATE deliveries SET address = NULL, bounced = NULL
WHERE address IN (SELECT id FROM addresses WHERE subject = $1)
   OR bounced IN (SELECT id FROM addresses WHERE subject = $1)
)sql";

// What waits to be sent, and what is being: whoever has it may send it, and is not listened to.
inline constexpr const char* kWaitingDeliveries = R"sql(
SELECT id FROM deliveries
WHERE subject = $1 AND state IN ('created', 'sending', 'temporary_failure', 'uncertain')
  AND NOT (COALESCE(case_id, 0) IN ({}))
)sql";
inline constexpr const char* kStopDeliveries = R"sql(
UPDATE deliveries SET state = 'suppressed', reason = 'erased', due_us = NULL, lease_until_us = NULL,
                      token = token + 1, version = version + 1, done_us = $2
WHERE subject = $1 AND state IN ('created', 'sending', 'temporary_failure', 'uncertain')
  AND NOT (COALESCE(case_id, 0) IN ({}))
)sql";
inline constexpr const char* kStopSubject = R"sql(
INSERT INTO delivery_stops (subject, kind, since_us) VALUES ($1, $2, $3)
ON CONFLICT (subject, kind) DO NOTHING
)sql";

// Nobody acts for who is not there.
inline constexpr const char* kOpenMandates = R"sql(
SELECT id FROM mandates
WHERE (subject = $1 OR delegate = $1) AND state IN ('pending', 'active')
)sql";
inline constexpr const char* kRevokeMandates = R"sql(
UPDATE mandates SET state = 'revoked', version = version + 1, moved_us = $2
WHERE (subject = $1 OR delegate = $1) AND state IN ('pending', 'active')
)sql";

inline constexpr const char* kVisitsToErase = R"sql(
SELECT count(*), MAX(id) FROM visits WHERE subject = $1 AND visitor IS NOT NULL AND visitor <> $2
)sql";
inline constexpr const char* kEraseVisitor = R"sql(
UPDATE visits SET visitor = $2 WHERE subject = $1 AND visitor IS NOT NULL AND visitor <> $2
)sql";

inline constexpr const char* kAttributesToErase = R"sql(
SELECT id, service, attributes FROM cases
WHERE subject = $1 AND attributes IS NOT NULL AND id NOT IN ({}) ORDER BY id
)sql";
inline constexpr const char* kSetAttributes = R"sql(
UPDATE cases SET attributes = $2, version = version + 1 WHERE id = $1
)sql";

// Who was merged into the subject.
inline constexpr const char* kMergedInto = R"sql(
SELECT id FROM subjects WHERE merged_into = $1 ORDER BY id
)sql";

// --- Who was erased ------------------------------------------------------------------------------

inline constexpr const char* kSubjectToken = R"sql(
SELECT token FROM subjects WHERE id = $1
)sql";
inline constexpr const char* kInsertErasure = R"sql(
INSERT INTO erasures (subject, digest, at_us) VALUES ($1, $2, $3)
ON CONFLICT (subject) DO UPDATE SET at_us = excluded.at_us
)sql";
inline constexpr const char* kErasures = R"sql(
SELECT subject, digest, at_us FROM erasures ORDER BY subject
)sql";
inline constexpr const char* kErasureOf = R"sql(
SELECT digest, at_us FROM erasures WHERE subject = $1
)sql";

// Files that were written for the subject by its own requests.
inline constexpr const char* kExportsOfSubject = R"sql(
SELECT id, export_path, export_sha256 FROM data_requests
WHERE subject = $1 AND export_path IS NOT NULL ORDER BY id
)sql";

}  // namespace pmm::crm::sql
