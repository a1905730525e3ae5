#include "analytics/execute.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>
#include <vector>

#include "analytics/answer.hpp"
#include "analytics/grouping.hpp"
#include "analytics/measures.hpp"
#include "analytics/predicate.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::Rows;

constexpr std::size_t kMostGroups = 20'000'000;

using Blocks = std::vector<const Block*>;

// Blocks in which some row may match.
Blocks candidates(const columnar::Frame& frame, const Predicate& predicate) {
  Blocks blocks;
  for (const auto& block : frame.blocks)
    if (block->dead < block->rows && may_match(predicate, *block)) blocks.push_back(block.get());
  return blocks;
}

// What instants of `member` the matching rows can have.
TimeBounds bounds_of(const Member& member, const Blocks& blocks, const Filter& filter) {
  std::int64_t min = TimeRange::kLast;
  std::int64_t max = TimeRange::kFirst;
  for (const Block* block : blocks) {
    min = std::min(min, block->chunks[member.column].min);
    max = std::max(max, block->chunks[member.column].max);
  }
  for (const Filter& part : filter.children) {
    if (part.kind != Filter::Kind::kRanges || part.negated || part.member != &member ||
        part.ranges.size() != 1)
      continue;
    min = std::max(min, part.ranges.front().begin_us);
    max = std::min(max, part.ranges.front().end_us - 1);
  }
  if (min > max) return {};
  return {min, max};
}

Grouping make_grouping(const Question& question, const Blocks& blocks, std::uint64_t rows) {
  const Query& query = question.query;
  std::vector<std::unique_ptr<KeyPart>> parts;
  for (const Member* member : query.dimensions)
    parts.push_back(make_dimension_part(*member, *query.cube, question.epoch));
  for (const TimeDimension& time : query.times)
    parts.push_back(make_time_part(time, *query.zone, question.native_zone,
                                   bounds_of(*time.member, blocks, query.filter)));
  return {std::move(parts), rows};
}

// One pass over the blocks: select, group, measure.
class Scan {
 public:
  Scan(const Predicate& predicate, Grouping& grouping, Measures& measures)
      : predicate_(predicate),
        grouping_(grouping),
        measures_(measures),
        mask_(columnar::kBlockRows),
        selection_(columnar::kBlockRows),
        groups_(columnar::kBatchRows) {}

  Status run(const Block& block) {
    if (predicate_.kind == Predicate::Kind::kAll && block.dead == 0) {
      for (std::size_t begin = 0; begin < block.rows; begin += columnar::kBatchRows)
        PMM_TRY(batch(block, {nullptr, begin,
                              std::min<std::size_t>(columnar::kBatchRows, block.rows - begin)}));
      return {};
    }
    const auto mask = std::span(mask_).first(block.rows);
    evaluate(predicate_, block, mask);
    if (block.alive) columnar::mask_and(mask, std::span(*block.alive).first(block.rows));
    const std::size_t selected = columnar::to_selection(mask, selection_);
    for (std::size_t begin = 0; begin < selected; begin += columnar::kBatchRows)
      PMM_TRY(batch(
          block, {selection_.data() + begin, 0, std::min(columnar::kBatchRows, selected - begin)}));
    return {};
  }

 private:
  Status batch(const Block& block, const Rows& rows) {
    const auto groups = std::span(groups_).first(rows.count);
    grouping_.assign(block, rows, groups);
    if (grouping_.groups() > kMostGroups)
      return Status::limit("query", "the answer has over " + std::to_string(kMostGroups) +
                                        " groups; ask for fewer dimensions or filter");
    measures_.grow(grouping_.groups());
    measures_.add(block, rows, groups);
    return {};
  }

  const Predicate& predicate_;
  Grouping& grouping_;
  Measures& measures_;
  std::vector<std::uint8_t> mask_;
  std::vector<std::uint16_t> selection_;
  std::vector<std::uint32_t> groups_;
};

AnswerColumn column_for(std::string name, Type type, std::string_view unit = "") {
  AnswerColumn column;
  column.name = std::move(name);
  column.type = type;
  column.unit = unit;
  return column;
}

Type bucket_type(Granularity granularity) noexcept {
  switch (granularity) {
    case Granularity::kMinute:
    case Granularity::kHour:
      return Type::kTime;
    case Granularity::kWeekday:
    case Granularity::kHourOfDay:
      return Type::kInt64;
    default:
      return Type::kDate;
  }
}

std::vector<AnswerColumn> make_columns(const Query& query) {
  std::vector<AnswerColumn> columns;
  for (const Member* member : query.dimensions)
    columns.push_back(column_for(std::string(member->name), member->type));
  for (const TimeDimension& time : query.times)
    columns.push_back(column_for(
        std::string(time.member->name) + "." + std::string(granularity_name(time.granularity)),
        bucket_type(time.granularity)));
  for (const Member* member : query.measures)
    columns.push_back(column_for(std::string(member->name), member->type, member->unit));
  return columns;
}

}  // namespace

Result<TablePtr> execute(const Question& question, const Call& call) {
  const Query& query = question.query;
  Predicate predicate;
  predicate.kind = Predicate::Kind::kAnd;
  predicate.children.push_back(compile_access(question.plan, *query.cube, question.epoch));
  predicate.children.push_back(compile_filter(query.filter, *query.cube, question.epoch));
  std::erase_if(predicate.children,
                [](const Predicate& child) { return child.kind == Predicate::Kind::kAll; });
  if (predicate.children.empty()) predicate = Predicate{};

  const columnar::Frame& frame = question.epoch.frame(query.cube->id);
  const Blocks blocks = candidates(frame, predicate);
  std::uint64_t rows = 0;
  for (const Block* block : blocks) rows += block->rows;
  Grouping grouping = make_grouping(question, blocks, rows);
  Measures measures(query, question.epoch, question.now_us, grouping.dense_groups());
  Scan scan(predicate, grouping, measures);
  for (const Block* block : blocks) {
    PMM_TRY(call.check());
    PMM_TRY(scan.run(*block));
  }
  measures.seal(grouping.groups());
  PMM_TRY(call.check());

  // Without anything to group by there is one answer, even about no rows.
  std::vector<std::uint32_t> groups = measures.present();
  if (grouping.parts() == 0) groups = {0};
  std::vector<AnswerColumn> columns = make_columns(query);
  for (std::size_t i = 0; i < grouping.parts(); ++i) grouping.decode(i, groups, columns[i]);
  for (std::size_t i = 0; i < query.measures.size(); ++i)
    measures.finish(i, groups, columns[grouping.parts() + i]);
  return make_table(query, columns,
                    {question.epoch.mark.journal, question.epoch.mark.visit, question.now_us});
}

}  // namespace pmm::analytics
