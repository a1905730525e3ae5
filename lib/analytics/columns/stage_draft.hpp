#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/status.hpp"
#include "columnar/frame.hpp"

namespace pmm::analytics {

// What is known of the stays of cases besides their columns.
struct StageState {
  std::vector<std::uint32_t> last;  // by the row of a case: the row of its latest stay

  StageState() = default;
  explicit StageState(const columnar::Frame& frame);
  std::size_t bytes() const noexcept { return last.capacity() * sizeof(std::uint32_t); }
};

// The stays of cases in the making. Dropped unfinished, it leaves the state as it was.
class StageDraft {
 public:
  StageDraft(StageState& state, std::span<const columnar::Kind> kinds, const columnar::Frame& base);
  StageDraft(const StageDraft&) = delete;
  StageDraft& operator=(const StageDraft&) = delete;
  ~StageDraft();

  // The case in row `case_row` goes into the state with code `state`: the stay it is in ends, and
  // a new one begins. kLimit: too many rows.
  Status enter(std::uint32_t case_row, std::uint32_t state, std::int64_t at_us);
  // These cases are no more, nor are their stays.
  void erase(std::vector<std::uint32_t> case_rows);

  std::int64_t bytes() const noexcept;
  columnar::Frame finish() { return builder_.finish(); }
  void keep() noexcept { kept_ = true; }

 private:
  void set_last(std::uint32_t case_row, std::uint32_t row);

  StageState& state_;
  columnar::Frame base_;
  columnar::FrameBuilder builder_;
  bool was_empty_;
  bool kept_ = false;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> before_;  // case row, its latest stay
};

}  // namespace pmm::analytics
