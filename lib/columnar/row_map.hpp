#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace pmm::columnar {

// Where the row of an id is. Ids are dense and rows are appended in their order, so that a table of
// millions is a few runs of both.
class RowMap {
 public:
  // `count` ids from `first` on stand in as many rows from `row` on.
  struct Run {
    std::int64_t first = 0;
    std::uint32_t row = 0;
    std::uint32_t count = 0;
    std::int64_t end() const noexcept { return first + count; }
  };

  RowMap() = default;
  // `runs` ascend and do not overlap.
  explicit RowMap(std::vector<Run> runs) : runs_(std::move(runs)) {}

  std::optional<std::uint32_t> find(std::int64_t id) const noexcept {
    const auto after = run_after(id);
    if (after == runs_.begin()) return std::nullopt;
    const Run& run = *(after - 1);
    if (id >= run.end()) return std::nullopt;
    return run.row + static_cast<std::uint32_t>(id - run.first);
  }

  // `id` must not be there yet.
  void insert(std::int64_t id, std::uint32_t row) {
    const auto after = run_after(id);
    if (after != runs_.begin()) {
      Run& before = *(after - 1);
      if (before.end() == id && before.row + before.count == row) {
        ++before.count;
        return;
      }
    }
    runs_.insert(after, {id, row, 1});
  }

  void erase(std::int64_t id) {
    const auto after = run_after(id);
    if (after == runs_.begin() || id >= (after - 1)->end()) return;
    const auto at = after - 1;
    const auto before = static_cast<std::uint32_t>(id - at->first);
    const Run rest{id + 1, at->row + before + 1, at->count - before - 1};
    at->count = before;
    if (before != 0 && rest.count != 0)
      runs_.insert(after, rest);
    else if (rest.count != 0)
      *at = rest;
    else if (before == 0)
      runs_.erase(at);
  }

  bool empty() const noexcept { return runs_.empty(); }
  std::span<const Run> runs() const noexcept { return runs_; }
  std::size_t bytes() const noexcept { return runs_.capacity() * sizeof(Run); }

 private:
  using Place = std::vector<Run>::iterator;
  // The first run that begins behind `id`.
  Place run_after(std::int64_t id) noexcept {
    if (runs_.empty() || runs_.back().first <= id) return runs_.end();
    return std::upper_bound(runs_.begin(), runs_.end(), id, is_before);
  }
  std::vector<Run>::const_iterator run_after(std::int64_t id) const noexcept {
    return std::upper_bound(runs_.begin(), runs_.end(), id, is_before);
  }
  static bool is_before(std::int64_t id, const Run& run) noexcept { return id < run.first; }

  std::vector<Run> runs_;
};

}  // namespace pmm::columnar
