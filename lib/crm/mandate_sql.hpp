#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertMandate = R"sql(
INSERT INTO mandates (id, version, subject, delegate, state, code, valid_from_us, valid_to_us, note,
                      moved_us, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $9)
)sql";

inline constexpr const char* kMandateRow = R"sql(
SELECT version, subject, delegate, state, code, valid_from_us, valid_to_us FROM mandates
WHERE id = $1
)sql";

inline constexpr const char* kMoveMandate = R"sql(
UPDATE mandates SET version = version + 1, state = $2, code = $3, valid_to_us = $4, moved_us = $5
WHERE id = $1
)sql";

inline constexpr const char* kInsertMandateService = R"sql(
INSERT INTO mandate_services (mandate, service) VALUES ($1, $2)
)sql";

// The state as the clock says it: $1 is now.
inline constexpr const char* kSelectMandates = R"sql(
SELECT id, version, subject, delegate, state, code, services, valid_from_us, valid_to_us, note,
       moved_us, created_us
FROM (SELECT m.id, m.version, m.subject, m.delegate,
             CASE WHEN m.state IN ('pending', 'active') AND m.valid_to_us <= $1 THEN 'expired'
                  ELSE m.state END AS state,
             m.code, (SELECT COUNT(*) FROM mandate_services s WHERE s.mandate = m.id) AS services,
             m.valid_from_us, m.valid_to_us, m.note, m.moved_us, m.created_us
      FROM mandates m) AS mandate
)sql";

inline constexpr const char* kMandatesNow = R"sqlpart({} IS NOT NULL)sqlpart";
inline constexpr const char* kMandateIs = R"sqlpart(id = {})sqlpart";
inline constexpr const char* kMandateStateIs = R"sqlpart(state = {})sqlpart";
inline constexpr const char* kMandateSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kMandateDelegateIs = R"sqlpart(delegate = {})sqlpart";
inline constexpr const char* kMandateOfEither = R"sqlpart((subject = {} OR delegate = {}))sqlpart";
inline constexpr const char* kMandateByOther = R"sqlpart((
SELECT j.actor FROM journal j WHERE j.noun = 44 AND j.id = mandate.id AND j.verb = 'create'
) NOT IN (SELECT a.id FROM actors a WHERE a.subject = mandate.subject))sqlpart";
inline constexpr const char* kMandateForService = R"sqlpart(
(services = 0 OR EXISTS (SELECT 1 FROM mandate_services s
                         WHERE s.mandate = mandate.id AND s.service = {}))
)sqlpart";

inline constexpr const char* kServicesOfMandate = R"sql(
SELECT s.service, v.code, v.name FROM mandate_services s JOIN services v ON v.id = s.service
WHERE s.mandate = $1 ORDER BY s.service
)sql";

// What the tick ends: what was open, and its time is over.
inline constexpr const char* kMandatesDue = R"sql(
SELECT id FROM mandates WHERE state IN ('pending', 'active') AND valid_to_us <= $1
ORDER BY valid_to_us, id LIMIT $2
)sql";

inline constexpr const char* kCountHeldMandates = R"sql(
SELECT COUNT(*) FROM mandates
WHERE delegate = $1 AND state = 'active' AND (valid_to_us IS NULL OR valid_to_us > $2)
)sql";

inline constexpr const char* kCountOfferedMandates = R"sql(
SELECT COUNT(*) FROM mandates
WHERE subject = $1 AND state = 'pending' AND (valid_to_us IS NULL OR valid_to_us > $2)
)sql";

}  // namespace pmm::crm::sql
