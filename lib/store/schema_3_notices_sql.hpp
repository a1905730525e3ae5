#pragma once

#include <array>

#include "store/schema_sql.hpp"

// The third schema: what stands on a subject's board, what the subject wants of it, and what the
// two sides of a case write to each other.
namespace pmm::store {

// What a service says of the notices about its cases.
inline constexpr std::array kColumns3Notices{
    R"sql(ALTER TABLE services ADD COLUMN notice_class TEXT)sql",
};

inline constexpr std::array kTables3Notices{
    // A text for a use, of one service or of all, in one language. A removed one keeps its row,
    // which notifications refer to.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE notification_templates (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL,
  service INTEGER REFERENCES services (id),
  language TEXT NOT NULL,
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  placeholders TEXT NOT NULL,
  removed_us INTEGER,
  created_us INTEGER NOT NULL)
)sql"},
    // The texts are those that were sent: a template that changes later does not change them.
    // service, office and category repeat the case's, so that a board needs no other table for its
    // rule. event is the move of the case that it tells of.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE notifications (
  id INTEGER PRIMARY KEY,
  token TEXT NOT NULL,
  version INTEGER NOT NULL,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  service INTEGER REFERENCES services (id),
  category INTEGER REFERENCES categories (id),
  office INTEGER REFERENCES offices (id),
  case_id INTEGER REFERENCES cases (id),
  event INTEGER REFERENCES case_events (id),
  origin TEXT NOT NULL,
  class TEXT NOT NULL,
  language TEXT NOT NULL,
  template INTEGER REFERENCES notification_templates (id),
  title TEXT NOT NULL,
  body TEXT NOT NULL,
  due_us INTEGER,
  pay_amount INTEGER,
  pay_notice TEXT,
  pay_payee TEXT,
  pay_until_due INTEGER,
  action TEXT,
  action_url TEXT,
  action_until_us INTEGER,
  action_done_us INTEGER,
  collapse_key TEXT,
  documents INTEGER NOT NULL,
  read_us INTEGER,
  archived_us INTEGER,
  created_us INTEGER NOT NULL)
)sql"},
    // What is attached, by reference: where it is and how to tell that it is the same.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE notification_documents (
  notification INTEGER NOT NULL REFERENCES notifications (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  reference TEXT NOT NULL,
  media_type TEXT,
  size_bytes INTEGER,
  sha256 TEXT,
  PRIMARY KEY (notification, position))
)sql"},
    // What a subject wants, one row per subject that ever said anything; its id is the subject's.
    // Choices belong to a settings version: a new mode starts a new one, where none holds any more.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE preferences (
  subject INTEGER PRIMARY KEY REFERENCES subjects (id),
  version INTEGER NOT NULL,
  settings_version INTEGER NOT NULL,
  mode TEXT NOT NULL,
  language TEXT,
  read_receipts TEXT NOT NULL,
  preferred_channel TEXT,
  quiet_from_min INTEGER,
  quiet_to_min INTEGER,
  digest INTEGER NOT NULL,
  digest_hour INTEGER NOT NULL,
  cap_count INTEGER,
  cap_hours INTEGER,
  created_us INTEGER NOT NULL)
)sql"},
    // Wanted or not, per service or category and channel; without a row the mode decides.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE preference_choices (
  subject INTEGER NOT NULL REFERENCES preferences (subject),
  settings_version INTEGER NOT NULL,
  scope TEXT NOT NULL,
  target INTEGER NOT NULL,
  channel TEXT NOT NULL,
  wanted INTEGER NOT NULL,
  PRIMARY KEY (subject, settings_version, scope, target, channel))
)sql"},
    // The channel preferred for one service or one case over the subject's own.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE preferred_channels (
  subject INTEGER NOT NULL REFERENCES preferences (subject),
  scope TEXT NOT NULL,
  target INTEGER NOT NULL,
  channel TEXT NOT NULL,
  PRIMARY KEY (subject, scope, target))
)sql"},
    // Append-only: who set what, when, over which channel and with which level of assurance.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE preference_events (
  id INTEGER PRIMARY KEY,
  subject INTEGER NOT NULL REFERENCES preferences (subject),
  version INTEGER NOT NULL,
  settings_version INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  setting TEXT NOT NULL,
  scope TEXT,
  target INTEGER,
  channel TEXT,
  old_value TEXT,
  new_value TEXT,
  actor INTEGER NOT NULL,
  on_behalf_of INTEGER,
  via INTEGER REFERENCES channels (id),
  assurance INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE favourites (
  id INTEGER PRIMARY KEY,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  service INTEGER NOT NULL REFERENCES services (id),
  position INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // Which rows of the board or of the cases: shown under its name, and on the page when applied.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE saved_filters (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  subject INTEGER NOT NULL REFERENCES subjects (id),
  name TEXT NOT NULL,
  target TEXT NOT NULL,
  rule TEXT NOT NULL,
  applied INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // How a subject's page is laid out; its id is the subject's. A section without a row stands
    // after those that have one, in the order of the library.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE page_layouts (
  subject INTEGER PRIMARY KEY REFERENCES subjects (id),
  version INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE page_sections (
  subject INTEGER NOT NULL REFERENCES page_layouts (subject),
  position INTEGER NOT NULL,
  section TEXT NOT NULL,
  collapsed INTEGER NOT NULL,
  hidden INTEGER NOT NULL,
  PRIMARY KEY (subject, position))
)sql"},
    // What citizen and office write to each other on a case. subject, office and service repeat the
    // case's. A request is open until it is answered or withdrawn; seen_us is when the other side
    // read it.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE case_messages (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  subject INTEGER REFERENCES subjects (id),
  office INTEGER REFERENCES offices (id),
  service INTEGER NOT NULL REFERENCES services (id),
  direction TEXT NOT NULL,
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  body TEXT NOT NULL,
  answers INTEGER REFERENCES case_messages (id),
  due_us INTEGER,
  seen_us INTEGER,
  notification INTEGER REFERENCES notifications (id),
  task INTEGER REFERENCES tasks (id),
  actor INTEGER NOT NULL REFERENCES actors (id),
  on_behalf_of INTEGER REFERENCES subjects (id),
  documents INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE case_message_documents (
  message INTEGER NOT NULL REFERENCES case_messages (id),
  position INTEGER NOT NULL,
  kind TEXT NOT NULL,
  name TEXT NOT NULL,
  reference TEXT NOT NULL,
  media_type TEXT,
  size_bytes INTEGER,
  sha256 TEXT,
  PRIMARY KEY (message, position))
)sql"},
};

