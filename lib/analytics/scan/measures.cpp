#include "analytics/scan/measures.hpp"

#include <algorithm>

#include "analytics/scan/joined.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::kCountsPerWord;
using columnar::Pile;
using columnar::PileBuilder;
using columnar::Rows;

std::uint64_t codes_of(const Cube& cube, std::uint8_t column, const Epoch& epoch) {
  const ColumnSpec& spec = cube.columns[column];
  if (spec.domain != Domain::kNone) return epoch.dictionary(spec.domain).size();
  std::int64_t most = 0;
  const Holder holder = holder_of(cube, column, epoch);
  for (const auto& block : holder.frame.blocks)
    most = std::max(most, block->chunks[holder.column].max);
  return static_cast<std::uint64_t>(most) + 1;
}

template <class T, class U>
std::size_t place_in(std::vector<T>& list, const U& wanted) {
  const auto found = std::find(list.begin(), list.end(), wanted);
  if (found != list.end()) return static_cast<std::size_t>(found - list.begin());
  list.push_back(wanted);
  return list.size() - 1;
}

}  // namespace

// --- Plan
// --------------------------------------------------------------------------------------------

MeasurePlan::MeasurePlan(const Cube& cube, std::span<const Member* const> asked, const Epoch& epoch,
                         std::int64_t now_us, std::span<const Block* const> blocks)
    : measures(asked), comparands(epoch, now_us), conditions{Condition::kAll} {
  for (const Member* member : measures) place(member->measure, cube, epoch);
  for (Ranking& ranking : rankings) choose_steps(ranking, blocks);
}

void MeasurePlan::place(const MeasureSpec& spec, const Cube& cube, const Epoch& epoch) {
  Place found;
  switch (spec.aggregate) {
    case Aggregate::kCount:
      found.first = place_in(conditions, spec.where);
      break;
    case Aggregate::kRate:
      found.first = place_in(conditions, spec.where);
      found.second = place_in(conditions, spec.base);
      break;
    case Aggregate::kSum:
    case Aggregate::kMean:
      found.first = place_in(sums, spec.value);
      break;
    case Aggregate::kQuantile: {
      const auto same = [&spec](const Ranking& ranking) { return ranking.value == spec.value; };
      const auto ranking = std::find_if(rankings.begin(), rankings.end(), same);
      found.first = static_cast<std::size_t>(ranking - rankings.begin());
      if (ranking == rankings.end()) rankings.push_back({spec.value, {}, false, 1});
      found.second = place_in(rankings[found.first].shares, spec.p);
      break;
    }
    case Aggregate::kDistinct: {
      const auto same = [&spec](const Telling& telling) { return telling.column == spec.column; };
      const auto telling = std::find_if(tellings.begin(), tellings.end(), same);
      found.first = static_cast<std::size_t>(telling - tellings.begin());
      if (telling == tellings.end())
        tellings.push_back({spec.column, codes_of(cube, spec.column, epoch)});
      break;
    }
  }
  places.push_back(found);
}

void MeasurePlan::choose_steps(Ranking& ranking, std::span<const Block* const> blocks) const {
  const auto interval = interval_of(ranking.value);
  if (!interval) return;
  std::optional<std::int64_t> scale;
  for (const Block* block : blocks) {
    const columnar::Chunk& from = block->chunks[interval->from];
    const columnar::Chunk& to = block->chunks[interval->to];
    const auto found = columnar::subtraction(from, to);
    if (!found) return;
    if (from.empty() || to.empty()) continue;  // no value, whatever the scale
    if (scale && *scale != found->scale) return;
    scale = found->scale;
  }
  ranking.in_steps = true;
  ranking.scale = scale.value_or(1);
}

// --- Totals
// ------------------------------------------------------------------------------------------

GroupTotals::GroupTotals(const MeasurePlan& plan)
    : counts(plan.conditions.size()),
      sums(plan.sums.size()),
      steps(plan.rankings.size()),
      values(plan.rankings.size()),
      codes(plan.tellings.size()) {}

