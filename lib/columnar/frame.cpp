#include "columnar/frame.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace pmm::columnar {
namespace {

constexpr std::uint32_t kFirstCapacity = 256;

// Steps that instants are counted in: whole seconds where all are, else milliseconds, else as they
// are. Ascending; each divides the next.
constexpr std::array<std::int64_t, 3> kScales{1, 1'000, 1'000'000};

constexpr std::uint64_t most_stored(std::uint8_t width) noexcept {
  return (std::uint64_t{1} << (8 * width)) - 1;
}

std::int64_t scale_of(Kind kind, std::int64_t value, std::int64_t at_most) noexcept {
  if (kind != Kind::kInt) return 1;
  for (std::size_t i = kScales.size(); i-- > 1;)
    if (kScales[i] <= at_most && value % kScales[i] == 0) return kScales[i];
  return 1;
}

// Steps from `low` up to `high`, which is not below it.
std::uint64_t steps(std::int64_t low, std::int64_t high, std::int64_t scale) noexcept {
  return (static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low)) /
         static_cast<std::uint64_t>(scale);
}

// The narrowest layout for values from `low` to `high`, with the room that is left over shared
// between both sides: a column that grows is seldom written anew.
Layout layout_for(Kind kind, std::int64_t low, std::int64_t high, std::int64_t scale) noexcept {
  Layout layout;
  if (kind == Kind::kCode) {
    layout.width = high <= 0xFF ? 1 : high <= 0xFFFF ? 2 : 4;
    return layout;
  }
  const std::uint64_t range = steps(low, high, scale);
  for (const std::uint8_t width : {std::uint8_t{1}, std::uint8_t{2}, std::uint8_t{4}}) {
    if (range >= most_stored(width)) continue;
    const std::uint64_t room =
        (most_stored(width) - 1 - range) / 2 * static_cast<std::uint64_t>(scale);
    layout.width = width;
    layout.scale = scale;
    // Not below the least int64, which means null.
    layout.base = static_cast<std::uint64_t>(low) - static_cast<std::uint64_t>(kNullInt) > room
                      ? low - static_cast<std::int64_t>(room)
                      : low;
    return layout;
  }
  layout.width = 8;
  return layout;
}

Layout first_layout(Kind kind) noexcept {
  Layout layout;
  if (kind == Kind::kReal) layout.width = 8;
  return layout;
}

template <class T>
void store_at(Chunk& chunk, std::uint32_t row, T value) noexcept {
  std::memcpy(chunk.data.get() + std::size_t{row} * sizeof(T), &value, sizeof(T));
}

template <class T>
T load_at(const Chunk& chunk, std::uint32_t row) noexcept {
  T value;
  std::memcpy(&value, chunk.data.get() + std::size_t{row} * sizeof(T), sizeof(T));
  return value;
}

bool is_null(Kind kind, Cell cell) noexcept {
  return cell == kNullInt || (kind == Kind::kCode && cell == 0);
}

bool fits(const Chunk& chunk, Cell cell) noexcept {
  const Layout& layout = chunk.layout;
  if (!layout.narrow() || is_null(chunk.kind, cell)) return true;
  if (chunk.kind != Kind::kCode && chunk.empty()) return false;  // its layout is nobody's yet
  if (cell < layout.base) return false;
  const std::uint64_t offset =
      static_cast<std::uint64_t>(cell) - static_cast<std::uint64_t>(layout.base);
  const auto scale = static_cast<std::uint64_t>(layout.scale);
  return offset / scale < most_stored(layout.width) && offset % scale == 0;
}

void store_cell(Chunk& chunk, std::uint32_t row, Cell cell) noexcept {
  const Layout& layout = chunk.layout;
  if (!layout.narrow()) {
    if (chunk.kind == Kind::kReal && cell == kNullInt)
      store_at(chunk, row, std::numeric_limits<double>::quiet_NaN());
    else
      store_at(chunk, row, cell);
    return;
  }
  const std::uint64_t stored =
      is_null(chunk.kind, cell) ? 0 : steps(layout.base, cell, layout.scale) + 1;
  if (layout.width == 1)
    store_at(chunk, row, static_cast<std::uint8_t>(stored));
  else if (layout.width == 2)
    store_at(chunk, row, static_cast<std::uint16_t>(stored));
  else
    store_at(chunk, row, static_cast<std::uint32_t>(stored));
}

void widen_bounds(Chunk& chunk, Cell cell) noexcept {
  if (is_null(chunk.kind, cell)) {
    chunk.has_null = true;
  } else if (chunk.kind == Kind::kReal) {
    const auto value = std::bit_cast<double>(cell);
    chunk.real_min = std::min(chunk.real_min, value);
    chunk.real_max = std::max(chunk.real_max, value);
  } else {
    chunk.min = std::min(chunk.min, cell);
    chunk.max = std::max(chunk.max, cell);
  }
}

// The first `rows` values of `chunk` in memory of their own, with room and layout as asked.
Chunk moved(const Chunk& chunk, std::uint32_t rows, std::uint32_t capacity, const Layout& layout) {
  Chunk copy = chunk;
  copy.capacity = capacity;
  copy.layout = layout;
  copy.data = std::make_shared_for_overwrite<std::byte[]>(std::size_t{capacity} * layout.width);
  if (layout == chunk.layout) {
    if (rows != 0) std::memcpy(copy.data.get(), chunk.data.get(), std::size_t{rows} * layout.width);
  } else {
    for (std::uint32_t row = 0; row < rows; ++row) store_cell(copy, row, chunk.at(row));
  }
  return copy;
}

Layout layout_with(const Chunk& chunk, Cell cell) noexcept {
  if (fits(chunk, cell)) return chunk.layout;
  const std::int64_t most = chunk.empty() ? kScales.back() : chunk.layout.scale;
  return layout_for(chunk.kind, std::min(chunk.min, cell), std::max(chunk.max, cell),
                    scale_of(chunk.kind, cell, most));
}

// --- Bounds anew -------------------------------------------------------------------------------

template <class T>
void find_narrow_bounds(std::span<const T> stored, Chunk& chunk) noexcept {
  // Null is 0: one below it is the largest of all, so the least value is found without a test.
  T least = std::numeric_limits<T>::max();
  T most = 0;
  T least_raw = std::numeric_limits<T>::max();
  for (const T value : stored) {
    least = std::min(least, static_cast<T>(value - 1));
    most = std::max(most, value);
    least_raw = std::min(least_raw, value);
  }
  chunk.has_null = least_raw == 0;
  chunk.min = std::numeric_limits<std::int64_t>::max();
  chunk.max = std::numeric_limits<std::int64_t>::min();
  if (most == 0) return;
  chunk.min = chunk.layout.value_of(std::uint32_t{least} + 1);
  chunk.max = chunk.layout.value_of(most);
}

void find_raw_bounds(std::span<const std::int64_t> values, Chunk& chunk) noexcept {
  std::int64_t least = std::numeric_limits<std::int64_t>::max();
  std::int64_t most = kNullInt;
  std::int64_t nulls = 0;
  for (const std::int64_t value : values) {
    least = std::min(least, value == kNullInt ? std::numeric_limits<std::int64_t>::max() : value);
    most = std::max(most, value);
    nulls += value == kNullInt ? 1 : 0;
  }
  chunk.has_null = nulls != 0;
  chunk.min = least;
  chunk.max = most;
}

void find_real_bounds(std::span<const double> values, Chunk& chunk) noexcept {
  chunk.has_null = false;
  chunk.real_min = std::numeric_limits<double>::infinity();
  chunk.real_max = -std::numeric_limits<double>::infinity();
  for (const double value : values) widen_bounds(chunk, cell_of(value));
}

// Bounds as the values are, after some of them went; and fewer bytes where they now suffice.
void settle(Chunk& chunk, std::uint32_t rows) {
  find_bounds(chunk, rows);
  if (!chunk.layout.narrow() || chunk.empty()) return;
  const Layout layout = layout_for(chunk.kind, chunk.min, chunk.max, chunk.layout.scale);
  if (layout.width < chunk.layout.width) chunk = moved(chunk, rows, chunk.capacity, layout);
}

}  // namespace

