// What an actor may do: a role, where and when it holds.
#include "base/text.hpp"
#include "crm/actor.hpp"
#include "crm/actor_sql.hpp"
#include "crm/catalogue.hpp"
#include "crm/change.hpp"
#include "crm/contact.hpp"
#include "crm/office.hpp"
#include "crm/role.hpp"
#include "crm/service.hpp"

namespace pmm::crm {
namespace {

using model::Action;

const Columns kGrantColumns{
    {"id", Type::kInt64},        {"version", Type::kInt64}, {"actor", Type::kInt64},
    {"role", Type::kText},       {"office", Type::kInt64},  {"service", Type::kInt64},
    {"valid_from", Type::kTime}, {"valid_to", Type::kTime}, {"created", Type::kTime}};

Status check_period(std::int64_t from, const std::optional<std::int64_t>& to) {
  if (!to || *to >= from) return {};
  return Status::invalid("valid_to_us", "the grant ends before it begins");
}

// kNotFound at `field` unless the actor is there; gives the subject it is, 0 for none.
Result<std::int64_t> subject_of(store::Connection& db, std::int64_t actor, const char* field) {
  PMM_ASSIGN(auto select, db.prepare(sql::kActorRow));
  PMM_ASSIGN(const bool found, select.bind(1, actor).step());
  if (!found) return model::no_such(model::Noun::kActor, field, actor);
  return select.int_at(4);
}

Status check_rules(store::Connection& db, const GrantFields& fields) {
  const std::string role = fields.role.value.value_or("");
  PMM_ASSIGN(const auto known, load_role(db, role));
  if (!known) {
    PMM_ASSIGN(const std::string names, every_role_name(db));
    return Status::invalid("role", text::quoted(role) + " is none of the roles: " + names);
  }
  PMM_ASSIGN(const std::int64_t subject, subject_of(db, fields.actor.value.value_or(0), "actor"));
  if (model::needs_subject(*known) && subject == 0)
    return Status::invalid("actor", "the role " + role + " needs an actor with a subject");
  if (fields.office.value && !model::ends_at_office(*known))
    return Status::invalid("office", "the role " + role + " is not granted for an office");
  if (fields.service.value && !model::ends_at_service(*known))
    return Status::invalid("service", "the role " + role + " is not granted for a service");
  if (fields.office.value) PMM_TRY(check_entry(db, kOffices, *fields.office.value, "office"));
  if (fields.service.value)
    PMM_TRY(load_service_rules(db, *fields.service.value, "service").take_status());
  return {};
}

}  // namespace

Result<std::int64_t> create_grant(const Writing& writing, const GrantFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, model::Noun::kGrant, {}, "", 0));
  PMM_TRY(check_rules(writing.db(), fields));
  const std::int64_t from = fields.valid_from_us.value.value_or(writing.now_us());
  PMM_TRY(check_period(from, fields.valid_to_us.value));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kGrant));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertGrant));
  insert.bind(1, id).bind(2, fields.actor.value).bind(3, fields.role.value);
  insert.bind(4, fields.office.value).bind(5, fields.service.value).bind(6, from);
  PMM_TRY(insert.bind(7, fields.valid_to_us.value).bind(8, writing.now_us()).run());
  PMM_TRY(writing.tx.record(
      {.verb = "create", .noun = store::Noun::kGrant, .id = id, .fields = "actor,role"}));
  PMM_TRY(policy_changed(writing, "actor"));
  return id;
}

Result<std::int64_t> update_grant(const Writing& writing, std::int64_t id,
                                  const GrantFields& fields) {
  std::int64_t version = 0;
  std::int64_t from = 0;
  std::optional<std::int64_t> to;
  {
    PMM_ASSIGN(auto select, writing.db().prepare(sql::kGrantRow));
    PMM_ASSIGN(const bool found, select.bind(1, id).step());
    if (!found) return model::no_such(model::Noun::kGrant, "id", id);
    version = select.int_at(0);
    from = select.int_at(3);
    to = select.opt_int(4);
  }
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, model::Noun::kGrant, {}, "id", id));
  PMM_TRY(check_version(writing.call.expected_version, version));
  PMM_TRY(check_fixed(fields.actor, "actor"));
  PMM_TRY(check_fixed(fields.role, "role"));
  PMM_TRY(check_fixed(fields.office, "office"));
  PMM_TRY(check_fixed(fields.service, "service"));
  Changes changes;
  changes.apply(from, fields.valid_from_us, "valid_from_us", writing.now_us());
  changes.apply(to, fields.valid_to_us, "valid_to_us");
  if (changes.none()) return version;
  PMM_TRY(check_period(from, to));
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateGrant));
  PMM_TRY(update.bind(1, id).bind(2, from).bind(3, to).run());
  PMM_TRY(writing.tx.record(
      {.verb = "update", .noun = store::Noun::kGrant, .id = id, .fields = changes.names()}));
  PMM_TRY(policy_changed(writing, fields.valid_to_us.given ? "valid_to_us" : "valid_from_us"));
  return version + 1;
}

Result<TablePtr> get_grant(const Reading& reading, std::int64_t id) {
  PMM_TRY(model::check_access(reading.plan, Action::kRead, model::Noun::kGrant, {}, "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectGrant));
  PMM_ASSIGN(TablePtr table, read_table(select.bind(1, id), kGrantColumns));
  if (table->rows == 0) return model::no_such(model::Noun::kGrant, "id", id);
  return table;
}

Result<TablePtr> list_grants(const Reading& reading, std::int64_t actor, const GrantFilter& filter,
                             const Page& page) {
  if (actor != 0) PMM_TRY(subject_of(reading.db, actor, "actor").take_status());
  // Who sees the actor learns that its grants are not to be seen; the others learn nothing.
  if (actor != 0 && actor != reading.plan.actor)
    PMM_TRY(
        model::check_access(reading.plan, Action::kRead, model::Noun::kActor, {}, "actor", actor));
  PMM_TRY(model::check_access(reading.plan, Action::kRead, model::Noun::kGrant, {}, "", 0));
  List list("grants", sql::kSelectGrants);
  if (actor != 0) list.where(sql::kGrantOfActor, {actor});
  if (filter.role.value) list.where(sql::kGrantRoleIs, {*filter.role.value});
  where_id(list, filter.office, sql::kGrantOfficeIs, sql::kGrantNoOffice);
  where_id(list, filter.service, sql::kGrantServiceIs, sql::kGrantNoService);
  if (const auto at_us = reading.instant(filter.as_of_us))
    list.where(sql::kGrantInForce, {*at_us, *at_us});
  return list.run(reading, kGrantColumns, page, List::Order::kOldestFirst);
}

}  // namespace pmm::crm
