#include "crm/reminder.hpp"

#include "base/digest.hpp"
#include "base/text.hpp"
#include "crm/case_row.hpp"
#include "crm/change.hpp"
#include "crm/contact.hpp"
#include "crm/field_guard.hpp"
#include "crm/notice.hpp"
#include "crm/reminder_row.hpp"
#include "crm/reminder_sql.hpp"
#include "crm/service.hpp"
#include "crm/subject.hpp"
#include "model/reminder.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

const Columns kReminderColumns{
    {"id", Type::kInt64},      {"version", Type::kInt64},   {"rule", Type::kInt64},
    {"subject", Type::kInt64}, {"office", Type::kInt64},    {"service", Type::kInt64},
    {"case_id", Type::kInt64}, {"title", Type::kText},      {"body", Type::kText},
    {"token", Type::kText},    {"due", Type::kTime},        {"all_day", Type::kBool},
    {"leads", Type::kText},    {"at_minute", Type::kInt64}, {"state", Type::kText},
    {"next", Type::kTime},     {"snoozed", Type::kBool},    {"changed", Type::kTime},
    {"created", Type::kTime}};

const Columns kReminderLogColumns{{"due", Type::kTime},
                                  {"lead_days", Type::kInt64, "d"},
                                  {"planned", Type::kTime},
                                  {"at", Type::kTime},
                                  {"outcome", Type::kText}};

Result<ReminderRow> load_reminder_to_change(const Writing& writing, Action action,
                                            std::int64_t id) {
  PMM_ASSIGN(ReminderRow row, load_reminder(writing.db(), id));
  PMM_TRY(model::check_access(writing.plan, action, Noun::kReminder, row.facts(), "id", id));
  PMM_TRY(check_acts_for(writing, row.subject));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  return row;
}

Status check_not_over(const ReminderRow& row) {
  if (row.state != model::kReminderDone && row.state != model::kReminderVoid) return {};
  return Status::conflict("id", "reminder " + std::to_string(row.id) + " is " + row.state);
}

Changes apply(ReminderRow& row, const ReminderFields& fields) {
  Changes changes;
  changes.apply(row.title, fields.title, "title");
  changes.apply(row.body, fields.body, "body");
  changes.apply(row.service, fields.service, "service");
  changes.apply(row.due_us, fields.due_us, "due");
  changes.apply(row.leads, fields.leads, "leads", std::string("7,1"));
  changes.apply(row.at_minute, fields.at_minute, "at_minute", std::int64_t{9 * 60});
  return changes;
}

// What a subject notes is of the office of the service that it is about.
Status check_rules(const Writing& writing, const ReminderFields& fields, ReminderRow& row) {
  if (row.title.empty()) return Status::invalid("title", "a reminder needs a title");
  if (fields.service.given) {
    PMM_ASSIGN(row.office, office_of_service(writing.db(), row.service));
  }
  return model::parse_leads(row.leads).take_status();
}

// Of the category that all has which the case or the service tells.
Status place_reminder(const Writing& writing, const ReminderRow& row, Notice& notice) {
  notice.service = row.service;
  notice.case_id = row.case_id;
  notice.office = row.office;
  if (row.case_id) {
    PMM_ASSIGN(const CaseRow about, load_case_unchecked(writing.db(), *row.case_id));
    notice.category = about.category;
    return {};
  }
  if (!row.service) return {};
  PMM_ASSIGN(const ServiceRules service, load_service_rules(writing.db(), *row.service, "service"));
  if (service.category != 0) notice.category = service.category;
  return {};
}

}  // namespace

Result<std::optional<std::int64_t>> office_of_service(store::Connection& db,
                                                      const std::optional<std::int64_t>& service) {
  if (!service) return std::optional<std::int64_t>();
  PMM_ASSIGN(const ServiceRules rules, load_service_rules(db, *service, "service"));
  return rules.office == 0 ? std::optional<std::int64_t>() : std::optional(rules.office);
}

Result<ReminderRow> load_reminder(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto find, db.prepare(sql::kReminderRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kReminder, "id", id);
  ReminderRow row;
  row.id = id;
  row.version = find.int_at(0);
  row.rule = find.opt_int(1);
  row.subject = find.int_at(2);
  row.service = find.opt_int(3);
  row.case_id = find.opt_int(4);
  row.title = find.string_at(5);
  row.body = find.opt_text(6);
  row.due_us = find.int_at(7);
  row.all_day = find.int_at(8) != 0;
  row.leads = find.string_at(9);
  row.at_minute = find.int_at(10);
  row.state = find.string_at(11);
  row.next_us = find.opt_int(12);
  row.snoozed = find.int_at(13) != 0;
  row.office = find.opt_int(14);
  row.ref = find.int_at(15);
  return row;
}

