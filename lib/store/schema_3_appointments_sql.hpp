#pragma once

#include <array>

#include "store/schema_sql.hpp"

// The third schema: calendars and what is booked in them, reminders, and what subjects think of a
// service.
namespace pmm::store {

inline constexpr std::array kTables3Appointments{
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE calendars (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  office INTEGER NOT NULL REFERENCES offices (id),
  service INTEGER REFERENCES services (id),
  place TEXT,
  note TEXT,
  active INTEGER NOT NULL,
  slot_minutes INTEGER NOT NULL,
  capacity INTEGER NOT NULL,
  lead_minutes INTEGER NOT NULL,
  horizon_days INTEGER NOT NULL,
  hold_minutes INTEGER NOT NULL,
  per_subject INTEGER,
  approval INTEGER NOT NULL,
  on_holidays INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // Local civil time: minutes of a weekday, from one, up to the other.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE openings (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  calendar INTEGER NOT NULL REFERENCES calendars (id),
  weekday INTEGER NOT NULL,
  from_minute INTEGER NOT NULL,
  to_minute INTEGER NOT NULL,
  capacity INTEGER,
  valid_from_on INTEGER,
  valid_to_on INTEGER,
  removed_us INTEGER,
  created_us INTEGER NOT NULL)
)sql"},
    // Of one calendar, or of every calendar of the office.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE closures (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  calendar INTEGER REFERENCES calendars (id),
  office INTEGER NOT NULL REFERENCES offices (id),
  from_us INTEGER NOT NULL,
  to_us INTEGER NOT NULL,
  note TEXT,
  removed_us INTEGER,
  created_us INTEGER NOT NULL)
)sql"},
    // What a change of the calendar leaves without a slot stays booked. The end is kept, because
    // the length of a slot may change.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE appointments (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL,
  token TEXT NOT NULL,
  calendar INTEGER NOT NULL REFERENCES calendars (id),
  office INTEGER NOT NULL REFERENCES offices (id),
  service INTEGER REFERENCES services (id),
  subject INTEGER REFERENCES subjects (id),
  case_id INTEGER REFERENCES cases (id),
  state TEXT NOT NULL,
  starts_us INTEGER NOT NULL,
  ends_us INTEGER NOT NULL,
  held_until_us INTEGER,
  note TEXT,
  assurance INTEGER NOT NULL,
  on_behalf_of INTEGER REFERENCES subjects (id),
  changed_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // What happened to an appointment: number 1 is its booking.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE appointment_events (
  appointment INTEGER NOT NULL REFERENCES appointments (id),
  number INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  verb TEXT NOT NULL,
  from_state TEXT,
  to_state TEXT NOT NULL,
  calendar INTEGER NOT NULL REFERENCES calendars (id),
  starts_us INTEGER NOT NULL,
  actor INTEGER NOT NULL REFERENCES actors (id),
  PRIMARY KEY (appointment, number))
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE reminder_rules (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  code TEXT NOT NULL UNIQUE,
  title TEXT NOT NULL,
  body TEXT,
  source TEXT NOT NULL,
  service INTEGER REFERENCES services (id),
  scheme TEXT,
  frozen INTEGER REFERENCES frozen_groups (id),
  starts_on INTEGER,
  recurrence TEXT,
  leads TEXT NOT NULL,
  at_minute INTEGER NOT NULL,
  active INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // Who asked to be reminded by a dated rule.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE reminder_followers (
  rule INTEGER NOT NULL REFERENCES reminder_rules (id),
  subject INTEGER NOT NULL REFERENCES subjects (id),
  created_us INTEGER NOT NULL,
  PRIMARY KEY (rule, subject))
)sql"},
    // One deadline of one subject. `ref` is the row that it comes from: a case or an identifier,
    // 0 for the subject itself. Those that a subject makes for itself have no rule. The office is
    // the case's, else the service's.
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE reminders (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  rule INTEGER REFERENCES reminder_rules (id),
  subject INTEGER NOT NULL REFERENCES subjects (id),
  ref INTEGER NOT NULL,
  office INTEGER REFERENCES offices (id),
  service INTEGER REFERENCES services (id),
  case_id INTEGER REFERENCES cases (id),
  title TEXT NOT NULL,
  body TEXT,
  token TEXT NOT NULL,
  due_us INTEGER NOT NULL,
  all_day INTEGER NOT NULL,
  leads TEXT NOT NULL,
  at_minute INTEGER NOT NULL,
  state TEXT NOT NULL,
  next_us INTEGER,
  snoozed INTEGER NOT NULL,
  changed_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
    // Each time a subject was to be reminded, and what came of it: once per reminder, due instant
    // and lead, whoever ticks. A lead below 0 is a snooze.
    TableSql{TableKind::kKeyed, R"sql(
CREATE TABLE reminder_log (
  reminder INTEGER NOT NULL REFERENCES reminders (id),
  due_us INTEGER NOT NULL,
  lead INTEGER NOT NULL,
  planned_us INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  PRIMARY KEY (reminder, due_us, lead))
)sql"},
    TableSql{TableKind::kRows, R"sql(
CREATE TABLE feedback (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL,
  subject INTEGER REFERENCES subjects (id),
  service INTEGER NOT NULL REFERENCES services (id),
  office INTEGER REFERENCES offices (id),
  case_id INTEGER REFERENCES cases (id),
  channel INTEGER REFERENCES channels (id),
  stars INTEGER NOT NULL,
  reasons TEXT,
  comment TEXT,
  reopen INTEGER NOT NULL,
  editable_until_us INTEGER NOT NULL,
  on_behalf_of INTEGER REFERENCES subjects (id),
  changed_us INTEGER NOT NULL,
  created_us INTEGER NOT NULL)
)sql"},
};

