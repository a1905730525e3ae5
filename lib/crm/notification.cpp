#include "crm/notification.hpp"

#include "base/civil.hpp"
#include "base/text.hpp"
#include "crm/case_row.hpp"
#include "crm/category.hpp"
#include "crm/change.hpp"
#include "crm/changes.hpp"
#include "crm/contact.hpp"
#include "crm/document.hpp"
#include "crm/field_guard.hpp"
#include "crm/notice.hpp"
#include "crm/notification_sql.hpp"
#include "crm/notification_template.hpp"
#include "crm/office.hpp"
#include "crm/saved_filter.hpp"
#include "crm/service.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

const Columns kNotificationColumns{
    {"id", Type::kInt64},          {"token", Type::kText},
    {"version", Type::kInt64},     {"subject", Type::kInt64},
    {"service", Type::kInt64},     {"category", Type::kInt64},
    {"office", Type::kInt64},      {"case_id", Type::kInt64},
    {"event", Type::kInt64},       {"origin", Type::kText},
    {"class", Type::kText},        {"language", Type::kText},
    {"template", Type::kInt64},    {"title", Type::kText},
    {"body", Type::kText},         {"due", Type::kTime},
    {"pay_amount", Type::kInt64},  {"pay_notice", Type::kText},
    {"pay_payee", Type::kText},    {"pay_invalid_after_due", Type::kBool},
    {"action", Type::kText},       {"action_url", Type::kText},
    {"action_until", Type::kTime}, {"action_done", Type::kTime},
    {"action_state", Type::kText}, {"collapse_key", Type::kText},
    {"documents", Type::kInt64},   {"read", Type::kTime},
    {"read_state", Type::kText},   {"archived", Type::kTime},
    {"from_state", Type::kText},   {"to_state", Type::kText},
    {"created", Type::kTime}};
const Columns kCountColumns{{"total", Type::kInt64},
                            {"current", Type::kInt64},
                            {"unread", Type::kInt64},
                            {"actions", Type::kInt64},
                            {"newest", Type::kTime}};

struct NotificationRow {
  std::int64_t version = 0, subject = 0, service = 0, office = 0, case_id = 0;
  bool has_action = false;
  std::optional<std::int64_t> action_until_us, action_done_us, read_us, archived_us;

  model::RowFacts facts() const noexcept { return {subject, office, service, {}}; }
};

Result<NotificationRow> load_notification(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto find, db.prepare(sql::kNotificationRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kNotification, "id", id);
  NotificationRow row;
  row.version = find.int_at(0);
  row.subject = find.int_at(1);
  row.service = find.int_at(2);
  row.office = find.int_at(3);
  row.case_id = find.int_at(4);
  row.has_action = !find.is_null(5);
  row.action_until_us = find.opt_int(6);
  row.action_done_us = find.opt_int(7);
  row.read_us = find.opt_int(8);
  row.archived_us = find.opt_int(9);
  return row;
}

Result<NotificationRow> load_to_mark(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(NotificationRow row, load_notification(writing.db(), id));
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kNotification, row.facts(), "id",
                              id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  return row;
}

// Reading and putting away are the subject's own, or done for it by who may do everything.
Status check_own_board(const Writing& writing, const NotificationRow& row) {
  if (model::is_own_affair(writing.plan, row.subject)) return {};
  return Status::denied("a board is kept by its subject");
}

// The journal says of all of it the same, and nothing that is not its subject's own to tell.
Result<std::int64_t> save_marks(const Writing& writing, std::int64_t id,
                                const NotificationRow& row) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kMarkNotification));
  PMM_TRY(update.bind(1, id).bind(2, row.read_us).bind(3, row.archived_us).run());
  PMM_TRY(writing.tx.record({.verb = kVerbMark,
                             .noun = store::Noun::kNotification,
                             .id = id,
                             .subject = row.subject,
                             .case_id = row.case_id,
                             .fields = "marks"}));
  return row.version;
}

