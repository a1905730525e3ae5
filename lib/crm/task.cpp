#include "crm/task.hpp"

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/contact.hpp"
#include "crm/field_guard.hpp"
#include "crm/office.hpp"
#include "crm/subject.hpp"
#include "crm/task_sql.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

constexpr std::size_t kKindBytes = 64;
constexpr std::array<std::string_view, 2> kStates = {"to_do", "done"};

const Columns kTaskColumns{
    {"id", Type::kInt64},       {"version", Type::kInt64},      {"kind", Type::kText},
    {"title", Type::kText},     {"note", Type::kText},          {"contact", Type::kInt64},
    {"case_id", Type::kInt64},  {"subject", Type::kInt64},      {"office", Type::kInt64},
    {"assignee", Type::kInt64}, {"state", Type::kText},         {"due", Type::kTime},
    {"done", Type::kTime},      {"done_contact", Type::kInt64}, {"created", Type::kTime}};

// The row as it stands, to be changed and written back.
struct TaskRow {
  std::int64_t version = 0;
  std::string kind, title, state;
  std::optional<std::string> note;
  std::optional<std::int64_t> contact, case_id, subject, office, assignee, due_us;
  std::int64_t service = 0;  // of what the task was born from; for access alone
};

Result<TaskRow> load_task(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto find, db.prepare(sql::kTaskRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kTask, "id", id);
  TaskRow row;
  row.version = find.int_at(0);
  row.kind = find.string_at(1);
  row.title = find.string_at(2);
  row.note = find.opt_text(3);
  row.contact = find.opt_int(4);
  row.case_id = find.opt_int(5);
  row.subject = find.opt_int(6);
  row.office = find.opt_int(7);
  row.assignee = find.opt_int(8);
  row.state = find.string_at(9);
  row.due_us = find.opt_int(10);
  row.service = find.int_at(11);
  return row;
}

model::RowFacts facts_of(const TaskRow& row) {
  return {row.subject.value_or(0), row.office.value_or(0), row.service, {}};
}

// The task, when the actor may do `action` to it and it has the version that the call expects.
Result<TaskRow> load_for(const Writing& writing, Action action, std::int64_t id) {
  PMM_ASSIGN(TaskRow row, load_task(writing.db(), id));
  PMM_TRY(model::check_access(writing.plan, action, Noun::kTask, facts_of(row), "id", id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  return row;
}

Changes apply(TaskRow& row, const TaskFields& fields) {
  Changes changes;
  changes.apply(row.kind, fields.kind, "kind");
  changes.apply(row.title, fields.title, "title");
  changes.apply(row.note, fields.note, "note");
  changes.apply(row.office, fields.office, "office");
  changes.apply(row.assignee, fields.assignee, "assignee");
  changes.apply(row.due_us, fields.due_us, "due");
  return changes;
}

Status check_rules(const TaskRow& row) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (row.kind.empty() || row.kind.size() > kKindBytes ||
      !std::all_of(row.kind.begin(), row.kind.end(), fits))
    return Status::invalid("kind",
                           text::quoted(row.kind) + " is not a code of 1 to 64 of a-z, 0-9 and _");
  if (row.title.empty()) return Status::invalid("title", "a task needs a title");
  return {};
}

// What the task was born from decides whom it is about and, unless given, whose it is.
Status take_origin(const Writing& writing, const TaskFields& fields, TaskRow& row) {
  const auto optional_id = [](std::int64_t id) {
    return id == 0 ? std::nullopt : std::optional(id);
  };
  std::int64_t subject = 0, office = 0;
  if (row.contact) {
    PMM_ASSIGN(const SeenContact contact,
               see_contact(writing.db(), writing.plan, *row.contact, "contact"));
    if (row.case_id && contact.case_id != 0 && contact.case_id != *row.case_id)
      return Status::conflict("case_id", "contact " + std::to_string(*row.contact) +
                                             " is about case " + std::to_string(contact.case_id));
    if (!row.case_id) row.case_id = optional_id(contact.case_id);
    subject = contact.subject;
    office = contact.office;
    row.service = contact.service;
  }
  if (fields.case_id.value) {
    PMM_ASSIGN(const SeenCase about, see_case(writing.db(), writing.plan, *row.case_id, "case_id"));
    if (subject != 0 && about.subject != 0 && about.subject != subject)
      return Status::conflict("case_id", "case " + std::to_string(*row.case_id) +
                                             " is of another subject than the contact");
    if (subject == 0) subject = about.subject;
    if (office == 0) office = about.office;
    if (about.service != 0) row.service = about.service;
  }
  row.subject = optional_id(subject);
  if (!fields.office.given) row.office = optional_id(office);
  return {};
}

Status check_references(const Writing& writing, const TaskFields& fields) {
  if (fields.office.value)
    PMM_TRY(check_entry(writing.db(), kOffices, *fields.office.value, "office"));
  if (fields.assignee.value)
    PMM_TRY(check_operator(writing.db(), *fields.assignee.value, "assignee"));
  return {};
}

Status record(const Writing& writing, std::string_view verb, std::int64_t id, const TaskRow& row,
              std::string_view fields) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kTask,
                            .id = id,
                            .subject = row.subject.value_or(0),
                            .case_id = row.case_id.value_or(0),
                            .fields = fields});
}

}  // namespace

