#pragma once

namespace pmm::crm::sql {

inline constexpr const char* kInsertTask = R"sql(
INSERT INTO tasks (id, version, kind, title, note, contact, case_id, subject, office, assignee,
                   state, due_us, created_us)
VALUES ($1, 1, $2, $3, $4, $5, $6, $7, $8, $9, 'to_do', $10, $11)
)sql";

// A task has no service of its own: for access it is that of its case, else of its contact.
inline constexpr const char* kTaskRow = R"sql(
SELECT t.version, t.kind, t.title, t.note, t.contact, t.case_id, t.subject, t.office, t.assignee,
       t.state, t.due_us, COALESCE(c.service, k.service)
FROM tasks t LEFT JOIN cases c ON c.id = t.case_id LEFT JOIN contacts k ON k.id = t.contact
WHERE t.id = $1
)sql";

inline constexpr const char* kUpdateTask = R"sql(
UPDATE tasks SET version = version + 1, kind = $2, title = $3, note = $4, office = $5,
                 assignee = $6, due_us = $7
WHERE id = $1
)sql";

inline constexpr const char* kFinishTask = R"sql(
UPDATE tasks SET version = version + 1, state = 'done', done_us = $2, done_contact = $3
WHERE id = $1
)sql";

inline constexpr const char* kReopenTask = R"sql(
UPDATE tasks SET version = version + 1, state = 'to_do', done_us = NULL, done_contact = NULL
WHERE id = $1
)sql";

inline constexpr const char* kSelectTasks = R"sql(
SELECT id, version, kind, title, note, contact, case_id, subject, office, assignee, state, due_us,
       done_us, done_contact, created_us, service
FROM (SELECT t.id, t.version, t.kind, t.title, t.note, t.contact, t.case_id, t.subject, t.office,
             t.assignee, t.state, t.due_us, t.done_us, t.done_contact, t.created_us,
             COALESCE(c.service, k.service) AS service
      FROM tasks t LEFT JOIN cases c ON c.id = t.case_id LEFT JOIN contacts k ON k.id = t.contact
     ) AS work
)sql";

inline constexpr const char* kSelectTask = R"sql(
SELECT id, version, kind, title, note, contact, case_id, subject, office, assignee, state, due_us,
       done_us, done_contact, created_us
FROM tasks WHERE id = $1
)sql";

inline constexpr const char* kTaskStateIs = R"sqlpart(state = {})sqlpart";
inline constexpr const char* kTaskKindIs = R"sqlpart(kind = {})sqlpart";
inline constexpr const char* kTaskOfficeIs = R"sqlpart(office = {})sqlpart";
inline constexpr const char* kTaskNoOffice = R"sqlpart(office IS NULL)sqlpart";
inline constexpr const char* kTaskAssigneeIs = R"sqlpart(assignee = {})sqlpart";
inline constexpr const char* kTaskNoAssignee = R"sqlpart(assignee IS NULL)sqlpart";
inline constexpr const char* kTaskCaseIs = R"sqlpart(case_id = {})sqlpart";
inline constexpr const char* kTaskNoCase = R"sqlpart(case_id IS NULL)sqlpart";
inline constexpr const char* kTaskContactIs = R"sqlpart(contact = {})sqlpart";
inline constexpr const char* kTaskNoContact = R"sqlpart(contact IS NULL)sqlpart";
inline constexpr const char* kTaskSubjectIs = R"sqlpart(subject = {})sqlpart";
inline constexpr const char* kTaskNoSubject = R"sqlpart(subject IS NULL)sqlpart";
inline constexpr const char* kTaskOverdue = R"sqlpart((state = 'to_do' AND due_us < {}))sqlpart";
inline constexpr const char* kTaskNotOverdue = R"sqlpart(
(state <> 'to_do' OR due_us IS NULL OR due_us >= {})
)sqlpart";

}  // namespace pmm::crm::sql