Cell cell_of(double value) noexcept {
  return std::isnan(value) ? kNullInt : std::bit_cast<Cell>(value);
}

Chunk make_chunk(Kind kind, std::span<const Cell> cells) {
  Chunk chunk;
  chunk.kind = kind;
  chunk.layout = first_layout(kind);
  std::int64_t scale = kScales.back();
  for (const Cell cell : cells) {
    widen_bounds(chunk, cell);
    if (!is_null(kind, cell)) scale = scale_of(kind, cell, scale);
  }
  if (!chunk.empty()) chunk.layout = layout_for(kind, chunk.min, chunk.max, scale);
  chunk.capacity = static_cast<std::uint32_t>(cells.size());
  chunk.data =
      std::make_shared_for_overwrite<std::byte[]>(cells.size() * std::size_t{chunk.layout.width});
  for (std::uint32_t row = 0; row < chunk.capacity; ++row) store_cell(chunk, row, cells[row]);
  return chunk;
}

Cell Chunk::at(std::uint32_t row) const noexcept {
  switch (layout.width) {
    case 1:
    case 2:
    case 4: {
      const std::uint32_t stored = layout.width == 1   ? load_at<std::uint8_t>(*this, row)
                                   : layout.width == 2 ? load_at<std::uint16_t>(*this, row)
                                                       : load_at<std::uint32_t>(*this, row);
      return stored == 0 ? kNullInt : layout.value_of(stored);
    }
    default:
      if (kind == Kind::kReal) return cell_of(load_at<double>(*this, row));
      return load_at<std::int64_t>(*this, row);
  }
}

