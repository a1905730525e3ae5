#pragma once

namespace pmm::crm::sql {

// Each branch walks its own index backwards from where the page starts, in the order of the whole,
// so that nothing is sorted and the walk ends with the page. $1 subject, ($2, $3), ($2, $4),
// ($2, $7) and ($2, $8) where contacts, events, notifications and appointments start, $5 from, $6
// rows. At one instant the
// order is that of the ids, then of the kinds' ranks. Of contacts the index alone is read, and then
// the texts of those rows that have one. The {} are what the actor may see of each kind.
inline constexpr const char* kTimeline = R"sql(
SELECT c.started_us AS at_us, 'contact' AS kind, c.id AS id, c.case_id, k.number, h.code,
       c.direction, s.code, o.code, CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT),
       c.outcome,
       CASE WHEN c.noted = 1 THEN (SELECT t.summary FROM contacts t WHERE t.id = c.id) END,
       CAST(NULL AS TEXT), 1 AS rank
FROM (SELECT started_us, id, case_id, channel, direction, service, office, outcome, noted
      FROM contacts
      WHERE subject = $1 AND (started_us, id) < ($2, $3) AND started_us >= $5 AND {}) AS c
LEFT JOIN cases k ON k.id = c.case_id
LEFT JOIN channels h ON h.id = c.channel
LEFT JOIN services s ON s.id = COALESCE(c.service, k.service)
LEFT JOIN offices o ON o.id = c.office
UNION ALL
SELECT e.at_us, 'case_event', e.id, e.case_id, k.number, h.code, CAST(NULL AS TEXT), s.code, o.code,
       e.verb, e.from_state, e.to_state, CAST(NULL AS TEXT), e.note, e.visibility, 2
FROM (SELECT at_us, id, case_id, office, verb, from_state, to_state, note, visibility
      FROM case_events
      WHERE subject = $1 AND (at_us, id) < ($2, $4) AND at_us >= $5 AND {}) AS e
LEFT JOIN cases k ON k.id = e.case_id
LEFT JOIN channels h ON h.id = k.channel
LEFT JOIN services s ON s.id = k.service
LEFT JOIN offices o ON o.id = e.office
UNION ALL
SELECT n.created_us, 'notification', n.id, n.case_id, k.number, CAST(NULL AS TEXT), 'out', s.code,
       o.code, n.class, CAST(NULL AS TEXT), CAST(NULL AS TEXT), CAST(NULL AS TEXT), n.title,
       'subject', 3
FROM (SELECT created_us, id, case_id, office, service, class, title
      FROM notifications
      WHERE subject = $1 AND (created_us, id) < ($2, $7) AND created_us >= $5 AND {}) AS n
LEFT JOIN cases k ON k.id = n.case_id
LEFT JOIN services s ON s.id = n.service
LEFT JOIN offices o ON o.id = n.office
UNION ALL
SELECT a.starts_us, 'appointment', a.id, a.case_id, k.number, CAST(NULL AS TEXT),
       CAST(NULL AS TEXT), s.code, o.code, a.state, CAST(NULL AS TEXT), CAST(NULL AS TEXT),
       CAST(NULL AS TEXT), a.note, 'subject', 4
FROM (SELECT starts_us, id, case_id, office, service, state, note
      FROM appointments
      WHERE subject = $1 AND (starts_us, id) < ($2, $8) AND starts_us >= $5 AND {}) AS a
LEFT JOIN cases k ON k.id = a.case_id
LEFT JOIN services s ON s.id = a.service
LEFT JOIN offices o ON o.id = a.office
ORDER BY at_us DESC, id DESC, rank DESC LIMIT $6
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
inline constexpr const char* kTimelineOfServicesNotForStaff = R"sqlpart(
(visibility IN ('public', 'subject')
 AND EXISTS (SELECT 1 FROM cases WHERE cases.id = case_events.case_id
             AND cases.service IN (SELECT value FROM json_each({}))))
)sqlpart";
inline constexpr const char* kTimelineOr = " OR ";

}  // namespace pmm::crm::sql
