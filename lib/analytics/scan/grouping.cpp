#include "analytics/scan/grouping.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

namespace pmm::analytics {
namespace {

using columnar::Block;
using columnar::Rows;

constexpr std::uint64_t kDenseGroups = std::uint64_t{1} << 20;
constexpr std::uint64_t kAlwaysDense = 4096;
constexpr std::uint64_t kBlockGroups = std::uint64_t{1} << 17;  // of a block, in arrays

}  // namespace

GroupKey::GroupKey(std::vector<std::unique_ptr<KeyPart>> parts, std::uint64_t rows,
                   std::uint64_t places)
    : parts_(std::move(parts)) {
  // Dense arrays must pay: not many times larger than the rows that could fill them.
  const std::uint64_t most = std::min({kDenseGroups, places, std::max(kAlwaysDense, 4 * rows)});
  std::uint64_t groups = 1;
  for (const auto& part : parts_) {
    if (part->cardinality() > most / groups) {
      lay_out_bits();
      return;
    }
    places_.push_back({0, groups, part->cardinality()});
    groups *= part->cardinality();
  }
  dense_ = static_cast<std::size_t>(groups);
}

// Packs the parts into as few words as they need; a part never lies across two.
void GroupKey::lay_out_bits() {
  places_.clear();
  std::size_t word = 0;
  unsigned used = 0;
  for (const auto& part : parts_) {
    const auto bits = static_cast<unsigned>(
        std::max(1, static_cast<int>(std::bit_width(part->cardinality() - 1))));
    if (used + bits > 64) {
      ++word;
      used = 0;
    }
    const std::uint64_t modulus = bits == 64 ? 0 : std::uint64_t{1} << bits;
    places_.push_back({word, std::uint64_t{1} << used, modulus});
    used += bits;
  }
  words_ = word + 1;
}

void GroupNumbers::find_or_add(std::span<const std::uint64_t> keys,
                               std::span<std::uint32_t> numbers) {
  if (key_.dense_groups() == 0) return table_.find_or_add(keys, numbers);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = static_cast<std::uint32_t>(keys[i]);
}

void GroupNumbers::key_of(std::uint32_t number, std::span<std::uint64_t> key) const noexcept {
  if (key_.dense_groups() != 0)
    key[0] = number;
  else
    std::copy_n(table_.key(number).begin(), key_.words(), key.begin());
}

// --- The groups of a block -----------------------------------------------------------------------

BlockGroups::BlockGroups(const GroupKey& key) : key_(key), bound_(key.parts()) {}

void BlockGroups::bind(const Block& block, std::size_t rows) {
  block_ = &block;
  strides_.clear();
  // An array is cleared and read through: that must not cost more than the rows do.
  const std::uint64_t most =
      std::min(kBlockGroups, std::max<std::uint64_t>(kAlwaysDense, 2 * rows));
  std::uint64_t groups = 1;
  bool dense = true;
  for (std::size_t i = 0; i < bound_.size() && dense; ++i) {
    BoundPart& part = bound_[i];
    std::vector<std::uint32_t> table = std::move(part.table);
    table.clear();
    part = BoundPart{};
    part.table = std::move(table);
    key_.part(i).bind(block, part);
    dense = part.how != BoundPart::How::kMany && part.cardinality <= most / groups;
    if (!dense) break;
    strides_.push_back(static_cast<std::uint32_t>(groups));
    if (part.how == BoundPart::How::kTable)
      for (std::uint32_t& local : part.table) local *= strides_.back();
    groups *= part.cardinality;
  }
  if (dense) {
    table_.reset();
    dense_ = static_cast<std::size_t>(groups);
  } else if (table_) {
    table_->clear();
  } else {
    table_.emplace(key_.words());
  }
}

void BlockGroups::assign(const Rows& rows, std::span<std::uint32_t> groups) {
  if (table_) return look_up(rows, groups);
  std::fill(groups.begin(), groups.end(), 0U);
  for (std::size_t i = 0; i < bound_.size(); ++i) add_part(bound_[i], strides_[i], rows, groups);
}

void BlockGroups::add_part(BoundPart& part, std::uint32_t stride, const Rows& rows,
                           std::span<std::uint32_t> groups) {
  using How = BoundPart::How;
  stored_.resize(columnar::kBatchRows);
  const auto stored = [&] { return columnar::read_stored(*part.chunk, rows, stored_); };
  switch (part.how) {
    case How::kOne:
    case How::kMany:
      break;
    case How::kStored:
      columnar::add_stored(*part.chunk, rows, part.low, stride, groups);
      break;
    case How::kSteps:
      columnar::add_steps(stored(), part.table, stride, groups);
      break;
    case How::kTable:
      columnar::add_looked_up(*part.chunk, rows, part.low, part.table, groups);
      break;
    case How::kWeekday:
      columnar::add_cycle(stored(), part.shift, 1, 7, stride, groups);
      break;
    case How::kHours:
      columnar::add_cycle(stored(), part.shift, part.step, 24, stride, groups);
      break;
    case How::kQuotient:
      columnar::add_quotient(stored(), part.shift, part.step, stride, groups);
      break;
    case How::kComputed: {
      numbers_.resize(columnar::kBatchRows);
      const auto numbers = std::span(numbers_).first(rows.count);
      const auto at = static_cast<std::size_t>(&part - bound_.data());
      key_.part(at).number(*block_, rows, numbers);
      for (std::size_t i = 0; i < rows.count; ++i)
        groups[i] += stride * static_cast<std::uint32_t>(numbers[i]);
      break;
    }
  }
}

void BlockGroups::look_up(const Rows& rows, std::span<std::uint32_t> groups) {
  numbers_.resize(columnar::kBatchRows);
  const auto numbers = std::span(numbers_).first(rows.count);
  const std::size_t words = key_.words();
  keys_.assign(rows.count * words, 0);
  for (std::size_t i = 0; i < key_.parts(); ++i) {
    key_.part(i).number(*block_, rows, numbers);
    const std::size_t word = key_.word_of(i);
    for (std::size_t row = 0; row < rows.count; ++row)
      keys_[row * words + word] += key_.share(i, numbers[row]);
  }
  table_->find_or_add(keys_, groups);
}

void BlockGroups::keys_of(std::span<const std::uint32_t> groups,
                          std::vector<std::uint64_t>& keys) const {
  const std::size_t words = key_.words();
  keys.assign(groups.size() * words, 0);
  if (table_) {
    for (std::size_t i = 0; i < groups.size(); ++i)
      std::copy_n(table_->key(groups[i]).begin(), words,
                  keys.begin() + static_cast<std::ptrdiff_t>(i * words));
    return;
  }
  for (std::size_t p = 0; p < bound_.size(); ++p) {
    const BoundPart& part = bound_[p];
    const auto cardinality = static_cast<std::uint32_t>(part.cardinality);
    const std::size_t word = key_.word_of(p);
    for (std::size_t i = 0; i < groups.size(); ++i)
      keys[i * words + word] += key_.share(p, part.number(groups[i] / strides_[p] % cardinality));
  }
}

}  // namespace pmm::analytics
