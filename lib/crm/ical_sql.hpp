#pragma once

namespace pmm::crm::sql {

// $1 appointment; of the others below subject or calendar, $2 from, $3 to.
inline constexpr const char* kIcalAppointment = R"sql(
SELECT a.token, a.state, a.version, a.starts_us, a.ends_us, a.changed_us, a.created_us, a.code,
       COALESCE(s.name, c.name), COALESCE(c.place, o.address, o.name), a.note, c.note, p.name
FROM appointments a JOIN calendars c ON c.id = a.calendar JOIN offices o ON o.id = a.office
LEFT JOIN services s ON s.id = a.service LEFT JOIN subjects p ON p.id = a.subject
WHERE a.id = $1
)sql";
inline constexpr const char* kIcalOfSubject = R"sql(
SELECT a.token, a.state, a.version, a.starts_us, a.ends_us, a.changed_us, a.created_us, a.code,
       COALESCE(s.name, c.name), COALESCE(c.place, o.address, o.name), a.note, c.note, NULL
FROM appointments a JOIN calendars c ON c.id = a.calendar JOIN offices o ON o.id = a.office
LEFT JOIN services s ON s.id = a.service
WHERE a.subject = $1 AND a.starts_us >= $2 AND a.starts_us < $3
ORDER BY a.starts_us, a.id
)sql";
// What was only held is nobody's appointment.
inline constexpr const char* kIcalOfCalendar = R"sql(
SELECT a.token, a.state, a.version, a.starts_us, a.ends_us, a.changed_us, a.created_us, a.code,
       COALESCE(s.name, c.name), COALESCE(c.place, o.address, o.name), a.note, c.note, p.name
FROM appointments a JOIN calendars c ON c.id = a.calendar JOIN offices o ON o.id = a.office
LEFT JOIN services s ON s.id = a.service LEFT JOIN subjects p ON p.id = a.subject
WHERE a.calendar = $1 AND a.starts_us >= $2 AND a.starts_us < $3
  AND a.state NOT IN ('held', 'expired')
ORDER BY a.starts_us, a.id
)sql";
inline constexpr const char* kIcalReminders = R"sql(
SELECT token, state, version, due_us, changed_us, created_us, title, body
FROM reminders
WHERE subject = $1 AND due_us >= $2 AND due_us < $3
ORDER BY due_us, id
)sql";
inline constexpr const char* kIcalOffice = R"sql(SELECT name, email FROM offices WHERE id = $1)sql";
inline constexpr const char* kIcalFacts = R"sql(
SELECT subject, office, service FROM appointments WHERE id = $1
)sql";

}  // namespace pmm::crm::sql
