#include "crm/case_message.hpp"

#include "base/civil.hpp"
#include "base/text.hpp"
#include "crm/case.hpp"
#include "crm/case_message_sql.hpp"
#include "crm/case_row.hpp"
#include "crm/change.hpp"
#include "crm/changes.hpp"
#include "crm/document.hpp"
#include "crm/field_guard.hpp"
#include "crm/notice.hpp"
#include "crm/subject.hpp"
#include "crm/task_sql.hpp"
#include "model/case_message.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

const Columns kCaseMessageColumns{
    {"id", Type::kInt64},       {"version", Type::kInt64},      {"case_id", Type::kInt64},
    {"subject", Type::kInt64},  {"office", Type::kInt64},       {"service", Type::kInt64},
    {"direction", Type::kText}, {"kind", Type::kText},          {"state", Type::kText},
    {"body", Type::kText},      {"answers", Type::kInt64},      {"due", Type::kTime},
    {"seen", Type::kTime},      {"notification", Type::kInt64}, {"task", Type::kInt64},
    {"actor", Type::kInt64},    {"on_behalf_of", Type::kInt64}, {"documents", Type::kInt64},
    {"created", Type::kTime}};

struct MessageRow {
  std::int64_t id = 0, version = 0, case_id = 0, subject = 0, office = 0, service = 0;
  std::string direction, kind, state, body;
  std::optional<std::int64_t> seen_us;
  std::int64_t task = 0, notification = 0;

  model::RowFacts facts() const noexcept { return {subject, office, service, {}}; }
};

Result<MessageRow> load_message(store::Connection& db, const model::Plan& plan, Action action,
                                std::int64_t id, std::string_view field) {
  PMM_ASSIGN(auto find, db.prepare(sql::kCaseMessageRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kCaseMessage, field, id);
  MessageRow row;
  row.id = id;
  row.version = find.int_at(0);
  row.case_id = find.int_at(1);
  row.subject = find.int_at(2);
  row.office = find.int_at(3);
  row.service = find.int_at(4);
  row.direction = find.string_at(5);
  row.kind = find.string_at(6);
  row.state = find.string_at(7);
  row.body = find.string_at(8);
  row.seen_us = find.opt_int(9);
  row.task = find.int_at(10);
  row.notification = find.int_at(11);
  PMM_TRY(model::check_access(plan, action, Noun::kCaseMessage, row.facts(), field, id));
  return row;
}

Status record_message(const Writing& writing, std::string_view verb, std::int64_t id,
                      std::int64_t subject, std::int64_t case_id, std::string_view fields) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kCaseMessage,
                            .id = id,
                            .subject = subject,
                            .case_id = case_id,
                            .fields = fields});
}

// The side for which the actor does this to a message on a case: the office's only by a right that
// is not a subject's.
std::string_view side_of(const Writing& writing, Action action, const CaseRow& row) noexcept {
  const bool for_citizen =
      row.subject && writing.call.on_behalf_of != 0 && writing.call.on_behalf_of == *row.subject;
  const bool staff =
      model::as_staff(writing.plan, model::bit(action), Noun::kCaseMessage, row.facts());
  return staff && !for_citizen ? model::kMessageOut : model::kMessageIn;
}

// A message under way.
struct Draft {
  const Writing& writing;
  CaseRow about;
  ServiceRules service;
  std::string_view direction;
  std::string kind, body;
  std::optional<MessageRow> request;  // what it answers
  std::optional<std::int64_t> due_us;
  std::vector<model::DocumentRef> documents;
  std::optional<std::int64_t> notification, task;

  bool goes_out() const noexcept { return direction == model::kMessageOut; }
};

