#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertNotification = R"sql(
INSERT INTO notifications (id, token, version, subject, service, category, office, case_id, event,
                           origin, class, language, template, title, body, due_us, pay_amount,
                           pay_notice, pay_payee, pay_until_due, action, action_url,
                           action_until_us, collapse_key, documents, archived_us, created_us)
VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
        $20, $21, $22, $23, $24, $25, $26)
)sql";

inline constexpr const char* kInsertNotificationDocument = R"sql(
INSERT INTO notification_documents (notification, position, kind, name, reference, media_type,
                                    size_bytes, sha256)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";

inline constexpr const char* kSelectNotificationDocuments = R"sql(
SELECT position, kind, name, reference, media_type, size_bytes, sha256
FROM notification_documents WHERE notification = $1 ORDER BY position
)sql";

inline constexpr const char* kNotificationRow = R"sql(
SELECT version, subject, service, office, case_id, action, action_until_us, action_done_us, read_us,
       archived_us
FROM notifications WHERE id = $1
)sql";

// Its version stays: whoever may read the row would see by it that its subject had it in hand.
inline constexpr const char* kMarkNotification = R"sql(
UPDATE notifications SET read_us = $2, archived_us = $3 WHERE id = $1
)sql";

inline constexpr const char* kCompleteNotification = R"sql(
UPDATE notifications SET version = version + 1, action_done_us = $2 WHERE id = $1
)sql";

inline constexpr const char* kMoveNotifications = R"sql(
UPDATE notifications SET office = $2 WHERE case_id = $1
)sql";

// $1 is the time now and $2 who asks, as asked_by() says, which
// kBoardFor binds as the first condition of every list. What the subject did with a notice is its
// own affair: others see that it was read where it lets them, and of a legal one, whose reading has
// effects in law.
inline constexpr const char* kSelectNotifications = R"sql(
SELECT id, token, version, subject, service, category, office, case_id, event, origin, class,
       language, template, title, body, due_us, pay_amount, pay_notice, pay_payee, pay_until_due,
       action, action_url, action_until_us, action_done_us, action_state, collapse_key, documents,
       CASE WHEN told = 1 THEN read_us END AS read_us,
       CASE WHEN told = 0 THEN 'unavailable' WHEN read_us IS NULL THEN 'unread' ELSE 'read' END,
       archived_us, from_state, to_state, created_us
FROM (SELECT n.id, n.token, n.version, n.subject, n.service, n.category, n.office, n.case_id,
             n.event, n.origin, n.class, n.language, n.template, n.title, n.body, n.due_us,
             n.pay_amount, n.pay_notice, n.pay_payee, n.pay_until_due, n.action, n.action_url,
             n.action_until_us, n.action_done_us,
             CASE WHEN n.action IS NULL THEN NULL WHEN n.action_done_us IS NOT NULL THEN 'done'
                  WHEN n.action_until_us < $1 THEN 'expired' ELSE 'open' END AS action_state,
             n.collapse_key, n.documents, n.read_us,
             CASE WHEN $2 IN (n.subject, -1) OR n.class = 'legal' OR p.read_receipts = 'allow' THEN 1
                  ELSE 0 END AS told,
             CASE WHEN $2 IN (n.subject, -1) THEN n.archived_us END AS archived_us,
             e.from_state, e.to_state, n.created_us
      FROM notifications n
      LEFT JOIN preferences p ON p.subject = n.subject
      LEFT JOIN case_events e ON e.id = n.event) AS board
)sql";
inline constexpr const char* kBoardFor = R"sqlpart(({} IS NOT NULL AND {} IS NOT NULL))sqlpart";

inline constexpr const char* kBoardIs = R"sqlpart(id = {})sqlpart";
inline constexpr const char* kBoardSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kBoardServiceIs = R"sqlpart(service = {})sqlpart";
inline constexpr const char* kBoardNoService = R"sqlpart(service IS NULL)sqlpart";
inline constexpr const char* kBoardCategoryIs = R"sqlpart(category = {})sqlpart";
inline constexpr const char* kBoardNoCategory = R"sqlpart(category IS NULL)sqlpart";
inline constexpr const char* kBoardCaseIs = R"sqlpart(case_id = {})sqlpart";
inline constexpr const char* kBoardNoCase = R"sqlpart(case_id IS NULL)sqlpart";
inline constexpr const char* kBoardClassIs = R"sqlpart(class = {})sqlpart";
inline constexpr const char* kBoardOriginIs = R"sqlpart(origin = {})sqlpart";
inline constexpr const char* kBoardTokenIs = R"sqlpart(token = {})sqlpart";
inline constexpr const char* kBoardKeyIs = R"sqlpart(collapse_key = {})sqlpart";
inline constexpr const char* kBoardSince = R"sqlpart(created_us >= {})sqlpart";
inline constexpr const char* kBoardUnread = R"sqlpart((told = 1 AND read_us IS NULL))sqlpart";
inline constexpr const char* kBoardRead = R"sqlpart((told = 1 AND read_us IS NOT NULL))sqlpart";
inline constexpr const char* kBoardArchived = R"sqlpart(archived_us IS NOT NULL)sqlpart";
inline constexpr const char* kBoardNotArchived = R"sqlpart(archived_us IS NULL)sqlpart";
inline constexpr const char* kBoardActionOpen = R"sqlpart(action_state = 'open')sqlpart";
inline constexpr const char* kBoardNoActionOpen = R"sqlpart(
(action_state IS NULL OR action_state <> 'open')
)sqlpart";

// Of one board; $1 subject, $2 now.
inline constexpr const char* kBoardCounts = R"sql(
SELECT count(*), COALESCE(sum(CASE WHEN archived_us IS NULL THEN 1 ELSE 0 END), 0),
       COALESCE(sum(CASE WHEN archived_us IS NULL AND read_us IS NULL THEN 1 ELSE 0 END), 0),
       COALESCE(sum(CASE WHEN action IS NOT NULL AND action_done_us IS NULL
                              AND (action_until_us IS NULL OR action_until_us >= $2)
                         THEN 1 ELSE 0 END), 0),
       max(created_us)
FROM notifications WHERE subject = $1
)sql";

// --- Texts

inline constexpr const char* kNoticeReader = R"sql(
SELECT s.language, p.language, p.version
FROM subjects s LEFT JOIN preferences p ON p.subject = s.id WHERE s.id = $1
)sql";

}  // namespace pmm::crm::sql
