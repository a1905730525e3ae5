#include "analytics/engine.hpp"

#include <algorithm>
#include <utility>

#include "analytics/execute.hpp"
#include "analytics/feed_sql.hpp"
#include "analytics/indicators.hpp"
#include "analytics/query.hpp"
#include "analytics/vocabulary.hpp"
#include "base/limits.hpp"

namespace pmm::analytics {

Engine::Engine(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone)
    : store_(store), zone_(zone), feed_(std::move(store), std::move(zone)) {}

Result<TablePtr> Engine::query(std::string_view json, const model::Plan& plan, const Call& call) {
  PMM_TRY(call.check());
  const std::int64_t now_us = store_->now_us();
  PMM_ASSIGN(Query question, parse_query(json, zone_, now_us));
  PMM_ASSIGN(const EpochPtr epoch, feed_.latest(call));
  return answer(std::move(question), *epoch, plan, now_us, call);
}

Result<TablePtr> Engine::answer(Query question, const Epoch& epoch, const model::Plan& plan,
                                std::int64_t now_us, const Call& call) const {
  const std::int64_t limit = store_->memory_limit_bytes();
  const ScanContext context{epoch, plan, *zone_, now_us,
                            limit != 0 ? limit / 4 : limits::kAnswerBytes};
  return execute(std::move(question), context, {}, call);
}

Result<std::vector<std::string>> Engine::digital_channels(const Call& call) const {
  PMM_ASSIGN(auto snapshot, store_->read(call));
  PMM_ASSIGN(auto row, snapshot.db().prepare(sql::kDigitalChannels));
  std::vector<std::string> codes;
  for (;;) {
    PMM_ASSIGN(const bool more, row.step());
    if (!more) return codes;
    codes.push_back(row.string_at(0));
  }
}

Result<TablePtr> Engine::indicators(std::string_view request, const model::Plan& plan,
                                    const Call& call) {
  PMM_TRY(call.check());
  PMM_ASSIGN(const auto digital, digital_channels(call));
  PMM_ASSIGN(const EpochPtr epoch, feed_.latest(call));
  const std::int64_t now_us = store_->now_us();
  const Ask ask = [&](const std::string& question) -> Result<TablePtr> {
    PMM_ASSIGN(Query parsed, parse_query(question, zone_, now_us));
    return answer(std::move(parsed), *epoch, plan, now_us, call);
  };
  return analytics::indicators(request, digital, ask);
}

std::string Engine::meta_json() const { return analytics::meta_json(); }

std::string Engine::query_schema_json() const { return analytics::query_schema_json(); }

}  // namespace pmm::analytics
