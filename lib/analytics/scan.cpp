#include "analytics/scan.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "analytics/grouping.hpp"
#include "analytics/joined.hpp"
#include "analytics/measures.hpp"
#include "analytics/predicate.hpp"
#include "base/clock.hpp"
#include "base/limits.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::Rows;

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

Grouping make_grouping(const ScanSpec& spec, PartSet kept, const ScanContext& context,
                       const Blocks& blocks) {
  const bool native = spec.zone->rules_hash() == context.home.rules_hash();
  std::uint64_t rows = 0;
  for (const Block* block : blocks) rows += block->rows;
  std::vector<std::unique_ptr<KeyPart>> parts;
  PartSet bit = 1;
  for (const Member* member : spec.dimensions) {
    if ((kept & bit) != 0) parts.push_back(make_dimension_part(*member, *spec.cube, context.epoch));
    bit <<= 1U;
  }
  for (const TimeDimension& time : spec.times) {
    if ((kept & bit) != 0)
      parts.push_back(
          make_time_part(time, *spec.zone, native, bounds_of(*time.member, blocks, spec.filter)));
    bit <<= 1U;
  }
  return {std::move(parts), rows};
}

// One pass over the blocks: select, group, measure.
class Pass {
 public:
  Pass(const Predicate& predicate, const Joined& joined, Grouping& grouping, Measures& measures)
      : predicate_(predicate),
        joined_(joined),
        grouping_(grouping),
        measures_(measures),
        mask_(columnar::kBlockRows),
        selection_(columnar::kBlockRows),
        groups_(columnar::kBatchRows) {}

  Status run(const Block& block) {
    return joined_.empty() ? read(block) : read(joined_.filled(block));
  }
  std::uint64_t matched() const noexcept { return matched_; }

 private:
  Status read(const Block& block) {
    if (predicate_.kind == Predicate::Kind::kAll && block.dead == 0) {
      matched_ += block.rows;
      for (std::size_t begin = 0; begin < block.rows; begin += columnar::kBatchRows)
        PMM_TRY(batch(block, {nullptr, begin,
                              std::min<std::size_t>(columnar::kBatchRows, block.rows - begin)}));
      return {};
    }
    const auto mask = std::span(mask_).first(block.rows);
    evaluate(predicate_, block, mask);
    if (block.alive) columnar::mask_and(mask, std::span(*block.alive).first(block.rows));
    const std::size_t selected = columnar::to_selection(mask, selection_);
    matched_ += selected;
    for (std::size_t begin = 0; begin < selected; begin += columnar::kBatchRows)
      PMM_TRY(batch(
          block, {selection_.data() + begin, 0, std::min(columnar::kBatchRows, selected - begin)}));
    return {};
  }

  Status batch(const Block& block, const Rows& rows) {
    const auto groups = std::span(groups_).first(rows.count);
    grouping_.assign(block, rows, groups);
    if (grouping_.groups() > limits::kAnswerRows)
      return Status::limit("query", "the answer has over " + std::to_string(limits::kAnswerRows) +
                                        " groups; ask for fewer dimensions or filter");
    measures_.grow(grouping_.groups());
    measures_.add(block, rows, groups);
    return {};
  }

  const Predicate& predicate_;
  const Joined& joined_;
  Grouping& grouping_;
  Measures& measures_;
  std::vector<std::uint8_t> mask_;
  std::vector<std::uint16_t> selection_;
  std::vector<std::uint32_t> groups_;
  std::uint64_t matched_ = 0;
};

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

Predicate compile_rows(const ScanSpec& spec, const ScanContext& context) {
  Predicate predicate;
  predicate.kind = Predicate::Kind::kAnd;
  predicate.children.push_back(compile_access(context.plan, *spec.cube, context.epoch));
  predicate.children.push_back(compile_filter(spec.filter, *spec.cube, context.epoch));
  std::erase_if(predicate.children,
                [](const Predicate& child) { return child.kind == Predicate::Kind::kAll; });
  return predicate.children.empty() ? Predicate{} : predicate;
}