void find_bounds(Chunk& chunk, std::uint32_t rows) noexcept {
  if (chunk.kind == Kind::kReal) return find_real_bounds(chunk.stored<double>(rows), chunk);
  if (!chunk.layout.narrow()) return find_raw_bounds(chunk.stored<std::int64_t>(rows), chunk);
  visit_narrow(chunk, rows, [&chunk](auto stored) { find_narrow_bounds(stored, chunk); });
}

std::size_t held_bytes(const Block& block) noexcept {
  std::size_t bytes = sizeof block + block.chunks.size() * sizeof(Chunk);
  for (const Chunk& chunk : block.chunks) bytes += std::size_t{chunk.capacity} * chunk.layout.width;
  return block.alive ? bytes + block.alive->size() : bytes;
}

std::size_t held_bytes(const Frame& frame) noexcept {
  std::size_t bytes = 0;
  for (const auto& block : frame.blocks) bytes += held_bytes(*block);
  return bytes;
}

Frame rearranged(const Frame& frame, std::span<const Kind> kinds,
                 std::span<const std::optional<std::uint8_t>> places) {
  Frame next = frame;
  for (auto& block : next.blocks) {
    auto copy = std::make_shared<Block>(*block);
    copy->chunks.clear();
    for (std::size_t i = 0; i < kinds.size(); ++i) {
      if (places[i]) {
        copy->chunks.push_back(block->chunks[*places[i]]);
        continue;
      }
      Chunk& chunk = copy->chunks.emplace_back();
      chunk.kind = kinds[i];
      chunk.layout = first_layout(kinds[i]);
      chunk.capacity = block->rows;
      chunk.has_null = true;
      chunk.data = std::make_shared<std::byte[]>(std::size_t{block->rows} * chunk.layout.width);
      if (!chunk.layout.narrow())  // of narrow ones 0 is null
        for (std::uint32_t row = 0; row < block->rows; ++row) store_cell(chunk, row, kNullInt);
    }
    block = std::move(copy);
  }
  return next;
}

std::size_t FrameBuilder::bytes() const noexcept {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < drafts_.size(); ++i)
    bytes += held_bytes(drafts_[i].block ? *drafts_[i].block : *frame_.blocks[i]);
  return bytes;
}

std::size_t FrameBuilder::own_bytes() const noexcept {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    const Draft& draft = drafts_[i];
    if (!draft.block) continue;
    for (std::size_t column = 0; column < draft.own.size(); ++column)
      if (draft.own[column])
        bytes += std::size_t{draft.block->chunks[column].capacity} *
                 draft.block->chunks[column].layout.width;
    if (draft.alive) bytes += draft.alive->size();
  }
  return bytes;
}

FrameBuilder::FrameBuilder(std::span<const Kind> kinds, const Frame& base)
    : kinds_(kinds.begin(), kinds.end()), frame_(base), drafts_(base.blocks.size()) {}

FrameBuilder::Draft& FrameBuilder::draft_of(std::size_t block) {
  Draft& draft = drafts_[block];
  if (!draft.block) {
    draft.block = std::make_shared<Block>(*frame_.blocks[block]);
    draft.own.assign(kinds_.size(), false);
    draft.patched.assign(kinds_.size(), false);
  }
  return draft;
}

