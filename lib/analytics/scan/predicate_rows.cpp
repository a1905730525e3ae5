#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

#include "analytics/scan/predicate.hpp"

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::Chunk;
using columnar::Mask;
using RowTest = Predicate::Kind;

constexpr std::size_t kFewCodes = 6;
constexpr std::int64_t kJudgedCodes = 65'536;  // of a table that are looked through for a block

void list_few(Predicate& predicate) {
  std::vector<std::uint32_t> ones, zeros;
  for (std::uint32_t code = 0; code < predicate.table.size(); ++code) {
    std::vector<std::uint32_t>& list = predicate.table[code] != 0 ? ones : zeros;
    if (list.size() <= kFewCodes) list.push_back(code);
    if (ones.size() > kFewCodes && zeros.size() > kFewCodes) return;
  }
  predicate.but = ones.size() > kFewCodes;
  predicate.few = predicate.but ? std::move(zeros) : std::move(ones);
}

int cost_of(const Predicate& predicate) noexcept {
  switch (predicate.kind) {
    case RowTest::kTable:
      return predicate.few.empty() ? 2 : 1;
    case RowTest::kRanges:
    case RowTest::kNotRanges:
      return predicate.ranges.size() == 1 ? 1 : 3;
    case RowTest::kPairs:
    case RowTest::kAnd:
    case RowTest::kOr:
      return 3;
    default:
      return 0;
  }
}

// --- Bounds
// ------------------------------------------------------------------------------------------

Verdict judge_table(const Predicate& predicate, const Chunk& chunk) noexcept {
  if (chunk.empty()) return predicate.table[0] != 0 ? Verdict::kAll : Verdict::kNone;
  if (chunk.max - chunk.min > kJudgedCodes) return Verdict::kSome;
  bool ones = chunk.has_null && predicate.table[0] != 0;
  bool zeros = chunk.has_null && predicate.table[0] == 0;
  for (std::int64_t code = chunk.min; code <= chunk.max && !(ones && zeros); ++code) {
    const bool matches = predicate.table[static_cast<std::size_t>(code)] != 0;
    ones = ones || matches;
    zeros = zeros || !matches;
  }
  return !ones ? Verdict::kNone : zeros ? Verdict::kSome : Verdict::kAll;
}

Verdict judge_ranges(const Predicate& predicate, const Chunk& chunk) noexcept {
  if (chunk.empty()) return Verdict::kNone;
  const auto overlaps = [&chunk](const TimeRange& range) {
    return chunk.min < range.end_us && chunk.max >= range.begin_us;
  };
  const auto covers = [&chunk](const TimeRange& range) {
    return chunk.min >= range.begin_us && chunk.max < range.end_us;
  };
  const auto& ranges = predicate.ranges;
  const bool negated = predicate.kind == RowTest::kNotRanges;
  if (std::none_of(ranges.begin(), ranges.end(), overlaps))
    return !negated ? Verdict::kNone : chunk.has_null ? Verdict::kSome : Verdict::kAll;
  if (std::any_of(ranges.begin(), ranges.end(), covers))
    return negated ? Verdict::kNone : chunk.has_null ? Verdict::kSome : Verdict::kAll;
  return Verdict::kSome;
}

Verdict judge_children(const Predicate& predicate, const Block& block) noexcept {
  const bool conjunction = predicate.kind == RowTest::kAnd;
  const Verdict settles = conjunction ? Verdict::kNone : Verdict::kAll;
  Verdict all = conjunction ? Verdict::kAll : Verdict::kNone;
  for (const Predicate& child : predicate.children) {
    const Verdict verdict = judge(child, block);
    if (verdict == settles) return settles;
    if (verdict == Verdict::kSome) all = Verdict::kSome;
  }
  return all;
}

// --- Rows
// --------------------------------------------------------------------------------------------

void evaluate_table(const Predicate& predicate, const Chunk& chunk, std::size_t begin, Mask mask) {
  if (predicate.few.empty()) return columnar::select_in_table(chunk, begin, predicate.table, mask);
  columnar::select_few(chunk, begin, predicate.few, mask);
  if (predicate.but) columnar::mask_not(mask);
}

void evaluate_pairs(const Predicate& predicate, const Block& block, std::size_t begin, Mask mask) {
  columnar::visit_narrow(block.chunks[predicate.column], block.rows, [&](auto codes) {
    columnar::visit_narrow(block.chunks[predicate.other], block.rows, [&](auto others) {
      for (std::size_t i = 0; i < mask.size(); ++i)
        mask[i] = predicate.table[codes[begin + i] * predicate.stride + others[begin + i]];
    });
  });
}

// Calls fn(begin, piece of the mask, a mask of its size) for pieces of a batch.
template <class Fn>
void by_batches(std::size_t begin, Mask mask, Fn&& fn) {
  std::array<std::uint8_t, columnar::kBatchRows> room;
  for (std::size_t at = 0; at < mask.size(); at += columnar::kBatchRows) {
    const Mask piece = mask.subspan(at, std::min(columnar::kBatchRows, mask.size() - at));
    fn(begin + at, piece, Mask(room).first(piece.size()));
  }
}

