#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertRule = R"sql(
INSERT INTO reminder_rules (id, version, created_us, code, title, body, source, service, scheme,
                            frozen, starts_on, recurrence, leads, at_minute, active)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
)sql";
inline constexpr const char* kUpdateRule = R"sql(
UPDATE reminder_rules SET version = version + 1, code = $2, title = $3, body = $4, source = $5,
                          service = $6, scheme = $7, frozen = $8, starts_on = $9, recurrence = $10,
                          leads = $11, at_minute = $12, active = $13
WHERE id = $1
)sql";
inline constexpr const char* kRuleByCode = R"sql(
SELECT id FROM reminder_rules WHERE code = $1
)sql";
inline constexpr const char* kSelectRules = R"sql(
SELECT id, version, code, title, body, source, service, scheme, frozen, starts_on, recurrence,
       leads, at_minute, active, created_us
FROM reminder_rules
)sql";
inline constexpr const char* kRuleFrom = " WHERE id >= $1 ORDER BY id LIMIT 1";
inline constexpr const char* kRuleCodeIs = R"sqlpart(code = {})sqlpart";
inline constexpr const char* kRuleSourceIs = R"sqlpart(source = {})sqlpart";
inline constexpr const char* kRuleServiceIs = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kRuleNoService = R"sqlpart(service IS NULL)sqlpart";
inline constexpr const char* kRuleActiveIs = R"sqlpart(active = {})sqlpart";
inline constexpr const char* kFrozenExists = R"sql(SELECT id FROM frozen_groups WHERE id = $1)sql";

inline constexpr const char* kFollows = R"sql(
SELECT created_us FROM reminder_followers WHERE rule = $1 AND subject = $2
)sql";
inline constexpr const char* kFollowRule = R"sql(
INSERT INTO reminder_followers (rule, subject, created_us) VALUES ($1, $2, $3)
)sql";
inline constexpr const char* kUnfollowRule = R"sql(
DELETE FROM reminder_followers WHERE rule = $1 AND subject = $2
)sql";

// There are few rules and many who follow them: each rule is asked for the subject.
inline constexpr const char* kFollowedRules = R"sql(
SELECT r.id, r.version, r.code, r.title, r.body, r.source, r.service, r.scheme, r.frozen,
       r.starts_on, r.recurrence, r.leads, r.at_minute, r.active, r.created_us, f.created_us
FROM reminder_rules r CROSS JOIN reminder_followers f
WHERE f.rule = r.id AND f.subject = $1 ORDER BY r.id
)sql";

inline constexpr const char* kInsertReminder = R"sql(
INSERT INTO reminders (id, version, rule, subject, ref, service, case_id, title, body, token, due_us,
                       all_day, leads, at_minute, state, next_us, snoozed, changed_us, created_us,
                       office)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, $16, $16, $17)
)sql";
inline constexpr const char* kUpdateReminder = R"sql(
UPDATE reminders SET version = version + 1, title = $2, body = $3, due_us = $4, all_day = $5,
                     leads = $6, at_minute = $7, state = $8, next_us = $9, snoozed = $10,
                     changed_us = $11, service = $12, office = $13, ref = $14, case_id = $15
WHERE id = $1
)sql";
inline constexpr const char* kReminderRow = R"sql(
SELECT version, rule, subject, service, case_id, title, body, due_us, all_day, leads, at_minute,
       state, next_us, snoozed, office, ref
FROM reminders WHERE id = $1
)sql";
inline constexpr const char* kSelectReminders = R"sql(
SELECT id, version, rule, subject, office, service, case_id, title, body, token, due_us, all_day,
       leads, at_minute, state, next_us, snoozed, changed_us, created_us
FROM reminders
)sql";
inline constexpr const char* kReminderSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kReminderRuleIs = R"sqlpart(rule = {})sqlpart";
inline constexpr const char* kReminderNoRule = R"sqlpart(rule IS NULL)sqlpart";
inline constexpr const char* kReminderCaseIs = R"sqlpart(case_id = {})sqlpart";
inline constexpr const char* kReminderNoCase = R"sqlpart(case_id IS NULL)sqlpart";
inline constexpr const char* kReminderServiceIs = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kReminderNoService = R"sqlpart(service IS NULL)sqlpart";
inline constexpr const char* kReminderFrom = R"sqlpart(due_us >= {})sqlpart";
inline constexpr const char* kReminderTo = R"sqlpart(due_us < {})sqlpart";
inline constexpr const char* kReminderStateIs = R"sqlpart(state = {})sqlpart";

