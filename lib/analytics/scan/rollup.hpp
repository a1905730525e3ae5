#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "analytics/scan/answer_column.hpp"
#include "analytics/scan/budget.hpp"
#include "analytics/scan/grouping.hpp"
#include "analytics/scan/measures.hpp"
#include "analytics/scan/scan.hpp"
#include "base/call.hpp"
#include "columnar/aggregate.hpp"
#include "columnar/work_pool.hpp"

namespace pmm::analytics {

// The groups of one grouping, each made of some of the finest groups.
struct GroupSet {
  std::vector<std::uint32_t> members;  // finest groups, those of one group together
  std::vector<std::uint32_t> ends;     // of each group's members

  std::size_t size() const noexcept { return ends.size(); }
  std::span<const std::uint32_t> members_of(std::size_t group) const noexcept {
    const std::uint32_t begin = group == 0 ? 0 : ends[group - 1];
    return std::span(members).subspan(begin, ends[group] - begin);
  }
};

// Where the values of each finest group are, in the piles of all blocks.
template <class T>
class PileIndex {
 public:
  PileIndex(std::span<const columnar::Pile<T>> piles, std::size_t groups);

  std::span<const std::span<const T>> segments_of(std::uint32_t group) const noexcept {
    return std::span(segments_).subspan(ends_[group], ends_[group + 1] - ends_[group]);
  }
  std::size_t size_bytes() const noexcept { return segments_.size() * sizeof(segments_[0]); }

 private:
  std::vector<std::span<const T>> segments_;
  std::vector<std::size_t> ends_;  // of each group's segments, from one place on
};

// Makes answers of what a scan has gathered: coarser groupings are put together from the finest
// groups, so that the rows are read once. Serial; the pool's helpers share in the work.
class Rollup {
 public:
  // Several `workers` share what takes long.
  Rollup(const GroupKey& key, const MeasurePlan& plan, const GroupNumbers& numbers,
         const GroupTotals& totals, columnar::WorkPool* pool, Room& room);

  // What finding the values of each group again takes.
  static std::size_t index_bytes(const GroupTotals& totals) noexcept;

  // Appends a row per group that keeps the parts of `kept` and null for the others. A grouping that
  // keeps none has its row even when there is no row.
  Status append(PartSet kept, bool finest, const Call& call, std::vector<AnswerColumn>& columns);
  std::size_t rows() const noexcept { return rows_; }  // that the last append() made

 private:
  template <class T>
  using Index = std::unique_ptr<PileIndex<T>>;
  using Ranks = std::vector<std::optional<double>>;  // by group, then share

  GroupSet finest_set() const;
  Result<GroupSet> make_set(PartSet kept);
  std::size_t row_bytes(const std::vector<AnswerColumn>& columns) const noexcept;
  Status count_different(const GroupSet& set, const Call& call);
  Status find_ranks(const GroupSet& set, const Call& call);
  template <class T>
  Status rank(const MeasurePlan::Ranking& ranking, const PileIndex<T>& index, const GroupSet& set,
              const Call& call, Ranks& ranks);
  Status share_out(const GroupSet& set, const Call& call,
                   const std::function<void(unsigned worker, std::size_t group)>& fn);
  void put(const Member& member, const MeasurePlan::Place& place, const GroupSet& set,
           AnswerColumn& column) const;
  std::int64_t count(std::size_t condition, std::span<const std::uint32_t> members) const noexcept;

  const GroupKey& key_;
  const MeasurePlan& plan_;
  const GroupNumbers& numbers_;
  const GroupTotals& totals_;
  columnar::WorkPool* pool_;
  Room& room_;
  std::vector<std::uint32_t> present_;  // the finest groups that rows fell into
  std::vector<Index<std::uint32_t>> steps_, codes_;
  std::vector<Index<std::int64_t>> values_;
  // Of the set at work, by telling and by ranking.
  std::vector<std::vector<std::int64_t>> different_;
  std::vector<Ranks> ranks_;
  std::size_t rows_ = 0;
};

}  // namespace pmm::analytics
