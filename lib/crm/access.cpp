#include "crm/access.hpp"

#include <algorithm>
#include <limits>

#include "crm/access_sql.hpp"

namespace pmm::crm {
namespace {

Result<model::ActorFacts> load_facts(store::Connection& db, std::int64_t actor) {
  model::ActorFacts facts;
  facts.actor = actor;
  PMM_ASSIGN(auto row, db.prepare(sql::kActor));
  PMM_ASSIGN(const bool found, row.bind(1, actor).step());
  if (!found || row.int_at(0) == 0)
    return Status::not_found("actor", "no active actor " + std::to_string(actor));
  facts.subject = row.int_at(1);
  PMM_ASSIGN(auto grants, db.prepare(sql::kGrantsOfActor));
  grants.bind(1, actor);
  for (;;) {
    PMM_ASSIGN(const bool more, grants.step());
    if (!more) return facts;
    model::Grant grant;
    grant.role = grants.string_at(0);
    grant.office = grants.int_at(1);
    grant.service = grants.int_at(2);
    grant.valid_from_us = grants.int_at(3);
    grant.valid_to_us = grants.opt_int(4).value_or(model::kNoTimeLimit);
    facts.grants.push_back(std::move(grant));
  }
}

}  // namespace

Result<const model::Plan*> PlanCache::plan(store::Connection& db, std::int64_t policy,
                                           std::int64_t now_us) {
  latest_us_ = std::max(latest_us_, now_us);
  if (policy != policy_ || latest_us_ >= plan_.valid_until_us) {
    policy_ = -1;  // should loading fail, the old plan must not serve
    PMM_ASSIGN(const model::ActorFacts facts, load_facts(db, actor_));
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

}  // namespace pmm::crm
