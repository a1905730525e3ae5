#pragma once

#include <array>

#include "store/noun.hpp"

namespace pmm::crm::sql {

// What decides who may see a row, by noun: subject, office, service, the other subject.
struct RowFactsSql {
  store::Noun noun;
  const char* text;
};
inline constexpr std::array kRowFacts{
    RowFactsSql{store::Noun::kActor,
                R"sql(SELECT subject, NULL, NULL, NULL FROM actors WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kGrant,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM grants WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kSubject,
                R"sql(SELECT id, NULL, NULL, NULL FROM subjects WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kIdentifier,
                R"sql(SELECT subject, NULL, NULL, NULL FROM identifiers WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kAddress,
                R"sql(SELECT subject, NULL, NULL, NULL FROM addresses WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kRelationship,
                R"sql(SELECT subject, NULL, NULL, other FROM relationships WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kOffice,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM offices WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kChannel,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM channels WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kCategory,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM categories WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kArea,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM areas WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kService,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM services WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kHoliday,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM holidays WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kContact,
                R"sql(SELECT subject, office, service, NULL FROM contacts WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kTask,
                R"sql(
SELECT t.subject, t.office, COALESCE(c.service, k.service), NULL
FROM tasks t LEFT JOIN cases c ON c.id = t.case_id LEFT JOIN contacts k ON k.id = t.contact
WHERE t.id = $1
)sql"},
    RowFactsSql{store::Noun::kCase,
                R"sql(SELECT subject, office, service, NULL FROM cases WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kSegment,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM segments WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kFrozenGroup,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM frozen_groups WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kDelivery,
                R"sql(
SELECT subject, CASE WHEN digest IS NULL THEN office ELSE -1 END, service, NULL
FROM deliveries WHERE id = $1
)sql"},
    RowFactsSql{store::Noun::kCampaign,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM campaigns WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kDigest,
                R"sql(SELECT subject, -1, NULL, NULL FROM digests WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kNotification,
                R"sql(SELECT subject, office, service, NULL FROM notifications WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kNotificationTemplate,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM notification_templates WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kPreference,
                R"sql(SELECT subject, NULL, NULL, NULL FROM preferences WHERE subject = $1)sql"},
    RowFactsSql{store::Noun::kSavedFilter,
                R"sql(SELECT subject, NULL, NULL, NULL FROM saved_filters WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kPageLayout,
                R"sql(SELECT subject, NULL, NULL, NULL FROM page_layouts WHERE subject = $1)sql"},
    RowFactsSql{store::Noun::kCaseMessage,
                R"sql(SELECT subject, office, service, NULL FROM case_messages WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kCalendar,
                R"sql(SELECT NULL, office, service, NULL FROM calendars WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kClosure,
                R"sql(SELECT NULL, office, NULL, NULL FROM closures WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kAppointment,
                R"sql(SELECT subject, office, service, NULL FROM appointments WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kReminderRule,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM reminder_rules WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kReminder,
                R"sql(SELECT subject, office, service, NULL FROM reminders WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kFeedback,
                R"sql(SELECT subject, office, service, NULL FROM feedback WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kOpening,
                R"sql(
SELECT NULL, c.office, c.service, NULL
FROM openings o JOIN calendars c ON c.id = o.calendar WHERE o.id = $1
)sql"},
    RowFactsSql{store::Noun::kRole,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM roles WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kMandate,
                R"sql(SELECT subject, NULL, NULL, delegate FROM mandates WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kDataRequest,
                R"sql(SELECT subject, NULL, NULL, NULL FROM data_requests WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kConsent,
                R"sql(SELECT subject, NULL, NULL, NULL FROM consents WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kConsentPurpose,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM consent_purposes WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kLegalHold,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM legal_holds WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kRetentionRule,
                R"sql(SELECT NULL, NULL, NULL, NULL FROM retention_rules WHERE id = $1)sql"},
    RowFactsSql{store::Noun::kCaseEvent,
                R"sql(
SELECT e.subject, e.office, c.service, NULL, e.visibility
FROM case_events e JOIN cases c ON c.id = e.case_id WHERE e.id = $1
)sql"},
    RowFactsSql{store::Noun::kVisit,
                R"sql(SELECT subject, NULL, service, NULL FROM visits WHERE id = $1)sql"},
};

inline constexpr const char* kSelectHistory = R"sql(
SELECT seq, at_us, actor, on_behalf_of, verb, fields,
       (SELECT reason FROM reasons r WHERE r.seq = journal.seq) AS reason
FROM journal
)sql";
inline constexpr const char* kHistoryOf = R"sqlpart(noun = {} AND id = {})sqlpart";

