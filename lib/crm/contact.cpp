#include "crm/contact.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "crm/change.hpp"
#include "crm/contact_sql.hpp"
#include "crm/external_id.hpp"
#include "crm/field_guard.hpp"
#include "crm/office.hpp"
#include "crm/role.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;
using model::Noun;

constexpr std::size_t kOutcomeBytes = 64;

const Columns kContactColumns{
    {"id", Type::kInt64},         {"version", Type::kInt64},   {"channel", Type::kInt64},
    {"direction", Type::kText},   {"subject", Type::kInt64},   {"service", Type::kInt64},
    {"case_id", Type::kInt64},    {"office", Type::kInt64},    {"operator", Type::kInt64},
    {"started", Type::kTime},     {"ended", Type::kTime},      {"waiting_s", Type::kInt64, "s"},
    {"outcome", Type::kText},     {"abandoned", Type::kBool},  {"summary", Type::kText},
    {"external_id", Type::kText}, {"assurance", Type::kInt64}, {"on_behalf_of", Type::kInt64},
    {"created", Type::kTime}};

// The row as it stands, to be changed and written back.
struct ContactRow {
  std::int64_t version = 0;
  std::int64_t channel = 0;
  std::string direction = "in";
  std::optional<std::int64_t> subject, service, case_id, office, operator_id;
  std::int64_t started_us = 0;
  std::optional<std::int64_t> ended_us, waiting_s;
  std::optional<std::string> outcome, summary, external_id;
  bool abandoned = false;
};

Result<ContactRow> load_contact(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto find, db.prepare(sql::kContactRow));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kContact, "id", id);
  ContactRow row;
  row.version = find.int_at(0);
  row.external_id = find.opt_text(1);
  row.channel = find.int_at(2);
  row.direction = find.string_at(3);
  row.subject = find.opt_int(4);
  row.service = find.opt_int(5);
  row.case_id = find.opt_int(6);
  row.office = find.opt_int(7);
  row.operator_id = find.opt_int(8);
  row.started_us = find.int_at(9);
  row.ended_us = find.opt_int(10);
  row.waiting_s = find.opt_int(11);
  row.outcome = find.opt_text(12);
  row.abandoned = find.int_at(13) != 0;
  row.summary = find.opt_text(14);
  return row;
}

model::RowFacts facts_of(const ContactRow& row) {
  return {row.subject.value_or(0), row.office.value_or(0), row.service.value_or(0), {}};
}

// Whether it is by a right of staff that the actor opens the contact.
bool opens_as_staff(const model::Plan& plan, const ContactRow& row) noexcept {
  return model::as_staff(plan, model::bit(Action::kCreate), Noun::kContact, facts_of(row));
}

Changes apply(ContactRow& row, const ContactFields& fields, std::int64_t now_us) {
  Changes changes;
  changes.apply(row.channel, fields.channel, "channel");
  changes.apply(row.direction, fields.direction, "direction", std::string("in"));
  changes.apply(row.subject, fields.subject, "subject");
  changes.apply(row.service, fields.service, "service");
  changes.apply(row.case_id, fields.case_id, "case_id");
  changes.apply(row.office, fields.office, "office");
  changes.apply(row.operator_id, fields.operator_id, "operator");
  changes.apply(row.started_us, fields.started_us, "started", now_us);
  changes.apply(row.ended_us, fields.ended_us, "ended");
  changes.apply(row.waiting_s, fields.waiting_s, "waiting_s");
  changes.apply(row.outcome, fields.outcome, "outcome");
  changes.apply(row.abandoned, fields.abandoned, "abandoned");
  changes.apply(row.summary, fields.summary, "summary");
  changes.apply(row.external_id, fields.external_id, "external_id");
  return changes;
}

Status check_outcome(const std::optional<std::string>& outcome) {
  if (!outcome) return {};
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  };
  if (outcome->size() <= kOutcomeBytes && std::all_of(outcome->begin(), outcome->end(), fits))
    return {};
  return Status::invalid("outcome",
                         text::quoted(*outcome) + " is not a code of 1 to 64 of a-z, 0-9 and _");
}