inline constexpr const char* kInsertReminderLog = R"sql(
INSERT INTO reminder_log (reminder, due_us, lead, planned_us, at_us, outcome)
VALUES ($1, $2, $3, $4, $5, $6)
)sql";
// The smallest lead of this deadline that was settled; a snooze is no lead.
inline constexpr const char* kSettledLead = R"sql(
SELECT min(lead) FROM reminder_log WHERE reminder = $1 AND due_us = $2 AND lead >= 0
)sql";
inline constexpr const char* kReminderLog = R"sql(
SELECT due_us, lead, planned_us, at_us, outcome FROM reminder_log
WHERE reminder = $1 ORDER BY at_us, due_us, lead DESC
)sql";
// Those of a case follow it to its office.
inline constexpr const char* kMoveReminders = R"sql(
UPDATE reminders SET office = $2 WHERE case_id = $1
)sql";
inline constexpr const char* kRemindersDue = R"sql(
SELECT id FROM reminders WHERE next_us <= $1 ORDER BY next_us, id LIMIT $2
)sql";

// The open cases whose deadline no reminder of the rule speaks of: subject, case, due instant. $1
// rule, $2 service or 0, $3 from, $4 to, $5 the last case that was looked at, $6 the earliest
// deadline of reminders that are looked at. By the index of what each office has open and due, and
// of what speaks of the case, whence CROSS JOIN and the signs.
inline constexpr const char* kNewCaseDues = R"sql(
SELECT c.subject, c.id, c.due_us
FROM (SELECT k.id, k.subject, k.service, k.due_us
      FROM offices o CROSS JOIN cases k
      WHERE k.office = o.id AND k.status = 'open' AND k.due_us >= $3 AND k.due_us < $4
      UNION ALL
      SELECT k.id, k.subject, k.service, k.due_us FROM cases k
      WHERE k.office IS NULL AND k.status = 'open' AND k.due_us >= $3 AND k.due_us < $4) AS c
WHERE +c.id > $5 AND c.subject IS NOT NULL AND ($2 = 0 OR c.service = $2)
  AND NOT EXISTS (SELECT 1 FROM reminders r
                  WHERE r.rule = $1 AND r.ref = c.id AND r.state <> 'void' AND +r.due_us >= $6)
  AND NOT EXISTS (SELECT 1 FROM reminders r
                  WHERE r.rule = $1 AND r.subject = c.subject AND r.due_us = c.due_us
                    AND r.state <> 'void')
ORDER BY +c.id
)sql";
// The same of identifiers, whose last day is the one before valid_to_on, here from $3 up to $4 in
// days. $5 is the last identifier that was looked at.
inline constexpr const char* kNewExpiries = R"sql(
SELECT i.subject, i.id, i.valid_to_on
FROM identifiers i
WHERE i.scheme = $2 AND i.valid_to_on >= $3 AND i.valid_to_on < $4 AND i.id > $5
  AND NOT EXISTS (SELECT 1 FROM reminders r
                  WHERE r.rule = $1 AND r.ref = i.id AND r.state <> 'void' AND +r.due_us >= $6)
ORDER BY i.id
)sql";
// Who a dated rule speaks to and has no reminder of this deadline: members of its frozen group, of
// those that were merged since who they are now, and who follows it. $1 rule, $2 due instant, $3
// the last subject that was looked at, $4 the group.
inline constexpr const char* kNewMembers = R"sql(
SELECT a.subject FROM frozen_members a JOIN subjects s ON s.id = a.subject
WHERE a.frozen = $4 AND a.subject > $3 AND s.merged_into IS NULL
  AND NOT EXISTS (SELECT 1 FROM reminders r
                  WHERE r.rule = $1 AND r.subject = a.subject AND r.due_us = $2
                    AND r.state <> 'void')
ORDER BY a.subject
)sql";
inline constexpr const char* kNewOfMerged = R"sql(
SELECT DISTINCT s.merged_into FROM subjects s CROSS JOIN frozen_members a
WHERE s.merged_into > $3 AND a.frozen = $4 AND a.subject = s.id
  AND NOT EXISTS (SELECT 1 FROM reminders r
                  WHERE r.rule = $1 AND r.subject = s.merged_into AND r.due_us = $2
                    AND r.state <> 'void')
ORDER BY s.merged_into
)sql";
inline constexpr const char* kNewFollowers = R"sql(
SELECT a.subject FROM reminder_followers a
WHERE a.rule = $1 AND a.subject > $3
  AND NOT EXISTS (SELECT 1 FROM reminders r
                  WHERE r.rule = $1 AND r.subject = a.subject AND r.due_us = $2
                    AND r.state <> 'void')
ORDER BY a.subject
)sql";

