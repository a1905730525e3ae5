#include "columnar/aggregate.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/assert.hpp"

namespace pmm::columnar {
namespace {

constexpr std::uint64_t kMatrixWords = std::uint64_t{1} << 23;  // 64 MB of bits
constexpr std::size_t kFirstSlots = 1024;

std::uint64_t mix(std::uint64_t x) noexcept {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93;
  return x ^ (x >> 32);
}

}  // namespace

void Counter::add(std::span<const std::uint32_t> groups) noexcept {
  for (const std::uint32_t group : groups) ++counts_[group];
}

void Counter::add(std::span<const std::uint32_t> groups,
                  std::span<const std::uint8_t> flags) noexcept {
  for (std::size_t i = 0; i < groups.size(); ++i) counts_[groups[i]] += flags[i];
}

void Summer::add(std::span<const std::uint32_t> groups,
                 std::span<const std::int64_t> values) noexcept {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool given = values[i] != kNullInt;
    State& state = states_[groups[i]];
    state.sum += given ? values[i] : 0;
    state.count += given ? 1 : 0;
  }
}

std::optional<double> Summer::sum(std::size_t group) const noexcept {
  const State& state = states_[group];
  if (state.count == 0) return std::nullopt;
  return static_cast<double>(state.sum);
}

std::optional<double> Summer::mean(std::size_t group) const noexcept {
  const State& state = states_[group];
  if (state.count == 0) return std::nullopt;
  return static_cast<double>(state.sum) / static_cast<double>(state.count);
}

void Extremes::add(std::span<const std::uint32_t> groups,
                   std::span<const std::int64_t> values) noexcept {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (values[i] == kNullInt) continue;
    State& state = states_[groups[i]];
    state.min = std::min(state.min, values[i]);
    state.max = std::max(state.max, values[i]);
  }
}

std::optional<std::int64_t> Extremes::min(std::size_t group) const noexcept {
  const State& state = states_[group];
  if (state.max == kNullInt) return std::nullopt;
  return state.min;
}

std::optional<std::int64_t> Extremes::max(std::size_t group) const noexcept {
  const State& state = states_[group];
  if (state.max == kNullInt) return std::nullopt;
  return state.max;
}

// --- Distinct ----------------------------------------------------------------------------------

DistinctCounter::DistinctCounter(std::uint64_t codes, std::size_t groups) {
  const std::uint64_t words = codes / 64 + 1;
  if (groups != 0 && words <= kMatrixWords / groups) {
    words_ = words;
    bits_.assign(words * groups, 0);
  } else {
    slots_.assign(kFirstSlots, 0);
  }
}

void DistinctCounter::add(std::span<const std::uint32_t> groups,
                          std::span<const std::uint32_t> codes) {
  if (words_ == 0) {
    for (std::size_t i = 0; i < groups.size(); ++i)
      if (codes[i] != 0) add_to_set(groups[i], codes[i]);
    return;
  }
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (codes[i] == 0) continue;
    std::uint64_t& word = bits_[groups[i] * words_ + codes[i] / 64];
    const std::uint64_t bit = std::uint64_t{1} << (codes[i] % 64);
    counts_[groups[i]] += (word & bit) == 0 ? 1 : 0;
    word |= bit;
  }
}

void DistinctCounter::add_to_set(std::uint32_t group, std::uint32_t code) {
  if (2 * (used_ + 1) > slots_.size()) rehash();
  const std::uint64_t key = (std::uint64_t{group} << 32) | code;
  const std::size_t last = slots_.size() - 1;
  for (std::size_t at = mix(key) & last;; at = (at + 1) & last) {
    if (slots_[at] == key) return;
    if (slots_[at] != 0) continue;
    slots_[at] = key;
    ++used_;
    ++counts_[group];
    return;
  }
}

void DistinctCounter::rehash() {
  std::vector<std::uint64_t> old(slots_.size() * 2, 0);
  old.swap(slots_);
  const std::size_t last = slots_.size() - 1;
  for (const std::uint64_t key : old) {
    if (key == 0) continue;
    std::size_t at = mix(key) & last;
    while (slots_[at] != 0) at = (at + 1) & last;
    slots_[at] = key;
  }
}

// --- Quantiles ---------------------------------------------------------------------------------

void Quantiles::add(std::span<const std::uint32_t> groups, std::span<const std::int64_t> values) {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    if (values[i] == kNullInt) continue;
    groups_.push_back(groups[i]);
    values_.push_back(values[i]);
  }
}

void Quantiles::seal(std::size_t groups) {
  begins_.assign(groups + 1, 0);
  for (const std::uint32_t group : groups_) ++begins_[group + 1];
  for (std::size_t i = 1; i < begins_.size(); ++i) begins_[i] += begins_[i - 1];
  std::vector<std::size_t> next(begins_.begin(), begins_.end() - 1);
  std::vector<std::int64_t> sorted(values_.size());
  for (std::size_t i = 0; i < values_.size(); ++i) sorted[next[groups_[i]]++] = values_[i];
  values_.swap(sorted);
  groups_ = {};
}

std::optional<double> Quantiles::at(std::size_t group, double p) {
  const auto values =
      std::span(values_).subspan(begins_[group], begins_[group + 1] - begins_[group]);
  if (values.empty()) return std::nullopt;
  const double rank = p * static_cast<double>(values.size() - 1);
  const auto low = std::min(static_cast<std::size_t>(rank), values.size() - 1);
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(low);
  std::nth_element(values.begin(), middle, values.end());
  const double below = static_cast<double>(*middle);
  const double share = rank - std::floor(rank);
  if (share == 0 || low + 1 == values.size()) return below;
  const auto above = static_cast<double>(*std::min_element(middle + 1, values.end()));
  return below + (above - below) * share;
}

// --- Groups ------------------------------------------------------------------------------------

GroupTable::GroupTable(std::size_t words) : words_(words), slots_(kFirstSlots, 0) {
  PMM_ASSERT(words > 0);
}

void GroupTable::find_or_add(std::span<const std::uint64_t> keys, std::span<std::uint32_t> groups) {
  PMM_ASSERT(keys.size() == groups.size() * words_);
  for (std::size_t i = 0; i < groups.size(); ++i)
    groups[i] = find_or_add_one(keys.data() + i * words_);
}

std::uint32_t GroupTable::find_or_add_one(const std::uint64_t* key) {
  if (2 * (size_ + 1) > slots_.size()) rehash();
  std::uint64_t hash = 0;
  for (std::size_t w = 0; w < words_; ++w) hash = mix(hash ^ key[w]);
  const std::size_t last = slots_.size() - 1;
  for (std::size_t at = hash & last;; at = (at + 1) & last) {
    const std::uint32_t slot = slots_[at];
    if (slot == 0) {
      keys_.insert(keys_.end(), key, key + words_);
      slots_[at] = static_cast<std::uint32_t>(++size_);
      return static_cast<std::uint32_t>(size_ - 1);
    }
    if (std::equal(key, key + words_, keys_.data() + (slot - 1) * words_)) return slot - 1;
  }
}

void GroupTable::rehash() {
  slots_.assign(slots_.size() * 2, 0);
  const std::size_t last = slots_.size() - 1;
  for (std::size_t group = 0; group < size_; ++group) {
    std::uint64_t hash = 0;
    for (std::size_t w = 0; w < words_; ++w) hash = mix(hash ^ keys_[group * words_ + w]);
    std::size_t at = hash & last;
    while (slots_[at] != 0) at = (at + 1) & last;
    slots_[at] = static_cast<std::uint32_t>(group + 1);
  }
}

}  // namespace pmm::columnar
