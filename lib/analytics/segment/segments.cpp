#include "analytics/segment/segments.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "analytics/answer/cell_sums.hpp"
#include "analytics/scan/budget.hpp"
#include "analytics/scan/predicate.hpp"
#include "analytics/segment/fields.hpp"
#include "base/limits.hpp"

namespace pmm::analytics {
namespace {

// How often the columns are brought to one commit before the later of the two is taken as it is.
constexpr int kMostTries = 4;

}  // namespace

std::int64_t Segments::budget_bytes() const noexcept {
  return budget_under(store_->memory_limit_bytes());
}

Result<Evaluated> Segments::evaluate(std::span<const std::string_view> rules, const Asker& asker,
                                     bool with_subjects, const Call& call) {
  PMM_TRY(call.check());
  std::vector<Rule> parsed;
  RuleContext where = context(asker.saved);
  for (const std::string_view text : rules) {
    PMM_ASSIGN(Rule rule, parse_rule(text, where));
    PMM_TRY(check_may_ask(rule, asker, "rule"));
    with_subjects = with_subjects || needs_subjects(rule);
    parsed.push_back(std::move(rule));
  }
  Evaluated out;
  out.now_us = where.now_us;
  for (int tries = 0; tries < kMostTries; ++tries) {
    PMM_ASSIGN(out.epoch, feed_.latest(call));
    if (!with_subjects) break;
    PMM_ASSIGN(out.subjects, subjects_.latest(out.now_us, call));
    if (out.subjects->journal == out.epoch->mark.journal) break;
  }
  const SegmentInput input{*out.epoch, out.subjects.get(), asker.plan,
                           &pool_,     budget_bytes(),     asker.action};
  for (const Rule& rule : parsed) {
    PMM_ASSIGN(columnar::Bitset group, evaluate_rule(rule, input, call));
    out.groups.push_back(std::move(group));
  }
  return out;
}

Status Segments::check(std::string_view rule, std::string_view own_name,
                       const SegmentRules& saved) const {
  RuleContext where = context(saved);
  where.own_name = own_name;
  return parse_rule(rule, where).take_status();
}

Result<std::string> Segments::expand(std::string_view rule, const SegmentRules& saved) const {
  return expand_rule(rule, context(saved));
}

bool hides_small_groups(const model::Plan& plan) noexcept {
  const auto all = cubes();
  return model::hides_small_cells(plan, model::Noun::kSubject) ||
         std::any_of(all.begin(), all.end(), [&plan](const Cube& cube) {
           return model::hides_small_cells(plan, noun_of(cube.id));
         });
}

bool is_small_group(std::size_t count, const model::Plan& plan) noexcept {
  return count > 0 && static_cast<std::int64_t>(count) < plan.smallest_cell &&
         hides_small_groups(plan);
}

void put_count(TableBuilder& builder, std::size_t count, const model::Plan& plan) {
  if (is_small_group(count, plan))
    builder.withheld();
  else
    builder.integer(static_cast<std::int64_t>(count));
}

std::vector<std::uint8_t> hidden_counts(const std::vector<std::size_t>& counts, std::size_t total,
                                        const model::Plan& plan) {
  std::vector<std::uint8_t> hidden;
  std::vector<std::int64_t> sizes;
  Sum sum;
  for (const std::size_t count : counts) {
    sum.parts.push_back(static_cast<std::uint32_t>(hidden.size()));
    hidden.push_back(is_small_group(count, plan) ? 1 : 0);
    sizes.push_back(static_cast<std::int64_t>(count));
  }
  sum.total = static_cast<std::uint32_t>(hidden.size());
  hidden.push_back(is_small_group(total, plan) ? 1 : 0);
  sizes.push_back(static_cast<std::int64_t>(total));
  if (hides_small_groups(plan))
    hide_complements(std::span(&sum, 1), sizes, plan.smallest_cell, hidden);
  hidden.pop_back();
  return hidden;
}

Result<TablePtr> count_table(const Evaluated& evaluated, const model::Plan& plan) {
  TableBuilder builder({{"members", Type::kInt64}});
  put_count(builder, evaluated.groups.front().count(), plan);
  builder.end_row();
  builder.table().watermark = evaluated.watermark();
  return builder.finish();
}

Result<TablePtr> split_table(const Evaluated& evaluated, const Split& split,
                             const model::Plan& plan) {
  std::vector<std::size_t> counts(split.parts.size());
  Splitter splitter(split);
  evaluated.groups.front().visit(0, [&](std::size_t subject) {
    ++counts[splitter.part_of(static_cast<std::int64_t>(subject))];
    return true;
  });
  TableBuilder builder(
      {{"label", Type::kText}, {"share", Type::kFloat64, "1"}, {"members", Type::kInt64}});
  const auto hidden = hidden_counts(counts, evaluated.groups.front().count(), plan);
  std::uint32_t begin = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    builder.text(split.parts[i].label);
    builder.real((split.parts[i].end - begin) / 1e6);
    if (hidden[i] != 0)
      builder.withheld();
    else
      builder.integer(static_cast<std::int64_t>(counts[i]));
    builder.end_row();
    begin = split.parts[i].end;
  }
  builder.table().watermark = evaluated.watermark();
  return builder.finish();
}

Result<TablePtr> overlap_table(const Evaluated& evaluated, const model::Plan& plan) {
  const std::size_t a = evaluated.groups[0].count();
  const std::size_t b = evaluated.groups[1].count();
  const std::size_t both = evaluated.groups[0].count_common(evaluated.groups[1]);
  TableBuilder builder({{"a", Type::kInt64},
                        {"b", Type::kInt64},
                        {"both", Type::kInt64},
                        {"only_a", Type::kInt64},
                        {"only_b", Type::kInt64},
                        {"either", Type::kInt64}});
  // The four that are left of two that are known: one of them gives the others away.
  const std::size_t crossed[] = {both, a - both, b - both, a + b - both};
  const bool hides = is_small_group(a, plan) || is_small_group(b, plan) ||
                     std::any_of(std::begin(crossed), std::end(crossed),
                                 [&](std::size_t count) { return is_small_group(count, plan); });
  put_count(builder, a, plan);
  put_count(builder, b, plan);
  for (const std::size_t count : crossed) {
    if (hides)
      builder.withheld();
    else
      builder.integer(static_cast<std::int64_t>(count));
  }
  builder.end_row();
  builder.table().watermark = evaluated.watermark();
  return builder.finish();
}

}  // namespace pmm::analytics
