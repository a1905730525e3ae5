#include "analytics/answer/sheet.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <numeric>

#include "analytics/answer/row_order.hpp"
#include "analytics/columns/number_key.hpp"

namespace pmm::analytics {
namespace {

std::uint64_t mixed(std::uint64_t value) noexcept {
  value ^= value >> 32U;
  value *= 0x9E3779B97F4A7C15U;
  return value ^ (value >> 29U);
}

std::uint64_t hash_cell(const AnswerColumn& column, std::size_t row) noexcept {
  if (column.is_null(row)) return 1;
  if (column.type == Type::kText) return std::hash<std::string_view>{}(column.texts[row]);
  if (column.type == Type::kFloat64)
    return static_cast<std::uint64_t>(key_of_number(column.reals[row]));
  return static_cast<std::uint64_t>(column.ints[row]);
}

bool equal_cells(const AnswerColumn& a, std::size_t row_a, const AnswerColumn& b,
                 std::size_t row_b) noexcept {
  if (a.nulls[row_a] != b.nulls[row_b]) return false;
  if (a.is_null(row_a)) return true;
  if (a.type == Type::kText) return a.texts[row_a] == b.texts[row_b];
  if (a.type == Type::kFloat64) return a.reals[row_a] == b.reals[row_b];
  return a.ints[row_a] == b.ints[row_b];
}

}  // namespace

std::int64_t held_bytes(const Sheet& sheet) noexcept {
  auto bytes = static_cast<std::int64_t>(sheet.kept.capacity() * sizeof(PartSet));
  for (const AnswerColumn& column : sheet.columns) bytes += held_bytes(column);
  return bytes;
}

KeyIndex::KeyIndex(const Sheet& sheet, PartSet parts) : sheet_(sheet), parts_(parts) {
  slots_.assign(std::bit_ceil(2 * sheet.rows() + 1), 0);
  groups_.reserve(sheet.rows());
  for (std::size_t row = 0; row < sheet.rows(); ++row) {
    std::uint32_t& slot = slots_[slot_of(sheet, row, sheet.kept[row])];
    if (slot == 0) {
      firsts_.push_back(static_cast<std::uint32_t>(row));
      slot = static_cast<std::uint32_t>(firsts_.size());
    }
    groups_.push_back(slot - 1);
  }
}

std::uint64_t KeyIndex::hash(const Sheet& sheet, std::size_t row, PartSet kept, PartSet parts) {
  std::uint64_t value = mixed(kept + 1);
  for (std::size_t part = 0; part < sheet.parts; ++part)
    if ((kept & parts) >> part & 1U)
      value = mixed(value * 31 + hash_cell(sheet.columns[part], row));
  return value;
}

bool KeyIndex::equal(const Sheet& other, std::size_t row, PartSet kept, std::size_t own_row) const {
  if (kept != sheet_.kept[own_row]) return false;
  for (std::size_t part = 0; part < sheet_.parts; ++part)
    if (((kept & parts_) >> part & 1U) != 0 &&
        !equal_cells(other.columns[part], row, sheet_.columns[part], own_row))
      return false;
  return true;
}

std::size_t KeyIndex::slot_of(const Sheet& other, std::size_t row, PartSet kept) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash(other, row, kept, parts_) & mask;
  while (slots_[slot] != 0 && !equal(other, row, kept, firsts_[slots_[slot] - 1]))
    slot = (slot + 1) & mask;
  return slot;
}

std::optional<std::uint32_t> KeyIndex::find(const Sheet& other, std::size_t row,
                                            PartSet kept) const {
  const std::uint32_t group = slots_[slot_of(other, row, kept)];
  if (group == 0) return std::nullopt;
  return group - 1;
}

Result<Series> series_over(const Sheet& sheet, std::size_t part, const Call& call) {
  const KeyIndex index(sheet, ~(PartSet{1} << part));
  Series series;
  series.rows.resize(sheet.rows());
  std::iota(series.rows.begin(), series.rows.end(), 0U);
  const AnswerColumn& time = sheet.columns[part];
  const auto before = [&](std::uint32_t a, std::uint32_t b) {
    if (index.group_of(a) != index.group_of(b)) return index.group_of(a) < index.group_of(b);
    if (time.nulls[a] != time.nulls[b]) return time.nulls[a] < time.nulls[b];
    return time.ints[a] < time.ints[b];
  };
  PMM_TRY(sort_rows(series.rows, series.rows.size(), before, call));
  for (std::size_t i = 0; i < series.rows.size(); ++i)
    if (i == 0 || index.group_of(series.rows[i]) != index.group_of(series.rows[i - 1]))
      series.begins.push_back(i);
  series.begins.push_back(series.rows.size());
  return series;
}

}  // namespace pmm::analytics
