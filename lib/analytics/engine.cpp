#include "analytics/engine.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "analytics/execute.hpp"
#include "analytics/explain.hpp"
#include "analytics/query.hpp"
#include "analytics/vocabulary.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::analytics {

Engine::Engine(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone,
               const EngineOptions& options)
    : store_(store),
      zone_(zone),
      feed_(store, zone, options),
      segments_(std::move(store), std::move(zone), feed_),
      pool_(options.threads) {}

// The newest columns; where the question names segments, with their members as of the same commit.
Result<EpochPtr> Engine::epoch_for(Query& question, const Asker& asker, const Call& call) {
  if (question.on_day)
    return Status(Code::kUnsupported,
                  "the columns hold the cases as they are now, not of a past day", "onDay");
  if (question.segments.empty()) return feed_.latest(call);
  std::vector<std::string> rules;
  for (const SegmentUse& use : question.segments) {
    auto rule = asker.saved ? asker.saved(use.name)
                            : Result<std::string>(Status::not_found("", "no segment is stored"));
    if (!rule.ok() && rule.status().code() == Code::kNotFound)
      return Status::invalid(use.at, text::quoted(use.name) + " is not a known segment");
    if (!rule.ok()) return rule.take_status();
    rules.push_back(std::move(rule).value());
  }
  const std::vector<std::string_view> texts(rules.begin(), rules.end());
  PMM_ASSIGN(Evaluated evaluated, segments_.evaluate(texts, asker, false, call));
  set_segments(question, evaluated.groups);
  return std::move(evaluated.epoch);
}

std::int64_t Engine::budget_bytes() const noexcept {
  const std::int64_t limit = store_->memory_limit_bytes();
  return limit != 0 ? limit / 4 : limits::kAnswerBytes;
}

Result<TablePtr> Engine::query(std::string_view json, const model::Plan& plan, const Call& call,
                               const SegmentRules& saved) {
  PMM_TRY(call.check());
  const std::int64_t now_us = store_->now_us();
  PMM_ASSIGN(Query question, parse_query(json, zone_, now_us));
  PMM_ASSIGN(const EpochPtr epoch, epoch_for(question, {plan, saved}, call));
  ScanContext context{*epoch, plan, *zone_, now_us, budget_bytes()};
  context.pool = &pool_;
  return execute(question, context, call);
}

Result<std::string> Engine::explain(std::string_view json, const model::Plan& plan,
                                    const Call& call, const SegmentRules& saved) {
  PMM_TRY(call.check());
  const std::int64_t now_us = store_->now_us();
  Explanation told;
  auto since = std::chrono::steady_clock::now();
  const auto lap = [&since] {
    const std::int64_t us = us_since(since);
    since = std::chrono::steady_clock::now();
    return us;
  };
  PMM_ASSIGN(Query question, parse_query(json, zone_, now_us));
  told.parse_us = lap();
  PMM_ASSIGN(const EpochPtr epoch, epoch_for(question, {plan, saved}, call));
  told.feed_us = lap();
  ScanContext context{*epoch, plan, *zone_, now_us, budget_bytes()};
  context.pool = &pool_;
  context.told = &told.scans;
  PMM_ASSIGN(const TablePtr answer, execute(question, context, call));
  told.shape_us = std::max<std::int64_t>(0, lap() - told.scans.us);
  told.answer_rows = answer->rows;
  told.answer_bytes = held_bytes(*answer);
  told.column_bytes = column_bytes();
  PMM_ASSIGN(told.sql, question_sql(question, context));
  return explanation_json(question, context, told);
}

std::string Engine::meta_json() const { return analytics::meta_json(); }

std::string Engine::query_schema_json() const { return analytics::query_schema_json(); }

}  // namespace pmm::analytics