Status take_kind(const CaseMessageFields& fields, Draft& draft) {
  const bool answers = fields.answers.value.has_value();
  draft.kind = fields.kind.value.value_or(
      std::string(answers ? model::kMessageAnswer : model::kMessageNote));
  if (!model::is_message_kind(draft.kind))
    return Status::invalid("kind", text::quoted(draft.kind) + " is not note, request or answer");
  if (answers != (draft.kind == model::kMessageAnswer))
    return Status::invalid("answers", answers ? "only a message of kind answer answers one"
                                              : "an answer says which request it answers");
  draft.body = fields.body.value.value_or("");
  if (text::trim(draft.body).empty()) return Status::invalid("body", "a message needs a body");
  draft.due_us = fields.due_us.value;
  if (!draft.due_us) return {};
  if (draft.kind != model::kMessageRequest)
    return Status::invalid("due_us", "only a request has a time by which it is to be answered");
  if (*draft.due_us <= draft.writing.now_us())
    return Status::invalid("due_us", format_instant(*draft.due_us) + " is not after now");
  return {};
}

Status take_request(const CaseMessageFields& fields, Draft& draft) {
  if (!fields.answers.value) return {};
  const Writing& writing = draft.writing;
  PMM_ASSIGN(draft.request, load_message(writing.db(), writing.plan, Action::kRead,
                                         *fields.answers.value, "answers"));
  if (draft.request->case_id != draft.about.id)
    return Status::conflict("answers", "message " + std::to_string(draft.request->id) +
                                           " is of case " + std::to_string(draft.request->case_id));
  return model::check_answer(draft.direction, draft.request->direction, draft.request->kind,
                             draft.request->state);
}

Result<Draft> begin_message(const Writing& writing, const CaseMessageFields& fields) {
  if (!fields.case_id.value) return Status::invalid("case_id", "a message is about a case");
  Draft draft{writing, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
  PMM_ASSIGN(draft.about, load_case(writing.db(), writing.plan, Action::kRead,
                                    *fields.case_id.value, "case_id"));
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, Noun::kCaseMessage,
                              draft.about.facts(), "", 0));
  PMM_TRY(check_acts_for(writing, draft.about.subject.value_or(0)));
  draft.direction = side_of(writing, Action::kCreate, draft.about);
  if (!draft.about.subject)
    return Status::conflict(
        "case_id", "case " + std::to_string(draft.about.id) + " has no subject to write to");
  PMM_TRY(take_kind(fields, draft));
  PMM_TRY(take_request(fields, draft));
  PMM_ASSIGN(draft.documents, parse_documents(fields.documents.value.value_or(""), "documents"));
  PMM_ASSIGN(draft.service, load_service_rules(writing.db(), draft.about.service, "service"));
  return draft;
}

// The move that a message makes of its case, empty for none: a request of the office lets it wait,
// the answer to the last one lets it go on.
Result<std::string_view> move_of(const Draft& draft, const CaseMessageFields& fields) {
  std::string_view verb;
  if (draft.goes_out() && draft.kind == model::kMessageRequest) verb = "request_info";
  if (!draft.goes_out() && draft.kind == model::kMessageAnswer) {
    PMM_ASSIGN(auto count, draft.writing.db().prepare(sql::kOpenRequests));
    PMM_ASSIGN([[maybe_unused]] const bool found, count.bind(1, draft.about.id).step());
    if (count.int_at(0) == 0) verb = "provide_info";
  }
  const bool wanted = fields.advance.value.value_or(false);
  if (verb.empty()) {
    if (!wanted) return verb;
    return Status::invalid("advance", "a message of kind " + draft.kind + " moves no case");
  }
  if (fields.advance.value && !wanted) return std::string_view();
  const auto move = model::find_transition(draft.about.kind, draft.about.state, verb);
  if (move.ok()) return verb;
  if (wanted) return Status::conflict("advance", move.status().message());
  return std::string_view();
}

std::string ask_words(std::string_view language) {
  return language.substr(0, 2) == "en" ? "Answer the office" : "Rispondere all'ufficio";
}