void GroupTotals::grow(std::size_t groups) {
  if (groups <= counts.front().size()) return;
  for (auto& part : counts) part.resize(groups);
  for (auto& part : sums) part.resize(groups);
}

std::size_t GroupTotals::size_bytes() const noexcept {
  std::size_t bytes = pile_bytes;
  for (const auto& part : counts) bytes += part.capacity() * sizeof(part[0]);
  for (const auto& part : sums) bytes += part.capacity() * sizeof(part[0]);
  return bytes;
}

namespace {

template <class T>
void take_piles(std::vector<Pile<T>>& to, std::vector<Pile<T>>&& from,
                std::span<const std::uint32_t> numbers) {
  for (Pile<T>& pile : from) {
    for (std::uint32_t& group : pile.groups) group = numbers[group];
    to.push_back(std::move(pile));
  }
}

}  // namespace

void GroupTotals::take(GroupTotals&& other, std::span<const std::uint32_t> numbers) {
  for (std::size_t i = 0; i < counts.size(); ++i)
    for (std::size_t group = 0; group < numbers.size(); ++group)
      counts[i][numbers[group]] += other.counts[i][group];
  for (std::size_t i = 0; i < sums.size(); ++i) {
    for (std::size_t group = 0; group < numbers.size(); ++group) {
      sums[i][numbers[group]].sum += other.sums[i][group].sum;
      sums[i][numbers[group]].terms += other.sums[i][group].terms;
    }
  }
  for (std::size_t i = 0; i < steps.size(); ++i) {
    take_piles(steps[i], std::move(other.steps[i]), numbers);
    take_piles(values[i], std::move(other.values[i]), numbers);
  }
  for (std::size_t i = 0; i < codes.size(); ++i)
    take_piles(codes[i], std::move(other.codes[i]), numbers);
  pile_bytes += other.pile_bytes;
}

// --- A block
// -----------------------------------------------------------------------------------------

BlockMeasures::BlockMeasures(const MeasurePlan& plan)
    : plan_(plan),
      values_(plan.comparands),
      counts_((plan.conditions.size() + kCountsPerWord - 1) / kCountsPerWord),
      sums_(plan.sums.size()),
      steps_(plan.rankings.size()),
      codes_(plan.tellings.size()),
      wide_values_(plan.rankings.size()) {}

void BlockMeasures::begin(const Block& block, std::uint64_t first_row, std::size_t groups) {
  values_.begin_block(block, first_row);
  groups_ = groups;
  for (columnar::Tally& tally : counts_) tally.reset(groups);
  for (Summing& summing : sums_) summing.used = false;
  for (std::size_t i = 0; i < plan_.rankings.size(); ++i) {
    if (plan_.rankings[i].in_steps)
      steps_[i].reset(groups, block.rows);
    else
      wide_values_[i].reset(groups, block.rows);
  }
  for (auto& builder : codes_) builder.reset(groups, block.rows);
}

void BlockMeasures::add(const Rows& rows, std::span<const std::uint32_t> groups) {
  values_.begin_batch(rows);
  count(groups);
  sum(groups);
  for (std::size_t i = 0; i < plan_.rankings.size(); ++i) {
    const RowValues::Measured found = values_.measure(plan_.rankings[i].value);
    if (plan_.rankings[i].in_steps)
      steps_[i].add(groups, found.steps);
    else if (found.values.empty())
      wide_values_[i].add(groups, found.steps, found.scale);
    else
      wide_values_[i].add(groups, found.values);
  }
  for (std::size_t i = 0; i < plan_.tellings.size(); ++i)
    codes_[i].add(groups, values_.codes(plan_.tellings[i].column));
}

void BlockMeasures::count(std::span<const std::uint32_t> groups) {
  const std::vector<Condition>& conditions = plan_.conditions;
  for (std::size_t word = 0; word < counts_.size(); ++word) {
    const std::size_t first = word * kCountsPerWord;
    const std::size_t end = std::min(first + kCountsPerWord, conditions.size());
    if (end == 1) {  // all rows alone
      counts_[word].add_ones(groups);
      continue;
    }
    flags_.resize(groups.size());
    packs_.assign(groups.size(), 0);
    for (std::size_t i = first; i < end; ++i) {
      values_.flag(conditions[i], flags_);
      columnar::pack_flags(flags_, i - first, packs_);
    }
    counts_[word].add_packs(groups, packs_);
  }
}

