#include "analytics/answer/rows.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "analytics/answer/assemble.hpp"
#include "analytics/scan/budget.hpp"
#include "analytics/scan/grouping.hpp"
#include "analytics/scan/joined.hpp"
#include "analytics/scan/predicate.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::Rows;

// An instant as it is.
class InstantColumn final : public KeyPart {
 public:
  explicit InstantColumn(std::uint8_t column) : column_(column) {}
  void bind(const Block&, BoundPart& bound) const override { bound.how = BoundPart::How::kMany; }
  void number(const Block& block, const Rows& rows,
              std::span<std::uint64_t> numbers) const override {
    std::array<std::int64_t, columnar::kBatchRows> instants;
    columnar::read_values(block.chunks[column_], rows, std::span(instants).first(rows.count));
    for (std::size_t i = 0; i < rows.count; ++i)
      numbers[i] = static_cast<std::uint64_t>(instants[i]);
  }
  void decode(std::uint64_t number, AnswerColumn& column) const override {
    const auto us = static_cast<std::int64_t>(number);
    if (us == columnar::kNullInt)
      column.add_null();
    else
      column.add_int(us);
  }

 private:
  std::uint8_t column_;
};

TimeBounds bounds_of(const Member& member, const columnar::Frame& frame) noexcept {
  TimeBounds bounds{TimeRange::kLast, TimeRange::kFirst};
  for (const auto& block : frame.blocks) {
    bounds.min_us = std::min(bounds.min_us, block->chunks[member.column].min);
    bounds.max_us = std::max(bounds.max_us, block->chunks[member.column].max);
  }
  return bounds.min_us > bounds.max_us ? TimeBounds{} : bounds;
}

std::vector<columnar::RowMap::Run> runs_by_row(const columnar::RowMap* ids) {
  if (ids == nullptr) return {};
  std::vector<columnar::RowMap::Run> runs(ids->runs().begin(), ids->runs().end());
  std::sort(runs.begin(), runs.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
  return runs;
}

class Lister {
 public:
  Lister(const Query& query, const PlannedScan& plan, const ScanContext& context)
      : query_(query),
        predicate_(compile_readable(context.plan, model::Action::kRead, plan.spec.filter,
                                    *plan.spec.cube, context.epoch)),
        joined_(plan.spec, predicate_, context.epoch),
        frame_(joined_.empty() ? context.epoch.frame(plan.spec.cube->id)
                               : joined_.outline(context.epoch.frame(plan.spec.cube->id))),
        ids_(runs_by_row(context.epoch.row_ids(plan.spec.cube->id))),
        numbers_(columnar::kBatchRows),
        budget_bytes_(context.budget_bytes) {
    const bool native = query.zone->rules_hash() == context.home.rules_hash();
    for (const Member* member : plan.spec.dimensions)
      parts_.push_back(member->kind == MemberKind::kTime
                           ? std::make_unique<InstantColumn>(member->column)
                           : make_dimension_part(*member, *plan.spec.cube, context.epoch));
    for (const TimeDimension& time : plan.spec.times)
      parts_.push_back(make_time_part(time, *query.zone, native, bounds_of(*time.member, frame_)));
    for (const Output& output : query.outputs)
      answer_.columns.push_back(column_for(output.name, output.type, output.unit));
  }

  Result<Answer> run(const Call& call) {
    answer_.matched = 0;
    const std::size_t wanted = static_cast<std::size_t>(*query_.limit + query_.offset);
    std::uint32_t base = 0;
    for (const auto& block : frame_.blocks) {
      PMM_TRY(call.check());
      if (block->dead < block->rows && may_match(predicate_, *block)) {
        if (joined_.empty())
          add_block(*block, base);
        else
          add_block(joined_.filled(*block), base);
      }
      base += block->rows;
      if (answer_.rows.size() > 2 * wanted + columnar::kBlockRows) PMM_TRY(let_go(wanted, call));
      PMM_TRY(check_bytes(held_bytes(answer_), budget_bytes_, kRowsTake));
    }
    return std::move(answer_);
  }

 private:
  void add_block(const Block& block, std::uint32_t base) {
    const auto selected = selector_.select(predicate_, block);
    answer_.matched += static_cast<std::int64_t>(selected.size());
    for (std::size_t begin = 0; begin < selected.size(); begin += columnar::kBatchRows)
      add_batch(
          block, base,
          {selected.data() + begin, 0, std::min(columnar::kBatchRows, selected.size() - begin)});
  }

  void add_batch(const Block& block, std::uint32_t base, const Rows& rows) {
    const auto numbers = std::span(numbers_).first(rows.count);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      parts_[i]->number(block, rows, numbers);
      for (const std::uint64_t number : numbers) parts_[i]->decode(number, answer_.columns[i]);
    }
    for (std::size_t i = 0; i < rows.count; ++i) {
      if (!ids_.empty()) answer_.columns.back().add_int(id_of(base + rows.selection[i]));
      answer_.rows.push_back(static_cast<std::uint32_t>(answer_.kept.size()));
      answer_.kept.push_back(query_.all_parts());
    }
  }

  std::int64_t id_of(std::uint32_t row) const noexcept {
    const auto after = std::upper_bound(
        ids_.begin(), ids_.end(), row,
        [](std::uint32_t wanted, const columnar::RowMap::Run& run) { return wanted < run.row; });
    return (after - 1)->first + (row - (after - 1)->row);
  }

  // Only what may still be among the first rows stays.
  Status let_go(std::size_t wanted, const Call& call) {
    PMM_TRY(keep_first_rows(query_, wanted, call, answer_));
    for (AnswerColumn& column : answer_.columns) column.keep(answer_.rows);
    answer_.kept.assign(answer_.rows.size(), query_.all_parts());
    for (std::uint32_t row = 0; row < answer_.rows.size(); ++row) answer_.rows[row] = row;
    return {};
  }

  const Query& query_;
  Predicate predicate_;
  Joined joined_;
  columnar::Frame frame_;
  std::vector<columnar::RowMap::Run> ids_;  // by row
  std::vector<std::unique_ptr<KeyPart>> parts_;
  Answer answer_;
  RowSelector selector_;
  std::vector<std::uint64_t> numbers_;
  std::int64_t budget_bytes_;
};

}  // namespace

Status may_list_rows(const Query& query, const model::Plan& plan) {
  const Cube& cube = *query.cubes.front();
  const model::Reach reach = model::reach(plan, model::Action::kRead, noun_of(cube.id));
  const bool hides = model::hides_small_cells(plan, noun_of(cube.id));
  if ((reach.all || reach.scoped) && !hides) return {};
  return Status::denied("ungrouped rows are for those who may read rows of others");
}

Result<Answer> list_rows(const Query& query, const ScanContext& context, const Call& call) {
  PMM_TRY(may_list_rows(query, context.plan));
  const QueryPlan plan = plan_scans(query, {}, context.now_us);
  return Lister(query, plan.scans.front(), context).run(call);
}

}  // namespace pmm::analytics
