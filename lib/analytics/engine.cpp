#include "analytics/engine.hpp"

#include <algorithm>
#include <utility>

#include "analytics/execute.hpp"
#include "analytics/query.hpp"

namespace pmm::analytics {

Engine::Engine(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone)
    : store_(store),
      zone_(zone),
      feed_(store, zone),
      segments_(std::move(store), std::move(zone), feed_) {}

Result<TablePtr> Engine::query(std::string_view json, const model::Plan& plan, const Call& call) {
  PMM_TRY(call.check());
  const std::int64_t now_us = store_->now_us();
  PMM_ASSIGN(const Query question, parse_query(json, zone_, now_us));
  PMM_ASSIGN(const EpochPtr epoch, feed_.latest(call));
  Question context{question, *epoch, plan, now_us};
  context.native_zone = question.zone->rules_hash() == zone_->rules_hash();
  return execute(context, call);
}

std::string Engine::meta_json() const { return analytics::meta_json(); }

}  // namespace pmm::analytics
