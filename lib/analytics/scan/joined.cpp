#include "analytics/scan/joined.hpp"

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
    return column >= spec.cube->columns.size() || spec.cube->columns[column].is_kept();
  });
  return columns;
}

// Bounds that hold for whatever the chunks of a column have.
Chunk common_chunk(const Frame& frame, std::uint8_t column, Kind kind) {
  Chunk common;
  common.kind = kind;
  common.has_null = true;
  for (const auto& block : frame.blocks) {
    common.min = std::min(common.min, block->chunks[column].min);
    common.max = std::max(common.max, block->chunks[column].max);
  }
  return common;
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

// Cases that lie side by side are read in one go.
Chunk Joined::gathered(const Block& block, std::uint8_t column) const {
  const std::uint8_t from = cube_.columns[column].case_column;
  const Chunk& numbers = block.chunks[stages::kCase];  // of the case's row, from 1
  std::vector<columnar::Cell> cells(block.rows);
  std::vector<std::uint16_t> rows(block.rows);
  for (std::uint32_t i = 0; i < block.rows;) {
    const auto at = static_cast<std::uint32_t>(numbers.at(i) - 1) / kBlockRows;
    const std::uint64_t first = std::uint64_t{at} * kBlockRows + 1;
    std::uint32_t end = i;
    for (; end < block.rows; ++end) {
      const std::uint64_t row = static_cast<std::uint64_t>(numbers.at(end)) - first;
      if (row >= kBlockRows) break;
      rows[end] = static_cast<std::uint16_t>(row);
    }
    columnar::read_values(cases_.blocks[at]->chunks[from], {rows.data() + i, 0, end - i},
                          std::span(cells).subspan(i, end - i));
    i = end;
  }
  return columnar::make_chunk(cube_.columns[column].kind, cells);
}

Holder holder_of(const Cube& cube, std::uint8_t column, const Epoch& epoch) noexcept {
  // Columns of declared attributes come behind those of the cube, and are its own.
  if (column >= cube.columns.size() || cube.columns[column].is_kept())
    return {epoch.frame(cube.id), column};
  return {epoch.frame(CubeId::kCases), cube.columns[column].case_column};
}

}  // namespace pmm::analytics
