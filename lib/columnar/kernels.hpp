#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "columnar/frame.hpp"

// Plain loops over spans: no branch on data where the compiler can do without, no call per row.
// A mask has one byte per row, 1 for selected.
namespace pmm::columnar {

// Rows worked on at a time, so that what is computed per row stays in the nearest cache.
inline constexpr std::size_t kBatchRows = 2048;

using Mask = std::span<std::uint8_t>;
using ConstMask = std::span<const std::uint8_t>;

// --- Selection: each writes the mask of the rows from `begin` on ---------------------------------

// What a narrow chunk stores lies between the two, both included; above 0 keeps nulls out.
void select_stored(const Chunk& chunk, std::size_t begin, std::uint32_t low, std::uint32_t high,
                   Mask mask) noexcept;
// Values of a narrow or a wide chunk from `first` to `last`, both included. Nulls are not.
void select_range(const Chunk& chunk, std::size_t begin, std::int64_t first, std::int64_t last,
                  Mask mask) noexcept;
// One of a few codes.
void select_few(const Chunk& chunk, std::size_t begin, std::span<const std::uint32_t> codes,
                Mask mask) noexcept;
// `table` says 1 or 0 for every code that can occur, null included.
void select_in_table(const Chunk& chunk, std::size_t begin, ConstMask table, Mask mask) noexcept;
void select_null(const Chunk& chunk, std::size_t begin, Mask mask) noexcept;

void mask_and(Mask mask, ConstMask other) noexcept;
void mask_or(Mask mask, ConstMask other) noexcept;
void mask_not(Mask mask) noexcept;

std::size_t count_selected(ConstMask mask) noexcept;

// Rows that a selection may be written past its end by.
inline constexpr std::size_t kSelectionSlack = 8;
// Writes the numbers of the selected rows, the first row of the mask being `begin`; returns how
// many. `out` has room for all rows and kSelectionSlack more.
std::size_t to_selection(ConstMask mask, std::size_t begin, std::uint16_t* out) noexcept;

// --- Values of some rows -----------------------------------------------------------------------

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
// What a narrow chunk stores for the rows: in the chunk itself, or copied to `room`.
std::span<const std::uint32_t> read_stored(const Chunk& chunk, const Rows& rows,
                                           std::span<std::uint32_t> room) noexcept;

// --- Differences ---------------------------------------------------------------------------------

// How to subtract what two narrow chunks store: their values count steps of one scale, and no
// difference needs more than 31 bits and a sign.
struct Subtraction {
  std::uint32_t shift = 0;  // to be added to the difference of what is stored
  std::int64_t scale = 1;
};
std::optional<Subtraction> subtraction(const Chunk& from, const Chunk& to) noexcept;
// out[i] = to - from in steps; -1 when that is below 0, or one of them is null.
void subtract(std::span<const std::uint32_t> from, std::span<const std::uint32_t> to,
              std::uint32_t shift, std::span<std::int32_t> out) noexcept;
// The same of values, in their own unit; kNullInt for what has none.
void subtract(std::span<const std::int64_t> from, std::span<const std::int64_t> to,
              std::span<std::int64_t> out) noexcept;

// --- Flags: 1 or 0 per row -----------------------------------------------------------------------

void flag_equal(std::span<const std::uint32_t> codes, std::uint32_t code, Mask flags) noexcept;
void flag_set(std::span<const std::uint32_t> stored, Mask flags) noexcept;
void flag_not_negative(std::span<const std::int32_t> values, Mask flags) noexcept;

// --- Numbers of groups: groups[i] += a part's share ----------------------------------------------

// The other way round: groups[i] becomes `group` where the mask has 0.
void put_aside(ConstMask mask, std::uint32_t group, std::span<std::uint32_t> groups) noexcept;
// stride * (stored - low)
void add_stored(const Chunk& chunk, const Rows& rows, std::uint32_t low, std::uint32_t stride,
                std::span<std::uint32_t> groups) noexcept;
// shares[stored - low], and nothing for a null
void add_looked_up(const Chunk& chunk, const Rows& rows, std::uint32_t low,
                   std::span<const std::uint32_t> shares, std::span<std::uint32_t> groups) noexcept;
// stride * the number of limits that stored is not below
void add_steps(std::span<const std::uint32_t> stored, std::span<const std::uint32_t> limits,
               std::uint32_t stride, std::span<std::uint32_t> groups) noexcept;
// stride * ((stored + shift) / step + 1), and nothing for a null; the sum stays below 2^32.
void add_quotient(std::span<const std::uint32_t> stored, std::uint32_t shift, std::uint32_t step,
                  std::uint32_t stride, std::span<std::uint32_t> groups) noexcept;
// stride * ((stored + shift) / step % wrap + 1), and nothing for a null; the sum stays below 2^32,
// and `wrap` is 7 or 24.
void add_cycle(std::span<const std::uint32_t> stored, std::uint32_t shift, std::uint32_t step,
               std::uint32_t wrap, std::uint32_t stride, std::span<std::uint32_t> groups) noexcept;

}  // namespace pmm::columnar