// What the service says, unless the writer says otherwise; and of a case its class.
Status take_service(const Writing& writing, const NotificationFields& fields, Notice& notice) {
  ServiceRules service;
  if (notice.service) {
    PMM_ASSIGN(service, load_service_rules(writing.db(), *notice.service, "service"));
    const auto or_none = [](std::int64_t id) {
      return id == 0 ? std::optional<std::int64_t>() : std::optional(id);
    };
    if (!fields.category.given && !notice.category) notice.category = or_none(service.category);
    if (!fields.office.given && !notice.office) notice.office = or_none(service.office);
  }
  if (service.notice_class) notice.notice_class = *service.notice_class;
  if (!fields.notice_class.value) return {};
  PMM_ASSIGN(notice.notice_class,
             model::read_notice_class(*fields.notice_class.value, "notice_class"));
  return check_notice_class(service, notice.service.value_or(0), notice.notice_class,
                            "notice_class");
}

Status take_case(const Writing& writing, const NotificationFields& fields, Notice& notice) {
  if (!fields.case_id.value) return {};
  PMM_TRY(see_case(writing.db(), writing.plan, *fields.case_id.value, "case_id").take_status());
  PMM_ASSIGN(const CaseRow about, load_case_unchecked(writing.db(), *fields.case_id.value));
  if (about.subject != notice.subject)
    return Status::conflict("case_id",
                            "case " + std::to_string(about.id) + " is of another subject");
  if (notice.service && *notice.service != about.service)
    return Status::conflict("service", "case " + std::to_string(about.id) + " is of service " +
                                           std::to_string(about.service));
  notice.case_id = about.id;
  notice.service = about.service;
  if (!fields.office.given) notice.office = about.office;
  if (!fields.category.given) notice.category = about.category;
  notice.notice_class = model::notice_class_of_kind(about.kind);
  return {};
}

Status take_payment(const NotificationFields& fields, Notice& notice) {
  if (!fields.pay_amount.given && !fields.pay_notice.given && !fields.pay_payee.given &&
      !fields.pay_invalid_after_due.given)
    return {};
  model::PaymentNotice payment{
      fields.pay_amount.value.value_or(0), fields.pay_notice.value.value_or(""),
      fields.pay_payee.value.value_or(""), fields.pay_invalid_after_due.value.value_or(false)};
  PMM_TRY(model::check_payment(payment));
  if (payment.invalid_after_due && !notice.due_us)
    return Status::invalid("due_us", "a payment that is invalid after its due time needs one");
  notice.payment = std::move(payment);
  return {};
}

Status take_action(const Writing& writing, const NotificationFields& fields, Notice& notice) {
  notice.action = fields.action.value;
  notice.action_url = fields.action_url.value;
  notice.action_until_us = fields.action_until_us.value;
  if (!notice.action) {
    if (notice.action_url || notice.action_until_us)
      return Status::invalid("action", "an action needs words for what is to be done");
    return {};
  }
  if (notice.action_url) PMM_TRY(model::check_link(*notice.action_url, "action_url"));
  if (notice.action_until_us && *notice.action_until_us <= writing.now_us())
    return Status::invalid("action_until_us",
                           format_instant(*notice.action_until_us) + " is not after now");
  return {};
}

Status take_template(const Writing& writing, const NotificationFields& fields, Notice& notice) {
  if (fields.title.value || fields.body.value)
    return Status::invalid("use_template", "a text of its own and a template exclude each other");
  const std::string& code = *fields.use_template.value;
  PMM_ASSIGN(const auto chosen,
             choose_template(writing.db(), code, notice.service, notice.language));
  if (!chosen)
    return Status::not_found("use_template", "no template " + text::quoted(code) + " in " +
                                                 notice.language +
                                                 ", nor in what stands in for it: it, en");
  PMM_ASSIGN(const auto values,
             parse_template_data(chosen->source.placeholders, fields.data.value.value_or("")));
  PMM_ASSIGN(model::NoticeText text, model::render(chosen->source, values, writing.zone));
  notice.template_id = chosen->id;
  notice.language = chosen->source.language;
  notice.title = std::move(text.title);
  notice.body = std::move(text.body);
  return {};
}

