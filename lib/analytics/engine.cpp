#include "analytics/engine.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "analytics/execute.hpp"
#include "analytics/explain.hpp"
#include "analytics/query.hpp"
#include "base/clock.hpp"

namespace pmm::analytics {

Engine::Engine(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone,
               const EngineOptions& options)
    : store_(store), zone_(zone), feed_(std::move(store), std::move(zone), options) {}

Result<TablePtr> Engine::query(std::string_view json, const model::Plan& plan, const Call& call) {
  PMM_TRY(call.check());
  const std::int64_t now_us = store_->now_us();
  PMM_ASSIGN(const EpochPtr epoch, feed_.latest(call));
  PMM_ASSIGN(const Query question, parse_query(json, *epoch->members, zone_, now_us));
  return execute(question, {*epoch, plan, *zone_, now_us}, call);
}

Result<std::string> Engine::explain(std::string_view json, const model::Plan& plan,
                                    const Call& call) {
  PMM_TRY(call.check());
  const std::int64_t now_us = store_->now_us();
  Explanation told;
  auto since = std::chrono::steady_clock::now();
  const auto lap = [&since] {
    const std::int64_t us = us_since(since);
    since = std::chrono::steady_clock::now();
    return us;
  };
  PMM_ASSIGN(const EpochPtr epoch, feed_.latest(call));
  told.feed_us = lap();
  PMM_ASSIGN(const Query question, parse_query(json, *epoch->members, zone_, now_us));
  told.parse_us = lap();
  ScanContext context{*epoch, plan, *zone_, now_us};
  context.told = &told.scans;
  PMM_ASSIGN(const TablePtr answer, execute(question, context, call));
  told.shape_us = std::max<std::int64_t>(0, lap() - told.scans.us);
  told.answer_rows = answer->rows;
  told.answer_bytes = held_bytes(*answer);
  told.column_bytes = column_bytes();
  PMM_ASSIGN(told.sql, question_sql(question, context));
  return explanation_json(question, context, told);
}

Result<std::string> Engine::meta_json() const {
  const Call call;  // watched for as long as the snapshot is held
  PMM_ASSIGN(auto snapshot, store_->read(call));
  PMM_ASSIGN(const auto declared, declared_attributes(snapshot.db()));
  return analytics::meta_json(Members(declared));
}

}  // namespace pmm::analytics
