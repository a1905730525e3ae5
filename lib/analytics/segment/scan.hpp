#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "analytics/columns/epoch.hpp"
#include "analytics/scan/predicate.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "columnar/kernels.hpp"
#include "model/access.hpp"

namespace pmm::analytics {

using Selection = std::span<const std::uint16_t>;

// The rows of a cube that an actor may count, or read, and that pass the filter.
Predicate compile_rows(const Filter& filter, const Cube& cube, const Epoch& epoch,
                       const model::Plan& plan, model::Action action);

// The values of one column of the selected rows, in their order.
class ValueBuffer {
 public:
  std::span<const std::int64_t> read(const columnar::Chunk& chunk, Selection rows) {
    values_.resize(std::max(values_.size(), rows.size()));
    const auto out = std::span(values_).first(rows.size());
    columnar::read_values(chunk, {rows.data(), 0, rows.size()}, out);
    return out;
  }

 private:
  std::vector<std::int64_t> values_;
};

// Calls fn(block, selection), a Status, for each block with rows that match.
template <class Fn>
Status scan_blocks(const columnar::Frame& frame, const Predicate& predicate, const Call& call,
                   Fn&& fn) {
  RowSelector selector;
  for (const auto& block : frame.blocks) {
    PMM_TRY(call.check());
    if (block->dead == block->rows || !may_match(predicate, *block)) continue;
    const Selection rows = selector.select(predicate, *block);
    if (!rows.empty()) PMM_TRY(fn(*block, rows));
  }
  return {};
}

// One more than the highest subject that any of the blocks names.
std::size_t subjects_end(const Cube& cube, const Epoch& epoch) noexcept;

// Different codes by subject: pairs are brought together, then each code is seen once.
class CodePairs {
 public:
  void add(std::uint32_t subject, std::uint32_t code) {
    if (code == columnar::kNullCode) return;
    subjects_.push_back(subject);
    codes_.push_back(code);
    last_code_ = std::max(last_code_, code);
  }
  void add(const CodePairs& other) {
    subjects_.insert(subjects_.end(), other.subjects_.begin(), other.subjects_.end());
    codes_.insert(codes_.end(), other.codes_.begin(), other.codes_.end());
    last_code_ = std::max(last_code_, other.last_code_);
  }
  // What it holds, with the copy that count() makes.
  std::size_t bytes() const noexcept {
    return (subjects_.capacity() + 2 * codes_.capacity()) * sizeof(std::uint32_t);
  }
  // What count() takes on top for each subject.
  static constexpr std::size_t kSubjectBytes = 2 * sizeof(std::uint64_t) + sizeof(std::uint32_t);
  // How many different ones each subject below `subjects` has. kCancelled, kTimeout: the call.
  Result<std::vector<std::uint32_t>> count(std::size_t subjects, const Call& call) const;

 private:
  std::vector<std::uint32_t> subjects_, codes_;
  std::uint32_t last_code_ = 0;
};

// Seconds that a row takes: of a case from its opening, of a contact its talk or its wait; null
// where there is none, or where it would be negative.
struct Duration {
  std::uint8_t begin = 0, end = 0;
  bool is_seconds = false;  // the column of `end` has them itself
};
Duration duration_of(Value value) noexcept;

}  // namespace pmm::analytics