Status insert_reminder(const Writing& writing, ReminderRow& row) {
  PMM_ASSIGN(row.id, writing.tx.next_id(store::Noun::kReminder));
  row.version = 1;
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertReminder));
  insert.bind(1, row.id).bind(2, row.rule).bind(3, row.subject).bind(4, row.ref);
  insert.bind(5, row.service).bind(6, row.case_id).bind(7, std::string_view(row.title));
  insert.bind(8, row.body).bind(9, random_token()).bind(10, row.due_us);
  insert.bind(11, std::int64_t{row.all_day}).bind(12, std::string_view(row.leads));
  insert.bind(13, row.at_minute).bind(14, std::string_view(row.state)).bind(15, row.next_us);
  return insert.bind(16, writing.now_us()).bind(17, row.office).run();
}

Status save_reminder(const Writing& writing, ReminderRow& row) {
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateReminder));
  update.bind(1, row.id).bind(2, std::string_view(row.title)).bind(3, row.body);
  update.bind(4, row.due_us)
      .bind(5, std::int64_t{row.all_day})
      .bind(6, std::string_view(row.leads));
  update.bind(7, row.at_minute).bind(8, std::string_view(row.state)).bind(9, row.next_us);
  update.bind(10, std::int64_t{row.snoozed}).bind(11, writing.now_us());
  update.bind(12, row.service).bind(13, row.office).bind(14, row.ref);
  PMM_TRY(update.bind(15, row.case_id).run());
  ++row.version;
  return {};
}

Status record_reminder(const Writing& writing, const ReminderRow& row, std::string_view verb,
                       std::string_view fields) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kReminder,
                            .id = row.id,
                            .subject = row.subject,
                            .case_id = row.case_id.value_or(0),
                            .fields = fields});
}

bool is_end_of_day(const Zone& zone, std::int64_t us) noexcept {
  return zone.day_start(zone.local_day(us) + 1) == us + 1;
}

Status log_reminder(const Writing& writing, const ReminderRow& row, std::int32_t lead,
                    std::int64_t planned_us, std::string_view outcome) {
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertReminderLog));
  insert.bind(1, row.id).bind(2, row.due_us).bind(3, lead).bind(4, planned_us);
  return insert.bind(5, writing.now_us()).bind(6, outcome).run();
}

Status put_on_board(const Writing& writing, const ReminderRow& row, std::int32_t lead,
                    std::int64_t planned_us) {
  // A courtesy even where what is due is law: a subject may refuse to be reminded.
  Notice notice;
  notice.subject = row.subject;
  PMM_TRY(place_reminder(writing, row, notice));
  notice.origin = model::kOriginReminder;
  PMM_ASSIGN(notice.language, language_of(writing.db(), row.subject));
  notice.title = row.title;
  notice.body = row.body.value_or("");
  notice.due_us = row.due_us;
  notice.collapse_key = "reminder:" + std::to_string(row.id);
  PMM_TRY(put_notice(writing, notice).take_status());
  return log_reminder(writing, row, lead, planned_us, "told");
}

Result<ReminderLeads> leads_of(const Writing& writing, const ReminderRow& row) {
  ReminderLeads out;
  PMM_ASSIGN(const auto leads, model::parse_leads(row.leads));
  if (row.id != 0) {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kSettledLead));
    PMM_TRY(find.bind(1, row.id).bind(2, row.due_us).step().take_status());
    if (!find.is_null(0)) out.settled = static_cast<std::int32_t>(find.int_at(0));
  }
  out.due =
      model::leads_due(writing.zone, leads, row.due_us, static_cast<std::int32_t>(row.at_minute),
                       out.settled, writing.now_us());
  return out;
}

Status plan_leads(const Writing& writing, ReminderRow& row) {
  PMM_ASSIGN(const ReminderLeads leads, leads_of(writing, row));
  row.all_day = is_end_of_day(writing.zone, row.due_us);
  row.snoozed = false;
  row.next_us.reset();
  if (writing.now_us() >= row.due_us)
    row.next_us = leads.settled ? std::nullopt : std::optional(row.due_us);
  else if (leads.due.tell)
    row.next_us = model::lead_instant(writing.zone, row.due_us, *leads.due.tell,
                                      static_cast<std::int32_t>(row.at_minute));
  else
    row.next_us = leads.due.next_us;
  row.state = row.next_us ? model::kReminderWaiting : model::kReminderTold;
  return {};
}