Result<std::int64_t> create_task(const Writing& writing, const TaskFields& fields) {
  TaskRow row;
  row.contact = fields.contact.value;
  row.case_id = fields.case_id.value;
  const Changes changes = apply(row, fields);
  PMM_TRY(take_origin(writing, fields, row));
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, Noun::kTask, facts_of(row), "", 0));
  if (!row.contact && !row.case_id)
    return Status::invalid("contact", "a task needs the contact or the case it is born from");
  PMM_TRY(check_rules(row));
  PMM_TRY(check_references(writing, fields));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kTask));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertTask));
  insert.bind(1, id).bind(2, std::string_view(row.kind)).bind(3, std::string_view(row.title));
  insert.bind(4, row.note).bind(5, row.contact).bind(6, row.case_id).bind(7, row.subject);
  insert.bind(8, row.office).bind(9, row.assignee).bind(10, row.due_us);
  PMM_TRY(insert.bind(11, writing.now_us()).run());
  PMM_TRY(record(writing, "create", id, row, changes.names()));
  return id;
}

Result<std::int64_t> update_task(const Writing& writing, std::int64_t id,
                                 const TaskFields& fields) {
  PMM_ASSIGN(TaskRow row, load_for(writing, Action::kUpdate, id));
  PMM_TRY(check_fixed(fields.contact, "contact"));
  PMM_TRY(check_fixed(fields.case_id, "case_id"));
  const Changes changes = apply(row, fields);
  if (changes.none()) return row.version;
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kTask, facts_of(row), "", 0));
  PMM_TRY(check_rules(row));
  PMM_TRY(check_references(writing, fields));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateTask));
  update.bind(1, id).bind(2, std::string_view(row.kind)).bind(3, std::string_view(row.title));
  PMM_TRY(
      update.bind(4, row.note).bind(5, row.office).bind(6, row.assignee).bind(7, row.due_us).run());
  PMM_TRY(record(writing, "update", id, row, changes.names()));
  return row.version + 1;
}

Result<std::int64_t> finish_task(const Writing& writing, std::int64_t id, std::int64_t contact) {
  PMM_ASSIGN(const TaskRow row, load_for(writing, Action::kAdvance, id));
  if (row.state == "done")
    return Status::conflict("id", "task " + std::to_string(id) + " is done already");
  if (contact != 0)
    PMM_TRY(see_contact(writing.db(), writing.plan, contact, "contact").take_status());
  PMM_ASSIGN(auto finish, writing.db().prepare(sql::kFinishTask));
  PMM_TRY(finish.bind(1, id).bind(2, writing.now_us()).bind_id(3, contact).run());
  PMM_TRY(record(writing, "done", id, row, "state,done"));
  return row.version + 1;
}

Result<std::int64_t> reopen_task(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(const TaskRow row, load_for(writing, Action::kAdvance, id));
  if (row.state != "done")
    return Status::conflict("id", "task " + std::to_string(id) + " is not done");
  PMM_ASSIGN(auto reopen, writing.db().prepare(sql::kReopenTask));
  PMM_TRY(reopen.bind(1, id).run());
  PMM_TRY(record(writing, "reopen", id, row, "state,done"));
  return row.version + 1;
}

Result<TablePtr> get_task(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const TaskRow row, load_task(reading.db, id));
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kTask, facts_of(row), "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectTask));
  FieldGuard guard(reading.plan, Noun::kTask, kTaskColumns, facts_of(row));
  PMM_ASSIGN(TablePtr task, read_table(select.bind(1, id), kTaskColumns, &guard));
  note_seen(reading, *task, "task");
  return task;
}

Result<TablePtr> list_tasks(const Reading& reading, const TaskFilter& filter, const Page& page) {
  List list("tasks", sql::kSelectTasks);
  if (filter.state.value) {
    if (std::find(kStates.begin(), kStates.end(), *filter.state.value) == kStates.end())
      return Status::invalid("filter.state",
                             text::quoted(*filter.state.value) + " is not to_do or done");
    list.where(sql::kTaskStateIs, {*filter.state.value});
  }
  if (filter.kind.value) list.where(sql::kTaskKindIs, {*filter.kind.value});
  where_id(list, filter.office, sql::kTaskOfficeIs, sql::kTaskNoOffice);
  where_id(list, filter.assignee, sql::kTaskAssigneeIs, sql::kTaskNoAssignee);
  where_id(list, filter.case_id, sql::kTaskCaseIs, sql::kTaskNoCase);
  where_id(list, filter.contact, sql::kTaskContactIs, sql::kTaskNoContact);
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  where_id(list, subject, sql::kTaskSubjectIs, sql::kTaskNoSubject);
  if (filter.overdue.value)
    list.where(*filter.overdue.value ? sql::kTaskOverdue : sql::kTaskNotOverdue, {reading.now_us});
  list.restrict_to(reading.plan, Noun::kTask);
  FieldGuard guard(reading.plan, Noun::kTask, kTaskColumns);
  return list.run(reading, kTaskColumns, page, List::Order::kOldestFirst, &guard);
}

}  // namespace pmm::crm
