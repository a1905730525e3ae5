#include "analytics/scan/on_day.hpp"

#include <limits>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "analytics/columns/saved_columns.hpp"
#include "analytics/scan/budget.hpp"
#include "model/case.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::Cell;
using columnar::Chunk;
using columnar::Frame;
using columnar::kBlockRows;
using columnar::kNullInt;

constexpr std::uint32_t kUnmoved = std::numeric_limits<std::uint32_t>::max();

bool is_alive(const Block& block, std::uint32_t row) noexcept {
  return !block.alive || (*block.alive)[row] != 0;
}

Cell code_of(const columnar::DictionaryView& view, std::string_view text) {
  for (std::uint32_t code = 1; code < view.size(); ++code)
    if (view.at(code).text == text) return Cell{code};
  return kNullInt;
}

// What the stays up to the day say of one case.
struct Standing {
  Cell state = kNullInt;
  Cell outcome = kNullInt;
  Cell closed = kNullInt;
  std::int64_t reopened = 0;
  bool is_closed = false;
  bool has_begun = false;
};

class OnDay {
 public:
  OnDay(const Epoch& epoch, std::int64_t end_us, const Zone& home, const Call& call,
        std::int64_t budget_bytes)
      : epoch_(epoch),
        cases_(epoch.frame(CubeId::kCases)),
        stays_(epoch.frame(CubeId::kStages)),
        end_us_(end_us),
        home_(home),
        call_(call),
        budget_bytes_(budget_bytes),
        open_(code_of(epoch.dictionary(Domain::kStatus), model::kStatusOpen)),
        closed_(code_of(epoch.dictionary(Domain::kStatus), model::kStatusClosed)),
        builder_(kinds_of(cube_of(CubeId::kCases), *epoch.attributes), cases_) {}

  Result<Frame> make() {
    PMM_TRY(find_moved());
    PMM_TRY(tell_stays());
    PMM_TRY(stand());
    PMM_TRY(check());
    kept_bytes_ = static_cast<std::int64_t>(builder_.own_bytes());
    return builder_.finish();
  }

  std::int64_t kept_bytes() const noexcept { return kept_bytes_; }

 private:
  std::int64_t held_bytes() const noexcept {
    return static_cast<std::int64_t>(slots_.capacity() * sizeof(std::uint32_t) +
                                     standings_.capacity() * sizeof(Standing) +
                                     builder_.own_bytes());
  }
  // Looked at before every block.
  Status check() const {
    PMM_TRY(call_.check());
    return check_bytes(held_bytes(), budget_bytes_, kPastTakes);
  }

  // The cases that were moved after the day: their latest stay, which has no end, began then.
  Status find_moved() {
    slots_.assign(cases_.rows, kUnmoved);
    for (const auto& block : stays_.blocks) {
      PMM_TRY(check());
      const Chunk& entered = block->chunks[stages::kEntered];
      if (entered.max < end_us_) continue;
      for (std::uint32_t row = 0; row < block->rows; ++row) {
        if (entered.at(row) < end_us_ || !is_alive(*block, row) ||
            block->chunks[stages::kLeft].at(row) != kNullInt)
          continue;
        slots_[case_of(*block, row)] = static_cast<std::uint32_t>(standings_.size());
        standings_.emplace_back();
      }
    }
    return {};
  }

  static std::size_t case_of(const Block& block, std::uint32_t row) noexcept {
    return static_cast<std::size_t>(block.chunks[stages::kCase].at(row) - 1);
  }

  // In the order in which the moves were told.
  Status tell_stays() {
    if (standings_.empty()) return {};
    for (const auto& block : stays_.blocks) {
      PMM_TRY(check());
      for (std::uint32_t row = 0; row < block->rows; ++row) {
        const std::size_t of = case_of(*block, row);
        if (slots_[of] == kUnmoved || !is_alive(*block, row)) continue;
        enter(standings_[slots_[of]], of, block->chunks[stages::kState].at(row),
              block->chunks[stages::kEntered].at(row));
      }
    }
    return {};
  }

  void enter(Standing& standing, std::size_t of, Cell state, std::int64_t at_us) {
    // A case that was opened before anything was told of it is in its first state.
    if (at_us >= end_us_) {
      if (!standing.has_begun && standing.state == kNullInt) standing.state = state;
      return;
    }
    const auto& [closed, outcome] = meaning_of(value_of(of, cases::kKind), state);
    if (closed && !standing.is_closed && standing.has_begun) standing.closed = at_us;
    if (!closed && standing.is_closed) {
      standing.closed = standing.outcome = kNullInt;
      ++standing.reopened;
    }
    if (closed && outcome != kNullInt) standing.outcome = outcome;
    standing.is_closed = closed;
    standing.state = state;
    standing.has_begun = true;
  }

