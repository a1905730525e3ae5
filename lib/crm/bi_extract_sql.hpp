#pragma once

#include <array>
#include <span>

// The tables of an extract, what fills them, and how each value is given. Declared types are those
// that programs of business intelligence go by; instants are UTC, days the store's local ones.
namespace pmm::crm::sql::bi {

enum class Value : unsigned char {
  kInt,
  kReal,
  kText,
  kBool,
  kTime,       // microseconds -> YYYY-MM-DD HH:MM:SS
  kLocalDay,   // microseconds -> YYYY-MM-DD of the store's zone, which is then in the calendar
  kDate,       // days -> YYYY-MM-DD
  kDayOfText,  // a day as it is, or microseconds as text -> the same as of kLocalDay
  kSubject,    // an id that leads to nobody, unless persons are wanted
};

struct Extracted {
  const char* name;
  const char* create;
  const char* select;
  const char* insert;
  std::span<const Value> values;
  bool persons = false;  // only where persons are wanted
};

using enum Value;

inline constexpr const char* kCreateAbout = R"sql(
CREATE TABLE about (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL)
)sql";
inline constexpr const char* kInsertAbout = R"sql(
INSERT INTO about (key, value) VALUES ($1, $2)
)sql";

inline constexpr const char* kCreateCalendar = R"sql(
CREATE TABLE calendar (
  day DATE NOT NULL PRIMARY KEY,
  year INTEGER NOT NULL,
  quarter INTEGER NOT NULL,
  month INTEGER NOT NULL,
  day_of_month INTEGER NOT NULL,
  day_of_year INTEGER NOT NULL,
  month_start DATE NOT NULL,
  iso_year INTEGER NOT NULL,
  iso_week INTEGER NOT NULL,
  weekday INTEGER NOT NULL,
  weekend BOOLEAN NOT NULL,
  holiday BOOLEAN NOT NULL,
  working BOOLEAN NOT NULL)
)sql";
inline constexpr const char* kInsertCalendar = R"sql(
INSERT INTO calendar (day, year, quarter, month, day_of_month, day_of_year, month_start, iso_year,
                      iso_week, weekday, weekend, holiday, working)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
)sql";

inline constexpr std::array kTreeValues = {kInt, kText, kText, kInt, kBool};

inline constexpr Extracted kOffices{"offices", R"sql(
CREATE TABLE offices (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  parent INTEGER REFERENCES offices (id),
  active BOOLEAN NOT NULL)
)sql",
                                    R"sql(
SELECT id, code, name, parent, active FROM offices ORDER BY id
)sql",
                                    R"sql(
INSERT INTO offices (id, code, name, parent, active) VALUES ($1, $2, $3, $4, $5)
)sql",
                                    kTreeValues};

inline constexpr Extracted kCategories{"categories", R"sql(
CREATE TABLE categories (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  parent INTEGER REFERENCES categories (id),
  active BOOLEAN NOT NULL)
)sql",
                                       R"sql(
SELECT id, code, name, parent, active FROM categories ORDER BY id
)sql",
                                       R"sql(
INSERT INTO categories (id, code, name, parent, active) VALUES ($1, $2, $3, $4, $5)
)sql",
                                       kTreeValues};

inline constexpr Extracted kAreas{"areas", R"sql(
CREATE TABLE areas (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  parent INTEGER REFERENCES areas (id),
  active BOOLEAN NOT NULL)
)sql",
                                  R"sql(
SELECT id, code, name, parent, active FROM areas ORDER BY id
)sql",
                                  R"sql(
INSERT INTO areas (id, code, name, parent, active) VALUES ($1, $2, $3, $4, $5)
)sql",
                                  kTreeValues};

inline constexpr std::array kChannelValues = {kInt, kText, kText, kBool, kBool};
inline constexpr Extracted kChannels{"channels", R"sql(
CREATE TABLE channels (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  digital BOOLEAN NOT NULL,
  active BOOLEAN NOT NULL)
)sql",
                                     R"sql(
SELECT id, code, name, digital, active FROM channels ORDER BY id
)sql",
                                     R"sql(
INSERT INTO channels (id, code, name, digital, active) VALUES ($1, $2, $3, $4, $5)
)sql",
                                     kChannelValues};

inline constexpr std::array kServiceValues = {kInt, kText, kText, kInt, kInt, kText, kInt, kText};
inline constexpr Extracted kServices{"services", R"sql(
CREATE TABLE services (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  category INTEGER REFERENCES categories (id),
  office INTEGER REFERENCES offices (id),
  status TEXT NOT NULL,
  term_days INTEGER,
  term_clock TEXT NOT NULL)
)sql",
                                     R"sql(