inline constexpr std::array kIndexes3Appointments{
    R"sql(CREATE INDEX calendars_office ON calendars (office))sql",
    R"sql(CREATE INDEX calendars_service ON calendars (service) WHERE service IS NOT NULL)sql",
    R"sql(CREATE INDEX openings_calendar ON openings (calendar))sql",
    R"sql(CREATE INDEX closures_office ON closures (office, to_us) WHERE removed_us IS NULL)sql",
    R"sql(CREATE UNIQUE INDEX appointments_code ON appointments (code))sql",
    R"sql(CREATE INDEX appointments_calendar ON appointments (calendar, starts_us, ends_us, state, held_until_us))sql",
    R"sql(CREATE INDEX appointments_subject ON appointments (subject, starts_us) WHERE subject IS NOT NULL)sql",
    R"sql(CREATE INDEX appointments_case ON appointments (case_id) WHERE case_id IS NOT NULL)sql",
    R"sql(CREATE INDEX appointments_held ON appointments (held_until_us) WHERE state = 'held')sql",
    R"sql(CREATE INDEX appointments_requested ON appointments (starts_us) WHERE state = 'requested')sql",
    R"sql(CREATE UNIQUE INDEX reminders_once ON reminders (rule, subject, due_us) WHERE rule IS NOT NULL)sql",
    R"sql(CREATE INDEX reminders_rule ON reminders (rule, due_us) WHERE rule IS NOT NULL)sql",
    R"sql(CREATE INDEX reminders_ref ON reminders (rule, ref))sql",
    R"sql(CREATE INDEX reminders_subject ON reminders (subject, due_us))sql",
    R"sql(CREATE INDEX reminders_waiting ON reminders (rule, due_us) WHERE state = 'waiting')sql",
    R"sql(CREATE INDEX reminders_case ON reminders (case_id) WHERE case_id IS NOT NULL)sql",
    R"sql(CREATE INDEX reminders_next ON reminders (next_us) WHERE next_us IS NOT NULL)sql",
    R"sql(CREATE INDEX identifiers_ending ON identifiers (scheme, valid_to_on) WHERE valid_to_on IS NOT NULL)sql",
    R"sql(CREATE UNIQUE INDEX feedback_case ON feedback (case_id, subject) WHERE case_id IS NOT NULL)sql",
    R"sql(CREATE INDEX feedback_subject ON feedback (subject) WHERE subject IS NOT NULL)sql",
    R"sql(CREATE INDEX feedback_service ON feedback (service))sql",
};

}  // namespace pmm::store
