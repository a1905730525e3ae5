#pragma once

#include <array>

#include "store/schema_sql.hpp"

// The third schema: subjects that turned out to be one, and what a subject's page reads by.
namespace pmm::store {

// Whoever was merged into another subject keeps its row, from which its id leads to that one. A
// winner that is merged later takes its losers along: no id leads to another that leads on.
inline constexpr std::array kColumns3Registry{
    R"sql(ALTER TABLE subjects ADD COLUMN merged_into INTEGER REFERENCES subjects (id))sql",
};

inline constexpr std::array kTables3Registry{
    // fields are those whose value the winner took from the loser, comma separated; winner_version
    // is the winner's row before, of which subject_past has the values.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE subject_merges (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  winner INTEGER NOT NULL REFERENCES subjects (id),
  loser INTEGER NOT NULL REFERENCES subjects (id),
  fields TEXT NOT NULL,
  winner_version INTEGER NOT NULL,
  moved INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actors (id),
  undone_us INTEGER,
  created_us INTEGER NOT NULL)
)sql"},
    // What a merge did to one row: part says of which table, row and key which it is, and the rest
    // what it was before. Without values of persons.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE subject_merge_rows (
  merge INTEGER NOT NULL REFERENCES subject_merges (id),
  part TEXT NOT NULL,
  row INTEGER NOT NULL,
  key TEXT NOT NULL,
  was_text TEXT,
  was_number INTEGER,
  PRIMARY KEY (merge, part, row, key))
)sql"},
};

inline constexpr std::array kIndexes3Registry{
    R"sql(CREATE INDEX subjects_merged ON subjects (merged_into) WHERE merged_into IS NOT NULL)sql",
    R"sql(CREATE INDEX subjects_born ON subjects (born_on, id) WHERE born_on IS NOT NULL)sql",
    R"sql(CREATE INDEX subject_merges_winner ON subject_merges (winner))sql",
    R"sql(CREATE INDEX subject_merges_loser ON subject_merges (loser))sql",
    R"sql(CREATE INDEX cases_page_open ON cases (subject) WHERE subject IS NOT NULL AND status = 'open')sql",
    R"sql(CREATE INDEX cases_page_reports ON cases (subject, opened_us) WHERE subject IS NOT NULL AND kind IN ('report', 'complaint'))sql",
    R"sql(CREATE INDEX deliveries_recipient ON deliveries (recipient) WHERE recipient IS NOT NULL)sql",
};

// Views that were made before anybody could be merged or rate a case, made again: without the
// losers, and with the stars.
inline constexpr std::array kViews3Registry{
    R"sql(DROP VIEW v_subjects)sql",
    R"sql(
CREATE VIEW v_subjects AS
SELECT s.id AS id, s.kind AS kind, s.language AS language, s.since_us AS since_us
FROM subjects s WHERE s.merged_into IS NULL
)sql",
    R"sql(DROP VIEW v_cases)sql",
    R"sql(
CREATE VIEW v_cases AS
SELECT c.id AS id, c.kind AS kind, sv.code AS service, ca.code AS category, o.code AS office,
       ch.code AS channel, c.status AS status, c.state AS state, c.outcome AS outcome,
       ar.code AS area, c.subject AS subject, s.kind AS subject_kind,
       c.reopened_count AS reopened_count, c.opened_us AS opened_us, c.due_us AS due_us,
       c.closed_us AS closed_us, c.first_response_us AS first_response_us, ca.top AS life_area,
       ca.parent AS category_parent, o.parent AS office_parent, o.top AS office_top,
       ar.parent AS area_parent, ar.top AS area_top,
       (SELECT f.stars FROM feedback f WHERE f.case_id = c.id ORDER BY f.id LIMIT 1) AS stars
FROM cases c
LEFT JOIN services sv ON sv.id = c.service
LEFT JOIN v_categories ca ON ca.id = c.category
LEFT JOIN v_offices o ON o.id = c.office
LEFT JOIN channels ch ON ch.id = c.channel
LEFT JOIN v_areas ar ON ar.id = c.area
LEFT JOIN subjects s ON s.id = c.subject
)sql",
};

}  // namespace pmm::store
