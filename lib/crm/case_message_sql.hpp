#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertCaseMessage = R"sql(
INSERT INTO case_messages (id, version, case_id, subject, office, service, direction, kind, state,
                           body, answers, due_us, notification, task, actor, on_behalf_of,
                           documents, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
)sql";

inline constexpr const char* kInsertCaseMessageDocument = R"sql(
INSERT INTO case_message_documents (message, position, kind, name, reference, media_type,
                                    size_bytes, sha256)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";

inline constexpr const char* kSelectCaseMessageDocuments = R"sql(
SELECT position, kind, name, reference, media_type, size_bytes, sha256
FROM case_message_documents WHERE message = $1 ORDER BY position
)sql";

inline constexpr const char* kCaseMessageRow = R"sql(
SELECT version, case_id, subject, office, service, direction, kind, state, body, seen_us, task,
       notification
FROM case_messages WHERE id = $1
)sql";

inline constexpr const char* kSetCaseMessageState = R"sql(
UPDATE case_messages SET version = version + 1, state = $2, seen_us = $3 WHERE id = $1
)sql";

// As with a notification, the version does not tell of it.
inline constexpr const char* kSeeCaseMessage = R"sql(
UPDATE case_messages SET seen_us = $2 WHERE id = $1
)sql";

inline constexpr const char* kMoveCaseMessages = R"sql(
UPDATE case_messages SET office = $2 WHERE case_id = $1
)sql";

inline constexpr const char* kOpenRequests = R"sql(
SELECT count(*) FROM case_messages WHERE case_id = $1 AND kind = 'request' AND state = 'open'
)sql";

// The notice that a move just wrote becomes the one that asks.
inline constexpr const char* kLastNoticeOfCase = R"sql(
SELECT max(id) FROM notifications WHERE case_id = $1 AND subject = $2
)sql";
inline constexpr const char* kAskInNotice = R"sql(
UPDATE notifications SET action = $2, action_until_us = $3, origin = 'message' WHERE id = $1
)sql";

inline constexpr const char* kActionDone = R"sql(
UPDATE notifications SET version = version + 1, action_done_us = $2
WHERE id = $1 AND action IS NOT NULL AND action_done_us IS NULL
)sql";
inline constexpr const char* kActionOver = R"sql(
UPDATE notifications SET version = version + 1, action_until_us = $2
WHERE id = $1 AND action IS NOT NULL AND action_done_us IS NULL
)sql";

inline constexpr const char* kTaskToDo = R"sql(
SELECT 1 FROM tasks WHERE id = $1 AND state = 'to_do'
)sql";

// $1 is who asks, as asked_by() says, which kThreadFor binds. Whether the citizen has seen what the
// office wrote is told by the same rule, or by an answer.
inline constexpr const char* kSelectCaseMessages = R"sql(
SELECT id, version, case_id, subject, office, service, direction, kind, state, body, answers,
       due_us, seen_us, notification, task, actor, on_behalf_of, documents, created_us
FROM (SELECT m.id, m.version, m.case_id, m.subject, m.office, m.service, m.direction, m.kind,
             m.state, m.body, m.answers, m.due_us,
             CASE WHEN m.direction = 'in' OR m.state = 'answered' OR $1 IN (m.subject, -1)
                       OR n.class = 'legal' OR p.read_receipts = 'allow'
                  THEN m.seen_us END AS seen_us,
             m.notification, m.task, m.actor, m.on_behalf_of, m.documents, m.created_us
      FROM case_messages m
      LEFT JOIN notifications n ON n.id = m.notification
      LEFT JOIN preferences p ON p.subject = m.subject) AS thread
)sql";
inline constexpr const char* kThreadFor = R"sqlpart({} IS NOT NULL)sqlpart";
inline constexpr const char* kMessageIs = R"sqlpart(id = {})sqlpart";
inline constexpr const char* kMessageCaseIs = R"sqlpart(case_id = {})sqlpart";
inline constexpr const char* kMessageSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kMessageDirectionIs = R"sqlpart(direction = {})sqlpart";
inline constexpr const char* kMessageKindIs = R"sqlpart(kind = {})sqlpart";
inline constexpr const char* kMessageStateIs = R"sqlpart(state = {})sqlpart";
inline constexpr const char* kMessageUnseen = R"sqlpart(seen_us IS NULL)sqlpart";
inline constexpr const char* kMessageSeen = R"sqlpart(seen_us IS NOT NULL)sqlpart";

}  // namespace pmm::crm::sql
