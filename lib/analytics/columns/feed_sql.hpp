#pragma once

#include <array>

#include "analytics/catalogue/catalogue.hpp"

// What the columns are read from. The lists follow each cube's Column, behind the row's id.
namespace pmm::analytics::sql {

inline constexpr const char* kLastJournal = R"sql(
SELECT MAX(seq) FROM journal
)sql";

inline constexpr const char* kLastVisit = R"sql(
SELECT MAX(id) FROM visits
)sql";

inline constexpr const char* kJournalAfter = R"sql(
SELECT seq, verb, noun, id, case_id, fields FROM journal WHERE seq > $1 ORDER BY seq
)sql";

inline constexpr const char* kErasedAfter = R"sql(
SELECT 1 FROM journal WHERE seq > $1 AND verb = 'erase' LIMIT 1
)sql";

inline constexpr const char* kCasesAfter = R"sql(
SELECT c.id, c.kind, c.service, c.category, c.office, c.channel, c.status, c.state, c.outcome,
       c.area, s.kind, c.subject, c.reopened_count, c.opened_us, c.due_us, c.closed_us,
       c.first_response_us,
       (SELECT f.stars FROM feedback f WHERE f.case_id = c.id ORDER BY f.id LIMIT 1), c.attributes
FROM cases c LEFT JOIN subjects s ON s.id = c.subject
WHERE c.id > $1 ORDER BY c.id
)sql";

inline constexpr const char* kCase = R"sql(
SELECT c.id, c.kind, c.service, c.category, c.office, c.channel, c.status, c.state, c.outcome,
       c.area, s.kind, c.subject, c.reopened_count, c.opened_us, c.due_us, c.closed_us,
       c.first_response_us,
       (SELECT f.stars FROM feedback f WHERE f.case_id = c.id ORDER BY f.id LIMIT 1), c.attributes
FROM cases c LEFT JOIN subjects s ON s.id = c.subject
WHERE c.id = $1
)sql";

inline constexpr const char* kContactsAfter = R"sql(
SELECT c.id, c.channel, c.direction, c.service, c.office, c.outcome, s.kind, c.subject,
       c.abandoned, c.started_us, c.ended_us, c.waiting_s
FROM contacts c LEFT JOIN subjects s ON s.id = c.subject
WHERE c.id > $1 ORDER BY c.id
)sql";

inline constexpr const char* kContact = R"sql(
SELECT c.id, c.channel, c.direction, c.service, c.office, c.outcome, s.kind, c.subject,
       c.abandoned, c.started_us, c.ended_us, c.waiting_s
FROM contacts c LEFT JOIN subjects s ON s.id = c.subject
WHERE c.id = $1
)sql";

inline constexpr const char* kVisitsAfter = R"sql(
SELECT id, service, channel, route, status, subject, visitor, at_us
FROM visits WHERE id > $1 ORDER BY id
)sql";

inline constexpr const char* kVisit = R"sql(
SELECT id, service, channel, route, status, subject, visitor, at_us FROM visits WHERE id = $1
)sql";

// Whether a notice was read is told as the board tells the office: see crm/notification_sql.hpp.
inline constexpr const char* kDeliveriesAfter = R"sql(
SELECT id, channel, service, CASE WHEN office <> -1 THEN office END, class, state, reason, campaign,
       subject_kind, subject, is_digest, office, read_told, created_us, sent_us,
       CASE WHEN state = 'delivered' THEN done_us END,
       CASE WHEN read_told = 1 THEN read_us END, CASE WHEN read_told = 1 THEN due_us END,
       CASE WHEN state NOT IN ('created', 'sending', 'temporary_failure', 'uncertain')
            THEN COALESCE(sent_us, done_us) END
FROM (SELECT d.id, d.channel, d.service, d.class, d.state, d.reason, d.campaign, d.subject,
             d.created_us, d.sent_us, d.done_us, s.kind AS subject_kind, n.read_us, n.due_us,
             CASE WHEN d.digest IS NULL THEN d.office ELSE -1 END AS office,
             CASE WHEN d.digest IS NULL THEN 0 ELSE 1 END AS is_digest,
             CASE WHEN d.state IN ('sent', 'delivered') AND n.id IS NOT NULL
                       AND (d.class = 'legal' OR p.read_receipts = 'allow')
                  THEN 1 ELSE 0 END AS read_told
      FROM deliveries d
      LEFT JOIN subjects s ON s.id = d.subject
      LEFT JOIN notifications n ON n.id = d.notification
      LEFT JOIN preferences p ON p.subject = d.subject
      WHERE d.id > $1) AS told