// The move of the case writes the citizen's notice, which then asks for the answer.
Status advance_with(Draft& draft, std::string_view verb) {
  const Writing& writing = draft.writing;
  CaseStep step;
  if (draft.goes_out()) step.note = draft.body;
  const Call call = without_version(writing.call);
  const Writing inner{writing.tx, writing.plan, writing.zone, call};
  PMM_TRY(advance_case(inner, draft.about.id, verb, step).take_status());
  PMM_ASSIGN(auto last, writing.db().prepare(sql::kLastNoticeOfCase));
  PMM_ASSIGN(const bool found, last.bind(1, draft.about.id).bind(2, draft.about.subject).step());
  if (!found || last.is_null(0)) return {};
  draft.notification = last.int_at(0);
  if (!draft.goes_out()) return {};
  PMM_ASSIGN(const std::string language, language_of(writing.db(), *draft.about.subject));
  const std::string words = ask_words(language);
  PMM_ASSIGN(auto ask, writing.db().prepare(sql::kAskInNotice));
  ask.bind(1, *draft.notification).bind(2, std::string_view(words));
  return ask.bind(3, draft.due_us).run();
}

Result<std::int64_t> tell_citizen(const Draft& draft, std::string_view kind,
                                  model::NoticeShape shape, const std::string& body) {
  const Writing& writing = draft.writing;
  Notice notice;
  notice.subject = *draft.about.subject;
  notice.service = draft.about.service;
  notice.category = draft.about.category;
  notice.office = draft.about.office;
  notice.case_id = draft.about.id;
  notice.origin = model::kOriginMessage;
  notice.notice_class = case_notice_class(draft.about, draft.service);
  notice.collapse_key = "case:" + std::to_string(draft.about.id);
  model::PlaceholderValues values;
  values["message"] = body;
  if (draft.due_us) {
    values["due"] = std::int64_t{writing.zone.local_day(*draft.due_us)};
    notice.due_us = draft.due_us;
  }
  const std::string code = std::string(model::kTemplateMessage) + "." + std::string(kind);
  PMM_TRY(
      write_case_text(writing, draft.about, draft.service, code, shape, std::move(values), notice));
  if (kind == model::kMessageRequest) {
    notice.action = ask_words(notice.language);
    notice.action_until_us = draft.due_us;
  }
  return put_notice(writing, notice);
}

Result<std::int64_t> tell_office(const Draft& draft) {
  const Writing& writing = draft.writing;
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kTask));
  const std::string title = draft.about.number + ": messaggio del cittadino";
  constexpr std::optional<std::int64_t> kNoContact;
  constexpr std::optional<std::string_view> kNoNote;
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertTask));
  insert.bind(1, id).bind(2, std::string_view("message")).bind(3, std::string_view(title));
  insert.bind(4, kNoNote).bind(5, kNoContact).bind(6, draft.about.id);
  insert.bind(7, draft.about.subject).bind(8, draft.about.office).bind(9, draft.about.assignee);
  PMM_TRY(insert.bind(10, draft.due_us).bind(11, writing.now_us()).run());
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kTask,
                             .id = id,
                             .subject = *draft.about.subject,
                             .case_id = draft.about.id,
                             .fields = "kind,title,case_id"}));
  return id;
}

Result<bool> task_is_open(store::Connection& db, std::int64_t task) {
  if (task == 0) return false;
  PMM_ASSIGN(auto find, db.prepare(sql::kTaskToDo));
  return find.bind(1, task).step();
}