Result<std::int64_t> create_reminder(const Writing& writing, const ReminderFields& fields) {
  ReminderRow row;
  const Changes changes = apply(row, fields);
  PMM_ASSIGN(const auto subject, subject_or_self(writing, fields.subject));
  if (!subject) return Status::invalid("subject", "a reminder needs a subject");
  row.subject = *subject;
  PMM_TRY(check_acts_for(writing, row.subject));
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kRead, Noun::kSubject, row.subject,
                        "subject"));
  if (!fields.due_us.value) return Status::invalid("due_us", "a reminder needs its deadline");
  if (row.due_us <= writing.now_us()) return Status::invalid("due_us", "the deadline has passed");
  PMM_TRY(check_rules(writing, fields, row));
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, Noun::kReminder, row.facts(), "", 0));
  PMM_TRY(plan_leads(writing, row));
  PMM_TRY(insert_reminder(writing, row));
  PMM_TRY(record_reminder(writing, row, "create", changes.names()));
  return row.id;
}

Result<std::int64_t> update_reminder(const Writing& writing, std::int64_t id,
                                     const ReminderFields& fields) {
  PMM_ASSIGN(ReminderRow row, load_reminder_to_change(writing, Action::kUpdate, id));
  PMM_TRY(check_fixed(fields.subject, "subject"));
  if (row.rule)
    return Status::conflict("id", "reminder " + std::to_string(id) + " follows its rule");
  PMM_TRY(check_not_over(row));
  const ReminderRow before = row;
  const Changes changes = apply(row, fields);
  if (changes.none()) return row.version;
  if (fields.due_us.given && !fields.due_us.value)
    return Status::invalid("due_us", "a reminder needs its deadline");
  const bool moved = row.due_us != before.due_us;
  if (moved && row.due_us <= writing.now_us())
    return Status::invalid("due_us", "the deadline has passed");
  PMM_TRY(check_rules(writing, fields, row));
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kReminder, row.facts(), "", 0));
  // Other words are told when the old ones would have been.
  if (moved || row.leads != before.leads || row.at_minute != before.at_minute)
    PMM_TRY(plan_leads(writing, row));
  PMM_TRY(save_reminder(writing, row));
  PMM_TRY(record_reminder(writing, row, "update", changes.names()));
  return row.version;
}

Result<std::int64_t> finish_reminder(const Writing& writing, std::int64_t id) {
  PMM_ASSIGN(ReminderRow row, load_reminder_to_change(writing, Action::kAdvance, id));
  PMM_TRY(check_not_over(row));
  row.state = model::kReminderDone;
  row.next_us.reset();
  row.snoozed = false;
  PMM_TRY(save_reminder(writing, row));
  PMM_TRY(record_reminder(writing, row, "done", "state"));
  return row.version;
}

Result<std::int64_t> snooze_reminder(const Writing& writing, std::int64_t id,
                                     std::int64_t until_us) {
  PMM_ASSIGN(ReminderRow row, load_reminder_to_change(writing, Action::kAdvance, id));
  PMM_TRY(check_not_over(row));
  if (until_us <= writing.now_us())
    return Status::invalid("until_us", "the time to be told again has passed");
  row.state = model::kReminderWaiting;
  row.next_us = until_us;
  row.snoozed = true;
  PMM_TRY(save_reminder(writing, row));
  PMM_TRY(record_reminder(writing, row, "snooze", "state,next"));
  return row.version;
}

Result<TablePtr> get_reminder(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const ReminderRow row, load_reminder(reading.db, id));
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kReminder, row.facts(), "id", id));
  FieldGuard guard(reading.plan, Noun::kReminder, kReminderColumns);
  return read_row(reading, "reminder", sql::kSelectReminders, id, kReminderColumns, &guard);
}

Result<TablePtr> list_reminders(const Reading& reading, const ReminderFilter& filter,
                                const Page& page) {
  List list("reminders", sql::kSelectReminders);
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  if (subject.value) list.where(sql::kReminderSubjectIs, {*subject.value});
  where_id(list, filter.rule, sql::kReminderRuleIs, sql::kReminderNoRule);
  where_id(list, filter.case_id, sql::kReminderCaseIs, sql::kReminderNoCase);
  where_id(list, filter.service, sql::kReminderServiceIs, sql::kReminderNoService);
  if (filter.from_us.value) list.where(sql::kReminderFrom, {*filter.from_us.value});
  if (filter.to_us.value) list.where(sql::kReminderTo, {*filter.to_us.value});
  if (filter.state.value) list.where(sql::kReminderStateIs, {*filter.state.value});
  list.restrict_to(reading.plan, Noun::kReminder);
  FieldGuard guard(reading.plan, Noun::kReminder, kReminderColumns);
  return list.run(reading, kReminderColumns, page, List::Order::kOldestFirst, &guard);
}

Result<TablePtr> list_reminder_log(const Reading& reading, std::int64_t id) {
  PMM_ASSIGN(const ReminderRow row, load_reminder(reading.db, id));
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kReminder, row.facts(), "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kReminderLog));
  return read_table(select.bind(1, id), kReminderLogColumns);
}

}  // namespace pmm::crm