inline constexpr const char* kHistoryVerbIsNot = R"sqlpart(verb <> {})sqlpart";

inline constexpr const char* kCodesInForce = R"sql(
SELECT i.value, s.born_on, i.subject
FROM identifiers i JOIN subjects s ON s.id = i.subject
WHERE i.scheme = 'codice_fiscale' AND i.valid_to_on IS NULL
ORDER BY i.id
)sql";

// The full name is made of the other two.
inline constexpr const char* kNames = R"sql(
SELECT id, name FROM subjects ORDER BY id
)sql";

inline constexpr const char* kCounters = R"sql(
SELECT name, last FROM counters
)sql";

// Rows whose making no journal record tells of, counted by noun, a store::Noun.
inline constexpr const char* kNotInJournal = R"sql(
SELECT made.noun, count(*) FROM (
  SELECT 1 AS noun, id FROM actors
  UNION ALL SELECT 3, id FROM grants
  UNION ALL SELECT 4, id FROM subjects
  UNION ALL SELECT 5, id FROM identifiers
  UNION ALL SELECT 6, id FROM addresses
  UNION ALL SELECT 7, id FROM relationships
  UNION ALL SELECT 8, id FROM offices
  UNION ALL SELECT 9, id FROM channels
  UNION ALL SELECT 10, id FROM categories
  UNION ALL SELECT 11, id FROM areas
  UNION ALL SELECT 12, id FROM services
  UNION ALL SELECT 13, id FROM holidays
  UNION ALL SELECT 14, id FROM contacts
  UNION ALL SELECT 15, id FROM tasks
  UNION ALL SELECT 16, id FROM cases
  UNION ALL SELECT 23, id FROM segments
  UNION ALL SELECT 24, id FROM frozen_groups
  UNION ALL SELECT 25, id FROM notifications
  UNION ALL SELECT 26, id FROM notification_templates
  UNION ALL SELECT 27, subject FROM preferences
  UNION ALL SELECT 28, id FROM favourites
  UNION ALL SELECT 29, id FROM case_messages
  UNION ALL SELECT 30, id FROM saved_filters
  UNION ALL SELECT 31, subject FROM page_layouts
  UNION ALL SELECT 37, id FROM calendars
  UNION ALL SELECT 38, id FROM openings
  UNION ALL SELECT 39, id FROM closures
  UNION ALL SELECT 40, id FROM appointments
  UNION ALL SELECT 41, id FROM reminder_rules
  UNION ALL SELECT 42, id FROM reminders
  UNION ALL SELECT 43, id FROM feedback
  UNION ALL SELECT 46, id FROM data_requests
  UNION ALL SELECT 47, id FROM legal_holds
  UNION ALL SELECT 48, id FROM retention_rules
  UNION ALL SELECT 49, id FROM consent_purposes
  UNION ALL SELECT 50, id FROM consents) AS made
WHERE NOT EXISTS (SELECT 1 FROM journal WHERE journal.noun = made.noun AND journal.id = made.id
                  AND journal.verb IN ('create', 'import'))
GROUP BY made.noun ORDER BY made.noun
)sql";

