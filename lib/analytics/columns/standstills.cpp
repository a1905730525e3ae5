#include "analytics/columns/standstills.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "analytics/columns/feed_sql.hpp"
#include "columnar/frame.hpp"

namespace pmm::analytics {
namespace {

using columnar::kBlockRows;
using StandstillList = std::vector<Standstill>;

constexpr std::int64_t kIntervalsBetweenChecks = 4096;

// Appends the next of a case, in the order of their beginnings: where two overlap, the time counts
// once.
void add_standstill(StandstillList& list, std::uint32_t row, std::int64_t begin_us,
                    std::int64_t end_us) {
  if (!list.empty() && list.back().row == row) begin_us = std::max(begin_us, list.back().end_us);
  if (begin_us < end_us) list.push_back({row, begin_us, end_us});
}

// The lists that are being changed, by block.
class StandstillEdit {
 public:
  explicit StandstillEdit(const StandstillsPtr& before) {
    if (before) next_.blocks = before->blocks;
  }

  void replace(std::uint32_t row, const StandstillList& with) {
    StandstillList& list = of(row / kBlockRows);
    const std::uint32_t at = row % kBlockRows;
    const auto old = of_row(list, at);
    const auto place = list.begin() + (old.data() - list.data());
    list.insert(list.erase(place, place + static_cast<std::ptrdiff_t>(old.size())), with.begin(),
                with.end());
  }
  StandstillsPtr finish() {
    for (auto& [block, list] : lists_) {
      if (block >= next_.blocks.size()) next_.blocks.resize(block + 1);
      next_.blocks[block] =
          list.empty() ? nullptr : std::make_shared<const StandstillList>(std::move(list));
    }
    return std::make_shared<const Standstills>(std::move(next_));
  }

 private:
  StandstillList& of(std::size_t block) {
    const auto [found, fresh] = lists_.try_emplace(block);
    if (fresh && block < next_.blocks.size() && next_.blocks[block])
      found->second = *next_.blocks[block];
    return found->second;
  }

  Standstills next_;
  std::map<std::size_t, StandstillList> lists_;
};

Result<bool> has_intervals(store::Connection& db) {
  PMM_ASSIGN(const auto last, db.query_int(sql::kLastCaseInterval));
  return last.has_value();
}

}  // namespace

std::span<const Standstill> of_row(std::span<const Standstill> block, std::uint32_t row) noexcept {
  const auto [first, last] =
      std::equal_range(block.begin(), block.end(), Standstill{row, 0, 0},
                       [](const Standstill& a, const Standstill& b) { return a.row < b.row; });
  return block.subspan(static_cast<std::size_t>(first - block.begin()),
                       static_cast<std::size_t>(last - first));
}

std::span<const Standstill> Standstills::of_block(std::uint64_t first_row) const noexcept {
  const std::size_t block = first_row / kBlockRows;
  if (block >= blocks.size() || !blocks[block]) return {};
  return *blocks[block];
}

std::size_t Standstills::bytes() const noexcept {
  std::size_t bytes = blocks.capacity() * sizeof(blocks[0]);
  for (const auto& block : blocks)
    if (block) bytes += block->capacity() * sizeof(Standstill);
  return bytes;
}

Result<StandstillsPtr> read_standstills(store::Connection& db, const columnar::RowMap& cases,
                                        const Call& call) {
  StandstillEdit editing(nullptr);
  PMM_ASSIGN(auto row, db.prepare(sql::kStandstills));
  StandstillList list;
  std::int64_t of = 0;
  const auto flush = [&] {
    if (const auto at = cases.find(of); at && !list.empty()) {
      for (Standstill& each : list) each.row = *at % kBlockRows;
      editing.replace(*at, list);
    }
    list.clear();
  };
  for (std::int64_t count = 1;; ++count) {
    PMM_ASSIGN(const bool found, row.step());
    if (!found) break;
    if (count % kIntervalsBetweenChecks == 0) PMM_TRY(call.check());
    if (row.int_at(0) != of) flush();
    of = row.int_at(0);
    add_standstill(list, 0, row.int_at(1), row.opt_int(2).value_or(Standstill::kGoesOn));
  }
  flush();
  return editing.finish();
}

Result<StandstillsPtr> follow_standstills(store::Connection& db, const columnar::RowMap& cases,
                                          const StandstillsPtr& before,
                                          std::span<const std::int64_t> changed, const Call& call) {
  PMM_ASSIGN(const bool any, has_intervals(db));
  if (changed.empty() || (!any && before && before->blocks.empty())) return before;
  StandstillEdit editing(before);
  PMM_ASSIGN(auto row, db.prepare(sql::kStandstillsOf));
  std::int64_t count = 0;
  for (const std::int64_t id : changed) {
    if (++count % kIntervalsBetweenChecks == 0) PMM_TRY(call.check());
    const auto at = cases.find(id);
    if (!at) continue;
    StandstillList list;
    row.bind(1, id);
    for (;;) {
      PMM_ASSIGN(const bool found, row.step());
      if (!found) break;
      add_standstill(list, *at % kBlockRows, row.int_at(1),
                     row.opt_int(2).value_or(Standstill::kGoesOn));
    }
    row.reset();
    const bool had = before && !of_row(before->of_block(*at), *at % kBlockRows).empty();
    if (had || !list.empty()) editing.replace(*at, list);
  }
  return editing.finish();
}

}  // namespace pmm::analytics
