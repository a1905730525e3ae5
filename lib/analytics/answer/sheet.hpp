#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "analytics/question/query.hpp"
#include "analytics/scan/answer_column.hpp"
#include "base/call.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// An answer in the making: rows of key parts and measures, of one grouping or several.
struct Sheet {
  std::size_t parts = 0;
  std::vector<AnswerColumn> columns;  // the key parts, then the measures
  std::vector<PartSet> kept;          // of each row: the parts of its grouping; others are null
  std::vector<std::uint8_t> dropped;  // 1 for rows that may not be shown; or empty

  std::size_t rows() const noexcept { return kept.size(); }
  AnswerColumn& measure(std::size_t index) { return columns[parts + index]; }
  const AnswerColumn& measure(std::size_t index) const { return columns[parts + index]; }
};

// What the columns take, about.
std::int64_t held_bytes(const Sheet& sheet) noexcept;

// Rows of a sheet told apart by their grouping and by some of its parts. The sheet's keys must stay
// as they are.
class KeyIndex {
 public:
  KeyIndex(const Sheet& sheet, PartSet parts);

  std::size_t groups() const noexcept { return firsts_.size(); }
  std::uint32_t group_of(std::size_t row) const noexcept { return groups_[row]; }
  std::uint32_t first_row(std::uint32_t group) const noexcept { return firsts_[group]; }

  // The group that has the key of `row` in `other`, read as a row of the grouping `kept`.
  std::optional<std::uint32_t> find(const Sheet& other, std::size_t row, PartSet kept) const;
  std::optional<std::uint32_t> find(const Sheet& other, std::size_t row) const {
    return find(other, row, other.kept[row]);
  }

 private:
  std::size_t slot_of(const Sheet& other, std::size_t row, PartSet kept) const;
  static std::uint64_t hash(const Sheet& sheet, std::size_t row, PartSet kept, PartSet parts);
  bool equal(const Sheet& other, std::size_t row, PartSet kept, std::size_t own_row) const;

  const Sheet& sheet_;
  PartSet parts_;
  std::vector<std::uint32_t> slots_;   // group + 1; 0 is free
  std::vector<std::uint32_t> firsts_;  // of each group
  std::vector<std::uint32_t> groups_;  // of each row
};

// The rows series by series: those that differ in the time `part` only stand together, in order of
// it, nulls last. Rows whose grouping leaves the time out are a series each.
struct Series {
  std::vector<std::uint32_t> rows;
  std::vector<std::size_t> begins;  // of each series in rows, and where the last one ends
};
Result<Series> series_over(const Sheet& sheet, std::size_t part, const Call& call);

}  // namespace pmm::analytics
