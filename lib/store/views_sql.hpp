#pragma once

#include <array>

// The views: the only SQL surface that others may build on. The tables behind them change from one
// schema to the next; a view keeps its columns and their meaning, and only gains new ones at its
// end. docs/views.md tells what each column holds. One row per fact, codes instead of ids where the
// catalogue has one, instants in microseconds since 1970 UTC, and nothing that says who a person
// is: `subject` is a number that only the store can resolve.
namespace pmm::store {

inline constexpr std::array kViews{
    R"sql(
CREATE VIEW v_cases AS
SELECT c.id AS id, c.kind AS kind, sv.code AS service, ca.code AS category, o.code AS office,
       ch.code AS channel, c.status AS status, c.state AS state, c.outcome AS outcome,
       ar.code AS area, c.subject AS subject, s.kind AS subject_kind,
       c.reopened_count AS reopened_count, c.opened_us AS opened_us, c.due_us AS due_us,
       c.closed_us AS closed_us, c.first_response_us AS first_response_us
FROM cases c
LEFT JOIN services sv ON sv.id = c.service
LEFT JOIN categories ca ON ca.id = c.category
LEFT JOIN offices o ON o.id = c.office
LEFT JOIN channels ch ON ch.id = c.channel
LEFT JOIN areas ar ON ar.id = c.area
LEFT JOIN subjects s ON s.id = c.subject
)sql",
    R"sql(
CREATE VIEW v_contacts AS
SELECT c.id AS id, ch.code AS channel, c.direction AS direction, sv.code AS service,
       o.code AS office, c.outcome AS outcome, c.subject AS subject, s.kind AS subject_kind,
       c.case_id AS case_id, c.abandoned AS abandoned, c.started_us AS started_us,
       c.ended_us AS ended_us, c.waiting_s AS waiting_s
FROM contacts c
LEFT JOIN channels ch ON ch.id = c.channel
LEFT JOIN services sv ON sv.id = c.service
LEFT JOIN offices o ON o.id = c.office
LEFT JOIN subjects s ON s.id = c.subject
)sql",
    R"sql(
CREATE VIEW v_visits AS
SELECT v.id AS id, sv.code AS service, ch.code AS channel, r.path AS path, v.status AS status,
       v.subject AS subject, CASE WHEN v.subject IS NULL THEN 0 ELSE 1 END AS known_subject,
       v.visitor AS visitor, v.at_us AS at_us
FROM visits v
LEFT JOIN services sv ON sv.id = v.service
LEFT JOIN channels ch ON ch.id = v.channel
LEFT JOIN routes r ON r.id = v.route
)sql",
    R"sql(
CREATE VIEW v_subjects AS
SELECT s.id AS id, s.kind AS kind, s.language AS language, s.since_us AS since_us
FROM subjects s
)sql",
};

}  // namespace pmm::store
