#pragma once

namespace pmm::crm::sql {

// Each branch walks its own index backwards from where the page starts, and stops after as many
// rows as the page has; codes are joined to the rows that are left. $1 subject, ($2, $3) and
// ($2, $4) where contacts and events start, $5 from, $6 rows. rank orders kinds at one instant.
// The two {} are what the actor may see of contacts and of events.
inline constexpr const char* kTimeline = R"sql(
SELECT w.at_us, w.kind, w.id, w.case_id, k.number, h.code, w.direction, s.code, o.code, w.verb,
       w.from_state, w.to_state, w.outcome, w.note, w.visibility, w.rank
FROM (SELECT * FROM
        (SELECT started_us AS at_us, 1 AS rank, 'contact' AS kind, id, case_id, channel, direction,
                service, office, CAST(NULL AS TEXT) AS verb, CAST(NULL AS TEXT) AS from_state,
                CAST(NULL AS TEXT) AS to_state, outcome, summary AS note,
                CAST(NULL AS TEXT) AS visibility
         FROM contacts
         WHERE subject = $1 AND (started_us, id) < ($2, $3) AND started_us >= $5 AND {}
         ORDER BY started_us DESC, id DESC LIMIT $6) AS newest_contacts
      UNION ALL
      SELECT * FROM
        (SELECT at_us, 2 AS rank, 'case_event' AS kind, id, case_id,
                CAST(NULL AS INTEGER) AS channel, CAST(NULL AS TEXT) AS direction,
                CAST(NULL AS INTEGER) AS service, office, verb, from_state, to_state,
                CAST(NULL AS TEXT) AS outcome, note, visibility
         FROM case_events
         WHERE subject = $1 AND (at_us, id) < ($2, $4) AND at_us >= $5 AND {}
         ORDER BY at_us DESC, id DESC LIMIT $6) AS newest_events
      ORDER BY at_us DESC, rank DESC, id DESC LIMIT $6) AS w
LEFT JOIN cases k ON k.id = w.case_id
LEFT JOIN channels h ON h.id = COALESCE(w.channel, k.channel)
LEFT JOIN services s ON s.id = COALESCE(w.service, k.service)
LEFT JOIN offices o ON o.id = w.office
ORDER BY w.at_us DESC, w.rank DESC, w.id DESC
)sql";

inline constexpr const char* kTimelineAll = R"sqlpart(1 = 1)sqlpart";
inline constexpr const char* kTimelineNone = R"sqlpart(1 = 0)sqlpart";
inline constexpr const char* kTimelineNotForStaff = R"sqlpart(
visibility IN ('public', 'subject')
)sqlpart";

// The rule of rows that have an office and a service, said of an event: its service is its case's.
inline constexpr const char* kTimelineNoOffice = R"sqlpart(office IS NULL)sqlpart";
inline constexpr const char* kTimelineInOffice = R"sqlpart(office = {})sqlpart";
inline constexpr const char* kTimelineOfService = R"sqlpart(
EXISTS (SELECT 1 FROM cases WHERE cases.id = case_events.case_id AND cases.service = {})
)sqlpart";
inline constexpr const char* kTimelineOfServiceInOffice = R"sqlpart(
(office = {} AND EXISTS (SELECT 1 FROM cases
                         WHERE cases.id = case_events.case_id AND cases.service = {}))
)sqlpart";
inline constexpr const char* kTimelineOr = " OR ";

}  // namespace pmm::crm::sql