// Reminders of a rule after one of them, in order of deadline and id. $1 rule, $2 and $3 deadline
// and id of the last one that was looked at. The statements on each source give besides whether
// its words, and its office, are the rule's: those of what is past stay as they were told, after
// $4.
inline constexpr const char* kMovedCases = R"sql(
SELECT r.id, r.due_us
FROM reminders r JOIN reminder_rules u ON u.id = r.rule LEFT JOIN cases c ON c.id = r.ref
WHERE r.rule = $1 AND r.due_us >= $2 AND (r.due_us > $2 OR r.id > $3)
  AND r.state NOT IN ('done', 'void')
  AND (c.id IS NULL OR c.status <> 'open' OR c.due_us IS NULL OR c.due_us <> r.due_us
       OR c.subject IS NULL OR c.subject <> r.subject
       OR (u.service IS NOT NULL AND c.service <> u.service)
       OR (r.state IN ('waiting', 'told') AND r.due_us > $4
           AND (r.title <> u.title OR COALESCE(r.body, '') <> COALESCE(u.body, '')
                OR r.leads <> u.leads OR r.at_minute <> u.at_minute)))
ORDER BY r.due_us, r.id
)sql";
// Of all that speak of identifiers: what these say now, and whether the words are others.
inline constexpr const char* kExpiries = R"sql(
SELECT r.id, r.due_us, CASE WHEN i.scheme = u.scheme AND i.subject = r.subject
                            THEN i.valid_to_on END,
       CASE WHEN r.state IN ('waiting', 'told') AND r.due_us > $4
                 AND (r.title <> u.title OR COALESCE(r.body, '') <> COALESCE(u.body, '')
                      OR r.leads <> u.leads OR r.at_minute <> u.at_minute
                      OR COALESCE(r.service, 0) <> COALESCE(u.service, 0)
                      OR COALESCE(r.office, 0) <> COALESCE(s.office, 0)) THEN 1 ELSE 0 END
FROM reminders r JOIN reminder_rules u ON u.id = r.rule LEFT JOIN identifiers i ON i.id = r.ref
LEFT JOIN services s ON s.id = u.service
WHERE r.rule = $1 AND r.due_us >= $2 AND (r.due_us > $2 OR r.id > $3)
  AND r.state NOT IN ('done', 'void')
ORDER BY r.due_us, r.id
)sql";
// Of those of a dated rule that are not settled: whether it speaks to the subject, and whether the
// words are others. What was told of a day that is no longer one was told.
inline constexpr const char* kDated = R"sql(
SELECT r.id, r.due_us,
       CASE WHEN EXISTS (SELECT 1 FROM reminder_followers f
                         WHERE f.rule = r.rule AND f.subject = r.subject)
                 OR EXISTS (SELECT 1 FROM frozen_members m
                            WHERE m.frozen = u.frozen AND m.subject = r.subject)
                 OR EXISTS (SELECT 1 FROM subjects s JOIN frozen_members m ON m.subject = s.id
                            WHERE s.merged_into = r.subject AND m.frozen = u.frozen)
            THEN 1 ELSE 0 END,
       CASE WHEN r.due_us > $4
                 AND (r.title <> u.title OR COALESCE(r.body, '') <> COALESCE(u.body, '')
                      OR r.leads <> u.leads OR r.at_minute <> u.at_minute
                      OR COALESCE(r.service, 0) <> COALESCE(u.service, 0)
                      OR COALESCE(r.office, 0) <> COALESCE(s.office, 0)) THEN 1 ELSE 0 END
FROM reminders r JOIN reminder_rules u ON u.id = r.rule LEFT JOIN services s ON s.id = u.service
WHERE r.rule = $1 AND r.due_us >= $2 AND (r.due_us > $2 OR r.id > $3) AND r.state = 'waiting'
ORDER BY r.due_us, r.id
)sql";
// Of a rule that was stopped.
inline constexpr const char* kWaitingOf = R"sql(
SELECT r.id, r.due_us FROM reminders r
WHERE r.rule = $1 AND r.due_us >= $2 AND (r.due_us > $2 OR r.id > $3) AND r.state = 'waiting'
ORDER BY r.due_us, r.id
)sql";

inline constexpr const char* kSameDeadline = R"sql(
SELECT id, state FROM reminders WHERE rule = $1 AND subject = $2 AND due_us = $3
)sql";
// What a reminder comes from, as it is now: $1 the row, $2 the subject, $3 service or scheme.
inline constexpr const char* kCaseDeadline = R"sql(
SELECT due_us, service, office FROM cases
WHERE id = $1 AND subject = $2 AND status = 'open' AND due_us IS NOT NULL
  AND ($3 = 0 OR service = $3)
)sql";
inline constexpr const char* kIdentifierDeadline = R"sql(
SELECT valid_to_on FROM identifiers
WHERE id = $1 AND subject = $2 AND scheme = $3 AND valid_to_on IS NOT NULL
)sql";
// $1 rule, $2 subject, $3 frozen group or 0.
inline constexpr const char* kSpeaksTo = R"sql(
SELECT 1 FROM reminder_followers WHERE rule = $1 AND subject = $2
UNION ALL SELECT 1 FROM frozen_members WHERE frozen = $3 AND subject = $2
UNION ALL SELECT 1 FROM subjects s JOIN frozen_members m ON m.subject = s.id
WHERE s.merged_into = $2 AND m.frozen = $3
)sql";

}  // namespace pmm::crm::sql