ORDER BY id
)sql";

inline constexpr const char* kDelivery = R"sql(
SELECT id, channel, service, CASE WHEN office <> -1 THEN office END, class, state, reason, campaign,
       subject_kind, subject, is_digest, office, read_told, created_us, sent_us,
       CASE WHEN state = 'delivered' THEN done_us END,
       CASE WHEN read_told = 1 THEN read_us END, CASE WHEN read_told = 1 THEN due_us END,
       CASE WHEN state NOT IN ('created', 'sending', 'temporary_failure', 'uncertain')
            THEN COALESCE(sent_us, done_us) END
FROM (SELECT d.id, d.channel, d.service, d.class, d.state, d.reason, d.campaign, d.subject,
             d.created_us, d.sent_us, d.done_us, s.kind AS subject_kind, n.read_us, n.due_us,
             CASE WHEN d.digest IS NULL THEN d.office ELSE -1 END AS office,
             CASE WHEN d.digest IS NULL THEN 0 ELSE 1 END AS is_digest,
             CASE WHEN d.state IN ('sent', 'delivered') AND n.id IS NOT NULL
                       AND (d.class = 'legal' OR p.read_receipts = 'allow')
                  THEN 1 ELSE 0 END AS read_told
      FROM deliveries d
      LEFT JOIN subjects s ON s.id = d.subject
      LEFT JOIN notifications n ON n.id = d.notification
      LEFT JOIN preferences p ON p.subject = d.subject
      WHERE d.id = $1) AS told
)sql";

inline constexpr const char* kAppointmentsAfter = R"sql(
SELECT a.id, a.service, a.office, a.calendar, a.state, s.kind, a.subject,
       CASE WHEN a.on_behalf_of IS NULL THEN 0 ELSE 1 END,
       (SELECT COUNT(*) FROM appointment_events e WHERE e.appointment = a.id AND e.verb = 'move'),
       a.starts_us, a.ends_us, a.created_us, a.held_until_us,
       CASE WHEN a.state = 'cancelled'
            THEN (SELECT MAX(e.at_us) FROM appointment_events e
                  WHERE e.appointment = a.id AND e.to_state = 'cancelled') END
FROM appointments a LEFT JOIN subjects s ON s.id = a.subject
WHERE a.id > $1 ORDER BY a.id
)sql";

inline constexpr const char* kAppointment = R"sql(
SELECT a.id, a.service, a.office, a.calendar, a.state, s.kind, a.subject,
       CASE WHEN a.on_behalf_of IS NULL THEN 0 ELSE 1 END,
       (SELECT COUNT(*) FROM appointment_events e WHERE e.appointment = a.id AND e.verb = 'move'),
       a.starts_us, a.ends_us, a.created_us, a.held_until_us,
       CASE WHEN a.state = 'cancelled'
            THEN (SELECT MAX(e.at_us) FROM appointment_events e
                  WHERE e.appointment = a.id AND e.to_state = 'cancelled') END
FROM appointments a LEFT JOIN subjects s ON s.id = a.subject
WHERE a.id = $1
)sql";

inline constexpr const char* kServiceAttributes = R"sql(
SELECT id, attributes FROM services WHERE attributes IS NOT NULL ORDER BY id
)sql";

inline constexpr const char* kCaseAttributes = R"sql(
SELECT id, service, attributes FROM cases WHERE attributes IS NOT NULL AND id <= $1 ORDER BY id
)sql";

// The moves of cases, in the order in which they were told.
inline constexpr const char* kMovesAfter = R"sql(
SELECT id, case_id, to_state, at_us FROM case_events
WHERE id > $1 AND to_state IS NOT NULL ORDER BY id
)sql";

inline constexpr const char* kLastCaseEvent = R"sql(
SELECT MAX(id) FROM case_events
)sql";

// When the terms of cases stood still, in the order in which they did.
inline constexpr const char* kStandstills = R"sql(
SELECT case_id, from_us, to_us FROM case_intervals WHERE kind <> 'extension'
ORDER BY case_id, from_us, id
)sql";

inline constexpr const char* kStandstillsOf = R"sql(
SELECT case_id, from_us, to_us FROM case_intervals WHERE case_id = $1 AND kind <> 'extension'
ORDER BY from_us, id
)sql";