  Cell value_of(std::size_t of, std::uint8_t column) const noexcept {
    return cases_.blocks[of / kBlockRows]->chunks[column].at(
        static_cast<std::uint32_t>(of % kBlockRows));
  }

  // Whether a state of a kind is a closed one, and the outcome that it stands for.
  const std::pair<bool, Cell>& meaning_of(Cell kind, Cell state) {
    const auto [found, is_new] = meanings_.try_emplace({kind, state}, false, kNullInt);
    if (is_new && kind != kNullInt && state != kNullInt) {
      const auto text = [this](Domain domain, Cell code) -> std::string_view {
        return epoch_.dictionary(domain).at(static_cast<std::uint32_t>(code)).text;
      };
      const std::string_view of = text(Domain::kCaseKind, kind);
      const std::string_view in = text(Domain::kState, state);
      found->second.first = model::status_of(of, in) == model::kStatusClosed;
      const std::string_view outcome = model::outcome_of(of, in);
      if (!outcome.empty())
        found->second.second = code_of(epoch_.dictionary(Domain::kCaseOutcome), outcome);
    }
    return found->second;
  }

  Status stand() {
    std::uint32_t first = 0;
    for (const auto& block : cases_.blocks) {
      PMM_TRY(check());
      for (std::uint32_t row = 0; row < block->rows; ++row) {
        if (!is_alive(*block, row)) continue;
        if (block->chunks[cases::kOpened].at(row) >= end_us_)
          builder_.erase(first + row);
        else
          stand(*block, row, first + row);
      }
      first += block->rows;
    }
    return {};
  }

  void stand(const Block& block, std::uint32_t row, std::uint32_t of) {
    if (block.chunks[cases::kFirstResponse].at(row) >= end_us_)
      builder_.patch(of, cases::kFirstResponse, kNullInt);
    if (slots_[of] != kUnmoved) {
      patch(of, standings_[slots_[of]]);
    } else if (block.chunks[cases::kClosed].at(row) >= end_us_) {
      // It was open then, though no move tells in which state.
      Standing standing;
      standing.reopened = std::max<Cell>(0, block.chunks[cases::kReopened].at(row));
      patch(of, standing);
    }
  }

  void patch(std::uint32_t of, const Standing& standing) {
    builder_.patch(of, cases::kState, standing.state);
    builder_.patch(of, cases::kStatus, standing.is_closed ? closed_ : open_);
    builder_.patch(of, cases::kOutcome, standing.outcome);
    builder_.patch(of, cases::kReopened, standing.reopened == 0 ? kNullInt : standing.reopened);
    builder_.patch(of, cases::kClosed, standing.closed);
    builder_.patch(of, cases::kClosedDay,
                   standing.closed == kNullInt ? kNullInt : home_.local_day(standing.closed));
  }

  const Epoch& epoch_;
  const Frame& cases_;
  const Frame& stays_;
  std::int64_t end_us_;
  const Zone& home_;
  const Call& call_;
  std::int64_t budget_bytes_;
  std::int64_t kept_bytes_ = 0;
  Cell open_, closed_;
  columnar::FrameBuilder builder_;
  std::vector<std::uint32_t> slots_;  // by case: of its standing
  std::vector<Standing> standings_;   // of the cases that were moved since
  std::map<std::pair<Cell, Cell>, std::pair<bool, Cell>> meanings_;
};

}  // namespace

Result<AsOf> cases_on_day(const Epoch& epoch, std::int32_t day, const Zone& zone, const Zone& home,
                          const Call& call, std::int64_t budget_bytes) {
  AsOf as_of;
  as_of.at_us = zone.day_start(day + 1);
  OnDay work(epoch, as_of.at_us, home, call, budget_bytes);
  auto next = std::make_shared<Epoch>(epoch);
  PMM_ASSIGN(next->frames[static_cast<std::size_t>(CubeId::kCases)], work.make());
  as_of.held_bytes = work.kept_bytes();
  as_of.epoch = std::move(next);
  return as_of;
}

}  // namespace pmm::analytics