SELECT id, code, name, category, office, status, term_days, term_clock FROM services ORDER BY id
)sql",
                                     R"sql(
INSERT INTO services (id, code, name, category, office, status, term_days, term_clock)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql",
                                     kServiceValues};

inline constexpr std::array kSubjectKindValues = {kText};
inline constexpr Extracted kSubjectKinds{"subject_kinds", R"sql(
CREATE TABLE subject_kinds (code TEXT NOT NULL PRIMARY KEY)
)sql",
                                         R"sql(
SELECT DISTINCT kind FROM subjects WHERE merged_into IS NULL ORDER BY kind
)sql",
                                         R"sql(
INSERT INTO subject_kinds (code) VALUES ($1)
)sql",
                                         kSubjectKindValues};

inline constexpr std::array kSubjectValues = {kSubject, kText};
inline constexpr Extracted kSubjects{"subjects", R"sql(
CREATE TABLE subjects (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL REFERENCES subject_kinds (code))
)sql",
                                     R"sql(
SELECT id, kind FROM subjects WHERE merged_into IS NULL ORDER BY id
)sql",
                                     R"sql(
INSERT INTO subjects (id, kind) VALUES ($1, $2)
)sql",
                                     kSubjectValues};

inline constexpr std::array kPersonValues = {kSubject, kText, kText, kText, kText, kDate, kText};
inline constexpr Extracted kPersons{"persons", R"sql(
CREATE TABLE persons (
  subject INTEGER PRIMARY KEY REFERENCES subjects (id),
  name TEXT NOT NULL,
  family_name TEXT,
  given_name TEXT,
  sex TEXT,
  born_on DATE,
  language TEXT)
)sql",
                                    R"sql(
SELECT id, name, family_name, given_name, sex, born_on, language FROM subjects
WHERE merged_into IS NULL ORDER BY id
)sql",
                                    R"sql(
INSERT INTO persons (subject, name, family_name, given_name, sex, born_on, language)
VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql",    kPersonValues, true};

inline constexpr std::array kCaseValues = {
    kInt,  kText,     kInt,  kInt,      kInt,  kInt,      kInt,  kSubject, kText, kText, kText,
    kTime, kLocalDay, kTime, kLocalDay, kTime, kLocalDay, kTime, kReal,    kReal, kBool, kInt};
inline constexpr Extracted kCases{"cases", R"sql(
CREATE TABLE cases (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  service INTEGER NOT NULL REFERENCES services (id),
  category INTEGER REFERENCES categories (id),
  office INTEGER REFERENCES offices (id),
  channel INTEGER REFERENCES channels (id),
  area INTEGER REFERENCES areas (id),
  subject INTEGER REFERENCES subjects (id),
  status TEXT NOT NULL,
  state TEXT NOT NULL,
  outcome TEXT,
  opened_at DATETIME NOT NULL,
  opened_on DATE NOT NULL REFERENCES calendar (day),
  due_at DATETIME,
  due_on DATE REFERENCES calendar (day),
  closed_at DATETIME,
  closed_on DATE REFERENCES calendar (day),
  first_response_at DATETIME,
  resolution_s REAL,
  first_response_s REAL,
  within_due BOOLEAN,
  reopened_count INTEGER NOT NULL)
)sql",
                                  R"sql(
SELECT id, kind, service, category, office, channel, area, subject, status, state, outcome,
       opened_us, opened_us, due_us, due_us, closed_us, closed_us, first_response_us,
       CASE WHEN closed_us >= opened_us THEN (closed_us - opened_us) / 1000000.0 END,
       CASE WHEN first_response_us >= opened_us
            THEN (first_response_us - opened_us) / 1000000.0 END,
       CASE WHEN status = 'closed' AND closed_us <= due_us THEN 1
            WHEN status = 'closed' AND closed_us > due_us THEN 0 END,
       reopened_count
FROM cases ORDER BY id
)sql",
                                  R"sql(
INSERT INTO cases (id, kind, service, category, office, channel, area, subject, status, state,
                   outcome, opened_at, opened_on, due_at, due_on, closed_at, closed_on,
                   first_response_at, resolution_s, first_response_s, within_due, reopened_count)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22)
)sql",
                                  kCaseValues};