Status take_text(const Writing& writing, const NotificationFields& fields, Notice& notice) {
  if (fields.language.value) {
    PMM_ASSIGN(notice.language, model::read_language(*fields.language.value, "language"));
  } else {
    PMM_ASSIGN(notice.language, language_of(writing.db(), notice.subject));
  }
  if (fields.use_template.value) return take_template(writing, fields, notice);
  if (fields.data.value)
    return Status::invalid("data", "data without a template have no place to stand");
  notice.title = fields.title.value.value_or("");
  notice.body = fields.body.value.value_or("");
  if (text::trim(notice.title).empty())
    return Status::invalid("title", "a notification needs a title, or a template");
  if (text::trim(notice.body).empty())
    return Status::invalid("body", "a notification needs a body, or a template");
  return {};
}

Status check_filter_words(const NotificationFilter& filter) {
  if (filter.notice_class.value)
    PMM_TRY(
        model::read_notice_class(*filter.notice_class.value, "filter.notice_class").take_status());
  return {};
}

}  // namespace

Result<std::int64_t> create_notification(const Writing& writing, const NotificationFields& fields) {
  Notice notice;
  if (!fields.subject.value) return Status::invalid("subject", "a notification needs a subject");
  notice.subject = *fields.subject.value;
  PMM_TRY(check_acts_for(writing, notice.subject));
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kRead, Noun::kSubject, notice.subject,
                        "subject"));
  notice.service = fields.service.value;
  notice.category = fields.category.value;
  notice.office = fields.office.value;
  PMM_TRY(take_case(writing, fields, notice));
  PMM_TRY(take_service(writing, fields, notice));
  if (fields.category.value)
    PMM_TRY(check_entry(writing.db(), kCategories, *fields.category.value, "category"));
  if (fields.office.value)
    PMM_TRY(check_entry(writing.db(), kOffices, *fields.office.value, "office"));
  const model::RowFacts facts{
      notice.subject, notice.office.value_or(0), notice.service.value_or(0), {}};
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, Noun::kNotification, facts, "", 0));
  notice.due_us = fields.due_us.value;
  notice.collapse_key = fields.collapse_key.value;
  PMM_TRY(take_payment(fields, notice));
  PMM_TRY(take_action(writing, fields, notice));
  PMM_ASSIGN(notice.documents, parse_documents(fields.documents.value.value_or(""), "documents"));
  PMM_TRY(take_text(writing, fields, notice));
  return put_notice(writing, notice);
}

Result<std::int64_t> mark_notification(const Writing& writing, std::int64_t id, bool read) {
  PMM_ASSIGN(NotificationRow row, load_to_mark(writing, id));
  PMM_TRY(check_own_board(writing, row));
  if (row.read_us.has_value() == read) return row.version;
  row.read_us = read ? std::optional(writing.now_us()) : std::nullopt;
  return save_marks(writing, id, row);
}

Result<std::int64_t> archive_notification(const Writing& writing, std::int64_t id, bool archived) {
  PMM_ASSIGN(NotificationRow row, load_to_mark(writing, id));
  PMM_TRY(check_own_board(writing, row));
  if (row.archived_us.has_value() == archived) return row.version;
  row.archived_us = archived ? std::optional(writing.now_us()) : std::nullopt;
  return save_marks(writing, id, row);
}

Result<std::int64_t> complete_notification(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(const NotificationRow row, load_to_mark(writing, id));
  if (!row.has_action)
    return Status::conflict("id", "notification " + std::to_string(id) + " asks for no action");
  if (row.action_done_us) return row.version;
  if (row.action_until_us && *row.action_until_us < writing.now_us())
    return Status::conflict("id", "the action of notification " + std::to_string(id) +
                                      " expired at " + format_instant(*row.action_until_us));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kCompleteNotification));
  PMM_TRY(update.bind(1, id).bind(2, writing.now_us()).run());
  PMM_TRY(writing.tx.record({.verb = "complete",
                             .noun = store::Noun::kNotification,
                             .id = id,
                             .subject = row.subject,
                             .case_id = row.case_id,
                             .fields = "action_done"}));
  return row.version + 1;
}