// Appends the groups of one grouping to the result: what is not kept is null.
void append_groups(const ScanSpec& spec, PartSet kept, const Grouping& grouping,
                   std::span<const std::uint32_t> groups, Measures& measures,
                   std::vector<AnswerColumn>& columns) {
  std::size_t part = 0;
  for (std::size_t i = 0; i < spec.parts(); ++i) {
    if ((kept >> i & 1U) != 0)
      grouping.decode(part++, groups, columns[i]);
    else
      for (std::size_t row = 0; row < groups.size(); ++row) columns[i].add_null();
  }
  for (std::size_t i = 0; i < spec.measures.size(); ++i)
    measures.finish(i, groups, columns[spec.parts() + i]);
}

PartSet all_parts(const ScanSpec& spec) noexcept {
  static_assert(limits::kQueryMembers <= 64, "a PartSet has a bit for each part");
  return spec.parts() == 64 ? ~PartSet{0} : (PartSet{1} << spec.parts()) - 1;
}

}  // namespace

void ScanStats::add(const ScanStats& other) noexcept {
  scans += other.scans;
  blocks_read += other.blocks_read;
  blocks_skipped += other.blocks_skipped;
  rows_read += other.rows_read;
  rows_matched += other.rows_matched;
  us += other.us;
  threads = std::max(threads, other.threads);
}

std::vector<AnswerColumn> scan_columns(const ScanSpec& spec) {
  std::vector<AnswerColumn> columns;
  for (const Member* member : spec.dimensions)
    columns.push_back(column_for(std::string(member->name), member->type));
  for (const TimeDimension& time : spec.times)
    columns.push_back(column_for(
        std::string(time.member->name) + "." + std::string(granularity_name(time.granularity)),
        bucket_type(time.granularity)));
  for (const Member* member : spec.measures)
    columns.push_back(column_for(std::string(member->name), member->type, member->unit));
  return columns;
}

Result<ScanResult> scan(const ScanSpec& spec, const ScanContext& context, const Call& call) {
  const auto since = std::chrono::steady_clock::now();
  const Predicate predicate = compile_rows(spec, context);
  const Joined joined(spec, predicate, context.epoch);
  const columnar::Frame& kept = context.epoch.frame(spec.cube->id);
  const columnar::Frame frame = joined.empty() ? kept : joined.outline(kept);
  const Blocks blocks = candidates(frame, predicate);
  ScanResult result;
  result.columns = scan_columns(spec);
  result.stats.blocks_read = blocks.size();
  result.stats.blocks_skipped = frame.blocks.size() - blocks.size();
  for (const Block* block : blocks) result.stats.rows_read += block->rows - block->dead;

  for (std::size_t set = 0; set <= spec.sets.size(); ++set) {
    const PartSet parts = set == 0 ? all_parts(spec) : spec.sets[set - 1];
    Grouping grouping = make_grouping(spec, parts, context, blocks);
    Measures measures(*spec.cube, spec.measures, context.epoch, context.now_us,
                      grouping.dense_groups());
    Pass pass(predicate, joined, grouping, measures);
    for (const Block* block : blocks) {
      PMM_TRY(call.check());
      PMM_TRY(pass.run(*block));
    }
    measures.seal(grouping.groups());
    PMM_TRY(call.check());
    result.stats.rows_matched = pass.matched();
    // Without anything to group by there is one answer, even about no rows.
    std::vector<std::uint32_t> groups = measures.present();
    if (grouping.parts() == 0) groups = {0};
    append_groups(spec, parts, grouping, groups, measures, result.columns);
    result.sets.insert(result.sets.end(), groups.size(), static_cast<std::uint32_t>(set));
  }
  result.stats.scans = 1;
  result.stats.us = us_since(since);
  if (context.told != nullptr) context.told->add(result.stats);
  return result;
}

}  // namespace pmm::analytics
