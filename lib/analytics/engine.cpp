#include "analytics/engine.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "analytics/answer/execute.hpp"
#include "analytics/answer/rows.hpp"
#include "analytics/columns/feed_sql.hpp"
#include "analytics/explain/explain.hpp"
#include "analytics/indicator/indicators.hpp"
#include "analytics/question/query.hpp"
#include "analytics/question/vocabulary.hpp"
#include "analytics/scan/budget.hpp"
#include "analytics/scan/on_day.hpp"
#include "base/clock.hpp"
#include "base/text.hpp"

namespace pmm::analytics {

Engine::Engine(std::shared_ptr<store::Store> store, std::shared_ptr<const Zone> zone,
               const EngineOptions& options)
    : store_(store),
      zone_(zone),
      feed_(store, zone, options),
      pool_(options.threads),
      segments_(std::move(store), std::move(zone), feed_, pool_) {}

namespace {

Result<std::vector<std::string>> rules_of(const Query& question, const SegmentRules& saved) {
  std::vector<std::string> rules;
  for (const SegmentUse& use : question.segments) {
    auto rule = saved ? saved(use.name)
                      : Result<std::string>(Status::not_found("", "no segment is stored"));
    if (!rule.ok() && rule.status().code() == Code::kNotFound)
      return Status::invalid(use.at, text::quoted(use.name) + " is not a known segment");
    if (!rule.ok()) return rule.take_status();
    rules.push_back(std::move(rule).value());
  }
  return rules;
}

}  // namespace

// The newest columns; where the question names segments, with their members as of the same commit.
Result<EpochPtr> Engine::epoch_for(Query& question, const EpochPtr& newest, const Asker& asker,
                                   const Call& call) {
  if (question.segments.empty()) return newest;
  PMM_ASSIGN(const auto rules, rules_of(question, asker.saved));
  const std::vector<std::string_view> texts(rules.begin(), rules.end());
  PMM_ASSIGN(Evaluated evaluated, segments_.evaluate(texts, asker, false, call));
  set_segments(question, evaluated.groups);
  return std::move(evaluated.epoch);
}

Result<std::vector<DeclaredAttribute>> Engine::declared_now(const Call& call) const {
  PMM_ASSIGN(auto snapshot, store_->read(call));
  return declared_attributes(snapshot.db());
}

// Before the first question the columns are not there, and making them takes its time: a question
// that makes no sense, or that the actor may not ask, is not worth it.
Status Engine::refuse_early(std::string_view json, const Asker& asker, const Call& call) {
  PMM_TRY(call.check());
  if (feed_.has_columns()) return {};
  PMM_ASSIGN(const auto declared, declared_now(call));
  const Members members(declared);
  PMM_ASSIGN(const Query question, parse_query(json, zone_, store_->now_us(), &members));
  if (question.ungrouped) PMM_TRY(may_list_rows(question, asker.plan));
  PMM_ASSIGN(const auto rules, rules_of(question, asker.saved));
  for (const std::string& rule : rules) PMM_TRY(segments_.check(rule, {}, asker.saved));
  return {};
}

// What may be named depends on the columns, and which columns are needed on what is named: when
// services declare other attributes in between, the question is read once more.
Result<Engine::Understood> Engine::understand(std::string_view json, const Asker& asker,
                                              const Call& call) {
  PMM_TRY(refuse_early(json, asker, call));
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
  PMM_ASSIGN(understood.epoch, with_repeats(question, understood.epoch, call));
  if (!question.on_day) return understood;
  PMM_ASSIGN(AsOf then, cases_on_day(*understood.epoch, *question.on_day, *question.zone, *zone_,
                                     call, budget_bytes()));
  understood.epoch = std::move(then.epoch);
  understood.held_bytes = then.held_bytes;
  understood.now_us = std::min(understood.now_us, then.at_us);
  return understood;
}

// The columns with what the question needs besides them.
Result<EpochPtr> Engine::with_repeats(const Query& question, const EpochPtr& epoch,
                                      const Call& call) {
  if (!asks_for_repeats(question)) return epoch;
  auto next = std::make_shared<Epoch>(*epoch);
  PMM_ASSIGN(next->repeats, repeats_.of(*epoch, call));
  return EpochPtr(std::move(next));
}

std::int64_t Engine::budget_bytes() const noexcept {
  return budget_under(store_->memory_limit_bytes());
}

ScanContext Engine::context_of(const Understood& what, const model::Plan& plan) {
  ScanContext context{*what.epoch, plan, *zone_, what.now_us, budget_bytes()};
  context.pool = &pool_;
  context.held_bytes = what.held_bytes;
  context.past = what.question.on_day.has_value();
  return context;
}

Result<TablePtr> Engine::query(std::string_view json, const model::Plan& plan, const Call& call,
                               const SegmentRules& saved) {
  PMM_ASSIGN(const Understood what, understand(json, {plan, saved}, call));
  return execute(what.question, context_of(what, plan), call);
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
  PMM_TRY(refuse_early(json, {plan, saved}, call));
  PMM_TRY(feed_.latest(call).status());
  told.feed_us = lap();
  PMM_ASSIGN(const Understood what, understand(json, {plan, saved}, call));
  const Query& question = what.question;
  told.parse_us = lap();
  ScanContext context = context_of(what, plan);
  context.told = &told.scans;
  PMM_ASSIGN(const TablePtr answer, execute(question, context, call));
  told.shape_us = std::max<std::int64_t>(0, lap() - told.scans.us);
  told.answer_rows = answer->rows;
  told.answer_bytes = held_bytes(*answer);
  told.column_bytes = column_bytes();
  for (const Cube& cube : cubes())
    told.cube_bytes[static_cast<std::size_t>(cube.id)] = column_bytes(cube.id);
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
  EpochPtr epoch;  // of the first question, so that a request that makes no sense needs none
  const std::int64_t now_us = store_->now_us();
  const Ask ask = [&](const std::string& question) -> Result<TablePtr> {
    PMM_ASSIGN(Query parsed, parse_query(question, zone_, now_us));
    if (!epoch) {
      PMM_ASSIGN(epoch, feed_.latest(call));
    }
    PMM_ASSIGN(const EpochPtr whole, with_repeats(parsed, epoch, call));
    ScanContext context{*whole, plan, *zone_, now_us, budget_bytes()};
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
  PMM_ASSIGN(const auto declared, declared_now(call));
  return analytics::meta_json(Members(declared));
}

std::string Engine::query_schema_json() const { return analytics::query_schema_json(); }

}  // namespace pmm::analytics
