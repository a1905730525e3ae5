#pragma once

#include <array>

// The tables, in SQL that SQLite and PostgreSQL share. Instants are *_us (microseconds since 1970
// UTC), dates *_on (days since 1970-01-01), text is UTF-8. The driver makes each table STRICT.
namespace pmm::store {

enum class TableKind { kRows, kKeyed };  // kKeyed: stored in the order of its primary key

struct TableSql {
  TableKind kind;
  const char* text;
};

inline constexpr int kFirstSchema = 1;    // what the tables of this file are
inline constexpr int kSchemaVersion = 3;  // what the released steps lead to

inline constexpr std::array kTables{
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE meta (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)
)sql"},
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE counters (name TEXT NOT NULL PRIMARY KEY, last INTEGER NOT NULL)
)sql"},
    // The spine: one record per change, chained by hash. No values of the rows, so that erasing a
    // person leaves it whole.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  commit_group INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  actor INTEGER NOT NULL,
  on_behalf_of INTEGER,
  verb TEXT NOT NULL,
  noun INTEGER NOT NULL,
  id INTEGER NOT NULL,
  subject INTEGER,
  case_id INTEGER,
  fields TEXT NOT NULL,
  hash BLOB NOT NULL)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE reasons (seq INTEGER PRIMARY KEY, reason TEXT NOT NULL)
)sql"},
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE idempotency (
  actor INTEGER NOT NULL,
  operation TEXT NOT NULL,
  key TEXT NOT NULL,
  digest BLOB NOT NULL,
  result_id INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  PRIMARY KEY (actor, operation, key))
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE actors (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  external_id TEXT,
  name TEXT NOT NULL,
  subject INTEGER REFERENCES subjects (id),
  active INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE grants (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actors (id),
  role TEXT NOT NULL,
  office INTEGER REFERENCES offices (id),
  service INTEGER REFERENCES services (id),
  valid_from_us INTEGER NOT NULL,
  valid_to_us INTEGER,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE subjects (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  external_id TEXT,
  name TEXT NOT NULL,
  family_name TEXT,
  given_name TEXT,
  sex TEXT,
  born_on INTEGER,
  birth_place TEXT,
  died_on INTEGER,
  language TEXT,
  note TEXT,
  since_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // What a subject's personal data were before each change: valid in [since_us, until_us).
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE subject_past (
  subject INTEGER NOT NULL REFERENCES subjects (id),
  since_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  family_name TEXT,
  given_name TEXT,
  sex TEXT,
  born_on INTEGER,
  birth_place TEXT,
  died_on INTEGER,
  language TEXT,
  note TEXT,
  PRIMARY KEY (subject, version))
)sql"},
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE subject_words (
  word TEXT NOT NULL,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  PRIMARY KEY (word, subject))
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE identifiers (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  scheme TEXT NOT NULL,
  value TEXT NOT NULL,
  match_key TEXT NOT NULL,
  issuer TEXT,
  valid_from_on INTEGER,
  valid_to_on INTEGER,
  since_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // The values before each change of what hangs on a subject: as of then, in [since_us,
    // until_us).
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE identifier_past (
  identifier INTEGER NOT NULL REFERENCES identifiers (id),
  since_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL,
  version INTEGER NOT NULL,
  issuer TEXT,
  valid_from_on INTEGER,
  valid_to_on INTEGER,
  PRIMARY KEY (identifier, version))
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE addresses (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  key TEXT NOT NULL,
  label TEXT,
  verified_on INTEGER,
  is_default INTEGER NOT NULL,
  ended_us INTEGER,
  since_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE address_past (
  address INTEGER NOT NULL REFERENCES addresses (id),
  since_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL,
  version INTEGER NOT NULL,
  label TEXT,
  verified_on INTEGER,
  is_default INTEGER NOT NULL,
  ended_us INTEGER,
  PRIMARY KEY (address, version))
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE relationships (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  other INTEGER NOT NULL REFERENCES subjects (id),
  kind TEXT NOT NULL,
  valid_from_on INTEGER,
  valid_to_on INTEGER,
  note TEXT,
  since_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE relationship_past (
  relationship INTEGER NOT NULL REFERENCES relationships (id),
  since_us INTEGER NOT NULL,
  until_us INTEGER NOT NULL,
  version INTEGER NOT NULL,
  valid_from_on INTEGER,
  valid_to_on INTEGER,
  note TEXT,
  PRIMARY KEY (relationship, version))
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE offices (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  parent INTEGER REFERENCES offices (id),
  email TEXT,
  phone TEXT,
  address TEXT,
  active INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE channels (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  digital INTEGER NOT NULL,
  active INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE categories (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  parent INTEGER REFERENCES categories (id),
  active INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE areas (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  parent INTEGER REFERENCES areas (id),
  active INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // The attributes are those of the Italian service card (C.SI.1.3) and of CPSV-AP.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE services (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  category INTEGER REFERENCES categories (id),
  office INTEGER REFERENCES offices (id),
  status TEXT NOT NULL,
  status_reason TEXT,
  description TEXT,
  audience TEXT,
  how_to TEXT,
  needed TEXT,
  obtained TEXT,
  timing TEXT,
  access_url TEXT,
  conditions TEXT,
  contacts TEXT,
  costs TEXT,
  further_info TEXT,
  special_cases TEXT,
  keywords TEXT,
  topics TEXT,
  language TEXT,
  sector TEXT,
  thematic_area TEXT,
  spatial TEXT,
  legal_resource TEXT,
  output TEXT,
  term_days INTEGER,
  term_clock TEXT NOT NULL,
  term_rolls INTEGER NOT NULL,
  open311_type TEXT NOT NULL,
  attributes TEXT,
  reopen_days INTEGER,
  reopen_by_subject INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // Channels a service may be asked over; a service without rows takes every channel.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE service_channels (
  service INTEGER NOT NULL REFERENCES services (id),
  channel INTEGER NOT NULL REFERENCES channels (id),
  PRIMARY KEY (service, channel))
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE holidays (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  name TEXT NOT NULL,
  rule TEXT NOT NULL,
  month INTEGER,
  day INTEGER,
  easter_offset INTEGER,
  on_day INTEGER,
  valid_from_on INTEGER,
  valid_to_on INTEGER,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE contacts (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  external_id TEXT,
  channel INTEGER NOT NULL REFERENCES channels (id),
  direction TEXT NOT NULL,
  subject INTEGER REFERENCES subjects (id),
  service INTEGER REFERENCES services (id),
  case_id INTEGER REFERENCES cases (id),
  office INTEGER REFERENCES offices (id),
  operator INTEGER REFERENCES actors (id),
  started_us INTEGER NOT NULL,
  ended_us INTEGER,
  waiting_s INTEGER,
  outcome TEXT,
  abandoned INTEGER NOT NULL,
  summary TEXT,
  noted INTEGER NOT NULL,
  assurance INTEGER NOT NULL,
  on_behalf_of INTEGER REFERENCES subjects (id),
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE tasks (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  note TEXT,
  contact INTEGER REFERENCES contacts (id),
  case_id INTEGER REFERENCES cases (id),
  subject INTEGER REFERENCES subjects (id),
  office INTEGER REFERENCES offices (id),
  assignee INTEGER REFERENCES actors (id),
  state TEXT NOT NULL,
  due_us INTEGER,
  done_us INTEGER,
  done_contact INTEGER REFERENCES contacts (id),
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE cases (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL,
  version INTEGER NOT NULL,
  number TEXT NOT NULL,
  external_id TEXT,
  protocol TEXT,
  kind TEXT NOT NULL,
  service INTEGER NOT NULL REFERENCES services (id),
  category INTEGER REFERENCES categories (id),
  office INTEGER REFERENCES offices (id),
  channel INTEGER REFERENCES channels (id),
  subject INTEGER REFERENCES subjects (id),
  assignee INTEGER REFERENCES actors (id),
  status TEXT NOT NULL,
  state TEXT NOT NULL,
  outcome TEXT,
  note TEXT,
  summary TEXT,
  description TEXT,
  address TEXT,
  latitude REAL,
  longitude REAL,
  area INTEGER REFERENCES areas (id),
  opened_us INTEGER NOT NULL,
  due_us INTEGER,
  due_given INTEGER NOT NULL,
  closed_us INTEGER,
  first_response_us INTEGER,
  reopened_count INTEGER NOT NULL,
  duplicate_of INTEGER REFERENCES cases (id),
  attributes TEXT,
  assurance INTEGER NOT NULL,
  on_behalf_of INTEGER REFERENCES subjects (id),
  created_us INTEGER NOT NULL)
)sql"},
    // subject and office repeat the case's, so that a timeline needs no other table for its rule.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE case_events (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  subject INTEGER REFERENCES subjects (id),
  office INTEGER REFERENCES offices (id),
  at_us INTEGER NOT NULL,
  verb TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT,
  actor INTEGER NOT NULL,
  visibility TEXT NOT NULL,
  note TEXT)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE case_intervals (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  kind TEXT NOT NULL,
  from_us INTEGER NOT NULL,
  to_us INTEGER,
  days INTEGER,
  reason TEXT)
)sql"},
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE case_followers (
  case_id INTEGER NOT NULL REFERENCES cases (id),
  subject INTEGER NOT NULL REFERENCES subjects (id),
  since_us INTEGER NOT NULL,
  PRIMARY KEY (case_id, subject))
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE routes (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE)
)sql"},
    // Append-only and outside the journal; visitor is a keyed hash.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE visits (
  id INTEGER PRIMARY KEY,
  at_us INTEGER NOT NULL,
  visitor INTEGER,
  route INTEGER NOT NULL REFERENCES routes (id),
  service INTEGER REFERENCES services (id),
  channel INTEGER REFERENCES channels (id),
  status INTEGER,
  subject INTEGER REFERENCES subjects (id))
)sql"},
};

inline constexpr std::array kIndexes{
    R"sql(CREATE INDEX journal_row ON journal (noun, id))sql",
    R"sql(CREATE UNIQUE INDEX actors_external ON actors (external_id) WHERE external_id IS NOT NULL)sql",
    R"sql(CREATE INDEX grants_actor ON grants (actor))sql",
    R"sql(CREATE UNIQUE INDEX subjects_external ON subjects (external_id) WHERE external_id IS NOT NULL)sql",
    R"sql(CREATE INDEX subject_words_subject ON subject_words (subject))sql",
    R"sql(CREATE UNIQUE INDEX identifiers_current ON identifiers (scheme, value) WHERE valid_to_on IS NULL)sql",
    R"sql(CREATE INDEX identifiers_key ON identifiers (match_key))sql",
    R"sql(CREATE INDEX identifiers_subject ON identifiers (subject))sql",
    R"sql(CREATE UNIQUE INDEX addresses_unique ON addresses (subject, kind, key) WHERE ended_us IS NULL)sql",
    R"sql(CREATE UNIQUE INDEX addresses_default ON addresses (subject, kind) WHERE is_default = 1 AND ended_us IS NULL)sql",
    R"sql(CREATE INDEX addresses_subject ON addresses (subject))sql",
    R"sql(CREATE INDEX addresses_key ON addresses (key))sql",
    R"sql(CREATE INDEX relationships_subject ON relationships (subject))sql",
    R"sql(CREATE INDEX relationships_other ON relationships (other))sql",
    // All that a timeline shows, but the text: the rows of one subject lie far apart in their
    // table. noted says whether there is a text to be fetched.
    R"sql(CREATE INDEX contacts_subject ON contacts (subject, started_us, id, office, service, channel, direction, case_id, outcome, noted) WHERE subject IS NOT NULL)sql",
    R"sql(CREATE INDEX contacts_case ON contacts (case_id) WHERE case_id IS NOT NULL)sql",
    R"sql(CREATE UNIQUE INDEX contacts_external ON contacts (external_id) WHERE external_id IS NOT NULL)sql",
    R"sql(CREATE INDEX tasks_state ON tasks (state, office, due_us))sql",
    R"sql(CREATE INDEX tasks_case ON tasks (case_id) WHERE case_id IS NOT NULL)sql",
    R"sql(CREATE INDEX tasks_contact ON tasks (contact) WHERE contact IS NOT NULL)sql",
    R"sql(CREATE UNIQUE INDEX cases_number ON cases (number))sql",
    R"sql(CREATE UNIQUE INDEX cases_external ON cases (external_id) WHERE external_id IS NOT NULL)sql",
    R"sql(CREATE INDEX cases_protocol ON cases (protocol) WHERE protocol IS NOT NULL)sql",
    R"sql(CREATE INDEX cases_subject ON cases (subject, opened_us) WHERE subject IS NOT NULL)sql",
    R"sql(CREATE INDEX cases_duplicate ON cases (duplicate_of) WHERE duplicate_of IS NOT NULL)sql",
    R"sql(CREATE INDEX cases_open ON cases (office, due_us) WHERE status = 'open')sql",
    R"sql(CREATE INDEX case_events_case ON case_events (case_id))sql",
    R"sql(CREATE INDEX case_events_subject ON case_events (subject, at_us, id, office, case_id, visibility) WHERE subject IS NOT NULL)sql",
    R"sql(CREATE INDEX case_intervals_case ON case_intervals (case_id))sql",
    R"sql(CREATE INDEX case_followers_subject ON case_followers (subject))sql",
    R"sql(CREATE INDEX visits_subject ON visits (subject) WHERE subject IS NOT NULL)sql",
};

}  // namespace pmm::store
