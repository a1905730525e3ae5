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
inline constexpr const char* kRuleRow = R"sql(
SELECT id, version, code, title, body, source, service, scheme, frozen, starts_on, recurrence,
       leads, at_minute, active, created_us
FROM reminder_rules WHERE id = $1
)sql";
inline constexpr const char* kActiveRules = R"sql(
SELECT id, version, code, title, body, source, service, scheme, frozen, starts_on, recurrence,
       leads, at_minute, active, created_us
FROM reminder_rules WHERE active = 1 ORDER BY id
)sql";
inline constexpr const char* kRuleByCode = R"sql(
SELECT id FROM reminder_rules WHERE code = $1
)sql";
inline constexpr const char* kSelectRules = R"sql(
SELECT id, version, code, title, body, source, service, scheme, frozen, starts_on, recurrence,
       leads, at_minute, active, created_us
FROM reminder_rules
)sql";
inline constexpr const char* kSelectRule = R"sql(
SELECT id, version, code, title, body, source, service, scheme, frozen, starts_on, recurrence,
       leads, at_minute, active, created_us
FROM reminder_rules WHERE id = $1
)sql";
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

inline constexpr const char* kInsertReminder = R"sql(
INSERT INTO reminders (id, version, rule, subject, ref, service, case_id, title, body, token, due_us,
                       all_day, leads, at_minute, state, next_us, snoozed, changed_us, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 0, $16, $16)
)sql";
inline constexpr const char* kUpdateReminder = R"sql(
UPDATE reminders SET version = version + 1, title = $2, body = $3, due_us = $4, all_day = $5,
                     leads = $6, at_minute = $7, state = $8, next_us = $9, snoozed = $10,
                     changed_us = $11, service = $12
WHERE id = $1
)sql";
inline constexpr const char* kReminderRow = R"sql(
SELECT version, rule, subject, service, case_id, title, body, due_us, all_day, leads, at_minute,
       state, next_us, snoozed
FROM reminders WHERE id = $1
)sql";
inline constexpr const char* kSelectReminders = R"sql(
SELECT id, version, rule, subject, service, case_id, title, body, token, due_us, all_day, leads,
       at_minute, state, next_us, snoozed, changed_us, created_us
FROM reminders
)sql";
inline constexpr const char* kSelectReminder = R"sql(
SELECT id, version, rule, subject, service, case_id, title, body, token, due_us, all_day, leads,
       at_minute, state, next_us, snoozed, changed_us, created_us
FROM reminders WHERE id = $1
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
inline constexpr const char* kRemindersDue = R"sql(
SELECT id FROM reminders WHERE next_us <= $1 ORDER BY next_us, id LIMIT $2
)sql";

// The deadlines that a rule has and no reminder yet: subject, case, service, due instant. $1 rule,
// $2 service or 0, $3 from, $4 to, $5 rows, $6 the earliest deadline of reminders that are looked
// at. Case by case of each office, as their index has them.
inline constexpr const char* kNewCaseDues = R"sql(
SELECT c.subject, c.id, c.service, c.due_us
FROM (SELECT k.id, k.subject, k.service, k.due_us
      FROM offices o JOIN cases k ON k.office = o.id
      WHERE k.status = 'open' AND k.due_us >= $3 AND k.due_us < $4
      UNION ALL
      SELECT k.id, k.subject, k.service, k.due_us FROM cases k
      WHERE k.office IS NULL AND k.status = 'open' AND k.due_us >= $3 AND k.due_us < $4) AS c
WHERE c.subject IS NOT NULL AND ($2 = 0 OR c.service = $2)
  AND NOT EXISTS (SELECT 1 FROM reminders r
                  WHERE r.rule = $1 AND r.ref = c.id AND r.state <> 'void' AND r.due_us >= $6)
  AND NOT EXISTS (SELECT 1 FROM reminders r
                  WHERE r.rule = $1 AND r.subject = c.subject AND r.due_us = c.due_us)
