#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/assert.hpp"

// Rows a block holds at most; a test build takes an odd number.
#ifndef PMM_BLOCK_ROWS
#define PMM_BLOCK_ROWS 65536
#endif

namespace pmm::columnar {

inline constexpr std::uint32_t kBlockRows = PMM_BLOCK_ROWS;
static_assert(kBlockRows >= 1 && kBlockRows <= 65536, "rows of a block are counted in 16 bits");

// What the values of a column are.
enum class Kind : std::uint8_t {
  kCode,  // unsigned numbers that something else gives a meaning to; 0 is null
  kInt,   // int64: instants and plain numbers
  kDay,   // int32 days
  kReal,  // double
};

// Exact where 64 bits might not be.
__extension__ using Int128 = __int128;

// The value that means null outside of a chunk; a NaN does in a kReal column.
inline constexpr std::int64_t kNullInt = std::numeric_limits<std::int64_t>::min();

// One value on its way into a column: a code, an int64, a day or the bits of a double, with
// kNullInt for null in every kind.
using Cell = std::int64_t;
Cell cell_of(double value) noexcept;

// How a chunk writes its values down: as unsigned numbers of 1, 2 or 4 bytes that count steps of
// `scale` from `base`, 1 being `base` itself and 0 null; or, when `width` is 8, as they are, with
// kNullInt or a NaN for null. A code stands for itself: its base and its scale are 1.
struct Layout {
  std::uint8_t width = 1;
  std::int64_t base = 1;
  std::int64_t scale = 1;

  bool narrow() const noexcept { return width < 8; }
  std::int64_t value_of(std::uint32_t stored) const noexcept {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(base) +
                                     (std::uint64_t{stored} - 1) *
                                         static_cast<std::uint64_t>(scale));
  }
  friend bool operator==(const Layout&, const Layout&) = default;
};

// One column of one block: a description and the bytes it describes, the rows' values one after
// another. What lies past the block's rows in `data` belongs to the writer.
struct Chunk {
  std::shared_ptr<std::byte[]> data;
  std::uint32_t capacity = 0;  // rows that `data` has room for
  Kind kind = Kind::kCode;
  bool has_null = false;
  Layout layout;
  // Bounds of the values that are not null; min > max when there is none. Dead rows count, and
  // bounds may be wider than the values are. Of a kReal column the reals hold.
  std::int64_t min = std::numeric_limits<std::int64_t>::max();
  std::int64_t max = std::numeric_limits<std::int64_t>::min();
  double real_min = std::numeric_limits<double>::infinity();
  double real_max = -std::numeric_limits<double>::infinity();

  bool empty() const noexcept { return min > max; }  // nothing but nulls; not of a kReal column
  // What is stored, in its own width.
  template <class T>
  std::span<const T> stored(std::uint32_t rows) const noexcept {
    PMM_ASSERT(sizeof(T) == layout.width && rows <= capacity);
    return {reinterpret_cast<const T*>(data.get()), rows};
  }
  // The value of one row; kNullInt for null.
  Cell at(std::uint32_t row) const noexcept;
};

// A chunk of these values, as narrow as they allow.
Chunk make_chunk(Kind kind, std::span<const Cell> cells);

// Works out bounds and has_null from the values.
void find_bounds(Chunk& chunk, std::uint32_t rows) noexcept;

// Up to kBlockRows rows. Immutable once published.
struct Block {
  std::uint32_t rows = 0;
  std::uint32_t dead = 0;
  std::vector<Chunk> chunks;
  std::shared_ptr<const std::vector<std::uint8_t>> alive;  // 1 per live row; null: all live
};

// All rows of a table at one moment: what an epoch holds of it. Copying it copies pointers.
struct Frame {
  std::vector<std::shared_ptr<const Block>> blocks;
  std::uint64_t rows = 0;
  std::uint64_t live = 0;
};

std::size_t held_bytes(const Block& block) noexcept;

// The frame with other columns: each is the one of `frame` that `places` names, or where it names
// none a new one of its kind, null in every row.
Frame rearranged(const Frame& frame, std::span<const Kind> kinds,
                 std::span<const std::optional<std::uint8_t>> places);
std::size_t held_bytes(const Frame& frame) noexcept;

// Makes the next frame out of a published one: appended rows go behind those that readers see,
// patched columns are copied first, so that a reader of the old frame notices nothing. A row
// keeps its number for ever. When the builder is dropped unfinished, nothing has happened.
class FrameBuilder {
 public:
  FrameBuilder(std::span<const Kind> kinds, const Frame& base);

  // The number of the new row. `cells` has one cell per column.
  std::uint32_t append(std::span<const Cell> cells);
  void patch(std::uint32_t row, std::span<const Cell> cells);
  // Of one column alone; a row that was erased stays so.
  void patch(std::uint32_t row, std::size_t column, Cell cell);
  void erase(std::uint32_t row);

  std::uint64_t rows() const noexcept { return frame_.rows; }
  // What the frame will take once it is finished.
  std::size_t bytes() const noexcept;
  // Of that, what is not the base's.
  std::size_t own_bytes() const noexcept;
  Frame finish();

 private:
  struct Draft {
    std::shared_ptr<Block> block;  // null while the block is untouched
    std::vector<bool> own;         // columns whose data no reader has
    std::vector<bool> patched;     // columns that lost values: their bounds may be too wide
    std::shared_ptr<std::vector<std::uint8_t>> alive;
  };
  Draft& draft_of(std::size_t block);
  static void patch(Draft& draft, std::uint32_t at, std::size_t column, Cell cell);
  void set_alive(std::uint32_t row, bool alive);

  std::vector<Kind> kinds_;
  Frame frame_;
  std::vector<Draft> drafts_;
};

// Calls fn with what a narrow chunk stores as a span of its own width.
template <class Fn>
decltype(auto) visit_narrow(const Chunk& chunk, std::uint32_t rows, Fn&& fn) {
  PMM_ASSERT(chunk.layout.narrow());
  if (chunk.layout.width == 1) return fn(chunk.stored<std::uint8_t>(rows));
  if (chunk.layout.width == 2) return fn(chunk.stored<std::uint16_t>(rows));
  return fn(chunk.stored<std::uint32_t>(rows));
}

}  // namespace pmm::columnar
