#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "analytics/catalogue/catalogue.hpp"
#include "analytics/columns/epoch.hpp"
#include "analytics/scan/grouping.hpp"
#include "analytics/scan/row_values.hpp"
#include "columnar/aggregate.hpp"
#include "columnar/kernels.hpp"

namespace pmm::analytics {

// What the measures of a scan are made of: what they share is there once. Immutable: any thread.
struct MeasurePlan {
  // `blocks` are those that will be read.
  MeasurePlan(const Cube& cube, std::span<const Member* const> measures, const Epoch& epoch,
              std::int64_t now_us, std::span<const columnar::Block* const> blocks);

  // What the totals of one group take, but for its values.
  std::size_t group_bytes() const noexcept {
    return conditions.size() * sizeof(std::int64_t) + sums.size() * sizeof(columnar::WideSum);
  }

  struct Ranking {
    Value value = Value::kNone;
    std::vector<double> shares;  // quantiles asked for, each once
    // Whether all blocks have it in steps of one scale, so that 32 bits hold it.
    bool in_steps = false;
    std::int64_t scale = 1;
  };
  struct Telling {
    std::uint8_t column = 0;
    std::uint64_t codes = 0;  // above all of the column's
  };
  // Where a measure finds its parts, in the list of its kind.
  struct Place {
    std::size_t first = 0, second = 0;
  };

  std::span<const Member* const> measures;
  Comparands comparands;
  std::vector<Place> places;          // by measure
  std::vector<Condition> conditions;  // that rows are counted by; the first is kAll
  std::vector<Value> sums;
  std::vector<Ranking> rankings;
  std::vector<Telling> tellings;  // of different codes

 private:
  void place(const MeasureSpec& spec, const Cube& cube, const Epoch& epoch);
  std::size_t condition(Condition where);
  void choose_steps(Ranking& ranking, std::span<const columnar::Block* const> blocks) const;
};

// What is known of the groups of a scan, or of a worker's part of it. Serial.
struct GroupTotals {
  explicit GroupTotals(const MeasurePlan& plan);

  void grow(std::size_t groups);
  std::size_t groups() const noexcept { return counts.front().size(); }
  std::size_t size_bytes() const noexcept;
  // Adds what another has; numbers[i] is here what i is there.
  void take(GroupTotals&& other, std::span<const std::uint32_t> numbers);

  std::vector<std::vector<std::int64_t>> counts;     // by condition, then group
  std::vector<std::vector<columnar::WideSum>> sums;  // by sum, then group; in the value's unit
  std::vector<std::vector<columnar::Pile<std::uint32_t>>> steps;  // by ranking
  std::vector<std::vector<columnar::Pile<std::int64_t>>> values;  // by ranking
  std::vector<std::vector<columnar::Pile<std::uint32_t>>> codes;  // by telling
  std::size_t pile_bytes = 0;
};

// Measures the rows of one block by the block's own groups and then adds them to the totals.
// Serial.
class BlockMeasures {
 public:
  explicit BlockMeasures(const MeasurePlan& plan);

  // `groups` is more than any group's number; rows of the group `groups` itself do not count.
  // `first_row` is the block's, in its cube.
  void begin(const columnar::Block& block, std::uint64_t first_row, std::size_t groups);
  void add(const columnar::Rows& rows, std::span<const std::uint32_t> groups);
  void end(BlockGroups& groups, GroupNumbers& numbers, GroupTotals& totals);

 private:
  struct Summing {
    columnar::Tally narrow;
    std::vector<columnar::WideSum> wide;
    std::int64_t scale = 0;  // of the narrow; 0: this block has wide ones
    bool used = false;
  };
  void count(std::span<const std::uint32_t> groups);
  void sum(std::span<const std::uint32_t> groups);
  void add_counts(GroupTotals& totals) const;
  void add_sums(GroupTotals& totals) const;
  void add_piles(GroupTotals& totals);
  template <class T>
  void keep(columnar::PileBuilder<T>& builder, std::vector<columnar::Pile<T>>& piles,
            GroupTotals& totals);

  const MeasurePlan& plan_;
  RowValues values_;
  std::size_t groups_ = 0;
  std::vector<columnar::Tally> counts_;  // by word of conditions
  std::vector<Summing> sums_;
  std::vector<columnar::PileBuilder<std::uint32_t>> steps_, codes_;
  std::vector<columnar::PileBuilder<std::int64_t>> wide_values_;
  std::vector<std::uint8_t> flags_;
  std::vector<std::uint64_t> packs_;
  // Groups of the block that rows fell into, their keys, and their numbers among all.
  std::vector<std::uint32_t> present_, numbers_, number_of_;
  std::vector<std::uint64_t> keys_;
};

}  // namespace pmm::analytics
