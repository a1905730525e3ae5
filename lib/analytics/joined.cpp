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
    return column >= spec.cube->columns.size() || spec.cube->columns[column].is_kept();
  });
  return columns;
}

// What a column's chunks have in common: the widest layout and the widest bounds.
Chunk common_chunk(const Frame& frame, std::uint8_t column, Kind kind) {
  Chunk common;
  common.kind = kind;
  common.has_null = true;
  if (kind != Kind::kCode) common.layout.width = 8;
  for (const auto& block : frame.blocks) {
    const Chunk& chunk = block->chunks[column];
    if (kind == Kind::kCode)
      common.layout.width = std::max(common.layout.width, chunk.layout.width);
    common.min = std::min(common.min, chunk.min);
    common.max = std::max(common.max, chunk.max);
  }
  return common;
}

// Calls fn(chunk, its rows, code of its first row, begin, end) for the runs of cases that lie in
// one block.
template <class Code, class Fn>
void for_runs(std::span<const Code> codes, const Frame& frame, std::uint8_t column, Fn&& fn) {
  for (std::size_t begin = 0; begin < codes.size();) {
    const std::uint32_t at = (std::uint32_t{codes[begin]} - 1) / kBlockRows;
    const std::uint64_t first = std::uint64_t{at} * kBlockRows + 1;
    std::size_t end = begin + 1;
    while (end < codes.size() && codes[end] - first < kBlockRows) ++end;
    const Block& block = *frame.blocks[at];
    fn(block.chunks[column], block.rows, first, begin, end);
    begin = end;
  }
}

// out[i] is the code that the case of row i holds.
template <class Code, class T>
void gather_codes(std::span<const Code> cases, const Frame& frame, std::uint8_t column, T* out) {
  for_runs(cases, frame, column,
           [&](const Chunk& chunk, std::uint32_t rows, std::uint64_t first, std::size_t begin,
               std::size_t end) {
             columnar::visit_narrow(chunk, rows, [&](auto codes) {
               for (std::size_t i = begin; i < end; ++i)
                 out[i] = static_cast<T>(codes[cases[i] - first]);
             });
           });
}

// out[i] is the value that the case of row i holds.
template <class Code>
void gather_values(std::span<const Code> cases, const Frame& frame, std::uint8_t column,
                   std::int64_t* out) {
  for_runs(cases, frame, column,
           [&](const Chunk& chunk, std::uint32_t, std::uint64_t first, std::size_t begin,
               std::size_t end) {
             for (std::size_t i = begin; i < end; ++i)
               out[i] = chunk.at(static_cast<std::uint32_t>(cases[i] - first));
           });
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
  const std::uint8_t width = chunk.layout.width;
  chunk.capacity = block.rows;
  chunk.data = std::make_shared_for_overwrite<std::byte[]>(std::size_t{block.rows} * width);
  std::byte* out = chunk.data.get();
  columnar::visit_narrow(block.chunks[stages::kCase], block.rows, [&](auto cases) {
    if (width == 1)
      gather_codes(cases, cases_, from, reinterpret_cast<std::uint8_t*>(out));
    else if (width == 2)
      gather_codes(cases, cases_, from, reinterpret_cast<std::uint16_t*>(out));
    else if (width == 4)
      gather_codes(cases, cases_, from, reinterpret_cast<std::uint32_t*>(out));
    else
      gather_values(cases, cases_, from, reinterpret_cast<std::int64_t*>(out));
  });
  return chunk;
}

Holder holder_of(const Cube& cube, std::uint8_t column, const Epoch& epoch) noexcept {
  const ColumnSpec& spec = cube.columns[column];
  if (spec.is_kept()) return {epoch.frame(cube.id), column};
  return {epoch.frame(CubeId::kCases), spec.case_column};
}

}  // namespace pmm::analytics