// What a request asked for is settled: the action of its notice, the task of the office.
Status settle(const Writing& writing, const MessageRow& request, bool answered) {
  if (request.notification != 0) {
    PMM_ASSIGN(auto done, writing.db().prepare(answered ? sql::kActionDone : sql::kActionOver));
    // An action that was to be done by now is over.
    PMM_TRY(done.bind(1, request.notification)
                .bind(2, answered ? writing.now_us() : writing.now_us() - 1)
                .run());
    PMM_TRY(writing.tx.record({.verb = answered ? "complete" : "update",
                               .noun = store::Noun::kNotification,
                               .id = request.notification,
                               .subject = request.subject,
                               .case_id = request.case_id,
                               .fields = answered ? "action_done" : "action_until"}));
  }
  PMM_ASSIGN(const bool open, task_is_open(writing.db(), request.task));
  if (!open) return {};
  PMM_ASSIGN(auto finish, writing.db().prepare(sql::kFinishTask));
  PMM_TRY(finish.bind(1, request.task).bind(2, writing.now_us()).bind_id(3, 0).run());
  return writing.tx.record({.verb = "done",
                            .noun = store::Noun::kTask,
                            .id = request.task,
                            .subject = request.subject,
                            .case_id = request.case_id,
                            .fields = "state,done"});
}

Status set_state(const Writing& writing, const MessageRow& row, std::string_view state,
                 std::string_view verb) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kSetCaseMessageState));
  const auto seen = row.seen_us.value_or(writing.now_us());
  const bool is_seen = state == model::kMessageAnswered || row.seen_us.has_value();
  update.bind(1, row.id).bind(2, state);
  PMM_TRY(update.bind(3, is_seen ? std::optional(seen) : std::nullopt).run());
  return record_message(writing, verb, row.id, row.subject, row.case_id, "state");
}

Result<std::int64_t> insert_message(const Draft& draft) {
  const Writing& writing = draft.writing;
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kCaseMessage));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertCaseMessage));
  insert.bind(1, id).bind(2, draft.about.id).bind(3, draft.about.subject);
  insert.bind(4, draft.about.office).bind(5, draft.about.service).bind(6, draft.direction);
  insert.bind(7, std::string_view(draft.kind)).bind(8, model::first_message_state(draft.kind));
  insert.bind(9, std::string_view(draft.body));
  insert.bind(10, draft.request ? std::optional(draft.request->id) : std::nullopt);
  insert.bind(11, draft.due_us).bind(12, draft.notification).bind(13, draft.task);
  insert.bind(14, writing.tx.origin().actor).bind_id(15, writing.call.on_behalf_of);
  insert.bind(16, static_cast<std::int64_t>(draft.documents.size()));
  PMM_TRY(insert.bind(17, writing.now_us()).run());
  PMM_TRY(insert_documents(writing, sql::kInsertCaseMessageDocument, id, draft.documents));
  PMM_TRY(record_message(writing, "create", id, *draft.about.subject, draft.about.id,
                         "kind,body,direction"));
  return id;
}

// Each side acts on what the other wrote, or on what is its own.
Status check_side(const Writing& writing, const MessageRow& row, bool own) {
  PMM_TRY(check_acts_for(writing, row.subject));
  PMM_ASSIGN(const CaseRow about, load_case_unchecked(writing.db(), row.case_id));
  const model::Plan& plan = writing.plan;
  if (plan.everything || plan.system ||
      (side_of(writing, Action::kUpdate, about) == row.direction) == own)
    return {};
  return Status::denied(own ? "a request is withdrawn by the side that asked"
                            : "a message is seen by the side that it is for");
}

}  // namespace

Result<std::int64_t> create_case_message(const Writing& writing, const CaseMessageFields& fields) {
  PMM_ASSIGN(Draft draft, begin_message(writing, fields));
  if (draft.request) {
    PMM_TRY(set_state(writing, *draft.request, model::kMessageAnswered, "answer"));
    PMM_TRY(settle(writing, *draft.request, true));
  }
  PMM_ASSIGN(const std::string_view verb, move_of(draft, fields));
  if (!verb.empty()) PMM_TRY(advance_with(draft, verb));
  if (draft.goes_out()) {
    const bool asks = draft.kind == model::kMessageRequest;
    if (!draft.notification) {
      PMM_ASSIGN(draft.notification,
                 tell_citizen(draft, draft.kind,
                              asks ? model::NoticeShape::kRequest : model::NoticeShape::kMessage,
                              draft.body));
    }
  } else {
    draft.notification.reset();  // the receipt is of the case
    PMM_ASSIGN(draft.task, tell_office(draft));
  }
  return insert_message(draft);
}

