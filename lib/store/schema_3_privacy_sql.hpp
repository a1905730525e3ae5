#pragma once

#include <array>

#include "store/schema_sql.hpp"

// The third schema: what subjects ask of their data, what must be kept all the same, how long the
// rest is, what they agreed to, who looked, and who was erased.
namespace pmm::store {

inline constexpr std::array kTables3Privacy{
    // due_us is the term of art. 12(3), with its extension where there was one. worked_us is when
    // the rows were erased; folded_us is when no file beside them had a copy any more.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE data_requests (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  outcome TEXT,
  note TEXT,
  channel INTEGER REFERENCES channels (id),
  assurance INTEGER NOT NULL,
  on_behalf_of INTEGER REFERENCES subjects (id),
  received_us INTEGER NOT NULL,
  due_us INTEGER NOT NULL,
  extended_us INTEGER,
  worked_us INTEGER,
  folded_us INTEGER,
  closed_us INTEGER,
  export_path TEXT,
  export_sha256 TEXT,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE data_request_steps (
  request INTEGER NOT NULL REFERENCES data_requests (id),
  number INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  verb TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  actor INTEGER NOT NULL REFERENCES actors (id),
  note TEXT,
  PRIMARY KEY (request, number))
)sql"},
    // What an erasure found in each table, and what became of it.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE data_request_counts (
  request INTEGER NOT NULL REFERENCES data_requests (id),
  position INTEGER NOT NULL,
  name TEXT NOT NULL,
  found INTEGER NOT NULL,
  erased INTEGER NOT NULL,
  anonymous INTEGER NOT NULL,
  kept INTEGER NOT NULL,
  why TEXT,
  PRIMARY KEY (request, position))
)sql"},
    // What is not erased for a while, and on what ground: everything of the subject, or one case.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE legal_holds (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  case_id INTEGER REFERENCES cases (id),
  ground TEXT NOT NULL,
  note TEXT,
  keeps_identity INTEGER NOT NULL,
  until_us INTEGER,
  ended_us INTEGER,
  actor INTEGER NOT NULL REFERENCES actors (id),
  created_us INTEGER NOT NULL)
)sql"},
    // How long the texts of a class of rows are kept. after_id is where the sweep that is under way
    // has come to; the next one begins at next_us.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE retention_rules (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  class TEXT NOT NULL UNIQUE,
  days INTEGER NOT NULL,
  note TEXT,
  active INTEGER NOT NULL,
  after_id INTEGER NOT NULL,
  next_us INTEGER NOT NULL,
  cleared INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE consent_purposes (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  texts INTEGER NOT NULL,
  active INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // What was put before the subjects: written once, never changed.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE consent_texts (
  purpose INTEGER NOT NULL REFERENCES consent_purposes (id),
  number INTEGER NOT NULL,
  language TEXT NOT NULL,
  body TEXT NOT NULL,
  created_us INTEGER NOT NULL,
  PRIMARY KEY (purpose, number))
)sql"},
    // Given and taken back, in order: the last one holds.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE consents (
  id INTEGER PRIMARY KEY,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  purpose INTEGER NOT NULL REFERENCES consent_purposes (id),
  text_number INTEGER NOT NULL,
  given INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  channel INTEGER REFERENCES channels (id),
  actor INTEGER NOT NULL REFERENCES actors (id),
  on_behalf_of INTEGER REFERENCES subjects (id),
  assurance INTEGER NOT NULL)
)sql"},
    // Who looked at whose data: what one actor read of one subject within a minute is one row.
    // Outside the journal, which tells of changes.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE reads (
  id INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actors (id),
  on_behalf_of INTEGER,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  what TEXT NOT NULL,
  times INTEGER NOT NULL,
  reason TEXT)
)sql"},
    // Who was erased. The digest is of the token that the subject had: in an older copy of the
    // store it tells the same subject from another that was given its number.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE erasures (
  subject INTEGER PRIMARY KEY REFERENCES subjects (id),
  digest TEXT NOT NULL,
  at_us INTEGER NOT NULL)
)sql"},
};

// What a campaign asks its members' consent for, if it does.
inline constexpr std::array kColumns3Privacy{
    R"sql(ALTER TABLE campaigns ADD COLUMN purpose INTEGER REFERENCES consent_purposes (id))sql",
};

// The last ones are for erasing: a subject's rows are found without reading whole tables.
inline constexpr std::array kIndexes3Privacy{
    R"sql(CREATE INDEX data_requests_subject ON data_requests (subject))sql",
    R"sql(CREATE INDEX data_requests_open ON data_requests (due_us) WHERE closed_us IS NULL)sql",
    R"sql(CREATE INDEX legal_holds_subject ON legal_holds (subject))sql",
    R"sql(CREATE INDEX legal_holds_case ON legal_holds (case_id) WHERE case_id IS NOT NULL)sql",
    R"sql(CREATE INDEX consents_subject ON consents (subject, purpose, id))sql",
    R"sql(CREATE INDEX reads_subject ON reads (subject, id))sql",
    R"sql(CREATE INDEX reads_actor ON reads (actor, id))sql",
    R"sql(CREATE INDEX idempotency_at ON idempotency (at_us))sql",
    R"sql(CREATE INDEX actors_subject ON actors (subject) WHERE subject IS NOT NULL)sql",
    R"sql(CREATE INDEX tasks_subject ON tasks (subject) WHERE subject IS NOT NULL)sql",
    R"sql(CREATE INDEX deliveries_address ON deliveries (address) WHERE address IS NOT NULL)sql",
    R"sql(CREATE INDEX deliveries_bounced ON deliveries (bounced) WHERE bounced IS NOT NULL)sql",
    R"sql(CREATE INDEX reminder_followers_subject ON reminder_followers (subject))sql",
    R"sql(CREATE INDEX campaign_skips_subject ON campaign_skips (subject))sql",
};

}  // namespace pmm::store