inline constexpr std::array kContactValues = {kInt,      kInt,     kText, kInt,  kInt,
                                              kInt,      kSubject, kText, kBool, kTime,
                                              kLocalDay, kTime,    kReal, kInt};
inline constexpr Extracted kContacts{"contacts", R"sql(
CREATE TABLE contacts (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL REFERENCES channels (id),
  direction TEXT NOT NULL,
  service INTEGER REFERENCES services (id),
  office INTEGER REFERENCES offices (id),
  case_id INTEGER REFERENCES cases (id),
  subject INTEGER REFERENCES subjects (id),
  outcome TEXT,
  abandoned BOOLEAN NOT NULL,
  started_at DATETIME NOT NULL,
  started_on DATE NOT NULL REFERENCES calendar (day),
  ended_at DATETIME,
  handling_s REAL,
  waiting_s INTEGER)
)sql",
                                     R"sql(
SELECT id, channel, direction, service, office, case_id, subject, outcome, abandoned, started_us,
       started_us, ended_us,
       CASE WHEN ended_us >= started_us THEN (ended_us - started_us) / 1000000.0 END, waiting_s
FROM contacts ORDER BY id
)sql",
                                     R"sql(
INSERT INTO contacts (id, channel, direction, service, office, case_id, subject, outcome,
                      abandoned, started_at, started_on, ended_at, handling_s, waiting_s)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
)sql",
                                     kContactValues};

inline constexpr std::array kVisitValues = {kInt, kTime, kLocalDay, kText, kInt,
                                            kInt, kInt,  kSubject,  kInt};
inline constexpr Extracted kVisits{"visits", R"sql(
CREATE TABLE visits (
  id INTEGER PRIMARY KEY,
  at DATETIME NOT NULL,
  local_day DATE NOT NULL REFERENCES calendar (day),
  path TEXT NOT NULL,
  service INTEGER REFERENCES services (id),
  channel INTEGER REFERENCES channels (id),
  status INTEGER,
  subject INTEGER REFERENCES subjects (id),
  visitor INTEGER)
)sql",
                                   R"sql(
SELECT v.id, v.at_us, v.at_us, r.path, v.service, v.channel, v.status, v.subject, v.visitor
FROM visits v JOIN routes r ON r.id = v.route ORDER BY v.id
)sql",
                                   R"sql(
INSERT INTO visits (id, at, local_day, path, service, channel, status, subject, visitor)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql",
                                   kVisitValues};

inline constexpr std::array kStageValues = {kInt,      kInt,  kText,     kText, kTime,
                                            kLocalDay, kTime, kLocalDay, kReal};
inline constexpr Extracted kStages{"case_stages", R"sql(
CREATE TABLE case_stages (
  id INTEGER PRIMARY KEY,
  case_id INTEGER NOT NULL REFERENCES cases (id),
  state TEXT NOT NULL,
  next_state TEXT,
  entered_at DATETIME NOT NULL,
  entered_on DATE NOT NULL REFERENCES calendar (day),
  left_at DATETIME,
  left_on DATE REFERENCES calendar (day),
  stay_s REAL)
)sql",
                                   R"sql(
SELECT t.id, t.case_id, t.state, t.next_state, t.entered_us, t.entered_us, t.left_us, t.left_us,
       CASE WHEN t.left_us >= t.entered_us THEN (t.left_us - t.entered_us) / 1000000.0 END
FROM (
  SELECT e.id AS id, e.case_id AS case_id, e.to_state AS state,
         LEAD(e.to_state) OVER (PARTITION BY e.case_id ORDER BY e.id) AS next_state,
         e.at_us AS entered_us,
         LEAD(e.at_us) OVER (PARTITION BY e.case_id ORDER BY e.id) AS left_us
  FROM case_events e
  WHERE e.to_state IS NOT NULL) t
ORDER BY t.id
)sql",
                                   R"sql(
INSERT INTO case_stages (id, case_id, state, next_state, entered_at, entered_on, left_at, left_on,
                         stay_s)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql",
                                   kStageValues};

inline constexpr std::array kDeliveryValues = {
    kInt, kInt,  kInt,      kInt,  kInt,  kSubject, kText, kText, kText, kInt,  kBool, kBool,
    kInt, kTime, kLocalDay, kTime, kTime, kBool,    kTime, kTime, kReal, kReal, kReal};
