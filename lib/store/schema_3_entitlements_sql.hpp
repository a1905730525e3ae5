#pragma once

#include <array>

#include "store/schema_sql.hpp"

// The third schema: roles that are data, mandates, channels that a role may use.
namespace pmm::store {

inline constexpr std::array kTables3Entitlements{
    // A role that an administrator defined. Once removed it keeps its row, which tells what its
    // ended grants were, and frees its name. fields has a bit for each group of columns.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE roles (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  title TEXT NOT NULL,
  note TEXT,
  fields INTEGER NOT NULL,
  removed_us INTEGER,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE role_rights (
  role INTEGER NOT NULL REFERENCES roles (id),
  noun TEXT NOT NULL,
  action TEXT NOT NULL,
  extent TEXT NOT NULL,
  PRIMARY KEY (role, noun, action, extent))
)sql"},
    // The channels over which a role may act, by its name; a role without rows acts over any.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE role_channels (
  role TEXT NOT NULL,
  channel INTEGER NOT NULL REFERENCES channels (id),
  PRIMARY KEY (role, channel))
)sql"},
    // subject is who gave it. The code goes once it was used.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE mandates (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  delegate INTEGER NOT NULL REFERENCES subjects (id),
  state TEXT NOT NULL,
  code TEXT,
  valid_from_us INTEGER NOT NULL,
  valid_to_us INTEGER,
  note TEXT,
  moved_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // What it is for; without rows, every service.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE mandate_services (
  mandate INTEGER NOT NULL REFERENCES mandates (id),
  service INTEGER NOT NULL REFERENCES services (id),
  PRIMARY KEY (mandate, service))
)sql"},
};

inline constexpr std::array kIndexes3Entitlements{
    R"sql(CREATE UNIQUE INDEX roles_name ON roles (name) WHERE removed_us IS NULL)sql",
    R"sql(CREATE INDEX grants_role ON grants (role))sql",
    R"sql(CREATE INDEX mandates_subject ON mandates (subject))sql",
    R"sql(CREATE INDEX mandates_delegate ON mandates (delegate, state))sql",
    R"sql(CREATE INDEX mandates_due ON mandates (valid_to_us) WHERE state IN ('pending', 'active'))sql",
};

}  // namespace pmm::store