Result<std::int64_t> see_case_message(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(MessageRow row, load_message(writing.db(), writing.plan, Action::kUpdate, id, "id"));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  PMM_TRY(check_side(writing, row, false));
  if (row.seen_us) return row.version;
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kSeeCaseMessage));
  PMM_TRY(update.bind(1, id).bind(2, writing.now_us()).run());
  const bool by_citizen = row.direction == model::kMessageOut;
  PMM_TRY(record_message(writing, by_citizen ? kVerbMark : "see", id, row.subject, row.case_id,
                         by_citizen ? "marks" : "seen"));
  return row.version;
}

Result<std::int64_t> withdraw_case_message(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(const MessageRow row,
             load_message(writing.db(), writing.plan, Action::kUpdate, id, "id"));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  PMM_TRY(check_side(writing, row, true));
  PMM_TRY(model::check_withdrawal(row.kind, row.state));
  PMM_TRY(set_state(writing, row, model::kMessageWithdrawn, "withdraw"));
  PMM_TRY(settle(writing, row, false));
  if (row.direction == model::kMessageIn) return row.version + 1;
  Draft draft{writing, {}, {}, model::kMessageOut, {}, {}, {}, {}, {}, {}, {}};
  PMM_ASSIGN(draft.about, load_case_unchecked(writing.db(), row.case_id));
  PMM_ASSIGN(draft.service, load_service_rules(writing.db(), draft.about.service, "service"));
  PMM_TRY(tell_citizen(draft, "withdrawn", model::NoticeShape::kWithdrawn, row.body).take_status());
  return row.version + 1;
}

Result<TablePtr> get_case_message(const Reading& reading, std::int64_t id) {
  PMM_TRY(load_message(reading.db, reading.plan, Action::kRead, id, "id").take_status());
  List list("case_message", sql::kSelectCaseMessages);
  list.where(sql::kThreadFor, {asked_by(reading.plan)});
  list.where(sql::kMessageIs, {id});
  FieldGuard guard(reading.plan, Noun::kCaseMessage, kCaseMessageColumns);
  return list.run(reading, kCaseMessageColumns, {}, List::Order::kNewestFirst, &guard);
}

Result<TablePtr> list_case_messages(const Reading& reading, const CaseMessageFilter& filter,
                                    const Page& page) {
  List list("case_messages", sql::kSelectCaseMessages);
  list.where(sql::kThreadFor, {asked_by(reading.plan)});
  if (filter.case_id.value) list.where(sql::kMessageCaseIs, {*filter.case_id.value});
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  if (subject.value) list.where(sql::kMessageSubjectIs, {*subject.value});
  if (filter.direction.value) list.where(sql::kMessageDirectionIs, {*filter.direction.value});
  if (filter.kind.value) list.where(sql::kMessageKindIs, {*filter.kind.value});
  if (filter.state.value) list.where(sql::kMessageStateIs, {*filter.state.value});
  if (filter.unseen.value)
    list.where(*filter.unseen.value ? sql::kMessageUnseen : sql::kMessageSeen);
  list.restrict_to(reading.plan, Noun::kCaseMessage);
  FieldGuard guard(reading.plan, Noun::kCaseMessage, kCaseMessageColumns);
  return list.run(reading, kCaseMessageColumns, page, List::Order::kOldestFirst, &guard);
}

Result<TablePtr> list_case_message_documents(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const MessageRow row, load_message(reading.db, reading.plan, Action::kRead, id, "id"));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectCaseMessageDocuments));
  FieldGuard guard(reading.plan, Noun::kCaseMessage, kDocumentColumns, row.facts());
  return read_table(select.bind(1, id), kDocumentColumns, &guard);
}

}  // namespace pmm::crm
