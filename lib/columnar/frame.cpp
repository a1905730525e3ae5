#include "columnar/frame.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

namespace pmm::columnar {
namespace {

constexpr std::uint32_t kFirstCapacity = 256;

std::uint8_t width_of(Kind kind, std::uint64_t code) noexcept {
  switch (kind) {
    case Kind::kCode:
      return code <= 0xFF ? 1 : code <= 0xFFFF ? 2 : 4;
    case Kind::kDay:
      return 4;
    case Kind::kInt:
    case Kind::kReal:
      return 8;
  }
  return 8;
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

Cell load_cell(const Chunk& chunk, std::uint32_t row) noexcept {
  switch (chunk.kind) {
    case Kind::kCode: {
      const std::uint32_t code = chunk.width == 1   ? load_at<std::uint8_t>(chunk, row)
                                 : chunk.width == 2 ? load_at<std::uint16_t>(chunk, row)
                                                    : load_at<std::uint32_t>(chunk, row);
      return code == 0 ? kNullInt : Cell{code};
    }
    case Kind::kInt:
      return load_at<std::int64_t>(chunk, row);
    case Kind::kDay: {
      const auto day = load_at<std::int32_t>(chunk, row);
      return day == kNullDay ? kNullInt : day;
    }
    case Kind::kReal: {
      const auto value = load_at<double>(chunk, row);
      return std::isnan(value) ? kNullInt : std::bit_cast<Cell>(value);
    }
  }
  return kNullInt;
}

void store_cell(Chunk& chunk, std::uint32_t row, Cell cell) noexcept {
  const bool null = cell == kNullInt;
  switch (chunk.kind) {
    case Kind::kCode: {
      const std::uint32_t code = null ? 0 : static_cast<std::uint32_t>(cell);
      if (chunk.width == 1)
        store_at(chunk, row, static_cast<std::uint8_t>(code));
      else if (chunk.width == 2)
        store_at(chunk, row, static_cast<std::uint16_t>(code));
      else
        store_at(chunk, row, code);
      break;
    }
    case Kind::kInt:
      store_at(chunk, row, cell);
      break;
    case Kind::kDay:
      store_at(chunk, row, null ? kNullDay : static_cast<std::int32_t>(cell));
      break;
    case Kind::kReal:
      store_at(chunk, row,
               null ? std::numeric_limits<double>::quiet_NaN() : std::bit_cast<double>(cell));
      break;
  }
}

void widen_bounds(Chunk& chunk, Cell cell) noexcept {
  if (cell == kNullInt || (chunk.kind == Kind::kCode && cell == 0)) {
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

// The first `rows` values of `chunk` in memory of their own, with room and width as asked.
Chunk moved(const Chunk& chunk, std::uint32_t rows, std::uint32_t capacity, std::uint8_t width) {
  Chunk copy = chunk;
  copy.capacity = capacity;
  copy.width = width;
  copy.data = std::make_shared<std::byte[]>(std::size_t{capacity} * width);
  if (width == chunk.width) {
    if (rows != 0) std::memcpy(copy.data.get(), chunk.data.get(), std::size_t{rows} * width);
  } else {
    for (std::uint32_t row = 0; row < rows; ++row) store_cell(copy, row, load_cell(chunk, row));
  }
  return copy;
}

std::uint8_t width_for(const Chunk& chunk, Cell cell) noexcept {
  if (chunk.kind != Kind::kCode || cell == kNullInt) return chunk.width;
  return std::max(chunk.width, width_of(Kind::kCode, static_cast<std::uint64_t>(cell)));
}

}  // namespace

Cell cell_of(double value) noexcept {
  return std::isnan(value) ? kNullInt : std::bit_cast<Cell>(value);
}

std::size_t held_bytes(const Block& block) noexcept {
  std::size_t bytes = sizeof block + block.chunks.size() * sizeof(Chunk);
  for (const Chunk& chunk : block.chunks) bytes += std::size_t{chunk.capacity} * chunk.width;
  return block.alive ? bytes + block.alive->size() : bytes;
}

std::size_t held_bytes(const Frame& frame) noexcept {
  std::size_t bytes = 0;
  for (const auto& block : frame.blocks) bytes += held_bytes(*block);
  return bytes;
}

std::size_t FrameBuilder::bytes() const noexcept {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < drafts_.size(); ++i)
    bytes += held_bytes(drafts_[i].block ? *drafts_[i].block : *frame_.blocks[i]);
  return bytes;
}

FrameBuilder::FrameBuilder(std::span<const Kind> kinds, const Frame& base)
    : kinds_(kinds.begin(), kinds.end()), frame_(base), drafts_(base.blocks.size()) {}

FrameBuilder::Draft& FrameBuilder::draft_of(std::size_t block) {
  Draft& draft = drafts_[block];
  if (!draft.block) {
    draft.block = std::make_shared<Block>(*frame_.blocks[block]);
    draft.own.assign(kinds_.size(), false);
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
      block->chunks[i].width = width_of(kinds_[i], 0);
    }
    drafts_.push_back({std::move(block), std::vector<bool>(kinds_.size(), true), nullptr});
    frame_.blocks.emplace_back();
  }
  Draft& draft = draft_of(at);
  Block& block = *draft.block;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Chunk& chunk = block.chunks[i];
    const std::uint8_t width = width_for(chunk, cells[i]);
    if (block.rows == chunk.capacity || width != chunk.width) {
      const std::uint32_t room =
          block.rows < chunk.capacity
              ? chunk.capacity
              : std::min(kBlockRows, std::max(kFirstCapacity, 2 * chunk.capacity));
      chunk = moved(chunk, block.rows, room, width);
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

void FrameBuilder::patch(std::uint32_t row, std::span<const Cell> cells) {
  PMM_ASSERT(row < frame_.rows && cells.size() == kinds_.size());
  Draft& draft = draft_of(row / kBlockRows);
  Block& block = *draft.block;
  const std::uint32_t at = row % kBlockRows;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Chunk& chunk = block.chunks[i];
    if (load_cell(chunk, at) == cells[i]) continue;
    const std::uint8_t width = width_for(chunk, cells[i]);
    if (!draft.own[i] || width != chunk.width) {
      chunk = moved(chunk, block.rows, chunk.capacity, width);
      draft.own[i] = true;
    }
    store_cell(chunk, at, cells[i]);
    widen_bounds(chunk, cells[i]);
  }
  set_alive(row, true);
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
    frame_.blocks[i] = std::move(draft.block);
  }
  drafts_.assign(frame_.blocks.size(), {});
  return frame_;
}

}  // namespace pmm::columnar