void evaluate_ranges(const Predicate& predicate, const Chunk& chunk, std::size_t begin, Mask mask) {
  by_batches(begin, mask, [&](std::size_t at, Mask piece, Mask part) {
    std::fill(piece.begin(), piece.end(), std::uint8_t{0});
    for (const TimeRange& range : predicate.ranges) {
      if (range.begin_us >= range.end_us) continue;
      columnar::select_range(chunk, at, range.begin_us, range.end_us - 1, part);
      columnar::mask_or(piece, part);
    }
    if (predicate.kind != RowTest::kNotRanges) return;
    columnar::select_null(chunk, at, part);
    columnar::mask_or(piece, part);
    columnar::mask_not(piece);
  });
}

void evaluate_children(const Predicate& predicate, const Block& block, std::size_t begin,
                       Mask mask) {
  const bool conjunction = predicate.kind == RowTest::kAnd;
  by_batches(begin, mask, [&](std::size_t at, Mask piece, Mask part) {
    std::fill(piece.begin(), piece.end(), static_cast<std::uint8_t>(conjunction));
    for (const Predicate& child : predicate.children) {
      evaluate(child, block, at, part);
      if (conjunction)
        columnar::mask_and(piece, part);
      else
        columnar::mask_or(piece, part);
    }
  });
}

}  // namespace

void prepare(Predicate& predicate) {
  if (predicate.kind == RowTest::kTable) list_few(predicate);
  std::vector<Predicate> children;
  for (Predicate& child : predicate.children) {
    prepare(child);
    if (child.kind == RowTest::kAnd && predicate.kind == RowTest::kAnd)
      std::move(child.children.begin(), child.children.end(), std::back_inserter(children));
    else
      children.push_back(std::move(child));
  }
  std::stable_sort(children.begin(), children.end(),
                   [](const Predicate& a, const Predicate& b) { return cost_of(a) < cost_of(b); });
  predicate.children = std::move(children);
}

Verdict judge(const Predicate& predicate, const Block& block) noexcept {
  const Chunk& chunk = block.chunks[predicate.column];
  switch (predicate.kind) {
    case RowTest::kAll:
      return Verdict::kAll;
    case RowTest::kNone:
      return Verdict::kNone;
    case RowTest::kAnd:
    case RowTest::kOr:
      return judge_children(predicate, block);
    case RowTest::kPairs:
      return Verdict::kSome;
    case RowTest::kTable:
      return judge_table(predicate, chunk);
    case RowTest::kCode:
      if (predicate.code < chunk.min || predicate.code > chunk.max) return Verdict::kNone;
      return !chunk.has_null && chunk.min == chunk.max ? Verdict::kAll : Verdict::kSome;
    case RowTest::kRanges:
    case RowTest::kNotRanges:
      return judge_ranges(predicate, chunk);
    case RowTest::kNull:
    case RowTest::kNotNull: {
      const bool null = predicate.kind == RowTest::kNull;
      if (!chunk.has_null) return null ? Verdict::kNone : Verdict::kAll;
      if (chunk.empty()) return null ? Verdict::kAll : Verdict::kNone;
      return Verdict::kSome;
    }
  }
  return Verdict::kSome;
}

void evaluate(const Predicate& predicate, const Block& block, std::size_t begin, Mask mask) {
  const Chunk& chunk = block.chunks[predicate.column];
  switch (predicate.kind) {
    case RowTest::kAll:
    case RowTest::kNone:
      std::fill(mask.begin(), mask.end(),
                static_cast<std::uint8_t>(predicate.kind == RowTest::kAll));
      break;
    case RowTest::kAnd:
    case RowTest::kOr:
      evaluate_children(predicate, block, begin, mask);
      break;
    case RowTest::kTable:
      evaluate_table(predicate, chunk, begin, mask);
      break;
    case RowTest::kCode:
      columnar::select_stored(chunk, begin, predicate.code, predicate.code, mask);
      break;
    case RowTest::kPairs:
      evaluate_pairs(predicate, block, begin, mask);
      break;
    case RowTest::kRanges:
    case RowTest::kNotRanges:
      evaluate_ranges(predicate, chunk, begin, mask);
      break;
    case RowTest::kNull:
    case RowTest::kNotNull:
      columnar::select_null(chunk, begin, mask);
      if (predicate.kind == RowTest::kNotNull) columnar::mask_not(mask);
      break;
  }
}

std::size_t RowSelector::mark(const Predicate& predicate, const Block& block) {
  wanted_.clear();
  if (predicate.kind == RowTest::kAnd) {
    for (const Predicate& child : predicate.children)
      if (judge(child, block) != Verdict::kAll) wanted_.push_back(&child);
  } else if (judge(predicate, block) != Verdict::kAll) {
    wanted_.push_back(&predicate);
  }
  rows_ = block.rows;
  mask_.resize(std::max(mask_.size(), rows_));
  std::size_t count = 0;
  by_batches(0, Mask(mask_).first(rows_), [&](std::size_t begin, Mask mask, Mask part) {
    if (block.dead == 0)
      std::fill(mask.begin(), mask.end(), std::uint8_t{1});
    else
      std::copy_n(block.alive->data() + begin, mask.size(), mask.begin());
    for (const Predicate* each : wanted_) {
      evaluate(*each, block, begin, part);
      columnar::mask_and(mask, part);
      if (std::memchr(mask.data(), 1, mask.size()) == nullptr) return;
    }
    count += columnar::count_selected(mask);
  });
  return count;
}

std::span<const std::uint16_t> RowSelector::list() {
  selection_.resize(std::max(selection_.size(), rows_ + columnar::kSelectionSlack));
  const std::size_t count = columnar::to_selection(marks(), 0, selection_.data());
  return std::span<const std::uint16_t>(selection_).first(count);
}

}  // namespace pmm::analytics