inline constexpr Extracted kDeliveries{"deliveries", R"sql(
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL REFERENCES channels (id),
  service INTEGER REFERENCES services (id),
  office INTEGER REFERENCES offices (id),
  case_id INTEGER REFERENCES cases (id),
  subject INTEGER NOT NULL REFERENCES subjects (id),
  kind TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT,
  campaign INTEGER,
  is_digest BOOLEAN NOT NULL,
  in_digest BOOLEAN NOT NULL,
  tries INTEGER NOT NULL,
  created_at DATETIME NOT NULL,
  created_on DATE NOT NULL REFERENCES calendar (day),
  sent_at DATETIME,
  delivered_at DATETIME,
  read_told BOOLEAN NOT NULL,
  read_at DATETIME,
  read_due_at DATETIME,
  dispatch_s REAL,
  delivery_s REAL,
  reading_s REAL)
)sql",
                                       R"sql(
SELECT d.id, d.channel, d.service, CASE WHEN d.digest IS NULL THEN d.office END, d.case_id,
       d.subject, v.kind, v.state, v.reason, v.campaign,
       CASE WHEN v.digest IS NULL THEN 0 ELSE 1 END,
       CASE WHEN v.in_digest IS NULL THEN 0 ELSE 1 END, v.tries, v.created_us, v.created_us,
       v.sent_us, v.delivered_us, v.read_told, v.read_us, v.read_due_us,
       CASE WHEN v.sent_us >= v.created_us THEN (v.sent_us - v.created_us) / 1000000.0 END,
       CASE WHEN v.delivered_us >= v.created_us
            THEN (v.delivered_us - v.created_us) / 1000000.0 END,
       CASE WHEN v.read_us >= v.created_us THEN (v.read_us - v.created_us) / 1000000.0 END
FROM deliveries d JOIN v_deliveries v ON v.id = d.id ORDER BY d.id
)sql",
                                       R"sql(
INSERT INTO deliveries (id, channel, service, office, case_id, subject, kind, state, reason,
                        campaign, is_digest, in_digest, tries, created_at, created_on, sent_at,
                        delivered_at, read_told, read_at, read_due_at, dispatch_s, delivery_s,
                        reading_s)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20,
        $21, $22, $23)
)sql",
                                       kDeliveryValues};

inline constexpr std::array kBookingCalendarValues = {kInt, kText, kText, kInt, kInt, kBool};
inline constexpr Extracted kBookingCalendars{"booking_calendars", R"sql(
CREATE TABLE booking_calendars (
  id INTEGER PRIMARY KEY,
  code TEXT NOT NULL,
  name TEXT NOT NULL,
  office INTEGER NOT NULL REFERENCES offices (id),
  service INTEGER REFERENCES services (id),
  active BOOLEAN NOT NULL)
)sql",
                                             R"sql(
SELECT id, code, name, office, service, active FROM calendars ORDER BY id
)sql",
                                             R"sql(
INSERT INTO booking_calendars (id, code, name, office, service, active)
VALUES ($1, $2, $3, $4, $5, $6)
)sql",
                                             kBookingCalendarValues};

inline constexpr std::array kAppointmentValues = {
    kInt, kInt,  kInt,      kInt,  kInt,  kSubject,  kText, kBool,
    kInt, kTime, kLocalDay, kTime, kTime, kLocalDay, kTime, kReal};
inline constexpr Extracted kAppointments{"appointments", R"sql(
CREATE TABLE appointments (
  id INTEGER PRIMARY KEY,
  booking_calendar INTEGER NOT NULL REFERENCES booking_calendars (id),
  office INTEGER NOT NULL REFERENCES offices (id),
  service INTEGER REFERENCES services (id),
  case_id INTEGER REFERENCES cases (id),
  subject INTEGER REFERENCES subjects (id),
  state TEXT NOT NULL,
  delegated BOOLEAN NOT NULL,
  moves INTEGER NOT NULL,
  starts_at DATETIME NOT NULL,
  starts_on DATE NOT NULL REFERENCES calendar (day),
  ends_at DATETIME NOT NULL,
  booked_at DATETIME NOT NULL,
  booked_on DATE NOT NULL REFERENCES calendar (day),
  cancelled_at DATETIME,
  lead_s REAL)
)sql",
                                         R"sql(
SELECT a.id, a.calendar, a.office, a.service, a.case_id, a.subject, v.state,
       CASE WHEN v.on_behalf_of IS NULL THEN 0 ELSE 1 END, v.moves, v.starts_us, v.starts_us,
       v.ends_us, v.booked_us, v.booked_us, v.cancelled_us,
       CASE WHEN v.starts_us >= v.booked_us THEN (v.starts_us - v.booked_us) / 1000000.0 END
