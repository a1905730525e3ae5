#pragma once

#include <cstdint>
#include <memory>

#include "base/status.hpp"
#include "model/access.hpp"
#include "store/sqlite/connection.hpp"
#include "store/tx.hpp"

namespace pmm::crm {

// Every change of actors and grants takes the next number of this counter; a plan compiled under
// an older number is worthless.
inline constexpr std::string_view kPolicyCounter = "policy";

// An actor's compiled rights, and when they stop being true. A session keeps one and asks here at
// each call, in the call's own snapshot or transaction.
class PlanCache {
 public:
  explicit PlanCache(std::int64_t actor) : actor_(actor) {}

  // kNotFound (field "actor") when the actor is gone or not active.
  Result<const model::Plan*> plan(store::Connection& db, std::int64_t policy, std::int64_t now_us);
  Result<const model::Plan*> plan_for_reading(store::Connection& db, std::int64_t now_us);
  Result<const model::Plan*> plan_for_writing(store::Tx& tx);

  // The plan of a call that acts for a subject, 0 for none: nothing but what its mandate gives. A
  // write without one uses no mandate; a read sees what all of them show. kNotFound at
  // "call.on_behalf_of" where the actor may not act for the subject. Valid until the next call.
  Result<const model::Plan*> narrowed(const model::Plan& plan, std::int64_t on_behalf_of,
                                      bool writes);

  // After a transaction that was, or may have been, undone: a plan made from its grants bears a
  // number of the policy that the next change will be given again.
  void forget() noexcept { policy_ = -1; }

 private:
  std::int64_t actor_;
  std::int64_t policy_ = -1;
  std::int64_t latest_us_ = 0;  // a clock that goes back does not revive an expired grant
  model::Plan plan_;
  model::Plan narrowed_;  // the plan of the call at hand, where it is another
};

// What a decision knows of an actor, from the store as it is. kNotFound at `field`.
Result<model::ActorFacts> load_actor_facts(store::Connection& db, std::int64_t actor,
                                           std::string_view field);

}  // namespace pmm::crm