inline constexpr std::array kIndexes3Notices{
    R"sql(CREATE UNIQUE INDEX notification_templates_use ON notification_templates (code, COALESCE(service, 0), language) WHERE removed_us IS NULL)sql",
    // The board, newest first, with what its usual filters ask; the timeline goes by time.
    R"sql(CREATE INDEX notifications_board ON notifications (subject, id, archived_us, read_us))sql",
    R"sql(CREATE UNIQUE INDEX notifications_token ON notifications (token))sql",
    R"sql(CREATE INDEX notifications_time ON notifications (subject, created_us, id))sql",
    R"sql(CREATE INDEX notifications_case ON notifications (case_id) WHERE case_id IS NOT NULL)sql",
    R"sql(CREATE INDEX preference_events_subject ON preference_events (subject))sql",
    R"sql(CREATE UNIQUE INDEX favourites_service ON favourites (subject, service))sql",
    R"sql(CREATE UNIQUE INDEX saved_filters_name ON saved_filters (subject, name))sql",
    R"sql(CREATE INDEX case_messages_case ON case_messages (case_id, id))sql",
    R"sql(CREATE INDEX case_messages_subject ON case_messages (subject, id) WHERE subject IS NOT NULL)sql",
    R"sql(CREATE INDEX case_messages_notification ON case_messages (notification) WHERE notification IS NOT NULL)sql",
};

}  // namespace pmm::store