inline constexpr const char* kLastCaseInterval = R"sql(
SELECT MAX(id) FROM case_intervals
)sql";

inline constexpr const char* kHolidays = R"sql(
SELECT rule, on_day, month, day, easter_offset, valid_from_on, valid_to_on FROM holidays ORDER BY id
)sql";

// What tells a history from another: see saved_columns.hpp.
inline constexpr const char* kJournalHash = R"sql(
SELECT hash FROM journal WHERE seq = $1
)sql";

inline constexpr const char* kVisitsBetween = R"sql(
SELECT id, at_us, visitor, route, service, channel, status, subject
FROM visits WHERE id > $1 AND id <= $2 ORDER BY id
)sql";

inline constexpr const char* kCasesOfSubject = R"sql(
SELECT id FROM cases WHERE subject = $1
)sql";

inline constexpr const char* kContactsOfSubject = R"sql(
SELECT id FROM contacts WHERE subject = $1
)sql";

inline constexpr const char* kDeliveriesOfSubject = R"sql(
SELECT id FROM deliveries WHERE subject = $1
)sql";

inline constexpr const char* kDeliveriesOfNotice = R"sql(
SELECT id FROM deliveries WHERE notification = $1
)sql";

inline constexpr const char* kDeliveriesOfCase = R"sql(
SELECT d.id FROM deliveries d JOIN notifications n ON n.id = d.notification
WHERE n.case_id = $1
)sql";

inline constexpr const char* kAppointmentsOfSubject = R"sql(
SELECT id FROM appointments WHERE subject = $1
)sql";

// Null: the cube's rows are not the rows of a table.
inline constexpr std::array<const char*, kCubes> kRowsAfter{
    kCasesAfter, kContactsAfter, kVisitsAfter, nullptr, kDeliveriesAfter, kAppointmentsAfter};
// Null: the cube's rows are only ever added to, or read anew altogether.
inline constexpr std::array<const char*, kCubes> kRow{kCase,   kContact,  kVisit,
                                                      nullptr, kDelivery, kAppointment};

// Id, what it belongs to, code.
inline constexpr const char* kServiceTree = R"sql(
SELECT id, category, code FROM services
)sql";
inline constexpr const char* kCategoryTree = R"sql(
SELECT id, parent, code FROM categories
)sql";
inline constexpr const char* kOfficeTree = R"sql(
SELECT id, parent, code FROM offices
)sql";
inline constexpr const char* kAreaTree = R"sql(
SELECT id, parent, code FROM areas
)sql";

inline constexpr const char* kDigitalChannels = R"sql(
SELECT code FROM channels WHERE digital = 1 ORDER BY code
)sql";

// Codes and what people call them.
inline constexpr const char* kChannelNames = R"sql(
SELECT code, name FROM channels
)sql";
inline constexpr const char* kServiceNames = R"sql(
SELECT code, name FROM services
)sql";
inline constexpr const char* kCategoryNames = R"sql(
SELECT code, name FROM categories
)sql";
inline constexpr const char* kOfficeNames = R"sql(
SELECT code, name FROM offices
)sql";
inline constexpr const char* kAreaNames = R"sql(
SELECT code, name FROM areas
)sql";

inline constexpr const char* kCalendarNames = R"sql(
SELECT code, name FROM calendars
)sql";

inline constexpr const char* kChannelCode = R"sql(
SELECT code FROM channels WHERE id = $1
)sql";
inline constexpr const char* kServiceCode = R"sql(
SELECT code FROM services WHERE id = $1
)sql";
inline constexpr const char* kCategoryCode = R"sql(
SELECT code FROM categories WHERE id = $1
)sql";
inline constexpr const char* kOfficeCode = R"sql(
SELECT code FROM offices WHERE id = $1
)sql";
inline constexpr const char* kAreaCode = R"sql(
SELECT code FROM areas WHERE id = $1
)sql";
inline constexpr const char* kRoutePath = R"sql(
SELECT path FROM routes WHERE id = $1
)sql";

inline constexpr const char* kCalendarCode = R"sql(
SELECT code FROM calendars WHERE id = $1
)sql";

// In the order of Domain, for those that are catalogues.
inline constexpr std::array kLabelOf{kChannelCode, kServiceCode, kCategoryCode, kOfficeCode,
                                     kAreaCode,    kRoutePath,   kCalendarCode};

}  // namespace pmm::analytics::sql
