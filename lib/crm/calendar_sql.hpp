#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertCalendar = R"sql(
INSERT INTO calendars (id, version, created_us, code, name, office, service, place, note, active,
                       slot_minutes, capacity, lead_minutes, horizon_days, hold_minutes,
                       per_subject, approval, on_holidays)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
)sql";

inline constexpr const char* kUpdateCalendar = R"sql(
UPDATE calendars SET version = version + 1, code = $2, name = $3, office = $4, service = $5,
                     place = $6, note = $7, active = $8, slot_minutes = $9, capacity = $10,
                     lead_minutes = $11, horizon_days = $12, hold_minutes = $13,
                     per_subject = $14, approval = $15, on_holidays = $16
WHERE id = $1
)sql";

inline constexpr const char* kCalendarRow = R"sql(
SELECT id, version, code, name, office, service, place, note, active, slot_minutes, capacity,
       lead_minutes, horizon_days, hold_minutes, per_subject, approval, on_holidays
FROM calendars WHERE id = $1
)sql";

inline constexpr const char* kCalendarByCode = R"sql(
SELECT id FROM calendars WHERE code = $1
)sql";

// $1 calendar, $2 office, $3 service; 0 asks for all. Those of no service serve every one of their
// office.
inline constexpr const char* kActiveCalendars = R"sql(
SELECT id, version, code, name, office, service, place, note, active, slot_minutes, capacity,
       lead_minutes, horizon_days, hold_minutes, per_subject, approval, on_holidays
FROM calendars
WHERE active = 1 AND ($1 = 0 OR id = $1) AND ($2 = 0 OR office = $2)
  AND ($3 = 0 OR service = $3 OR (service IS NULL
       AND office = (SELECT s.office FROM services s WHERE s.id = $3)))
ORDER BY id
)sql";

inline constexpr const char* kSelectCalendars = R"sql(
SELECT id, version, code, name, office, service, place, note, active, slot_minutes, capacity,
       lead_minutes, horizon_days, hold_minutes, per_subject, approval, on_holidays, created_us
FROM calendars
)sql";
inline constexpr const char* kCalendarOfficeIs = R"sqlpart(office = {})sqlpart";
inline constexpr const char* kCalendarServiceIs = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kCalendarNoService = R"sqlpart(service IS NULL)sqlpart";
inline constexpr const char* kCalendarCodeIs = R"sqlpart(code = {})sqlpart";
inline constexpr const char* kCalendarActiveIs = R"sqlpart(active = {})sqlpart";

inline constexpr const char* kInsertOpening = R"sql(
INSERT INTO openings (id, version, calendar, weekday, from_minute, to_minute, capacity,
                      valid_from_on, valid_to_on, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql";
inline constexpr const char* kOpeningRow = R"sql(
SELECT o.version, o.calendar, o.removed_us, c.office, c.service
FROM openings o JOIN calendars c ON c.id = o.calendar WHERE o.id = $1
)sql";
inline constexpr const char* kRemoveOpening = R"sql(
UPDATE openings SET version = version + 1, removed_us = $2 WHERE id = $1
)sql";
inline constexpr const char* kSelectOpenings = R"sql(
SELECT id, version, calendar, weekday, from_minute, to_minute, capacity, valid_from_on, valid_to_on,
       created_us
FROM openings
)sql";
inline constexpr const char* kOpeningOf = R"sqlpart(calendar = {} AND removed_us IS NULL)sqlpart";

inline constexpr const char* kInsertClosure = R"sql(
INSERT INTO closures (id, version, calendar, office, from_us, to_us, note, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7)
)sql";
inline constexpr const char* kClosureRow = R"sql(
SELECT k.version, k.office, k.removed_us, c.service
FROM closures k LEFT JOIN calendars c ON c.id = k.calendar WHERE k.id = $1
)sql";
inline constexpr const char* kRemoveClosure = R"sql(
UPDATE closures SET version = version + 1, removed_us = $2 WHERE id = $1
)sql";
inline constexpr const char* kSelectClosures = R"sql(
SELECT id, version, calendar, office, from_us, to_us, note, created_us FROM closures
)sql";
inline constexpr const char* kClosureStands = R"sqlpart(removed_us IS NULL)sqlpart";
inline constexpr const char* kClosureOfCalendar = R"sqlpart(
(calendar = {} OR (calendar IS NULL AND office = (SELECT c.office FROM calendars c WHERE c.id = {})))
)sqlpart";
inline constexpr const char* kClosureOfficeIs = R"sqlpart(office = {})sqlpart";
inline constexpr const char* kClosureAfter = R"sqlpart(to_us > {})sqlpart";
inline constexpr const char* kClosureBefore = R"sqlpart(from_us < {})sqlpart";

inline constexpr const char* kOpeningsOf = R"sql(
SELECT calendar, weekday, from_minute, to_minute, capacity, valid_from_on, valid_to_on
FROM openings WHERE removed_us IS NULL AND calendar = $1
)sql";
inline constexpr const char* kAllOpenings = R"sql(
SELECT calendar, weekday, from_minute, to_minute, capacity, valid_from_on, valid_to_on
FROM openings WHERE removed_us IS NULL
)sql";

// Of the office and of its calendars: $1 office, $2 from, $3 to.
inline constexpr const char* kClosuresOfOffice = R"sql(
SELECT calendar, from_us, to_us FROM closures
WHERE office = $1 AND to_us > $2 AND from_us < $3 AND removed_us IS NULL
)sql";
inline constexpr const char* kMoveClosures = R"sql(
UPDATE closures SET office = $2 WHERE calendar = $1
)sql";
inline constexpr const char* kAnyBooked = R"sql(
SELECT id FROM appointments WHERE calendar = $1 LIMIT 1
)sql";

// What takes a place: everything that was not given up. $1 from less the longest slot, $2 to,
// $3 from, $4 now; $5 calendar.
inline constexpr const char* kBookedOf = R"sql(
SELECT calendar, starts_us, ends_us, count(*) FROM appointments
WHERE calendar = $5 AND starts_us > $1 AND starts_us < $2 AND ends_us > $3
  AND state NOT IN ('cancelled', 'refused', 'expired')
  AND (state <> 'held' OR held_until_us > $4)
GROUP BY calendar, starts_us, ends_us
)sql";

// The appointments to come that somebody counts on. $1 calendar, $2 now.
inline constexpr const char* kComing = R"sql(
SELECT id, code, state, starts_us, ends_us FROM appointments
WHERE calendar = $1 AND starts_us >= $2
  AND (state IN ('requested', 'confirmed') OR (state = 'held' AND held_until_us > $2))
ORDER BY id
)sql";

}  // namespace pmm::crm::sql