Result<TablePtr> get_notification(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const NotificationRow row, load_notification(reading.db, id));
  PMM_TRY(
      model::check_access(reading.plan, Action::kRead, Noun::kNotification, row.facts(), "id", id));
  List list("notification", sql::kSelectNotifications);
  list.where(sql::kBoardFor, {reading.now_us, asked_by(reading.plan)});
  list.where(sql::kBoardIs, {id});
  FieldGuard guard(reading.plan, Noun::kNotification, kNotificationColumns);
  return list.run(reading, kNotificationColumns, {}, List::Order::kNewestFirst, &guard);
}

Result<TablePtr> list_notifications(const Reading& reading, const NotificationFilter& filter,
                                    const Page& page) {
  PMM_TRY(check_filter_words(filter));
  List list("notifications", sql::kSelectNotifications);
  list.where(sql::kBoardFor, {reading.now_us, asked_by(reading.plan)});
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  if (subject.value) list.where(sql::kBoardSubjectIs, {*subject.value});
  where_id(list, filter.service, sql::kBoardServiceIs, sql::kBoardNoService);
  where_id(list, filter.category, sql::kBoardCategoryIs, sql::kBoardNoCategory);
  where_id(list, filter.case_id, sql::kBoardCaseIs, sql::kBoardNoCase);
  if (filter.notice_class.value) list.where(sql::kBoardClassIs, {*filter.notice_class.value});
  if (filter.origin.value) list.where(sql::kBoardOriginIs, {*filter.origin.value});
  if (filter.token.value) list.where(sql::kBoardTokenIs, {*filter.token.value});
  if (filter.collapse_key.value) list.where(sql::kBoardKeyIs, {*filter.collapse_key.value});
  if (filter.since_us.value) list.where(sql::kBoardSince, {*filter.since_us.value});
  if (filter.unread.value) list.where(*filter.unread.value ? sql::kBoardUnread : sql::kBoardRead);
  if (filter.archived.value)
    list.where(*filter.archived.value ? sql::kBoardArchived : sql::kBoardNotArchived);
  if (filter.action_open.value)
    list.where(*filter.action_open.value ? sql::kBoardActionOpen : sql::kBoardNoActionOpen);
  if (filter.saved_filter.value)
    PMM_TRY(apply_saved_filter(reading, *filter.saved_filter.value, FilterTarget::kBoard, list));
  if (filter.as_page_shows && subject.value)
    PMM_TRY(apply_page_filters(reading, *subject.value, FilterTarget::kBoard, list));
  list.restrict_to(reading.plan, Noun::kNotification);
  FieldGuard guard(reading.plan, Noun::kNotification, kNotificationColumns);
  return list.run(reading, kNotificationColumns, page, List::Order::kNewestFirst, &guard);
}

Result<TablePtr> list_notification_documents(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const NotificationRow row, load_notification(reading.db, id));
  PMM_TRY(
      model::check_access(reading.plan, Action::kRead, Noun::kNotification, row.facts(), "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectNotificationDocuments));
  FieldGuard guard(reading.plan, Noun::kNotification, kDocumentColumns, row.facts());
  return read_table(select.bind(1, id), kDocumentColumns, &guard);
}

Result<TablePtr> count_notifications(const Reading& reading, std::int64_t subject) {
  PMM_TRY(check_subject(reading.db, reading.plan, Action::kRead, Noun::kPreference, subject,
                        "subject"));
  if (reading.plan.own_subject != subject && !reading.plan.everything && !reading.plan.system)
    return model::no_such(Noun::kSubject, "subject", subject);
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kBoardCounts));
  return read_table(select.bind(1, subject).bind(2, reading.now_us), kCountColumns);
}

}  // namespace pmm::crm
