#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/call.hpp"
#include "base/status.hpp"
#include "columnar/row_map.hpp"
#include "store/store.hpp"

namespace pmm::analytics {

// A time in which the term of a case stood still, half open; kGoesOn while it still does.
struct Standstill {
  static constexpr std::int64_t kGoesOn = INT64_MAX;
  std::uint32_t row = 0;  // of the case, within its block
  std::int64_t begin_us = 0;
  std::int64_t end_us = kGoesOn;
};

// Those of the cases, block by block: few cases have any, and what none has takes nothing.
// Immutable once published: any thread.
struct Standstills {
  // In the order of rows and times; those of a row do not overlap. Null: the block has none.
  std::vector<std::shared_ptr<const std::vector<Standstill>>> blocks;

  // Of the block whose first row is `first_row`.
  std::span<const Standstill> of_block(std::uint64_t first_row) const noexcept;
  std::size_t bytes() const noexcept;
};
using StandstillsPtr = std::shared_ptr<const Standstills>;

// The standstills of a row among those of its block.
std::span<const Standstill> of_row(std::span<const Standstill> block, std::uint32_t row) noexcept;

// All that the store has; `cases` are the rows of the cases by their ids.
Result<StandstillsPtr> read_standstills(store::Connection& db, const columnar::RowMap& cases,
                                        const Call& call);
// `before` with those of the named cases as they are now.
Result<StandstillsPtr> follow_standstills(store::Connection& db, const columnar::RowMap& cases,
                                          const StandstillsPtr& before,
                                          std::span<const std::int64_t> changed, const Call& call);

}  // namespace pmm::analytics
