#pragma once

#include <array>

// The views: the only SQL surface that others may build on. The tables behind them change from one
// schema to the next; a view keeps its columns and their meaning, and only gains new ones at its
// end. docs/views.md tells what each column holds. One row per fact, codes instead of ids where the
// catalogue has one, instants in microseconds since 1970 UTC, and nothing that says who a person
// is: `subject` is a number that only the store can resolve.
namespace pmm::store {

inline constexpr std::array kViews{
    // The trees of the catalogue: what an entry belongs to, itself where it has no parent.
    R"sql(
CREATE VIEW v_categories AS
WITH RECURSIVE up (id, above, parent) AS (
  SELECT id, id, parent FROM categories
  UNION ALL
  SELECT up.id, t.id, t.parent FROM up JOIN categories t ON t.id = up.parent)
SELECT e.id AS id, e.code AS code, e.name AS name, COALESCE(p.code, e.code) AS parent,
       t.code AS top
FROM categories e
LEFT JOIN categories p ON p.id = e.parent
JOIN up ON up.id = e.id AND up.parent IS NULL
JOIN categories t ON t.id = up.above
)sql",
    R"sql(
CREATE VIEW v_offices AS
WITH RECURSIVE up (id, above, parent) AS (
  SELECT id, id, parent FROM offices
  UNION ALL
  SELECT up.id, t.id, t.parent FROM up JOIN offices t ON t.id = up.parent)
SELECT e.id AS id, e.code AS code, e.name AS name, COALESCE(p.code, e.code) AS parent,
       t.code AS top
FROM offices e
LEFT JOIN offices p ON p.id = e.parent
JOIN up ON up.id = e.id AND up.parent IS NULL
JOIN offices t ON t.id = up.above
)sql",
    R"sql(
CREATE VIEW v_areas AS
WITH RECURSIVE up (id, above, parent) AS (
  SELECT id, id, parent FROM areas
  UNION ALL
  SELECT up.id, t.id, t.parent FROM up JOIN areas t ON t.id = up.parent)
SELECT e.id AS id, e.code AS code, e.name AS name, COALESCE(p.code, e.code) AS parent,
       t.code AS top
FROM areas e
LEFT JOIN areas p ON p.id = e.parent
JOIN up ON up.id = e.id AND up.parent IS NULL
JOIN areas t ON t.id = up.above
)sql",
    R"sql(
CREATE VIEW v_cases AS
SELECT c.id AS id, c.kind AS kind, sv.code AS service, ca.code AS category, o.code AS office,
       ch.code AS channel, c.status AS status, c.state AS state, c.outcome AS outcome,
       ar.code AS area, c.subject AS subject, s.kind AS subject_kind,
       c.reopened_count AS reopened_count, c.opened_us AS opened_us, c.due_us AS due_us,
       c.closed_us AS closed_us, c.first_response_us AS first_response_us, ca.top AS life_area,
       ca.parent AS category_parent, o.parent AS office_parent, o.top AS office_top,
       ar.parent AS area_parent, ar.top AS area_top
FROM cases c
LEFT JOIN services sv ON sv.id = c.service
LEFT JOIN v_categories ca ON ca.id = c.category
LEFT JOIN v_offices o ON o.id = c.office
LEFT JOIN channels ch ON ch.id = c.channel
LEFT JOIN v_areas ar ON ar.id = c.area
LEFT JOIN subjects s ON s.id = c.subject
)sql",
    R"sql(
CREATE VIEW v_contacts AS
SELECT c.id AS id, ch.code AS channel, c.direction AS direction, sv.code AS service,
       o.code AS office, c.outcome AS outcome, c.subject AS subject, s.kind AS subject_kind,
       c.case_id AS case_id, c.abandoned AS abandoned, c.started_us AS started_us,
       c.ended_us AS ended_us, c.waiting_s AS waiting_s, ca.code AS category, ca.top AS life_area,
       o.parent AS office_parent, o.top AS office_top
FROM contacts c
LEFT JOIN channels ch ON ch.id = c.channel
LEFT JOIN services sv ON sv.id = c.service
LEFT JOIN v_categories ca ON ca.id = sv.category
LEFT JOIN v_offices o ON o.id = c.office
LEFT JOIN subjects s ON s.id = c.subject
)sql",
    R"sql(
CREATE VIEW v_visits AS
SELECT v.id AS id, sv.code AS service, ch.code AS channel, r.path AS path, v.status AS status,
       v.subject AS subject, CASE WHEN v.subject IS NULL THEN 0 ELSE 1 END AS known_subject,
       v.visitor AS visitor, v.at_us AS at_us, ca.code AS category, ca.top AS life_area
FROM visits v
LEFT JOIN services sv ON sv.id = v.service
LEFT JOIN v_categories ca ON ca.id = sv.category
LEFT JOIN channels ch ON ch.id = v.channel
LEFT JOIN routes r ON r.id = v.route
)sql",
    // One row per stay of a case in a state, from the event that moved it there to the next one in
    // the order in which they were told; what is said of the case is what it is today.
    R"sql(
CREATE VIEW v_stages AS
SELECT e.id AS id, e.case_id AS case_id, e.to_state AS state,
       LEAD(e.to_state) OVER (PARTITION BY e.case_id ORDER BY e.id) AS next_state,
       e.at_us AS entered_us,
       LEAD(e.at_us) OVER (PARTITION BY e.case_id ORDER BY e.id) AS left_us,
       c.kind AS kind, c.service AS service, c.category AS category, c.office AS office,
       c.channel AS channel, c.status AS status, c.outcome AS outcome, c.area AS area,
       c.subject AS subject, c.subject_kind AS subject_kind, c.opened_us AS opened_us,
       c.life_area AS life_area, c.category_parent AS category_parent,
       c.office_parent AS office_parent, c.office_top AS office_top,
       c.area_parent AS area_parent, c.area_top AS area_top
FROM case_events e
JOIN v_cases c ON c.id = e.case_id
WHERE e.to_state IS NOT NULL
)sql",
    R"sql(
CREATE VIEW v_services AS
SELECT s.id AS id, s.code AS code, s.name AS name, ca.code AS category, ca.top AS life_area,
       o.code AS office, s.status AS status
FROM services s
LEFT JOIN v_categories ca ON ca.id = s.category
LEFT JOIN offices o ON o.id = s.office
)sql",
    R"sql(
CREATE VIEW v_channels AS
SELECT c.id AS id, c.code AS code, c.name AS name, c.digital AS digital, c.active AS active
FROM channels c
)sql",
    R"sql(
CREATE VIEW v_subjects AS
SELECT s.id AS id, s.kind AS kind, s.language AS language, s.since_us AS since_us
FROM subjects s
)sql",
};

}  // namespace pmm::store
