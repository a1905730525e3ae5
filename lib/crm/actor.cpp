#include "crm/actor.hpp"

#include "base/text.hpp"
#include "crm/access.hpp"
#include "crm/actor_sql.hpp"
#include "crm/change.hpp"
#include "crm/external_id.hpp"
#include "crm/role.hpp"
#include "crm/subject.hpp"

namespace pmm::crm {
namespace {

using model::Action;

constexpr std::string_view kPerson = "person";
constexpr std::string_view kSystem = "system";

const Columns kActorColumns{{"id", Type::kInt64},    {"version", Type::kInt64},
                            {"kind", Type::kText},   {"external_id", Type::kText},
                            {"name", Type::kText},   {"subject", Type::kInt64},
                            {"active", Type::kBool}, {"created", Type::kTime}};

struct ActorRow {
  std::int64_t version = 0;
  std::string kind, name;
  std::optional<std::string> external_id;
  std::optional<std::int64_t> subject;
  bool active = true;
};

Status insert_first(store::Tx& tx, std::int64_t expected_id, std::string_view name,
                    std::string_view kind, std::string_view role) {
  PMM_ASSIGN(const std::int64_t id, tx.next_id(store::Noun::kActor));
  if (id != expected_id) return Status::internal("the first actors have other ids");
  PMM_ASSIGN(auto actor, tx.db().prepare(sql::kInsertActor));
  actor.bind(1, id).bind(2, kind).bind_null(3).bind(4, name).bind_null(5);
  PMM_TRY(actor.bind(6, std::int64_t{1}).bind(7, tx.now_us()).run());
  PMM_TRY(tx.record(
      {.verb = "create", .noun = store::Noun::kActor, .id = id, .fields = "kind,name,active"}));
  PMM_ASSIGN(const std::int64_t grant_id, tx.next_id(store::Noun::kGrant));
  PMM_ASSIGN(auto grant, tx.db().prepare(sql::kInsertGrant));
  grant.bind(1, grant_id).bind(2, id).bind(3, role).bind_null(4).bind_null(5);
  PMM_TRY(grant.bind(6, std::int64_t{0}).bind_null(7).bind(8, tx.now_us()).run());
  return tx.record(
      {.verb = "create", .noun = store::Noun::kGrant, .id = grant_id, .fields = "actor,role"});
}

Result<ActorRow> load_actor(store::Connection& db, std::int64_t id) {
  PMM_ASSIGN(auto select, db.prepare(sql::kActorRow));
  PMM_ASSIGN(const bool found, select.bind(1, id).step());
  if (!found) return model::no_such(model::Noun::kActor, "id", id);
  ActorRow row;
  row.version = select.int_at(0);
  row.kind = select.string_at(1);
  row.external_id = select.opt_text(2);
  row.name = select.string_at(3);
  row.subject = select.opt_int(4);
  row.active = select.int_at(5) != 0;
  return row;
}

Changes apply(ActorRow& row, const ActorFields& fields) {
  Changes changes;
  changes.apply(row.external_id, fields.external_id, "external_id");
  changes.apply(row.name, fields.name, "name");
  changes.apply(row.subject, fields.subject, "subject");
  changes.apply(row.active, fields.active, "active");
  return changes;
}

Status check_rules(const Writing& writing, ActorRow& row, std::int64_t self) {
  if (row.name.empty()) return Status::invalid("name", "an actor needs a name");
  PMM_TRY(check_external_id(writing, sql::kActorByExternal, model::Noun::kActor, row.external_id,
                            self));
  if (!row.subject) return {};
  if (row.kind == kSystem) return Status::invalid("subject", "a system is no subject");
  return check_subject(writing.db(), writing.plan, Action::kRead, model::Noun::kSubject,
                       *row.subject, "subject");
}

// What an actor's rights need stays as long as the rights do.
Status check_still_citizen(const Writing& writing, const ActorRow& before, const ActorRow& after,
                           std::int64_t id) {
  if (!before.subject || after.subject) return {};
  std::vector<std::pair<std::int64_t, std::string>> grants;
  {
    PMM_ASSIGN(auto find, writing.db().prepare(sql::kLiveGrants));
    find.bind(1, id).bind(2, writing.now_us());
    for (;;) {
      PMM_ASSIGN(const bool more, find.step());
      if (!more) break;
      grants.emplace_back(find.int_at(0), find.string_at(1));
    }
  }
  for (const auto& [grant, role] : grants) {
    PMM_ASSIGN(const auto rules, load_role(writing.db(), role));
    if (rules && model::needs_subject(*rules))
      return Status::conflict("subject", "grant " + std::to_string(grant) + " makes the actor a " +
                                             role + "; end it first");
  }
  return {};
}

}  // namespace

Status create_first_actors(store::Tx& tx) {
  PMM_TRY(
      insert_first(tx, kFirstAdministrator, "administrator", kPerson, model::kRoleAdministrator));
  PMM_TRY(insert_first(tx, kSystemActor, "system", kSystem, model::kRoleSystem));
  return tx.next(kPolicyCounter).take_status();
}

Status policy_changed(const Writing& writing, const char* field) {
  PMM_TRY(writing.tx.next(kPolicyCounter).take_status());
  PMM_ASSIGN(auto find, writing.db().prepare(sql::kLastingAdministrator));
  PMM_ASSIGN(const bool found, find.bind(1, writing.now_us()).step());
  if (found) return {};
  return Status::conflict(field, "no active administrator without an end would be left");
}

Result<std::int64_t> create_actor(const Writing& writing, const ActorFields& fields) {
  PMM_TRY(model::check_access(writing.plan, Action::kCreate, model::Noun::kActor, {}, "", 0));
  ActorRow row;
  row.kind = fields.kind.value.value_or("");
  if (row.kind != kPerson && row.kind != kSystem)
    return Status::invalid("kind", text::quoted(row.kind) + " is not person or system");
  Changes changes;
  changes.note("kind");
  changes.note(apply(row, fields).names());
  PMM_TRY(check_rules(writing, row, 0));
  PMM_ASSIGN(const std::int64_t id, writing.tx.next_id(store::Noun::kActor));
  PMM_ASSIGN(auto insert, writing.db().prepare(sql::kInsertActor));
  insert.bind(1, id).bind(2, std::string_view(row.kind)).bind(3, row.external_id);
  insert.bind(4, std::string_view(row.name)).bind(5, row.subject);
  PMM_TRY(insert.bind(6, std::int64_t{row.active}).bind(7, writing.now_us()).run());
  PMM_TRY(writing.tx.record({.verb = "create",
                             .noun = store::Noun::kActor,
                             .id = id,
                             .subject = row.subject.value_or(0),
                             .fields = changes.names()}));
  return id;
}

Result<std::int64_t> update_actor(const Writing& writing, std::int64_t id,
                                  const ActorFields& fields) {
  PMM_ASSIGN(const ActorRow before, load_actor(writing.db(), id));
  if (id != writing.plan.actor)
    PMM_TRY(model::check_access(writing.plan, Action::kRead, model::Noun::kActor, {}, "id", id));
  PMM_TRY(model::check_access(writing.plan, Action::kUpdate, model::Noun::kActor, {}, "", 0));
  PMM_TRY(check_version(writing.call.expected_version, before.version));
  PMM_TRY(check_fixed(fields.kind, "kind"));
  ActorRow row = before;
  const Changes changes = apply(row, fields);
  if (changes.none()) return row.version;
  PMM_TRY(check_rules(writing, row, id));
  PMM_TRY(check_still_citizen(writing, before, row, id));
  if (id == kSystemActor && !row.active)
    return Status::conflict("active", "the library itself acts as this actor");
  PMM_ASSIGN(auto update, writing.db().prepare(sql::kUpdateActor));
  update.bind(1, id).bind(2, row.external_id).bind(3, std::string_view(row.name));
  PMM_TRY(update.bind(4, row.subject).bind(5, std::int64_t{row.active}).run());
  PMM_TRY(writing.tx.record({.verb = "update",
                             .noun = store::Noun::kActor,
                             .id = id,
                             .subject = row.subject.value_or(0),
                             .fields = changes.names()}));
  if (row.active != before.active || row.subject != before.subject)
    PMM_TRY(policy_changed(writing, "active"));
  return row.version + 1;
}

Result<TablePtr> get_actor(const Reading& reading, std::int64_t id) {
  if (id != reading.plan.actor)
    PMM_TRY(model::check_access(reading.plan, Action::kRead, model::Noun::kActor, {}, "id", id));
  PMM_ASSIGN(auto select, reading.db.prepare(sql::kSelectActor));
  PMM_ASSIGN(TablePtr table, read_table(select.bind(1, id), kActorColumns));
  if (table->rows == 0) return model::no_such(model::Noun::kActor, "id", id);
  return table;
}

Result<TablePtr> list_actors(const Reading& reading, const ActorFilter& filter, const Page& page) {
  List list("actors", sql::kSelectActors);
  if (filter.kind.value) list.where(sql::kActorKindIs, {*filter.kind.value});
  if (filter.external_id.value) list.where(sql::kActorExternalIs, {*filter.external_id.value});
  PMM_ASSIGN(const auto subject, live_subject(reading.db, filter.subject));
  if (subject.value) list.where(sql::kActorSubjectIs, {*subject.value});
  if (filter.active.value) list.where(sql::kActorActiveIs, {std::int64_t{*filter.active.value}});
  if (!model::reach(reading.plan, Action::kRead, model::Noun::kActor).all)
    list.where(sql::kActorIs, {reading.plan.actor});
  return list.run(reading, kActorColumns, page, List::Order::kOldestFirst);
}

}  // namespace pmm::crm