// Rules of the data that no constraint of the tables can hold: what breaks one is counted.
struct RuleSql {
  const char* rule;
  const char* severity;  // "error": the store is damaged; "warning": the data contradict themselves
  const char* message;
  const char* count;
};
inline constexpr std::array kRules{
    RuleSql{"counter_behind", "error", "ids could be given twice: a counter is behind its table",
            R"sql(
SELECT count(*) FROM (
  SELECT 'actor' AS name, max(id) AS top FROM actors
  UNION ALL SELECT 'grant', max(id) FROM grants
  UNION ALL SELECT 'subject', max(id) FROM subjects
  UNION ALL SELECT 'identifier', max(id) FROM identifiers
  UNION ALL SELECT 'address', max(id) FROM addresses
  UNION ALL SELECT 'relationship', max(id) FROM relationships
  UNION ALL SELECT 'office', max(id) FROM offices
  UNION ALL SELECT 'channel', max(id) FROM channels
  UNION ALL SELECT 'category', max(id) FROM categories
  UNION ALL SELECT 'area', max(id) FROM areas
  UNION ALL SELECT 'service', max(id) FROM services
  UNION ALL SELECT 'holiday', max(id) FROM holidays
  UNION ALL SELECT 'contact', max(id) FROM contacts
  UNION ALL SELECT 'task', max(id) FROM tasks
  UNION ALL SELECT 'case', max(id) FROM cases
  UNION ALL SELECT 'case_event', max(id) FROM case_events
  UNION ALL SELECT 'case_interval', max(id) FROM case_intervals
  UNION ALL SELECT 'visit', max(id) FROM visits
  UNION ALL SELECT 'segment', max(id) FROM segments
  UNION ALL SELECT 'frozen_group', max(id) FROM frozen_groups
  UNION ALL SELECT 'delivery', max(id) FROM deliveries
  UNION ALL SELECT 'campaign', max(id) FROM campaigns
  UNION ALL SELECT 'digest', max(id) FROM digests
  UNION ALL SELECT 'notification', max(id) FROM notifications
  UNION ALL SELECT 'notification_template', max(id) FROM notification_templates
  UNION ALL SELECT 'preference_event', max(id) FROM preference_events
  UNION ALL SELECT 'favourite', max(id) FROM favourites
  UNION ALL SELECT 'case_message', max(id) FROM case_messages
  UNION ALL SELECT 'saved_filter', max(id) FROM saved_filters
  UNION ALL SELECT 'booking_calendar', max(id) FROM calendars
  UNION ALL SELECT 'opening', max(id) FROM openings
  UNION ALL SELECT 'closure', max(id) FROM closures
  UNION ALL SELECT 'appointment', max(id) FROM appointments
  UNION ALL SELECT 'reminder_rule', max(id) FROM reminder_rules
  UNION ALL SELECT 'reminder', max(id) FROM reminders
  UNION ALL SELECT 'feedback', max(id) FROM feedback
  UNION ALL SELECT 'subject_merge', max(id) FROM subject_merges
  UNION ALL SELECT 'data_request', max(id) FROM data_requests
  UNION ALL SELECT 'legal_hold', max(id) FROM legal_holds
  UNION ALL SELECT 'retention_rule', max(id) FROM retention_rules
  UNION ALL SELECT 'consent_purpose', max(id) FROM consent_purposes
  UNION ALL SELECT 'consent', max(id) FROM consents
  UNION ALL SELECT 'read', max(id) FROM reads
  UNION ALL SELECT 'route', max(id) FROM routes) AS tops
LEFT JOIN counters ON counters.name = tops.name
WHERE tops.top IS NOT NULL AND (counters.last IS NULL OR counters.last < tops.top)
)sql"},
    // "2007/R/000123" is counted by "case:R:2007".
    RuleSql{"case_number_behind", "error",
            "case numbers could be given twice: a yearly counter is behind", R"sql(
SELECT count(*) FROM (
  SELECT 'case:' || substr(number, 6, 1) || ':' || substr(number, 1, 4) AS name,
         max(CAST(substr(number, 8) AS INTEGER)) AS top
  FROM cases GROUP BY 1) AS tops
LEFT JOIN counters ON counters.name = tops.name
WHERE counters.last IS NULL OR counters.last < tops.top
)sql"},
    RuleSql{"subject_past_overlap", "error", "past values that hold at the same time as later ones",
            R"sql(
SELECT count(*) FROM subject_past p
WHERE p.until_us < p.since_us
      OR EXISTS (SELECT 1 FROM subject_past q WHERE q.subject = p.subject AND q.version > p.version
                 AND q.since_us < p.until_us)
      OR EXISTS (SELECT 1 FROM subjects r WHERE r.id = p.subject
                 AND (r.since_us < p.until_us OR r.version <= p.version))
)sql"},
    RuleSql{"identifier_past_overlap", "error",
            "past values that hold at the same time as later ones", R"sql(
SELECT count(*) FROM identifier_past p
WHERE p.until_us < p.since_us
      OR EXISTS (SELECT 1 FROM identifier_past q WHERE q.identifier = p.identifier AND q.version > p.version
                 AND q.since_us < p.until_us)
      OR EXISTS (SELECT 1 FROM identifiers r WHERE r.id = p.identifier
                 AND (r.since_us < p.until_us OR r.version <= p.version))
)sql"},
    RuleSql{"address_past_overlap", "error", "past values that hold at the same time as later ones",
            R"sql(
SELECT count(*) FROM address_past p
WHERE p.until_us < p.since_us
      OR EXISTS (SELECT 1 FROM address_past q WHERE q.address = p.address AND q.version > p.version
                 AND q.since_us < p.until_us)
      OR EXISTS (SELECT 1 FROM addresses r WHERE r.id = p.address
                 AND (r.since_us < p.until_us OR r.version <= p.version))
)sql"},
    RuleSql{"relationship_past_overlap", "error",
            "past values that hold at the same time as later ones", R"sql(
SELECT count(*) FROM relationship_past p
WHERE p.until_us < p.since_us
      OR EXISTS (SELECT 1 FROM relationship_past q WHERE q.relationship = p.relationship AND q.version > p.version
                 AND q.since_us < p.until_us)
      OR EXISTS (SELECT 1 FROM relationships r WHERE r.id = p.relationship
                 AND (r.since_us < p.until_us OR r.version <= p.version))
)sql"},
    RuleSql{"merged_chain", "error",
            "subjects that were merged into one that was merged itself, or that no merge tells of",
            R"sql(
SELECT count(*) FROM subjects s
WHERE s.merged_into IS NOT NULL
  AND (EXISTS (SELECT 1 FROM subjects w WHERE w.id = s.merged_into AND w.merged_into IS NOT NULL)
       OR NOT EXISTS (SELECT 1 FROM subject_merges m WHERE m.loser = s.id AND m.undone_us IS NULL))
)sql"},
    RuleSql{"merged_rows", "error", "contacts or cases of a subject that was merged", R"sql(
SELECT (SELECT count(*) FROM contacts c JOIN subjects s ON s.id = c.subject
        WHERE s.merged_into IS NOT NULL)
       + (SELECT count(*) FROM cases c JOIN subjects s ON s.id = c.subject
          WHERE s.merged_into IS NOT NULL)
)sql"},
    RuleSql{"closed_without_date", "warning", "cases with status closed and no closing time", R"sql(
SELECT count(*) FROM cases WHERE status = 'closed' AND closed_us IS NULL
)sql"},
    RuleSql{"open_with_date", "warning", "cases with status open and a closing time", R"sql(
SELECT count(*) FROM cases WHERE status = 'open' AND closed_us IS NOT NULL
)sql"},
    RuleSql{"closed_before_opened", "warning", "cases closed before they were opened", R"sql(
SELECT count(*) FROM cases WHERE closed_us < opened_us
)sql"},
    RuleSql{"due_before_opened", "warning", "cases due before they were opened", R"sql(
SELECT count(*) FROM cases WHERE due_us < opened_us
)sql"},
    RuleSql{"contact_ended_before_started", "warning", "contacts that end before they start", R"sql(
SELECT count(*) FROM contacts WHERE ended_us < started_us
)sql"},
    RuleSql{"died_before_born", "warning", "subjects who died before they were born", R"sql(
SELECT count(*) FROM subjects WHERE died_on < born_on
)sql"},
    RuleSql{"erased_has_data", "warning",
            "subjects that were erased and have a name, a code or an address again", R"sql(
SELECT count(*) FROM subjects s
WHERE s.token = 'erased:' || CAST(s.id AS TEXT)
  AND (s.name <> '' OR EXISTS (SELECT 1 FROM identifiers i WHERE i.subject = s.id)
       OR EXISTS (SELECT 1 FROM addresses a WHERE a.subject = s.id))
)sql"},
    RuleSql{"erasure_unfinished", "warning",
            "erasures that a reader kept in the log: the next tick finishes them", R"sql(
SELECT count(*) FROM data_requests
WHERE kind = 'erasure' AND worked_us IS NOT NULL AND folded_us IS NULL
)sql"},
    RuleSql{"delivery_without_end", "error",
            "deliveries that wait without a time, or have one and do not wait", R"sql(
SELECT count(*) FROM deliveries
WHERE (due_us IS NOT NULL) <> (state IN ('created', 'temporary_failure', 'uncertain'))
   OR (lease_until_us IS NOT NULL) <> (state = 'sending')
)sql"},
    RuleSql{"delivery_of_nothing", "error",
            "deliveries that are not of one notification or one digest", R"sql(
SELECT count(*) FROM deliveries
WHERE (notification IS NULL) = (digest IS NULL) OR (in_digest IS NOT NULL) <> (state = 'digested')
)sql"},
    RuleSql{"digest_without_delivery", "error", "digests that do not go out", R"sql(
SELECT count(*) FROM digests g WHERE NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.digest = g.id)
)sql"},
};

}  // namespace pmm::crm::sql
