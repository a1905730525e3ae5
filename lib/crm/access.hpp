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

  // After a transaction that was, or may have been, undone: a plan made from its grants bears a
  // number of the policy that the next change will be given again.
  void forget() noexcept { policy_ = -1; }

 private:
  std::int64_t actor_;
  std::int64_t policy_ = -1;
  std::int64_t latest_us_ = 0;  // a clock that goes back does not revive an expired grant
  model::Plan plan_;
};

}  // namespace pmm::crm
