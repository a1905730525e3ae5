#include "analytics/engine.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "analytics/execute.hpp"
#include "analytics/explain.hpp"
#include "analytics/feed_sql.hpp"
#include "analytics/indicators.hpp"
#include "analytics/on_day.hpp"
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
Result<EpochPtr> Engine::epoch_for(Query& question, const EpochPtr& newest, const Asker& asker,
                                   const Call& call) {
  if (question.segments.empty()) return newest;
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

// What may be named depends on the columns, and which columns are needed on what is named: when
// services declare other attributes in between, the question is read once more.
Result<Engine::Understood> Engine::understand(std::string_view json, const Asker& asker,
                                              const Call& call) {
  PMM_TRY(call.check());
  Understood understood;
  understood.now_us = store_->now_us();
  PMM_ASSIGN(EpochPtr newest, feed_.latest(call));
  for (;;) {
    PMM_ASSIGN(understood.question,
               parse_query(json, zone_, understood.now_us, newest->members.get()));
    understood.members = newest->members;
    PMM_ASSIGN(understood.epoch, epoch_for(understood.question, newest, asker, call));
    if (understood.epoch->members == newest->members) break;
    newest = understood.epoch;
  }
  const Query& question = understood.question;
  if (!question.on_day) return understood;
  PMM_ASSIGN(AsOf then,
             cases_on_day(*understood.epoch, *question.on_day, *question.zone, *zone_, call));
  understood.epoch = std::move(then.epoch);
  understood.now_us = std::min(understood.now_us, then.at_us);
  return understood;
}

std::int64_t Engine::budget_bytes() const noexcept {
  const std::int64_t limit = store_->memory_limit_bytes();
  return limit != 0 ? limit / 4 : limits::kAnswerBytes;
}

Result<TablePtr> Engine::query(std::string_view json, const model::Plan& plan, const Call& call,
                               const SegmentRules& saved) {
  PMM_ASSIGN(const Understood what, understand(json, {plan, saved}, call));
  ScanContext context{*what.epoch, plan, *zone_, what.now_us, budget_bytes()};
  context.pool = &pool_;
  return execute(what.question, context, call);
}

Result<std::string> Engine::explain(std::string_view json, const model::Plan& plan,
                                    const Call& call, const SegmentRules& saved) {
  Explanation told;
  auto since = std::chrono::steady_clock::now();
  const auto lap = [&since] {
    const std::int64_t us = us_since(since);
    since = std::chrono::steady_clock::now();
    return us;
  };
  PMM_TRY(call.check());
  PMM_TRY(feed_.latest(call).status());
  told.feed_us = lap();
  PMM_ASSIGN(const Understood what, understand(json, {plan, saved}, call));
  const Query& question = what.question;
  told.parse_us = lap();
  ScanContext context{*what.epoch, plan, *zone_, what.now_us, budget_bytes()};
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
    ScanContext context{*epoch, plan, *zone_, now_us, budget_bytes()};
    context.pool = &pool_;
    return execute(parsed, context, call);
  };
  bool hides = false;
  for (const Cube& cube : cubes())
    hides = hides || model::hides_small_cells(plan, noun_of(cube.id));
  return analytics::indicators(request, digital, hides ? plan.smallest_cell : 0, ask);
}

Result<std::string> Engine::meta_json() const {
  const Call call;  // watched for as long as the snapshot is held
  PMM_ASSIGN(auto snapshot, store_->read(call));
  PMM_ASSIGN(const auto declared, declared_attributes(snapshot.db()));
  return analytics::meta_json(Members(declared));
}

std::string Engine::query_schema_json() const { return analytics::query_schema_json(); }

}  // namespace pmm::analytics
