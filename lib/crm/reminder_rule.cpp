#include "crm/reminder_rule.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crm/catalogue.hpp"
#include "crm/change.hpp"
#include "crm/contact.hpp"
#include "crm/reminder_sql.hpp"
#include "crm/service.hpp"
#include "crm/subject.hpp"
#include "model/recurrence.hpp"
#include "model/reminder.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

const Columns kRuleColumns{
    {"id", Type::kInt64},        {"version", Type::kInt64},   {"code", Type::kText},
    {"title", Type::kText},      {"body", Type::kText},       {"source", Type::kText},
    {"service", Type::kInt64},   {"scheme", Type::kText},     {"frozen", Type::kInt64},
    {"starts_on", Type::kDate},  {"recurrence", Type::kText}, {"leads", Type::kText},
    {"at_minute", Type::kInt64}, {"active", Type::kBool},     {"created", Type::kTime}};

const Columns kFollowedColumns{
    {"id", Type::kInt64},        {"version", Type::kInt64},   {"code", Type::kText},
    {"title", Type::kText},      {"body", Type::kText},       {"source", Type::kText},
    {"service", Type::kInt64},   {"scheme", Type::kText},     {"frozen", Type::kInt64},
    {"starts_on", Type::kDate},  {"recurrence", Type::kText}, {"leads", Type::kText},
    {"at_minute", Type::kInt64}, {"active", Type::kBool},     {"created", Type::kTime},
    {"since", Type::kTime}};

// The columns of kSelectRules.
ReminderRuleRow read_rule(const store::Statement& row) {
  ReminderRuleRow out;
  out.id = row.int_at(0);
  out.version = row.int_at(1);
  out.code = row.string_at(2);
  out.title = row.string_at(3);
  out.body = row.opt_text(4);
  out.source = row.string_at(5);
  out.service = row.opt_int(6);
  out.scheme = row.opt_text(7);
  out.frozen = row.opt_int(8);
  out.starts_on = row.opt_day(9);
  out.recurrence = row.opt_text(10);
  out.leads = row.string_at(11);
  out.at_minute = row.int_at(12);
  out.active = row.int_at(13) != 0;
  out.created_us = row.int_at(14);
  return out;
}

Changes apply(ReminderRuleRow& row, const ReminderRuleFields& fields) {
  Changes changes;
  changes.apply(row.code, fields.code, "code");
  changes.apply(row.title, fields.title, "title");
  changes.apply(row.body, fields.body, "body");
  changes.apply(row.source, fields.source, "source");
  changes.apply(row.service, fields.service, "service");
  changes.apply(row.scheme, fields.scheme, "scheme");
  changes.apply(row.frozen, fields.frozen, "frozen");
  changes.apply(row.starts_on, fields.starts_on, "starts_on");
  changes.apply(row.recurrence, fields.recurrence, "recurrence");
  changes.apply(row.leads, fields.leads, "leads", std::string("7,1"));
  changes.apply(row.at_minute, fields.at_minute, "at_minute", std::int64_t{9 * 60});
  changes.apply(row.active, fields.active, "active", true);
  return changes;
}

// What belongs to one source is refused with another.
Status check_member(bool given, bool belongs, bool needed, const char* name,
                    const std::string& source) {
  if (given && !belongs) return Status::invalid(name, "not a member of source " + source);
  if (!given && needed) return Status::invalid(name, "needed by source " + source);
  return {};
}

Status check_rules(const ReminderRuleRow& row) {
  PMM_TRY(check_code(row.code));
  if (row.title.empty()) return Status::invalid("title", "a reminder needs a title");
  const bool dated = row.source == model::kSourceDated;
  const bool expiry = row.source == model::kSourceIdentifier;
  if (!dated && !expiry && row.source != model::kSourceCaseDue)
    return Status::invalid(
        "source", text::quoted(row.source) + " is not case_due, identifier_expiry or dated");
  PMM_TRY(check_member(row.scheme.has_value(), expiry, expiry, "scheme", row.source));
  PMM_TRY(check_member(row.starts_on.has_value(), dated, dated, "starts_on", row.source));
  PMM_TRY(check_member(row.recurrence.has_value(), dated, false, "recurrence", row.source));
  PMM_TRY(check_member(row.frozen.has_value(), dated, false, "frozen", row.source));
  if (row.recurrence) PMM_TRY(model::parse_recurrence(*row.recurrence, "recurrence").take_status());
  return model::parse_leads(row.leads).take_status();
}

Status check_references(const Writing& writing, const ReminderRuleFields& fields,
                        const ReminderRuleRow& row, std::int64_t self) {
  store::Connection& db = writing.db();
  if (fields.service.value) PMM_TRY(load_service_rules(db, *row.service, "service").take_status());
  if (fields.frozen.value) {
    PMM_ASSIGN(auto find, db.prepare(sql::kFrozenExists));
    PMM_ASSIGN(const bool found, find.bind(1, *row.frozen).step());
    if (!found) return model::no_such(Noun::kFrozenGroup, "frozen", *row.frozen);
  }
  if (!fields.code.given) return {};
  PMM_ASSIGN(auto find, db.prepare(sql::kRuleByCode));
  PMM_ASSIGN(const bool found, find.bind(1, std::string_view(row.code)).step());
  if (!found || find.int_at(0) == self) return {};
  return Status::conflict(
      "code", "rule " + std::to_string(find.int_at(0)) + " has the code " + text::quoted(row.code));
}

