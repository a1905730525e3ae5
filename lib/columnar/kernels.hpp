#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

#include "columnar/frame.hpp"

// Plain loops over spans: no branch on data where the compiler can do without, no call per row.
// A mask has one byte per row of a block, 1 for selected.
namespace pmm::columnar {

// Rows worked on at a time, so that what is computed per row stays in the nearest cache.
inline constexpr std::size_t kBatchRows = 2048;

using Mask = std::span<std::uint8_t>;
using ConstMask = std::span<const std::uint8_t>;

template <class T>
void select_equal(std::span<const T> values, T wanted, Mask mask) noexcept {
  for (std::size_t i = 0; i < mask.size(); ++i)
    mask[i] = static_cast<std::uint8_t>(values[i] == wanted);
}

// `table` says 1 or 0 for every code that can occur.
template <class T>
void select_in_table(std::span<const T> codes, ConstMask table, Mask mask) noexcept {
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = table[codes[i]];
}

// begin <= value < end. The null value is the least of its type: a begin above it keeps it out.
template <class T>
void select_range(std::span<const T> values, T begin, T end, Mask mask) noexcept {
  for (std::size_t i = 0; i < mask.size(); ++i)
    mask[i] = static_cast<std::uint8_t>(static_cast<unsigned>(values[i] >= begin) &
                                        static_cast<unsigned>(values[i] < end));
}

inline void mask_and(Mask mask, ConstMask other) noexcept {
  for (std::size_t i = 0; i < mask.size(); ++i)
    mask[i] = static_cast<std::uint8_t>(mask[i] & other[i]);
}

inline void mask_or(Mask mask, ConstMask other) noexcept {
  for (std::size_t i = 0; i < mask.size(); ++i)
    mask[i] = static_cast<std::uint8_t>(mask[i] | other[i]);
}

// Writes the numbers of the selected rows; returns how many. `out` has room for all rows.
inline std::size_t to_selection(ConstMask mask, std::span<std::uint16_t> out) noexcept {
  std::size_t count = 0;
  for (std::size_t i = 0; i < mask.size(); ++i) {
    out[count] = static_cast<std::uint16_t>(i);
    count += mask[i];
  }
  return count;
}

// Some rows of a block: `count` of them from `begin` on, or those that a selection lists.
struct Rows {
  const std::uint16_t* selection = nullptr;  // null: begin, begin + 1, …
  std::size_t begin = 0;
  std::size_t count = 0;
};

// out[i] = fn(values[row i])
template <class T, class U, class Fn>
void gather(std::span<const T> values, const Rows& rows, std::span<U> out, Fn&& fn) {
  if (rows.selection == nullptr) {
    const T* from = values.data() + rows.begin;
    for (std::size_t i = 0; i < rows.count; ++i) out[i] = fn(from[i]);
  } else {
    for (std::size_t i = 0; i < rows.count; ++i) out[i] = fn(values[rows.selection[i]]);
  }
}

// out[i] = the value of row i, kNullInt for null; not of a kReal column.
void read_values(const Chunk& chunk, const Rows& rows, std::span<std::int64_t> out) noexcept;

// groups[i] += stride * codes[row i]: one dimension's share of a dense group number.
template <class T>
void add_to_groups(std::span<const T> codes, const Rows& rows, std::uint32_t stride,
                   std::span<std::uint32_t> groups) noexcept {
  if (rows.selection == nullptr) {
    const T* from = codes.data() + rows.begin;
    for (std::size_t i = 0; i < rows.count; ++i) groups[i] += stride * from[i];
  } else {
    for (std::size_t i = 0; i < rows.count; ++i) groups[i] += stride * codes[rows.selection[i]];
  }
}

}  // namespace pmm::columnar