Status check_rules(const ContactRow& row) {
  if (row.channel == 0) return Status::invalid("channel", "a contact needs a channel");
  if (row.direction != "in" && row.direction != "out")
    return Status::invalid("direction", text::quoted(row.direction) + " is not in or out");
  if (row.ended_us && *row.ended_us < row.started_us)
    return Status::invalid("ended_us", "the contact ends before it starts");
  if (row.waiting_s && *row.waiting_s < 0)
    return Status::invalid(
        "waiting_s", "a waiting time of " + std::to_string(*row.waiting_s) + " seconds is below 0");
  if (row.abandoned && row.ended_us)
    return Status::invalid("ended_us", "an abandoned contact was not handled and has no end");
  return check_outcome(row.outcome);
}

Status check_channel(store::Connection& db, std::int64_t channel) {
  PMM_ASSIGN(auto find, db.prepare(sql::kContactChannel));
  PMM_ASSIGN(const bool found, find.bind(1, channel).step());
  if (!found) return model::no_such(Noun::kChannel, "channel", channel);
  if (find.int_at(0) == 0)
    return Status::conflict("channel", "channel " + std::to_string(channel) + " is not active");
  return {};
}

// That what the fields refer to is there, is seen by the actor, and fits together.
Status check_references(const Writing& writing, ContactRow& row, const ContactFields& fields,
                        std::int64_t self) {
  store::Connection& db = writing.db();
  if (fields.channel.given) PMM_TRY(check_channel(db, row.channel));
  if (fields.subject.value)
    PMM_TRY(
        check_subject(db, writing.plan, Action::kRead, Noun::kSubject, *row.subject, "subject"));
  if (fields.office.value) PMM_TRY(check_entry(db, kOffices, *row.office, "office"));
  if (fields.operator_id.value) PMM_TRY(check_operator(db, *row.operator_id, "operator_id"));
  if (fields.external_id.given)
    PMM_TRY(check_external_id(writing, sql::kContactByExternal, model::Noun::kContact,
                              row.external_id, self));
  if (!row.case_id || !row.subject || (!fields.case_id.given && !fields.subject.given)) return {};
  PMM_ASSIGN(const SeenCase about, see_case(db, writing.plan, *row.case_id, "case_id"));
  if (about.subject == 0 || about.subject == *row.subject) return {};
  return Status::conflict("case_id", "case " + std::to_string(*row.case_id) +
                                         " is of another subject than the contact");
}

Result<std::optional<std::int64_t>> office_of_service(store::Connection& db, std::int64_t service) {
  PMM_ASSIGN(auto find, db.prepare(sql::kContactService));
  PMM_ASSIGN(const bool found, find.bind(1, service).step());
  if (!found) return model::no_such(Noun::kService, "service", service);
  return find.opt_int(0);
}

// What a new contact takes from its case, its service and its session.
Status apply_defaults(const Writing& writing, const ContactFields& fields, ContactRow& row) {
  const auto optional_id = [](std::int64_t id) {
    return id == 0 ? std::nullopt : std::optional(id);
  };
  if (!fields.started_us.value) row.started_us = writing.now_us();
  if (row.case_id) {
    PMM_ASSIGN(const SeenCase about, see_case(writing.db(), writing.plan, *row.case_id, "case_id"));
    if (!fields.service.given) row.service = optional_id(about.service);
    if (!fields.office.given) row.office = optional_id(about.office);
  }
  if (row.service) {
    PMM_ASSIGN(const auto office, office_of_service(writing.db(), *row.service));
    if (!fields.office.given && !row.office) row.office = office;
  }
  const model::Plan& plan = writing.plan;
  if (!fields.operator_id.given && !row.abandoned && (plan.staff || plan.everything) &&
      opens_as_staff(plan, row))
    row.operator_id = plan.actor;
  return {};
}

// Citizens tell of their own contacts; who in the administration handles one is not theirs to say.
Status check_staff_fields(const model::Plan& plan, const ContactFields& fields,
                          const ContactRow& row) {
  if (opens_as_staff(plan, row)) return {};
  if (fields.operator_id.value)
    return Status(Code::kDenied, "only staff may name the operator", "operator_id");
  if (fields.office.value) return Status(Code::kDenied, "only staff may name the office", "office");
  return {};
}

