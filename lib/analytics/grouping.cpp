#include "analytics/grouping.hpp"

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

}  // namespace

void KeyPart::add(const Block& block, const Rows& rows, std::uint32_t stride,
                  std::span<std::uint32_t> groups) {
  std::array<std::uint64_t, columnar::kBatchRows> numbers;
  number(block, rows, std::span(numbers).first(rows.count));
  for (std::size_t i = 0; i < rows.count; ++i)
    groups[i] += stride * static_cast<std::uint32_t>(numbers[i]);
}

Grouping::Grouping(std::vector<std::unique_ptr<KeyPart>> parts, std::uint64_t rows)
    : parts_(std::move(parts)) {
  // A dense array must pay: not many times larger than the rows that could fill it.
  const std::uint64_t most = std::min(kDenseGroups, std::max(kAlwaysDense, 4 * rows));
  std::uint64_t groups = 1;
  bool dense = true;
  for (const auto& part : parts_) {
    dense = dense && part->cardinality() <= most / groups;
    if (!dense) break;
    strides_.push_back(static_cast<std::uint32_t>(groups));
    groups *= part->cardinality();
  }
  if (dense) {
    dense_ = static_cast<std::size_t>(groups);
  } else {
    lay_out();
    table_.emplace(words_);
    numbers_.resize(columnar::kBatchRows);
  }
}

// Packs the parts into as few words as they need; a part never lies across two.
void Grouping::lay_out() {
  std::size_t word = 0;
  unsigned used = 0;
  for (const auto& part : parts_) {
    const auto bits = static_cast<unsigned>(
        std::max(1, static_cast<int>(std::bit_width(part->cardinality() - 1))));
    if (used + bits > 64) {
      ++word;
      used = 0;
    }
    places_.push_back({word, used, bits});
    used += bits;
  }
  words_ = word + 1;
}

void Grouping::assign(const Block& block, const Rows& rows, std::span<std::uint32_t> groups) {
  if (!table_) {
    std::fill(groups.begin(), groups.end(), 0U);
    for (std::size_t i = 0; i < parts_.size(); ++i)
      parts_[i]->add(block, rows, strides_[i], groups);
    return;
  }
  keys_.assign(rows.count * words_, 0);
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    parts_[i]->number(block, rows, std::span(numbers_).first(rows.count));
    for (std::size_t row = 0; row < rows.count; ++row)
      keys_[row * words_ + places_[i].word] |= numbers_[row] << places_[i].shift;
  }
  table_->find_or_add(keys_, groups);
}

void Grouping::decode(std::size_t part, std::span<const std::uint32_t> groups,
                      AnswerColumn& column) const {
  const KeyPart& decoder = *parts_[part];
  for (const std::uint32_t group : groups) {
    std::uint64_t number = 0;
    if (table_) {
      const Place& place = places_[part];
      number = table_->key(group)[place.word] >> place.shift;
      if (place.bits < 64) number &= (std::uint64_t{1} << place.bits) - 1;
    } else {
      number = group / strides_[part] % decoder.cardinality();
    }
    decoder.decode(number, column);
  }
}

}  // namespace pmm::analytics
