#include "crm/access.hpp"

#include <algorithm>
#include <limits>

#include "crm/access_sql.hpp"
#include "crm/role.hpp"

namespace pmm::crm {
namespace {

Status load_grants(store::Connection& db, model::ActorFacts& facts) {
  PMM_ASSIGN(auto grants, db.prepare(sql::kGrantsOfActor));
  grants.bind(1, facts.actor);
  for (;;) {
    PMM_ASSIGN(const bool more, grants.step());
    if (!more) return {};
    model::Grant grant;
    grant.role = grants.string_at(0);
    grant.office = grants.int_at(1);
    grant.service = grants.int_at(2);
    grant.valid_from_us = grants.int_at(3);
    grant.valid_to_us = grants.opt_int(4).value_or(model::kNoTimeLimit);
    facts.grants.push_back(std::move(grant));
  }
}

Status load_roles(store::Connection& db, model::ActorFacts& facts) {
  std::vector<std::string> names;
  for (const model::Grant& grant : facts.grants)
    if (model::find_role(grant.role) == nullptr) names.push_back(grant.role);
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  for (const std::string& name : names) {
    PMM_ASSIGN(auto rules, load_role(db, name));
    if (rules) facts.custom.push_back(std::move(*rules));
  }
  PMM_ASSIGN(auto channels, db.prepare(sql::kChannelsOfActor));
  channels.bind(1, facts.actor);
  for (;;) {
    PMM_ASSIGN(const bool more, channels.step());
    if (!more) return {};
    facts.channels.emplace_back(channels.string_at(0), channels.int_at(1));
  }
}

Status load_mandates(store::Connection& db, model::ActorFacts& facts) {
  PMM_ASSIGN(auto mandates, db.prepare(sql::kMandatesOfDelegate));
  mandates.bind(1, facts.subject);
  std::int64_t last = 0;
  for (;;) {  // a row for each service of each mandate
    PMM_ASSIGN(const bool more, mandates.step());
    if (!more) return {};
    if (mandates.int_at(0) != last) {
      last = mandates.int_at(0);
      facts.mandates.push_back({mandates.int_at(1),
                                {},
                                mandates.int_at(2),
                                mandates.opt_int(3).value_or(model::kNoTimeLimit)});
    }
    if (const auto service = mandates.opt_int(4))
      facts.mandates.back().services.push_back(*service);
  }
}

}  // namespace

Result<model::ActorFacts> load_actor_facts(store::Connection& db, std::int64_t actor,
                                           std::string_view field) {
  model::ActorFacts facts;
  facts.actor = actor;
  {
    PMM_ASSIGN(auto row, db.prepare(sql::kActor));
    PMM_ASSIGN(const bool found, row.bind(1, actor).step());
    if (!found || row.int_at(0) == 0)
      return Status::not_found(std::string(field), "no active actor " + std::to_string(actor));
    facts.subject = row.int_at(1);
  }
  PMM_TRY(load_grants(db, facts));
  PMM_TRY(load_roles(db, facts));
  if (facts.subject != 0) PMM_TRY(load_mandates(db, facts));
  PMM_ASSIGN(facts.smallest_cell, load_smallest_cell(db));
  return facts;
}

Result<const model::Plan*> PlanCache::plan(store::Connection& db, std::int64_t policy,
                                           std::int64_t now_us) {
  latest_us_ = std::max(latest_us_, now_us);
  if (policy != policy_ || latest_us_ >= plan_.valid_until_us) {
    policy_ = -1;  // should loading fail, the old plan must not serve
    PMM_ASSIGN(const model::ActorFacts facts, load_actor_facts(db, actor_, "actor"));
    plan_ = model::compile(facts, latest_us_);
    policy_ = policy;
  }
  return &plan_;
}

Result<const model::Plan*> PlanCache::plan_for_reading(store::Connection& db, std::int64_t now_us) {
  PMM_ASSIGN(const auto policy, db.query_int(sql::kPolicyVersion));
  return plan(db, policy.value_or(0), now_us);
}

Result<const model::Plan*> PlanCache::plan_for_writing(store::Tx& tx) {
  PMM_ASSIGN(const std::int64_t policy, tx.current(kPolicyCounter));
  return plan(tx.db(), policy, tx.now_us());
}

Result<const model::Plan*> PlanCache::narrowed(const model::Plan& plan, std::int64_t on_behalf_of,
                                               bool writes) {
  if (on_behalf_of == 0 && (!writes || plan.acting_for.empty())) return &plan;
  const bool by_right =
      plan.everything || plan.system || plan.staff || plan.own_subject == on_behalf_of;
  narrowed_ = model::acting_as(plan, on_behalf_of);
  if (on_behalf_of != 0 && narrowed_.acting_as == 0 && !by_right)
    return model::no_such(model::Noun::kSubject, "call.on_behalf_of", on_behalf_of);
  return &narrowed_;
}

}  // namespace pmm::crm