ORDER BY c.id LIMIT $5
)sql";
// Of identifiers the last day is the one before valid_to_on, here from $3 up to $4 in days.
inline constexpr const char* kNewExpiries = R"sql(
SELECT i.subject, i.id, i.valid_to_on
FROM identifiers i
WHERE i.scheme = $2 AND i.valid_to_on >= $3 AND i.valid_to_on < $4
  AND NOT EXISTS (SELECT 1 FROM reminders r
                  WHERE r.rule = $1 AND r.ref = i.id AND r.state <> 'void' AND r.due_us >= $6)
ORDER BY i.id LIMIT $5
)sql";
// Who a dated rule speaks to and has no reminder of this deadline. $1 rule, $2 frozen group or 0,
// $3 due instant, $4 rows.
inline constexpr const char* kNewDated = R"sql(
SELECT a.subject FROM (
  SELECT COALESCE(s.merged_into, m.subject) AS subject
  FROM frozen_members m JOIN subjects s ON s.id = m.subject WHERE m.frozen = $2
  UNION SELECT f.subject FROM reminder_followers f WHERE f.rule = $1) AS a
WHERE NOT EXISTS (SELECT 1 FROM reminders r
                  WHERE r.rule = $1 AND r.subject = a.subject AND r.due_us = $3)
ORDER BY a.subject LIMIT $4
)sql";

// Reminders whose deadline is another now, none any more, or there again: id, what it is now. $1
// rule, $2 the earliest deadline that is looked at, $3 now, $4 rows.
inline constexpr const char* kMovedCases = R"sql(
SELECT m.id, m.due_us FROM (
  SELECT r.id, r.state, r.due_us AS was_us, CASE WHEN c.status = 'open' THEN c.due_us END AS due_us
  FROM reminders r JOIN cases c ON c.id = r.ref
  WHERE r.rule = $1 AND r.due_us >= $2 AND r.state <> 'done') AS m
WHERE (m.state <> 'void' AND (m.due_us IS NULL OR m.due_us <> m.was_us))
   OR (m.state = 'void' AND m.due_us = m.was_us AND m.due_us > $3)
ORDER BY m.id LIMIT $4
)sql";
// The same of identifiers, whose deadline is a day: all that there are, with what they say.
inline constexpr const char* kExpiries = R"sql(
SELECT r.id, i.valid_to_on, r.due_us, r.state
FROM reminders r JOIN identifiers i ON i.id = r.ref
WHERE r.rule = $1 AND r.due_us >= $2 AND r.state <> 'done'
ORDER BY r.id
)sql";
// Of a rule that was stopped, and of one that no longer speaks to the subject.
inline constexpr const char* kStoppedRules = R"sql(
SELECT r.id FROM reminders r JOIN reminder_rules u ON u.id = r.rule
WHERE u.active = 0 AND r.state = 'waiting' ORDER BY r.id LIMIT $1
)sql";
inline constexpr const char* kLeftDated = R"sql(
SELECT r.id FROM reminders r
WHERE r.rule = $1 AND r.state = 'waiting'
  AND NOT EXISTS (SELECT 1 FROM reminder_followers f WHERE f.rule = $1 AND f.subject = r.subject)
  AND NOT EXISTS (SELECT 1 FROM frozen_members m
                  WHERE m.frozen = $2
                    AND (m.subject = r.subject
                         OR m.subject IN (SELECT s.id FROM subjects s
                                          WHERE s.merged_into = r.subject)))
ORDER BY r.id LIMIT $3
)sql";
// $1 rule, $2 the earliest deadline that is looked at.
inline constexpr const char* kDeadlinesOfRule = R"sql(
SELECT id, due_us, state FROM reminders
WHERE rule = $1 AND due_us >= $2 AND state IN ('waiting', 'void') ORDER BY id
)sql";
inline constexpr const char* kSameDeadline = R"sql(
SELECT id FROM reminders WHERE rule = $1 AND subject = $2 AND due_us = $3
)sql";

}  // namespace pmm::crm::sql
