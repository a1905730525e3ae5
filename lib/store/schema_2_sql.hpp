#pragma once

#include <array>

#include "store/schema_sql.hpp"

// What the second schema has more than the first: target groups, and the views of views_sql.hpp.
namespace pmm::store {

inline constexpr std::array kTables2{
    // A removed segment keeps its row, which frozen groups refer to, and frees its name.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE segments (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  title TEXT,
  note TEXT,
  rule TEXT NOT NULL,
  removed_us INTEGER,
  since_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // What a segment was before each change: valid in [since_us, until_us).
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE segment_past (
  segment INTEGER NOT NULL REFERENCES segments (id),
  since_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  title TEXT,
  note TEXT,
  rule TEXT NOT NULL,
  PRIMARY KEY (segment, version))
)sql"},
    // A group as it was once, for a campaign: written once, never changed. The rule has the saved
    // segments that it named in it; journal and visit say how far the evaluation saw.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE frozen_groups (
  id INTEGER PRIMARY KEY,
  segment INTEGER REFERENCES segments (id),
  segment_version INTEGER,
  title TEXT,
  rule TEXT NOT NULL,
  split TEXT,
  members INTEGER NOT NULL,
  journal INTEGER NOT NULL,
  visit INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actors (id),
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE frozen_members (
  frozen INTEGER NOT NULL REFERENCES frozen_groups (id),
  subject INTEGER NOT NULL REFERENCES subjects (id),
  label TEXT,
  PRIMARY KEY (frozen, subject))
)sql"},
};

inline constexpr std::array kIndexes2{
    R"sql(CREATE UNIQUE INDEX segments_name ON segments (name) WHERE removed_us IS NULL)sql",
    R"sql(CREATE INDEX frozen_groups_segment ON frozen_groups (segment) WHERE segment IS NOT NULL)sql",
    R"sql(CREATE INDEX frozen_members_subject ON frozen_members (subject))sql",
};

}  // namespace pmm::store
