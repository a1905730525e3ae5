#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace pmm::columnar {

// The id of each row of a frame. Ids are dense and rows are appended in their order, so that a few
// stretches say it all.
class RowIds {
 public:
  void append(std::int64_t id) {
    if (stretches_.empty() || id != id_of(rows_)) stretches_.push_back({rows_, id});
    ++rows_;
  }
  // The row may be the one behind the last.
  std::int64_t id_of(std::uint32_t row) const noexcept {
    const auto after = std::upper_bound(
        stretches_.begin(), stretches_.end(), row,
        [](std::uint32_t wanted, const Stretch& stretch) { return wanted < stretch.row; });
    return (after - 1)->id + (row - (after - 1)->row);
  }
  std::uint32_t rows() const noexcept { return rows_; }

 private:
  struct Stretch {
    std::uint32_t row;
    std::int64_t id;
  };
  std::vector<Stretch> stretches_;
  std::uint32_t rows_ = 0;
};

}  // namespace pmm::columnar
