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
    R"sql(
CREATE VIEW v_categories AS
WITH RECURSIVE tree (id, top) AS (
  SELECT id, code FROM categories WHERE parent IS NULL
  UNION ALL
  SELECT c.id, t.top FROM categories c JOIN tree t ON t.id = c.parent)
SELECT c.code AS code, c.name AS name, COALESCE(p.code, c.code) AS parent, t.top AS top,
       c.active AS active
FROM categories c
LEFT JOIN categories p ON p.id = c.parent
LEFT JOIN tree t ON t.id = c.id
)sql",
    R"sql(
CREATE VIEW v_offices AS
WITH RECURSIVE tree (id, top) AS (
  SELECT id, code FROM offices WHERE parent IS NULL
  UNION ALL
  SELECT c.id, t.top FROM offices c JOIN tree t ON t.id = c.parent)
SELECT c.code AS code, c.name AS name, COALESCE(p.code, c.code) AS parent, t.top AS top,
       c.active AS active
FROM offices c
LEFT JOIN offices p ON p.id = c.parent
LEFT JOIN tree t ON t.id = c.id
)sql",
    R"sql(
CREATE VIEW v_areas AS
WITH RECURSIVE tree (id, top) AS (
  SELECT id, code FROM areas WHERE parent IS NULL
  UNION ALL
  SELECT c.id, t.top FROM areas c JOIN tree t ON t.id = c.parent)
SELECT c.code AS code, c.name AS name, COALESCE(p.code, c.code) AS parent, t.top AS top,
       c.active AS active
FROM areas c
LEFT JOIN areas p ON p.id = c.parent
LEFT JOIN tree t ON t.id = c.id
)sql",
    R"sql(
CREATE VIEW v_services AS
SELECT s.code AS code, s.name AS name, ca.code AS category, vc.top AS life_area,
       o.code AS office, s.status AS status
FROM services s
LEFT JOIN categories ca ON ca.id = s.category
LEFT JOIN v_categories vc ON vc.code = ca.code
LEFT JOIN offices o ON o.id = s.office
)sql",
    R"sql(
CREATE VIEW v_channels AS
SELECT c.code AS code, c.name AS name, c.digital AS digital, c.active AS active
FROM channels c
)sql",
    R"sql(
CREATE VIEW v_stages AS
SELECT e.id AS id, e.case_id AS case_id, e.state AS state, e.next_state AS next_state,
       e.entered_us AS entered_us, e.left_us AS left_us, c.kind AS kind, c.service AS service,
       c.category AS category, c.office AS office, c.channel AS channel, c.status AS status,
       c.outcome AS outcome, c.area AS area, c.subject AS subject,
       c.subject_kind AS subject_kind, c.opened_us AS opened_us
FROM (SELECT m.id AS id, m.case_id AS case_id, m.to_state AS state, m.at_us AS entered_us,
             LEAD(m.to_state) OVER (PARTITION BY m.case_id ORDER BY m.id) AS next_state,
             LEAD(m.at_us) OVER (PARTITION BY m.case_id ORDER BY m.id) AS left_us
      FROM case_events m WHERE m.to_state IS NOT NULL) e
JOIN v_cases c ON c.id = e.case_id
)sql",
};

}  // namespace pmm::store
