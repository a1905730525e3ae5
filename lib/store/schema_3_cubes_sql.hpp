#pragma once

#include <array>

// The views of the third schema on what goes out to the subjects and on what they book: the cubes
// deliveries and appointments.
namespace pmm::store {

inline constexpr std::array kViews3Cubes{
    // One row per notice, or digest of several, on its way over one channel. A digest is of several
    // offices: it has none, and '' for the one whose staff may count it. Of a notice that was read,
    // no more is told than the office may know.
    R"sql(
CREATE VIEW v_deliveries AS
SELECT d.id AS id, ch.code AS channel, sv.code AS service, o.code AS office, d.kind AS kind,
       d.state AS state, d.reason AS reason, d.campaign AS campaign, d.subject AS subject,
       s.kind AS subject_kind, d.digest AS digest, d.in_digest AS in_digest,
       d.notification AS notification, d.case_id AS case_id,
       CASE WHEN d.digest IS NULL THEN o.code ELSE '' END AS scope_office,
       d.read_told AS read_told, d.tries AS tries, d.created_us AS created_us,
       d.sent_us AS sent_us, CASE WHEN d.state = 'delivered' THEN d.done_us END AS delivered_us,
       CASE WHEN d.read_told = 1 THEN d.read_us END AS read_us,
       CASE WHEN d.read_told = 1 THEN d.due_us END AS read_due_us,
       CASE WHEN d.state NOT IN ('created', 'sending', 'temporary_failure', 'uncertain')
            THEN COALESCE(d.sent_us, d.done_us) END AS ended_us,
       ca.code AS category, ca.top AS life_area, o.parent AS office_parent, o.top AS office_top
FROM (SELECT q.id, q.channel, q.service, CASE WHEN q.digest IS NULL THEN q.office END AS office,
             q.class AS kind, q.state, q.reason, q.campaign, q.subject, q.digest, q.in_digest,
             q.notification, q.case_id, q.tries, q.created_us, q.sent_us, q.done_us, n.read_us,
             n.due_us,
             CASE WHEN q.state IN ('sent', 'delivered') AND n.id IS NOT NULL
                       AND (q.class = 'legal' OR p.read_receipts = 'allow')
                  THEN 1 ELSE 0 END AS read_told
      FROM deliveries q
      LEFT JOIN notifications n ON n.id = q.notification
      LEFT JOIN preferences p ON p.subject = q.subject) d
LEFT JOIN channels ch ON ch.id = d.channel
LEFT JOIN services sv ON sv.id = d.service
LEFT JOIN v_categories ca ON ca.id = sv.category
LEFT JOIN v_offices o ON o.id = d.office
LEFT JOIN subjects s ON s.id = d.subject
)sql",
    R"sql(
CREATE VIEW v_appointments AS
SELECT a.id AS id, sv.code AS service, o.code AS office, c.code AS calendar, a.state AS state,
       a.subject AS subject, s.kind AS subject_kind, a.case_id AS case_id,
       a.on_behalf_of AS on_behalf_of,
       (SELECT COUNT(*) FROM appointment_events e
        WHERE e.appointment = a.id AND e.verb = 'move') AS moves,
       a.starts_us AS starts_us, a.ends_us AS ends_us, a.created_us AS booked_us,
       a.held_until_us AS held_until_us,
       CASE WHEN a.state = 'cancelled'
            THEN (SELECT MAX(e.at_us) FROM appointment_events e
                  WHERE e.appointment = a.id AND e.to_state = 'cancelled') END AS cancelled_us,
       ca.code AS category, ca.top AS life_area, o.parent AS office_parent, o.top AS office_top
FROM appointments a
LEFT JOIN calendars c ON c.id = a.calendar
LEFT JOIN services sv ON sv.id = a.service
LEFT JOIN v_categories ca ON ca.id = sv.category
LEFT JOIN v_offices o ON o.id = a.office
LEFT JOIN subjects s ON s.id = a.subject
)sql",
};

}  // namespace pmm::store