FROM appointments a JOIN v_appointments v ON v.id = a.id ORDER BY a.id
)sql",
                                         R"sql(
INSERT INTO appointments (id, booking_calendar, office, service, case_id, subject, state,
                          delegated, moves, starts_at, starts_on, ends_at, booked_at, booked_on,
                          cancelled_at, lead_s)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
)sql",
                                         kAppointmentValues};

// What services declare as dimensions of their cases; the other attributes may say who somebody is.
inline constexpr std::array kAttributeValues = {kText};
inline constexpr Extracted kAttributes{"attributes", R"sql(
CREATE TABLE attributes (code TEXT NOT NULL PRIMARY KEY)
)sql",
                                       R"sql(
SELECT DISTINCT d.value ->> 'code' AS code
FROM services s, json_each(s.attributes) d
WHERE s.attributes IS NOT NULL AND d.value ->> 'dimension' = 1
      AND d.value ->> 'datatype' IN ('number', 'datetime', 'singlevaluelist')
ORDER BY 1
)sql",
                                       R"sql(
INSERT INTO attributes (code) VALUES ($1)
)sql",
                                       kAttributeValues};

inline constexpr std::array kCaseAttributeValues = {kInt, kText, kText, kReal, kTime, kDayOfText};
inline constexpr Extracted kCaseAttributes{"case_attributes", R"sql(
CREATE TABLE case_attributes (
  case_id INTEGER NOT NULL REFERENCES cases (id),
  attribute TEXT NOT NULL REFERENCES attributes (code),
  text_value TEXT,
  number_value REAL,
  at DATETIME,
  local_day DATE REFERENCES calendar (day),
  PRIMARY KEY (case_id, attribute))
)sql",
                                           R"sql(
SELECT a.case_id, a.code,
       CASE WHEN d.value ->> 'datatype' = 'singlevaluelist' THEN NULLIF(a.text_value, '') END,
       CASE WHEN d.value ->> 'datatype' = 'number' THEN a.number_value END,
       CASE WHEN d.value ->> 'datatype' = 'datetime' THEN a.instant_us END,
       CASE WHEN d.value ->> 'datatype' = 'datetime'
            THEN COALESCE(a.day, CAST(a.instant_us AS TEXT)) END
FROM v_case_attributes a
JOIN cases c ON c.id = a.case_id
JOIN services s ON s.id = c.service, json_each(s.attributes) d
WHERE s.attributes IS NOT NULL AND d.value ->> 'code' = a.code AND d.value ->> 'dimension' = 1
      AND d.value ->> 'datatype' IN ('number', 'datetime', 'singlevaluelist')
ORDER BY a.case_id, a.code
)sql",
                                           R"sql(
INSERT INTO case_attributes (case_id, attribute, text_value, number_value, at, local_day)
VALUES ($1, $2, $3, $4, $5, $6)
)sql",
                                           kCaseAttributeValues};

inline constexpr std::array kTables = {
    &kOffices,  &kCategories, &kAreas,      &kChannels,         &kServices,    &kSubjectKinds,
    &kSubjects, &kPersons,    &kCases,      &kStages,           &kAttributes,  &kCaseAttributes,
    &kContacts, &kVisits,     &kDeliveries, &kBookingCalendars, &kAppointments};

inline constexpr std::array kIndexes = {
    R"sql(CREATE INDEX cases_opened ON cases (opened_on))sql",
    R"sql(CREATE INDEX case_stages_case ON case_stages (case_id))sql",
    R"sql(CREATE INDEX contacts_started ON contacts (started_on))sql",
    R"sql(CREATE INDEX visits_day ON visits (local_day))sql",
    R"sql(CREATE INDEX deliveries_created ON deliveries (created_on))sql",
    R"sql(CREATE INDEX appointments_starts ON appointments (starts_on))sql",
};

// Rows of the large tables, which progress counts.
inline constexpr const char* kCountRows = R"sql(
SELECT (SELECT COUNT(*) FROM subjects WHERE merged_into IS NULL) + (SELECT COUNT(*) FROM cases) +
       (SELECT COUNT(*) FROM case_events) + (SELECT COUNT(*) FROM contacts) +
       (SELECT COUNT(*) FROM visits) + (SELECT COUNT(*) FROM deliveries) +
       (SELECT COUNT(*) FROM appointments)
)sql";

inline constexpr const char* kLastJournal = R"sql(
SELECT MAX(seq) FROM journal
)sql";

}  // namespace pmm::crm::sql::bi
