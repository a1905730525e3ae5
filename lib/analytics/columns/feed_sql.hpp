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

// Null: the cube's rows are not the rows of a table.
inline constexpr std::array<const char*, kCubes> kRowsAfter{kCasesAfter, kContactsAfter,
                                                            kVisitsAfter, nullptr};
// Null: the cube's rows are only ever added to, or read anew altogether.
inline constexpr std::array<const char*, kCubes> kRow{kCase, kContact, kVisit, nullptr};

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

// In the order of Domain, for those that are catalogues.
inline constexpr std::array kLabelOf{kChannelCode, kServiceCode, kCategoryCode,
                                     kOfficeCode,  kAreaCode,    kRoutePath};

}  // namespace pmm::analytics::sql