void bind_row(store::Statement& statement, std::int64_t id, const ContactRow& row) {
  statement.bind(1, id).bind(2, row.external_id).bind(3, row.channel);
  statement.bind(4, std::string_view(row.direction)).bind(5, row.subject).bind(6, row.service);
  statement.bind(7, row.case_id).bind(8, row.office).bind(9, row.operator_id);
  statement.bind(10, row.started_us).bind(11, row.ended_us).bind(12, row.waiting_s);
  statement.bind(13, row.outcome).bind(14, std::int64_t{row.abandoned}).bind(15, row.summary);
}

// The tasks of the contact learn who it was with.
Status tell_tasks(const Writing& writing, std::int64_t id, const ContactRow& row) {
  std::vector<std::int64_t> tasks;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kContactTasks));
    find.bind(1, id);
    for (;;) {
      PMM_ASSIGN(const bool more, find.step());
      if (!more) break;
      tasks.push_back(find.int_at(0));
    }
  }
  for (const std::int64_t task : tasks) {
    PMM_ASSIGN(auto update, writing.db().prepare(sql::kContactTaskSubject));
    PMM_TRY(update.bind(1, task).bind(2, row.subject).run());
    PMM_TRY(writing.tx.record({.verb = "update",
                               .noun = store::Noun::kTask,
                               .id = task,
                               .subject = row.subject.value_or(0),
                               .case_id = row.case_id.value_or(0),
                               .fields = "subject"}));
  }
  return {};
}

}  // namespace

Status check_operator(store::Connection& db, std::int64_t id, std::string_view field) {
  PMM_ASSIGN(auto find, db.prepare(sql::kContactActor));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (found) return {};
  return model::no_such(Noun::kActor, field, id);
}

Result<SeenContact> see_contact(store::Connection& db, const model::Plan& plan, std::int64_t id,
                                std::string_view field) {
  PMM_ASSIGN(auto find, db.prepare(sql::kContactFacts));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kContact, field, id);
  const SeenContact facts{find.int_at(0), find.int_at(1), find.int_at(2), find.int_at(3)};
  PMM_TRY(model::check_access(plan, Action::kRead, Noun::kContact,
                              {facts.subject, facts.office, facts.service, {}}, field, id));
  return facts;
}

Result<SeenCase> see_case(store::Connection& db, const model::Plan& plan, std::int64_t id,
                          std::string_view field) {
  PMM_ASSIGN(auto find, db.prepare(sql::kContactCase));
  PMM_ASSIGN(const bool found, find.bind(1, id).step());
  if (!found) return model::no_such(Noun::kCase, field, id);
  const SeenCase facts{find.int_at(0), find.int_at(1), find.int_at(2)};
  PMM_TRY(model::check_access(plan, Action::kRead, Noun::kCase,
                              {facts.subject, facts.office, facts.service, {}}, field, id));
  return facts;
}

void where_id(List& list, const Field<std::int64_t>& wanted, const char* is, const char* is_none) {
  if (!wanted.given) return;
  if (wanted.value)
    list.where(is, {*wanted.value});
  else
    list.where(is_none);
}

Result<std::int64_t> create_contact(const Writing& writing, const ContactFields& given) {
  ContactFields fields = given;
  PMM_ASSIGN(fields.subject, live_subject(writing.db(), given.subject));
  ContactRow row;
  const Changes changes = apply(row, fields, writing.now_us());
  PMM_TRY(apply_defaults(writing, fields, row));
  PMM_TRY(check_staff_fields(writing.plan, fields, row));
  PMM_TRY(check_acts_for(writing, row.subject.value_or(0)));
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, Noun::kContact, facts_of(row), "", 0));
  PMM_TRY(check_rules(row));
  PMM_TRY(check_references(writing, row, fields, 0));
  PMM_TRY(check_role_channel(writing.plan, row.channel, "channel"));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kContact));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertContact));
  bind_row(insert, id, row);
  insert.bind(16, writing.call.assurance).bind_id(17, writing.call.on_behalf_of);
  PMM_TRY(insert.bind(18, writing.now_us()).run());
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kContact,
                             .id = id,
                             .subject = row.subject.value_or(0),
                             .case_id = row.case_id.value_or(0),
                             .fields = changes.names()}));
  return id;
}

