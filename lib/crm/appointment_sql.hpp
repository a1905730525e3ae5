#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertAppointment = R"sql(
INSERT INTO appointments (id, version, code, token, calendar, office, service, subject, case_id,
                          state, starts_us, ends_us, held_until_us, note, assurance, on_behalf_of,
                          changed_us, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $16)
)sql";

inline constexpr const char* kAppointmentRow = R"sql(
SELECT version, calendar, office, service, subject, case_id, state, starts_us, ends_us,
       held_until_us, note
FROM appointments WHERE id = $1
)sql";

// As people call it: code, what for, where.
inline constexpr const char* kWordsOfAppointment = R"sql(
SELECT a.code, COALESCE(s.name, c.name), COALESCE(c.place, o.address, o.name)
FROM appointments a JOIN calendars c ON c.id = a.calendar JOIN offices o ON o.id = a.office
LEFT JOIN services s ON s.id = a.service
WHERE a.id = $1
)sql";

inline constexpr const char* kUpdateAppointment = R"sql(
UPDATE appointments SET version = version + 1, calendar = $2, office = $3, service = $4,
                        case_id = $5, state = $6, starts_us = $7, ends_us = $8,
                        held_until_us = $9, note = $10, changed_us = $11
WHERE id = $1
)sql";

inline constexpr const char* kCodeTaken = R"sql(
SELECT id FROM appointments WHERE code = $1
)sql";

// What takes a place at any moment of the slot. $1 calendar, $2 from less the longest slot, $3
// from, $4 to, $5 now, $6 an appointment that is not counted.
inline constexpr const char* kTaken = R"sql(
SELECT count(*) FROM appointments
WHERE calendar = $1 AND starts_us > $2 AND starts_us < $4 AND ends_us > $3
  AND state NOT IN ('cancelled', 'refused', 'expired')
  AND (state <> 'held' OR held_until_us > $5) AND id <> $6
)sql";

// What was held in the slot and no longer is; the parameters of kTaken.
inline constexpr const char* kLapsedIn = R"sql(
SELECT id FROM appointments
WHERE calendar = $1 AND starts_us > $2 AND starts_us < $4 AND ends_us > $3
  AND state = 'held' AND held_until_us <= $5 AND id <> $6
ORDER BY id
)sql";

// $1 calendar, $2 subject, $3 now, $4 an appointment that is not counted.
inline constexpr const char* kComingOfSubject = R"sql(
SELECT count(*) FROM appointments
WHERE subject = $2 AND calendar = $1 AND starts_us >= $3
  AND (state IN ('requested', 'confirmed') OR (state = 'held' AND held_until_us > $3)) AND id <> $4
)sql";

// What the subject held in the calendar and holds no longer; the parameters of kComingOfSubject.
inline constexpr const char* kLapsedOfSubject = R"sql(
SELECT id FROM appointments
WHERE subject = $2 AND calendar = $1 AND starts_us >= $3
  AND state = 'held' AND held_until_us <= $3 AND id <> $4
ORDER BY id
)sql";

inline constexpr const char* kInsertAppointmentEvent = R"sql(
INSERT INTO appointment_events (appointment, number, at_us, verb, from_state, to_state, calendar,
                                starts_us, actor)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql";

inline constexpr const char* kAppointmentEvents = R"sql(
SELECT number, at_us, verb, from_state, to_state, calendar, starts_us
FROM appointment_events WHERE appointment = $1 ORDER BY number
)sql";

// Held up to now, and requested for a time that has come: $1 now, $2 rows.
inline constexpr const char* kToExpire = R"sql(
SELECT id FROM (
  SELECT id FROM appointments WHERE state = 'held' AND held_until_us <= $1
  UNION ALL SELECT id FROM appointments WHERE state = 'requested' AND starts_us <= $1) AS due
LIMIT $2
)sql";

inline constexpr const char* kSelectAppointments = R"sql(
SELECT id, version, code, token, calendar, office, service, subject, case_id, state, starts_us,
       ends_us, held_until_us, note, assurance, on_behalf_of, changed_us, created_us
FROM appointments
)sql";
inline constexpr const char* kAppointmentCalendarIs = R"sqlpart(calendar = {})sqlpart";
inline constexpr const char* kAppointmentOfficeIs = R"sqlpart(office = {})sqlpart";
inline constexpr const char* kAppointmentServiceIs = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kAppointmentNoService = R"sqlpart(service IS NULL)sqlpart";
inline constexpr const char* kAppointmentSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kAppointmentNoSubject = R"sqlpart(subject IS NULL)sqlpart";
inline constexpr const char* kAppointmentCaseIs = R"sqlpart(case_id = {})sqlpart";
inline constexpr const char* kAppointmentNoCase = R"sqlpart(case_id IS NULL)sqlpart";
inline constexpr const char* kAppointmentFrom = R"sqlpart(starts_us >= {})sqlpart";
inline constexpr const char* kAppointmentTo = R"sqlpart(starts_us < {})sqlpart";
inline constexpr const char* kAppointmentStateIs = R"sqlpart(state = {})sqlpart";
inline constexpr const char* kAppointmentCodeIs = R"sqlpart(code = {})sqlpart";

}  // namespace pmm::crm::sql