std::uint32_t FrameBuilder::append(std::span<const Cell> cells) {
  PMM_ASSERT(cells.size() == kinds_.size());
  const std::size_t at = frame_.rows / kBlockRows;
  if (at == drafts_.size()) {
    auto block = std::make_shared<Block>();
    block->chunks.resize(kinds_.size());
    for (std::size_t i = 0; i < kinds_.size(); ++i) {
      block->chunks[i].kind = kinds_[i];
      block->chunks[i].layout = first_layout(kinds_[i]);
    }
    drafts_.push_back({std::move(block), std::vector<bool>(kinds_.size(), true),
                       std::vector<bool>(kinds_.size(), false), nullptr});
    frame_.blocks.emplace_back();
  }
  Draft& draft = draft_of(at);
  Block& block = *draft.block;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Chunk& chunk = block.chunks[i];
    const Layout layout = layout_with(chunk, cells[i]);
    if (block.rows == chunk.capacity || layout != chunk.layout) {
      const std::uint32_t room =
          block.rows < chunk.capacity
              ? chunk.capacity
              : std::min(kBlockRows, std::max(kFirstCapacity, 2 * chunk.capacity));
      chunk = moved(chunk, block.rows, room, layout);
      draft.own[i] = true;
    }
    store_cell(chunk, block.rows, cells[i]);
    widen_bounds(chunk, cells[i]);
  }
  if (draft.alive) {
    draft.alive->push_back(1);
  } else if (block.alive) {
    draft.alive = std::make_shared<std::vector<std::uint8_t>>(*block.alive);
    draft.alive->push_back(1);
  }
  ++block.rows;
  ++frame_.live;
  return static_cast<std::uint32_t>(frame_.rows++);
}

void FrameBuilder::patch(Draft& draft, std::uint32_t at, std::size_t column, Cell cell) {
  const Block& block = *draft.block;
  Chunk& chunk = draft.block->chunks[column];
  if (chunk.at(at) == cell) return;
  const Layout layout = layout_with(chunk, cell);
  if (!draft.own[column] || layout != chunk.layout) {
    chunk = moved(chunk, block.rows, chunk.capacity, layout);
    draft.own[column] = true;
  }
  draft.patched[column] = true;
  store_cell(chunk, at, cell);
  widen_bounds(chunk, cell);
}

void FrameBuilder::patch(std::uint32_t row, std::span<const Cell> cells) {
  PMM_ASSERT(row < frame_.rows && cells.size() == kinds_.size());
  Draft& draft = draft_of(row / kBlockRows);
  for (std::size_t i = 0; i < cells.size(); ++i) patch(draft, row % kBlockRows, i, cells[i]);
  set_alive(row, true);
}

void FrameBuilder::patch(std::uint32_t row, std::size_t column, Cell cell) {
  PMM_ASSERT(row < frame_.rows && column < kinds_.size());
  patch(draft_of(row / kBlockRows), row % kBlockRows, column, cell);
}

void FrameBuilder::erase(std::uint32_t row) {
  PMM_ASSERT(row < frame_.rows);
  set_alive(row, false);
}

void FrameBuilder::set_alive(std::uint32_t row, bool alive) {
  Draft& draft = draft_of(row / kBlockRows);
  Block& block = *draft.block;
  if (!draft.alive) {
    if (!block.alive && alive) return;
    draft.alive = block.alive ? std::make_shared<std::vector<std::uint8_t>>(*block.alive)
                              : std::make_shared<std::vector<std::uint8_t>>(block.rows, 1);
  }
  std::uint8_t& flag = (*draft.alive)[row % kBlockRows];
  if (flag == static_cast<std::uint8_t>(alive)) return;
  flag = alive ? 1 : 0;
  block.dead += alive ? 0U : 1U;
  block.dead -= alive ? 1U : 0U;
  frame_.live += alive ? 1 : 0;
  frame_.live -= alive ? 0 : 1;
}

Frame FrameBuilder::finish() {
  for (std::size_t i = 0; i < drafts_.size(); ++i) {
    Draft& draft = drafts_[i];
    if (!draft.block) continue;
    if (draft.alive) draft.block->alive = std::move(draft.alive);
    for (std::size_t c = 0; c < draft.block->chunks.size(); ++c)
      if (draft.patched[c]) settle(draft.block->chunks[c], draft.block->rows);
    frame_.blocks[i] = std::move(draft.block);
  }
  drafts_.clear();
  return std::move(frame_);
}

}  // namespace pmm::columnar