Result<std::int64_t> update_contact(const Writing& writing, std::int64_t id,
                                    const ContactFields& given) {
  store::Connection& db = writing.db();
  ContactFields fields = given;
  PMM_ASSIGN(fields.subject, live_subject(db, given.subject));
  PMM_ASSIGN(ContactRow row, load_contact(db, id));
  PMM_TRY(
      model::check_access(writing.plan, Action::kUpdate, Noun::kContact, facts_of(row), "id", id));
  PMM_TRY(check_version(writing.call.expected_version, row.version));
  const auto subject_before = row.subject;
  const Changes changes = apply(row, fields, row.started_us);
  if (changes.none()) return row.version;
  PMM_TRY(check_acts_for(writing, row.subject.value_or(0)));
  if (fields.channel.given) PMM_TRY(check_role_channel(writing.plan, row.channel, "channel"));
  if (subject_before && row.subject != subject_before)
    return Status::conflict(
        "subject", "the contact is with subject " + std::to_string(*subject_before) + " already");
  if (fields.case_id.value)
    PMM_TRY(see_case(db, writing.plan, *row.case_id, "case_id").take_status());
  if (fields.service.value) PMM_TRY(office_of_service(db, *row.service).take_status());
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, Noun::kContact, facts_of(row), "", 0));
  PMM_TRY(check_rules(row));
  PMM_TRY(check_references(writing, row, fields, id));
  PMM_ASSIGN(auto update, db.prepare(sql::kUpdateContact));
  bind_row(update, id, row);
  PMM_TRY(update.run());
  PMM_TRY(writing.tx.record({.verb = "update",
                             .noun = store::Noun::kContact,
                             .id = id,
                             .subject = row.subject.value_or(0),
                             .case_id = row.case_id.value_or(0),
                             .fields = changes.names()}));
  if (row.subject != subject_before) PMM_TRY(tell_tasks(writing, id, row));
  return row.version + 1;
}

Result<TablePtr> get_contact(const Reading& reading, std::int64_t id) {
  PMM_TRY(see_contact(reading.db, reading.plan, id, "id").take_status());
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectContact));
  FieldGuard guard(reading.plan, Noun::kContact, kContactColumns);
  PMM_ASSIGN(TablePtr row, read_table(select.bind(1, id), kContactColumns, &guard));
  note_seen(reading, *row, "contact");
  return row;
}

Result<TablePtr> list_contacts(const Reading& reading, const ContactFilter& filter,
                               const Page& page) {
  List list("contacts", sql::kSelectContacts);
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  where_id(list, subject, sql::kContactSubjectIs, sql::kContactNoSubject);
  where_id(list, filter.case_id, sql::kContactCaseIs, sql::kContactNoCase);
  where_id(list, filter.office, sql::kContactOfficeIs, sql::kContactNoOffice);
  where_id(list, filter.service, sql::kContactServiceIs, sql::kContactNoService);
  where_id(list, filter.operator_id, sql::kContactOperatorIs, sql::kContactNoOperator);
  if (filter.channel.value) list.where(sql::kContactChannelIs, {*filter.channel.value});
  if (filter.from_us.value) list.where(sql::kContactFrom, {*filter.from_us.value});
  if (filter.to_us.value) list.where(sql::kContactTo, {*filter.to_us.value});
  if (filter.abandoned.value)
    list.where(sql::kContactAbandonedIs, {std::int64_t{*filter.abandoned.value}});
  if (filter.external_id.value) list.where(sql::kContactExternalIs, {*filter.external_id.value});
  list.restrict_to(reading.plan, Noun::kContact);
  FieldGuard guard(reading.plan, Noun::kContact, kContactColumns);
  return list.run(reading, kContactColumns, page, List::Order::kNewestFirst, &guard);
}

}  // namespace pmm::crm
