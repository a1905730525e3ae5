#include "analytics/joined.hpp"

#include <algorithm>
#include <memory>

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::Chunk;
using columnar::Frame;
using columnar::kBlockRows;
using columnar::Kind;

using Columns = std::vector<std::uint8_t>;

void add_columns(const Predicate& predicate, Columns& columns) {
  if (predicate.kind != Predicate::Kind::kAll && predicate.kind != Predicate::Kind::kNone)
    columns.push_back(predicate.column);
  if (predicate.kind == Predicate::Kind::kPairs) columns.push_back(predicate.other);
  for (const Predicate& child : predicate.children) add_columns(child, columns);
}

Columns columns_of(const ScanSpec& spec, const Predicate& predicate) {
  Columns columns;
  add_columns(predicate, columns);
  for (const Member* member : spec.dimensions) columns.push_back(member->column);
  for (const TimeDimension& time : spec.times) {
    columns.push_back(time.member->column);
    columns.push_back(time.member->day_column);
  }
  for (const Member* member : spec.measures)
    if (member->measure.aggregate == Aggregate::kDistinct)
      columns.push_back(member->measure.column);
  std::sort(columns.begin(), columns.end());
  columns.erase(std::unique(columns.begin(), columns.end()), columns.end());
  std::erase_if(columns, [&spec](std::uint8_t column) {
    return column == kNoColumn || spec.cube->columns[column].is_kept();
  });
  return columns;
}

// What a column's chunks have in common: the widest layout and the widest bounds.
Chunk common_chunk(const Frame& frame, std::uint8_t column, Kind kind) {
  Chunk common;
  common.kind = kind;
  common.has_null = true;
  common.width = kind == Kind::kCode ? 1 : kind == Kind::kDay ? 4 : 8;
  for (const auto& block : frame.blocks) {
    const Chunk& chunk = block->chunks[column];
    common.width = std::max(common.width, chunk.width);
    common.min = std::min(common.min, chunk.min);
    common.max = std::max(common.max, chunk.max);
  }
  return common;
}

// Calls fn with the values of a chunk as a span of their own width.
template <class Fn>
void visit_values(const Chunk& chunk, std::uint32_t rows, Fn&& fn) {
  if (chunk.kind == Kind::kCode)
    columnar::visit_codes(chunk, rows, fn);
  else if (chunk.kind == Kind::kDay)
    fn(chunk.values<std::int32_t>(rows));
  else
    fn(chunk.values<std::int64_t>(rows));
}

// out[i] is what the case of row i holds. Cases that lie side by side are read in one go.
template <class Code, class T>
void gather(std::span<const Code> cases, const Frame& frame, std::uint8_t column, T* out) {
  for (std::size_t i = 0; i < cases.size();) {
    const std::uint32_t at = (std::uint32_t{cases[i]} - 1) / kBlockRows;
    const Block& block = *frame.blocks[at];
    const std::uint64_t first = std::uint64_t{at} * kBlockRows + 1;
    visit_values(block.chunks[column], block.rows, [&](auto values) {
      while (i < cases.size() && cases[i] - first < kBlockRows) {
        out[i] = static_cast<T>(values[cases[i] - first]);
        ++i;
      }
    });
  }
}

}  // namespace

Joined::Joined(const ScanSpec& spec, const Predicate& predicate, const Epoch& epoch)
    : cube_(*spec.cube),
      cases_(epoch.frame(CubeId::kCases)),
      columns_(columns_of(spec, predicate)) {}

Frame Joined::outline(const Frame& frame) const {
  std::vector<Chunk> outlines(cube_.columns.size());
  for (const std::uint8_t column : columns_)
    outlines[column] =
        common_chunk(cases_, cube_.columns[column].case_column, cube_.columns[column].kind);
  Frame outlined = frame;
  for (auto& block : outlined.blocks) {
    auto copy = std::make_shared<Block>(*block);
    copy->chunks.insert(copy->chunks.end(),
                        outlines.begin() + static_cast<std::ptrdiff_t>(copy->chunks.size()),
                        outlines.end());
    block = std::move(copy);
  }
  return outlined;
}

Block Joined::filled(const Block& outlined) const {
  Block block = outlined;
  for (const std::uint8_t column : columns_) block.chunks[column] = gathered(outlined, column);
  return block;
}

Chunk Joined::gathered(const Block& block, std::uint8_t column) const {
  Chunk chunk = block.chunks[column];
  const std::uint8_t from = cube_.columns[column].case_column;
  chunk.capacity = block.rows;
  chunk.data = std::make_shared<std::byte[]>(std::size_t{block.rows} * chunk.width);
  columnar::visit_codes(block.chunks[stages::kCase], block.rows, [&](auto cases) {
    const auto into = [&](auto* out) { gather(cases, cases_, from, out); };
    if (chunk.width == 1)
      into(reinterpret_cast<std::uint8_t*>(chunk.data.get()));
    else if (chunk.width == 2)
      into(reinterpret_cast<std::uint16_t*>(chunk.data.get()));
    else if (chunk.width == 4)
      into(reinterpret_cast<std::uint32_t*>(chunk.data.get()));
    else
      into(reinterpret_cast<std::int64_t*>(chunk.data.get()));
  });
  return chunk;
}

Holder holder_of(const Cube& cube, std::uint8_t column, const Epoch& epoch) noexcept {
  const ColumnSpec& spec = cube.columns[column];
  if (spec.is_kept()) return {epoch.frame(cube.id), column};
  return {epoch.frame(CubeId::kCases), spec.case_column};
}

}  // namespace pmm::analytics
