#pragma once

// What a subject's page shows, section by section: each by an index of its own and with a limit.
namespace pmm::crm::sql {

// $1 subject, $2 the local day.
inline constexpr const char* kPageProfile = R"sql(
SELECT s.id, s.token, s.version, s.kind, s.name, s.family_name, s.given_name, s.sex, s.born_on,
       s.birth_place, s.died_on, s.language, s.note,
       (SELECT i.value FROM identifiers i
        WHERE i.subject = s.id AND i.scheme = 'codice_fiscale'
          AND (i.valid_to_on IS NULL OR i.valid_to_on > $2)
        ORDER BY i.id LIMIT 1) AS codice_fiscale,
       (SELECT i.value FROM identifiers i
        WHERE i.subject = s.id AND i.scheme = 'partita_iva'
          AND (i.valid_to_on IS NULL OR i.valid_to_on > $2)
        ORDER BY i.id LIMIT 1) AS partita_iva,
       (SELECT a.value FROM addresses a
        WHERE a.subject = s.id AND a.kind = 'email' AND a.ended_us IS NULL
        ORDER BY a.is_default DESC, a.id LIMIT 1) AS email,
       (SELECT a.value FROM addresses a
        WHERE a.subject = s.id AND a.kind = 'pec' AND a.ended_us IS NULL
        ORDER BY a.is_default DESC, a.id LIMIT 1) AS pec,
       (SELECT a.value FROM addresses a
        WHERE a.subject = s.id AND a.kind = 'phone' AND a.ended_us IS NULL
        ORDER BY a.is_default DESC, a.id LIMIT 1) AS phone,
       (SELECT a.value FROM addresses a
        WHERE a.subject = s.id AND a.kind = 'postal' AND a.ended_us IS NULL
        ORDER BY a.is_default DESC, a.id LIMIT 1) AS postal,
       s.since_us
FROM subjects s WHERE s.id = $1
)sql";

// Cases, for the sections situation and reports. $1 is the time now, which kPageCasesNow binds as
// the first condition. The last two columns are what is ordered by.
inline constexpr const char* kPageCases = R"sql(
SELECT id, number, kind, service,
       (SELECT v.code FROM services v WHERE v.id = cases.service) AS service_code,
       (SELECT v.name FROM services v WHERE v.id = cases.service) AS service_name,
       category, office, subject,
       (SELECT o.name FROM offices o WHERE o.id = cases.office) AS office_name,
       status, state, outcome, opened_us, due_us,
       CASE WHEN status = 'open' AND due_us < $1 THEN 1 ELSE 0 END AS overdue,
       CASE WHEN status = 'open' THEN (due_us - $1) / 1000000 END AS remaining,
       closed_us,
       (SELECT m.id FROM case_messages m
        WHERE m.case_id = cases.id AND m.state = 'open' AND m.direction = 'out'
        ORDER BY m.id DESC LIMIT 1) AS request,
       (SELECT m.due_us FROM case_messages m
        WHERE m.case_id = cases.id AND m.state = 'open' AND m.direction = 'out'
        ORDER BY m.id DESC LIMIT 1) AS request_due,
       summary, note,
       COALESCE(due_us, 9223372036854775807) AS due_order, opened_us AS opened_order
FROM cases
)sql";
inline constexpr const char* kPageCasesNow = R"sqlpart({} IS NOT NULL)sqlpart";
// In the words of the partial indexes cases_page_open and cases_page_reports.
inline constexpr const char* kPageOpenCases = R"sqlpart((subject = {} AND status = 'open'))sqlpart";
inline constexpr const char* kPageReports = R"sqlpart(
(subject = {} AND kind IN ('report', 'complaint'))
)sqlpart";
inline constexpr const char* kPageByDue = "due_order, id";
inline constexpr const char* kPageByOpened = "opened_order DESC, id";

inline constexpr const char* kPageReminders = R"sql(
SELECT id, version, rule, subject, office, service, case_id, title, body, due_us, all_day, state,
       next_us, snoozed
FROM reminders
)sql";
// What is done or void is not on the page; what has passed is for some days.
inline constexpr const char* kPageRemindersOf = R"sqlpart(
(subject = {} AND due_us >= {} AND state IN ('waiting', 'told', 'missed'))
)sqlpart";
inline constexpr const char* kPageByReminderDue = "due_us, id";

// $1 subject, $2 rows.
inline constexpr const char* kPageFavourites = R"sql(
SELECT f.id, f.position, f.service, s.code, s.name, s.status, f.created_us
FROM favourites f JOIN services s ON s.id = f.service
WHERE f.subject = $1 ORDER BY f.position, f.id LIMIT $2
)sql";

// The services of the subject's latest visits. $1 subject, $2 how many visits are looked at, $3
// rows.
inline constexpr const char* kPageMostUsed = R"sql(
SELECT s.id AS service, s.code, s.name, s.status, count(*) AS visits, max(v.at_us) AS latest
FROM (SELECT service, at_us FROM visits WHERE subject = $1 ORDER BY id DESC LIMIT $2) AS v
JOIN services s ON s.id = v.service
GROUP BY s.id, s.code, s.name, s.status
ORDER BY visits DESC, latest DESC, service LIMIT $3
)sql";

inline constexpr const char* kPageAppointments = R"sql(
SELECT id, version, code, token, calendar,
       (SELECT c.name FROM calendars c WHERE c.id = appointments.calendar) AS calendar_name,
       (SELECT c.place FROM calendars c WHERE c.id = appointments.calendar) AS place,
       office, (SELECT o.name FROM offices o WHERE o.id = appointments.office) AS office_name,
       subject, case_id, state, starts_us, ends_us, held_until_us, note, service
FROM appointments
)sql";
// What is to come, or goes on: none is longer than a day.
inline constexpr const char* kPageComing = R"sqlpart(
(subject = {} AND starts_us > {} AND ends_us > {}
 AND (state IN ('requested', 'confirmed') OR (state = 'held' AND held_until_us > {})))
)sqlpart";
inline constexpr const char* kPageByStart = "starts_us, id";

// Both sides of the mandates that wait or hold. $1 subject, $2 now, $3 rows.
inline constexpr const char* kPageMandates = R"sql(
SELECT x.id, x.side, x.other, s.name, x.state,
       (SELECT count(*) FROM mandate_services v WHERE v.mandate = x.id) AS services,
       x.valid_from_us, x.valid_to_us
FROM (SELECT id, 'acts_for' AS side, subject AS other, state, valid_from_us, valid_to_us
      FROM mandates
      WHERE delegate = $1 AND state IN ('pending', 'active')
        AND (valid_to_us IS NULL OR valid_to_us > $2)
      UNION ALL
      SELECT id, 'acted_for_by', delegate, state, valid_from_us, valid_to_us FROM mandates
      WHERE subject = $1 AND state IN ('pending', 'active')
        AND (valid_to_us IS NULL OR valid_to_us > $2)) AS x
JOIN subjects s ON s.id = x.other
ORDER BY x.side DESC, x.id LIMIT $3
)sql";

}  // namespace pmm::crm::sql