void BlockMeasures::sum(std::span<const std::uint32_t> groups) {
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    Summing& summing = sums_[i];
    const RowValues::Measured found = values_.measure(plan_.sums[i]);
    if (!summing.used) {
      summing.used = true;
      summing.scale = found.values.empty() ? found.scale : 0;
      if (summing.scale != 0)
        summing.narrow.reset(groups_);
      else
        summing.wide.assign(groups_ + 1, {});
    }
    if (summing.scale != 0)
      summing.narrow.add_values(groups, found.steps);
    else
      columnar::add_values(groups, found.values, summing.wide);
  }
}

void BlockMeasures::end(BlockGroups& groups, GroupNumbers& numbers, GroupTotals& totals) {
  for (columnar::Tally& tally : counts_) tally.fold();
  for (Summing& summing : sums_)
    if (summing.used && summing.scale != 0) summing.narrow.fold();
  present_.clear();
  for (std::size_t group = 0; group < groups.size(); ++group)
    if (columnar::count_of(counts_[0][group], 0) != 0)
      present_.push_back(static_cast<std::uint32_t>(group));
  groups.keys_of(present_, keys_);
  numbers_.resize(present_.size());
  numbers.find_or_add(keys_, numbers_);
  totals.grow(numbers.size());
  add_counts(totals);
  add_sums(totals);
  add_piles(totals);
}

void BlockMeasures::add_counts(GroupTotals& totals) const {
  for (std::size_t i = 0; i < plan_.conditions.size(); ++i) {
    const columnar::Tally& tally = counts_[i / kCountsPerWord];
    std::vector<std::int64_t>& total = totals.counts[i];
    for (std::size_t k = 0; k < present_.size(); ++k)
      total[numbers_[k]] += columnar::count_of(tally[present_[k]], i % kCountsPerWord);
  }
}

void BlockMeasures::add_sums(GroupTotals& totals) const {
  for (std::size_t i = 0; i < sums_.size(); ++i) {
    const Summing& summing = sums_[i];
    if (!summing.used) continue;
    std::vector<columnar::WideSum>& total = totals.sums[i];
    for (std::size_t k = 0; k < present_.size(); ++k) {
      columnar::WideSum& sum = total[numbers_[k]];
      if (summing.scale == 0) {
        sum.sum += summing.wide[present_[k]].sum;
        sum.terms += summing.wide[present_[k]].terms;
      } else {
        const columnar::Sum block_sum = summing.narrow[present_[k]];
        sum.sum += columnar::Int128{columnar::sum_of(block_sum)} * summing.scale;
        sum.terms += columnar::terms_of(block_sum);
      }
    }
  }
}

void BlockMeasures::add_piles(GroupTotals& totals) {
  if (plan_.rankings.empty() && plan_.tellings.empty()) return;
  number_of_.resize(groups_);
  for (std::size_t k = 0; k < present_.size(); ++k) number_of_[present_[k]] = numbers_[k];
  for (std::size_t i = 0; i < plan_.rankings.size(); ++i) {
    if (plan_.rankings[i].in_steps)
      keep(steps_[i], totals.steps[i], totals);
    else
      keep(wide_values_[i], totals.values[i], totals);
  }
  for (std::size_t i = 0; i < codes_.size(); ++i) keep(codes_[i], totals.codes[i], totals);
}

template <class T>
void BlockMeasures::keep(PileBuilder<T>& builder, std::vector<Pile<T>>& piles,
                         GroupTotals& totals) {
  Pile<T> pile = builder.finish();
  if (pile.groups.empty()) return;
  for (std::uint32_t& group : pile.groups) group = number_of_[group];
  totals.pile_bytes += pile.size_bytes();
  piles.push_back(std::move(pile));
}

}  // namespace pmm::analytics
