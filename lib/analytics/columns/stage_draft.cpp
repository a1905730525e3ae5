#include "analytics/columns/stage_draft.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "analytics/catalogue/catalogue.hpp"
#include "columnar/saved.hpp"

namespace pmm::analytics {
namespace {

using columnar::Cell;
using columnar::kNullInt;

constexpr std::uint32_t kNoStay = std::numeric_limits<std::uint32_t>::max();

}  // namespace

StageDraft::StageDraft(StageState& state, std::span<const columnar::Kind> kinds,
                       const columnar::Frame& base)
    : state_(state), base_(base), builder_(kinds, base), was_empty_(base.rows == 0) {}

StageDraft::~StageDraft() {
  if (kept_) return;
  if (was_empty_) state_ = {};
  for (auto at = before_.rbegin(); at != before_.rend(); ++at) state_.last[at->first] = at->second;
}

StageState::StageState(const columnar::Frame& frame) {
  last.resize(columnar::highest_code(frame, stages::kCase), kNoStay);
  std::uint32_t row = 0;
  for (const auto& block : frame.blocks) {
    const auto is_alive = [&block](std::uint32_t at) {
      return !block->alive || (*block->alive)[at] != 0;
    };
    columnar::visit_narrow(block->chunks[stages::kCase], block->rows, [&](auto codes) {
      for (std::uint32_t at = 0; at < block->rows; ++at, ++row) {
        if (codes[at] == 0 || !is_alive(at)) continue;
        last[codes[at] - 1] = row;
      }
    });
  }
}

void StageDraft::set_last(std::uint32_t case_row, std::uint32_t row) {
  if (case_row >= state_.last.size()) state_.last.resize(std::size_t{case_row} + 1, kNoStay);
  std::uint32_t& last = state_.last[case_row];
  if (!was_empty_) before_.emplace_back(case_row, last);
  last = row;
}

Status StageDraft::enter(std::uint32_t case_row, std::uint32_t state, std::int64_t at_us) {
  if (builder_.rows() >= kNoStay || case_row == kNoStay)
    return Status::limit("query", "a cube has over 4294967294 rows");
  if (case_row < state_.last.size() && state_.last[case_row] != kNoStay) {
    const std::uint32_t before = state_.last[case_row];
    builder_.patch(before, stages::kNextState, Cell{state});
    builder_.patch(before, stages::kLeft, at_us);
  }
  std::array<Cell, stages::kKept> cells;
  cells[stages::kCase] = Cell{case_row} + 1;
  cells[stages::kState] = state;
  cells[stages::kNextState] = kNullInt;
  cells[stages::kEntered] = at_us;
  cells[stages::kLeft] = kNullInt;
  set_last(case_row, builder_.append(cells));
  return {};
}

// Erasing is rare, and where the stays of a case are is known of the latest one only: what was
// there before is looked through, block by block.
void StageDraft::erase(std::vector<std::uint32_t> case_rows) {
  std::sort(case_rows.begin(), case_rows.end());
  std::erase_if(case_rows, [this](std::uint32_t row) {
    return row >= state_.last.size() || state_.last[row] == kNoStay;
  });
  if (case_rows.empty()) return;
  std::uint32_t first_row = 0;
  for (const auto& block : base_.blocks) {
    const columnar::Chunk& chunk = block->chunks[stages::kCase];
    const auto from = std::lower_bound(case_rows.begin(), case_rows.end(), chunk.min - 1);
    if (from != case_rows.end() && *from < chunk.max) {
      columnar::visit_narrow(chunk, block->rows, [&](auto codes) {
        for (std::uint32_t i = 0; i < block->rows; ++i)
          if (std::binary_search(from, case_rows.end(), std::uint32_t{codes[i]} - 1))
            builder_.erase(first_row + i);
      });
    }
    first_row += block->rows;
  }
  for (const std::uint32_t row : case_rows) set_last(row, kNoStay);
}

std::int64_t StageDraft::bytes() const noexcept {
  return static_cast<std::int64_t>(builder_.bytes() + state_.bytes());
}

}  // namespace pmm::analytics