void bind_rule(store::Statement& statement, int next, const ReminderRuleRow& row) {
  statement.bind(next++, std::string_view(row.code));
  statement.bind(next++, std::string_view(row.title));
  statement.bind(next++, row.body);
  statement.bind(next++, std::string_view(row.source));
  statement.bind(next++, row.service);
  statement.bind(next++, row.scheme);
  statement.bind(next++, row.frozen);
  statement.bind(next++, row.starts_on);
  statement.bind(next++, row.recurrence);
  statement.bind(next++, std::string_view(row.leads));
  statement.bind(next++, row.at_minute);
  statement.bind(next++, std::int64_t{row.active});
}

Status record_rule(const Writing& writing, std::string_view verb, std::int64_t id,
                   std::string_view fields, std::int64_t subject = 0) {
  return writing.tx.record({.verb = verb,
                            .noun = store::Noun::kReminderRule,
                            .id = id,
                            .subject = subject,
                            .fields = fields});
}

}  // namespace

Result<std::optional<ReminderRuleRow>> next_rule(store::Connection& db, std::int64_t from) {
  PMM_ASSIGN(auto find, db.prepare(std::string(sql::kSelectRules) + sql::kRuleFrom));
  PMM_ASSIGN(const bool found, find.bind(1, from).step());
  if (!found) return std::optional<ReminderRuleRow>();
  return std::optional(read_rule(find));
}

Result<ReminderRuleRow> load_rule(store::Connection& db, std::int64_t id, std::string_view field) {
  PMM_ASSIGN(auto rule, next_rule(db, id));
  if (!rule || rule->id != id) return model::no_such(Noun::kReminderRule, field, id);
  return std::move(*rule);
}

Result<std::int64_t> create_reminder_rule(const Writing& writing,
                                          const ReminderRuleFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, Noun::kReminderRule, {}, "", 0));
  ReminderRuleRow row;
  const Changes changes = apply(row, fields);
  PMM_TRY(check_rules(row));
  PMM_TRY(check_references(writing, fields, row, 0));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kReminderRule));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertRule));
  bind_rule(insert.bind(1, id).bind(2, writing.now_us()), 3, row);
  PMM_TRY(insert.run());
  PMM_TRY(record_rule(writing, "create", id, changes.names()));
  return id;
}

Result<std::int64_t> update_reminder_rule(const Writing& writing, std::int64_t id,
                                          const ReminderRuleFields& fields) {
  PMM_ASSIGN(ReminderRuleRow row, load_rule(writing.db(), id, "id"));
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kReminderRule, {}, "id", id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  PMM_TRY(check_fixed(fields.source, "source"));
  const Changes changes = apply(row, fields);
  if (changes.none()) return row.version;
  PMM_TRY(check_rules(row));
  PMM_TRY(check_references(writing, fields, row, id));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateRule));
  bind_rule(update.bind(1, id), 2, row);
  PMM_TRY(update.run());
  PMM_TRY(record_rule(writing, "update", id, changes.names()));
  return row.version + 1;
}

Result<TablePtr> get_reminder_rule(const Reading& reading, std::int64_t id) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, Noun::kReminderRule, {}, "id", id));
  PMM_ASSIGN(TablePtr table,
             read_row(reading, "reminder_rule", sql::kSelectRules, id, kRuleColumns));
  if (table->rows == 0) return model::no_such(Noun::kReminderRule, "id", id);
  return table;
}

Result<TablePtr> list_reminder_rules(const Reading& reading, const ReminderRuleFilter& filter,
                                     const Page& page) {
  List list("reminder_rules", sql::kSelectRules);
  if (filter.code.value) list.where(sql::kRuleCodeIs, {*filter.code.value});
  if (filter.source.value) list.where(sql::kRuleSourceIs, {*filter.source.value});
  where_id(list, filter.service, sql::kRuleServiceIs, sql::kRuleNoService);
  if (filter.active.value) list.where(sql::kRuleActiveIs, {std::int64_t{*filter.active.value}});
  list.restrict_to(reading.plan, Noun::kReminderRule);
  return list.run(reading, kRuleColumns, page, List::Order::kOldestFirst);
}

Result<std::int64_t> follow_reminder_rule(const Writing& writing, std::int64_t rule,
                                          std::int64_t subject, bool follow) {
  PMM_ASSIGN(const ReminderRuleRow row, load_rule(writing.db(), rule, "rule"));
  PMM_TRY(model::check_access(writing.plan, Action::kRead, Noun::kReminderRule, {}, "rule", rule));
  PMM_TRY(check_subject(writing.db(), writing.plan, Action::kCreate, Noun::kReminder, subject,
                        "subject"));
  if (follow && row.source != model::kSourceDated)
    return Status::conflict("rule", "rule " + text::quoted(row.code) +
                                        " speaks to whom it concerns, without being followed");
  bool follows = false;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kFollows));
    PMM_ASSIGN(follows, find.bind(1, rule).bind(2, subject).step());
  }
  if (follows == follow) return row.version;
  PMM_ASSIGN(auto change, writing.db().prepare(follow ? sql::kFollowRule : sql::kUnfollowRule));
  change.bind(1, rule).bind(2, subject);
  if (follow) change.bind(3, writing.now_us());
  PMM_TRY(change.run());
  PMM_TRY(record_rule(writing, follow ? "follow" : "unfollow", rule, "followers", subject));
  return row.version;
}

Result<TablePtr> list_followed_rules(const Reading& reading, std::int64_t subject) {
  PMM_TRY(
      check_subject(reading.db, reading.plan, Action::kRead, Noun::kReminder, subject, "subject"));
  if (!model::check_access(reading.plan, Action::kRead, Noun::kReminderRule, {}, "rule", 0).ok())
    return TableBuilder(kFollowedColumns).finish();
  reading.saw(subject, "reminder_rules");
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kFollowedRules));
  return read_table(select.bind(1, subject), kFollowedColumns);
}

}  // namespace pmm::crm
