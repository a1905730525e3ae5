#include "analytics/scan/scan.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <memory>
#include <string>
#include <utility>

#include "analytics/scan/budget.hpp"
#include "analytics/scan/grouping.hpp"
#include "analytics/scan/joined.hpp"
#include "analytics/scan/measures.hpp"
#include "analytics/scan/predicate.hpp"
#include "analytics/scan/rollup.hpp"
#include "base/clock.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::Rows;

constexpr std::size_t kReadAllShare = 3;  // of a block's rows must match to read all
constexpr std::size_t kPlacesShare = 8;   // of the budget, for groups that nothing falls into
constexpr std::uint64_t kSharedRows = 3 * columnar::kBlockRows;  // worth several threads

using Blocks = std::vector<const Block*>;

// The blocks to be read, and the row of the cube that each begins with.
struct Reading {
  Blocks blocks;
  std::vector<std::uint64_t> first_rows;
};

// Blocks in which some row may match.
Reading candidates(const columnar::Frame& frame, const Predicate& predicate) {
  Reading reading;
  std::uint64_t first_row = 0;
  for (const auto& block : frame.blocks) {
    if (block->dead < block->rows && may_match(predicate, *block)) {
      reading.blocks.push_back(block.get());
      reading.first_rows.push_back(first_row);
    }
    first_row += block->rows;
  }
  return reading;
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

// How many groups may have a place each, used or not, in every thread: a part of the budget.
std::uint64_t most_places(const MeasurePlan& plan, const ScanContext& context) {
  if (context.budget_bytes == 0) return std::numeric_limits<std::uint64_t>::max();
  const std::size_t threads = context.pool == nullptr ? 1 : context.pool->threads();
  const std::size_t bytes = plan.group_bytes() * threads * kPlacesShare;
  return std::max<std::uint64_t>(1, static_cast<std::uint64_t>(context.budget_bytes) / bytes);
}

GroupKey make_key(const ScanSpec& spec, const ScanContext& context, const Blocks& blocks,
                  std::uint64_t rows, std::uint64_t places) {
  const bool native = spec.zone->rules_hash() == context.home.rules_hash();
  std::vector<std::unique_ptr<KeyPart>> parts;
  for (const Member* member : spec.dimensions)
    parts.push_back(make_dimension_part(*member, *spec.cube, context.epoch));
  for (const TimeDimension& time : spec.times)
    parts.push_back(
        make_time_part(time, *spec.zone, native, bounds_of(*time.member, blocks, spec.filter)));
  return {std::move(parts), rows, places};
}

// What every worker of a scan shares.
struct Shared {
  const Predicate& predicate;
  const Joined& joined;
  const GroupKey& key;
  const MeasurePlan& plan;
  Room& room;
};

// One thread's part of the pass over the blocks: select, group, measure. Serial.
class Worker {
 public:
  explicit Worker(Shared& shared)
      : shared_(shared),
        block_groups_(shared.key),
        block_measures_(shared.plan),
        numbers_(shared.key),
        totals_(shared.plan) {}
  ~Worker() { shared_.room.let_go(bytes_); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  Status run(const Block& block, std::uint64_t first_row) {
    if (shared_.joined.empty()) return read(block, first_row);
    return read(shared_.joined.filled(block), first_row);
  }
  std::uint64_t matched() const noexcept { return matched_; }
  GroupNumbers& numbers() noexcept { return numbers_; }
  GroupTotals& totals() noexcept { return totals_; }

  // Counts what has grown.
  Status account() {
    PMM_TRY(check_groups(numbers_.size()));
    const auto bytes = static_cast<std::int64_t>(totals_.size_bytes() + numbers_.size_bytes());
    const std::int64_t grown = bytes - bytes_;
    bytes_ = bytes;
    return shared_.room.hold(grown);
  }

 private:
  Status read(const Block& block, std::uint64_t first_row) {
    const bool whole = judge(shared_.predicate, block) == Verdict::kAll && block.dead == 0;
    const std::size_t rows = whole ? block.rows : selector_.mark(shared_.predicate, block);
    if (rows == 0) return {};
    matched_ += rows;
    block_groups_.bind(block, rows);
    // Where most rows match, all are read as they stand, and those that do not match fall into a
    // group of their own behind the others.
    const bool all = whole || (block_groups_.dense() && rows >= block.rows / kReadAllShare);
    const std::size_t groups = block_groups_.dense() ? block_groups_.size() : rows;
    block_measures_.begin(block, first_row, groups);
    if (all) {
      read_batches(block.rows, [&](std::size_t begin, std::size_t count) {
        const auto numbers = assign({nullptr, begin, count});
        if (!whole)
          columnar::put_aside(selector_.marks().subspan(begin, count),
                              static_cast<std::uint32_t>(groups), numbers);
        block_measures_.add({nullptr, begin, count}, numbers);
      });
    } else {
      const auto selection = selector_.list();
      read_batches(rows, [&](std::size_t begin, std::size_t count) {
        const Rows batch{selection.data() + begin, 0, count};
        block_measures_.add(batch, assign(batch));
      });
    }
    block_measures_.end(block_groups_, numbers_, totals_);
    return account();
  }

  template <class Fn>
  static void read_batches(std::size_t rows, Fn&& fn) {
    for (std::size_t begin = 0; begin < rows; begin += columnar::kBatchRows)
      fn(begin, std::min(columnar::kBatchRows, rows - begin));
  }

  std::span<std::uint32_t> assign(const Rows& rows) {
    groups_.resize(columnar::kBatchRows);
    const auto groups = std::span(groups_).first(rows.count);
    block_groups_.assign(rows, groups);
    return groups;
  }

  Shared& shared_;
  BlockGroups block_groups_;
  BlockMeasures block_measures_;
  GroupNumbers numbers_;
  GroupTotals totals_;
  RowSelector selector_;
  std::vector<std::uint32_t> groups_;
  std::uint64_t matched_ = 0;
  std::int64_t bytes_ = 0;
};

using Workers = std::vector<std::unique_ptr<Worker>>;

// Reads the blocks, in several threads when there is enough to read. The first worker is there
// whatever there was to do; those that had nothing to do are not.
Result<Workers> read_blocks(Shared& shared, const Reading& reading, std::uint64_t rows,
                            columnar::WorkPool* pool, const Call& call) {
  const unsigned most = pool == nullptr || rows < kSharedRows ? 1 : pool->threads();
  Workers workers(most);
  workers[0] = std::make_unique<Worker>(shared);
  std::vector<Status> ends(most);
  columnar::for_each_shared(pool, reading.blocks.size(), most, [&](unsigned number, std::size_t i) {
    if (!workers[number]) workers[number] = std::make_unique<Worker>(shared);
    ends[number] = call.check();
    if (ends[number].ok())
      ends[number] = workers[number]->run(*reading.blocks[i], reading.first_rows[i]);
    return ends[number].ok();
  });
  for (Status& end : ends)
    if (!end.ok()) return std::move(end);
  std::erase(workers, nullptr);
  return workers;
}

// Puts what the workers found into what the first has, and lets go of them. All of it are whole
// numbers, so that the order does not matter.
Status merge(const GroupKey& key, Workers& workers, const Call& call) {
  Worker& first = *workers.front();
  std::vector<std::uint64_t> keys;
  std::vector<std::uint32_t> numbers;
  for (std::size_t w = 1; w < workers.size(); ++w) {
    PMM_TRY(call.check());
    Worker& other = *workers[w];
    const std::size_t groups = other.totals().groups();
    keys.resize(groups * key.words());
    for (std::size_t i = 0; i < groups; ++i)
      other.numbers().key_of(static_cast<std::uint32_t>(i),
                             std::span(keys).subspan(i * key.words(), key.words()));
    numbers.resize(groups);
    first.numbers().find_or_add(keys, numbers);
    first.totals().grow(first.numbers().size());
    first.totals().take(std::move(other.totals()), numbers);
    workers[w].reset();
    PMM_TRY(first.account());
  }
  return {};
}

Predicate compile_rows(const ScanSpec& spec, const ScanContext& context) {
  Predicate predicate;
  predicate.kind = Predicate::Kind::kAnd;
  predicate.children.push_back(
      compile_access(context.plan, model::Action::kCount, *spec.cube, context.epoch));
  predicate.children.push_back(compile_filter(spec.filter, *spec.cube, context.epoch));
  std::erase_if(predicate.children,
                [](const Predicate& child) { return child.kind == Predicate::Kind::kAll; });
  if (predicate.children.empty()) return {};
  prepare(predicate);
  return predicate;
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
  const bool joins = !joined.empty();
  const columnar::Frame outline = joins ? joined.outline(kept) : columnar::Frame{};
  const columnar::Frame& frame = joins ? outline : kept;
  const Reading reading = candidates(frame, predicate);
  const Blocks& blocks = reading.blocks;
  ScanResult result;
  result.columns = scan_columns(spec);
  result.stats.blocks_read = blocks.size();
  result.stats.blocks_skipped = frame.blocks.size() - blocks.size();
  for (const Block* block : blocks) result.stats.rows_read += block->rows - block->dead;

  const MeasurePlan plan(*spec.cube, spec.measures, context.epoch, context.now_us, blocks);
  const GroupKey key =
      make_key(spec, context, blocks, result.stats.rows_read, most_places(plan, context));
  Room room(context.budget_bytes, context.held_bytes);
  Shared shared{predicate, joined, key, plan, room};
  PMM_ASSIGN(Workers workers,
             read_blocks(shared, reading, result.stats.rows_read, context.pool, call));
  PMM_TRY(call.check());
  for (const auto& worker : workers) result.stats.rows_matched += worker->matched();
  PMM_TRY(merge(key, workers, call));
  const GroupTotals& totals = workers.front()->totals();
  PMM_TRY(room.hold(static_cast<std::int64_t>(Rollup::index_bytes(totals))));
  Rollup rollup(key, plan, workers.front()->numbers(), totals, context.pool, room);
  for (std::size_t set = 0; set <= spec.sets.size(); ++set) {
    const PartSet parts = set == 0 ? all_parts(spec) : spec.sets[set - 1];
    PMM_TRY(rollup.append(parts, set == 0, call, result.columns));
    result.sets.insert(result.sets.end(), rollup.rows(), static_cast<std::uint32_t>(set));
  }
  result.stats.scans = 1;
  result.stats.threads = static_cast<unsigned>(workers.size());
  result.stats.us = us_since(since);
  if (context.told != nullptr) context.told->add(result.stats);
  return result;
}

}  // namespace pmm::analytics
