#include "columnar/aggregate.hpp"

#include <algorithm>
#include <bit>
#include <limits>

#include "base/assert.hpp"
#include "columnar/clones.hpp"

namespace pmm::columnar {

// --- Counts and sums
// -------------------------------------------------------------------------------

namespace {

constexpr std::size_t kCopies = 4;
constexpr std::size_t kMostCopied = 1024;  // groups: the copies stay in the nearest cache

// Calls fn(number of the row, its place in the array).
template <class Fn>
PMM_INLINE inline void each_place(std::span<const std::uint32_t> groups, std::size_t stride,
                                  Fn&& fn) noexcept {
  const std::uint32_t* at = groups.data();
  const std::size_t count = groups.size();
  std::size_t i = 0;
  for (; i + kCopies <= count; i += kCopies) {
    fn(i, at[i]);
    fn(i + 1, at[i + 1] + stride);
    fn(i + 2, at[i + 2] + 2 * stride);
    fn(i + 3, at[i + 3] + 3 * stride);
  }
  for (; i < count; ++i) fn(i, at[i]);
}

}  // namespace

void Tally::reset(std::size_t groups) {
  groups_ = groups;
  stride_ = groups <= kMostCopied ? groups + 1 : 0;
  numbers_.assign(stride_ == 0 ? groups + 1 : stride_ * kCopies, 0);
}

void Tally::add_ones(std::span<const std::uint32_t> groups) noexcept {
  std::uint64_t* numbers = numbers_.data();
  each_place(groups, stride_,
             [numbers](std::size_t, std::size_t place) PMM_INLINE { ++numbers[place]; });
}

void Tally::add_packs(std::span<const std::uint32_t> groups,
                      std::span<const std::uint64_t> packs) noexcept {
  std::uint64_t* numbers = numbers_.data();
  const std::uint64_t* added = packs.data();
  each_place(groups, stride_, [numbers, added](std::size_t i, std::size_t place) PMM_INLINE {
    numbers[place] += added[i];
  });
}

void Tally::add_values(std::span<const std::uint32_t> groups,
                       std::span<const std::int32_t> values) noexcept {
  std::uint64_t* numbers = numbers_.data();
  const std::int32_t* added = values.data();
  each_place(groups, stride_, [numbers, added](std::size_t i, std::size_t place) PMM_INLINE {
    const auto value = static_cast<std::int64_t>(added[i]);
    // All ones for a value that is there, all zeros for one below 0.
    const auto given = static_cast<std::uint64_t>(~(value >> 63));
    numbers[place] += ((static_cast<std::uint64_t>(value) << kSumShift) | 1U) & given;
  });
}

void Tally::fold() noexcept {
  if (stride_ == 0) return;
  for (std::size_t copy = 1; copy < kCopies; ++copy)
    for (std::size_t i = 0; i < groups_; ++i) numbers_[i] += numbers_[copy * stride_ + i];
}

PMM_CLONES void pack_flags(std::span<const std::uint8_t> flags, std::size_t which,
                           std::span<std::uint64_t> packs) noexcept {
  const auto shift = static_cast<unsigned>(which) * kCountBits;
  for (std::size_t i = 0; i < packs.size(); ++i) packs[i] |= std::uint64_t{flags[i]} << shift;
}

void add_values(std::span<const std::uint32_t> groups, std::span<const std::int64_t> values,
                std::span<WideSum> sums) noexcept {
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const bool given = values[i] != kNullInt;
    WideSum& sum = sums[groups[i]];
    sum.sum += given ? values[i] : 0;
    sum.terms += given ? 1 : 0;
  }
}

// --- Piles
// -------------------------------------------------------------------------------------------

template <class T>
void PileBuilder<T>::reset(std::size_t groups, std::size_t rows) {
  groups_count_ = groups;
  size_ = 0;
  groups_.resize(std::max(groups_.size(), rows + 1));
  values_.resize(std::max(values_.size(), rows + 1));
}

template <class T>
template <class V, class Given>
void PileBuilder<T>::append(std::span<const std::uint32_t> groups, std::span<const V> values,
                            Given&& given, T scale) {
  PMM_ASSERT(size_ + groups.size() < groups_.size());
  std::uint32_t* to_groups = groups_.data();
  T* to_values = values_.data();
  std::size_t size = size_;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    to_groups[size] = groups[i];
    to_values[size] = static_cast<T>(static_cast<T>(values[i]) * scale);
    size +=
        static_cast<unsigned>(given(values[i])) & static_cast<unsigned>(groups[i] < groups_count_);
  }
  size_ = size;
}

template <class T>
void PileBuilder<T>::add(std::span<const std::uint32_t> groups,
                         std::span<const std::uint32_t> codes) {
  append(groups, codes, [](std::uint32_t code) PMM_INLINE { return code != 0; });
}

template <class T>
void PileBuilder<T>::add(std::span<const std::uint32_t> groups, std::span<const std::int32_t> steps,
                         std::int64_t scale) {
  const auto given = [](std::int32_t step) PMM_INLINE { return step >= 0; };
  append(groups, steps, given, static_cast<T>(scale));
}

template <class T>
void PileBuilder<T>::add(std::span<const std::uint32_t> groups,
                         std::span<const std::int64_t> values) {
  append(groups, values, [](std::int64_t value) PMM_INLINE { return value != kNullInt; });
}

// Sorts by counting: how many values each group has says where they go.
template <class T>
Pile<T> PileBuilder<T>::finish() {
  Pile<T> pile;
  if (size_ == 0) return pile;
  pile.values = std::make_unique_for_overwrite<T[]>(size_);
  if (groups_count_ == 1) {
    std::copy_n(values_.data(), size_, pile.values.get());
    pile.groups.push_back(0);
    pile.ends.push_back(static_cast<std::uint32_t>(size_));
    return pile;
  }
  ends_.assign(groups_count_, 0);
  std::uint32_t* place = ends_.data();
  for (std::size_t i = 0; i < size_; ++i) ++place[groups_[i]];
  std::uint32_t sum = 0;
  for (std::size_t group = 0; group < groups_count_; ++group) {
    const std::uint32_t count = place[group];
    place[group] = sum;
    if (count == 0) continue;
    sum += count;
    pile.groups.push_back(static_cast<std::uint32_t>(group));
    pile.ends.push_back(sum);
  }
  T* values = pile.values.get();
  for (std::size_t i = 0; i < size_; ++i) values[place[groups_[i]]++] = values_[i];
  return pile;
}

template class PileBuilder<std::uint32_t>;
template class PileBuilder<std::int64_t>;

// --- Distinct
// ----------------------------------------------------------------------------------------

namespace {

constexpr std::uint64_t kMostBits = std::uint64_t{1} << 29;  // 64 MB of them

}  // namespace

DistinctCounter::DistinctCounter(std::uint64_t codes) {
  if (codes <= kMostBits) bits_.assign(codes / 64 + 1, 0);
}

std::int64_t DistinctCounter::count(Segments<std::uint32_t> segments) {
  if (bits_.empty()) return count_sorted(segments);
  std::uint64_t* bits = bits_.data();
  std::int64_t count = 0;
  std::size_t values = 0;
  for (const auto& segment : segments) {
    values += segment.size();
    for (const std::uint32_t code : segment) {
      PMM_ASSERT(code / 64 < bits_.size());
      const std::uint64_t word = bits[code / 64];
      const std::uint64_t after = word | std::uint64_t{1} << (code % 64);
      bits[code / 64] = after;
      count += word != after ? 1 : 0;
    }
  }
  if (values > bits_.size() / 4) {
    std::fill(bits_.begin(), bits_.end(), std::uint64_t{0});
  } else {
    for (const auto& segment : segments)
      for (const std::uint32_t code : segment) bits[code / 64] = 0;
  }
  return count;
}

std::int64_t DistinctCounter::count_sorted(Segments<std::uint32_t> segments) {
  sorted_.clear();
  for (const auto& segment : segments)
    sorted_.insert(sorted_.end(), segment.begin(), segment.end());
  std::sort(sorted_.begin(), sorted_.end());
  return std::unique(sorted_.begin(), sorted_.end()) - sorted_.begin();
}

// --- Ranks
// -------------------------------------------------------------------------------------------

namespace {

constexpr std::size_t kBuckets = 2048;
constexpr std::size_t kFewValues = 1024;  // that are looked through as they are

template <class T>
using Unsigned = std::make_unsigned_t<T>;

template <class T>
Unsigned<T> offset_of(T value, T least) noexcept {
  return static_cast<Unsigned<T>>(static_cast<Unsigned<T>>(value) -
                                  static_cast<Unsigned<T>>(least));
}

// Puts what belongs to each of `ranks` in its place; ascending, so that each search begins where
// the one before it ended.
template <class T>
void find_in(std::span<T> values, std::span<const std::size_t> ranks, std::size_t skipped,
             std::span<T> found) {
  auto begin = values.begin();
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(ranks[i] - skipped);
    if (at >= begin) {
      std::nth_element(begin, at, values.end());
      begin = at + 1;
    }
    found[i] = *at;
  }
}

}  // namespace

namespace {

constexpr std::size_t kRun = 64;  // values that are looked at together

template <class T>
PMM_INLINE inline void widen(std::span<const T> values, T& least, T& most) noexcept {
  T low = least;
  T high = most;
  for (const T value : values) {
    low = std::min(low, value);
    high = std::max(high, value);
  }
  least = low;
  most = high;
}

// Copies the values whose offset from `first` is at most `room`; gives where the next would go.
// They are few: runs without one are passed over in one go.
template <class T>
PMM_INLINE inline T* copy_between(std::span<const T> values, T first, Unsigned<T> room,
                                  T* to) noexcept {
  for (std::size_t begin = 0; begin < values.size(); begin += kRun) {
    const std::size_t end = std::min(begin + kRun, values.size());
    unsigned any = 0;
    for (std::size_t i = begin; i < end; ++i)
      any |= static_cast<unsigned>(offset_of(values[i], first) <= room);
    if (any == 0) continue;
    for (std::size_t i = begin; i < end; ++i)
      if (offset_of(values[i], first) <= room) *to++ = values[i];
  }
  return to;
}

// The same for each width, compiled for each kind of vectors.
PMM_CLONES void widen_to(std::span<const std::uint32_t> values, std::uint32_t& least,
                         std::uint32_t& most) noexcept {
  widen(values, least, most);
}
PMM_CLONES void widen_to(std::span<const std::int64_t> values, std::int64_t& least,
                         std::int64_t& most) noexcept {
  widen(values, least, most);
}
PMM_CLONES std::uint32_t* copy_few(std::span<const std::uint32_t> values, std::uint32_t first,
                                   std::uint32_t room, std::uint32_t* to) noexcept {
  return copy_between(values, first, room, to);
}
PMM_CLONES std::int64_t* copy_few(std::span<const std::int64_t> values, std::int64_t first,
                                  std::uint64_t room, std::int64_t* to) noexcept {
  return copy_between(values, first, room, to);
}

}  // namespace

// Counts the values in ranges of equal width and looks only into those ranges that a rank falls in.
template <class T>
void RankFinder<T>::find(Segments<T> segments, std::span<const std::size_t> ranks,
                         std::span<T> values) {
  std::size_t size = 0;
  for (const auto& segment : segments) size += segment.size();
  if (size <= kFewValues) {
    some_.clear();
    for (const auto& segment : segments) some_.insert(some_.end(), segment.begin(), segment.end());
    return find_in(std::span(some_), ranks, 0, values);
  }
  T least = std::numeric_limits<T>::max();
  T most = std::numeric_limits<T>::min();
  for (const auto& segment : segments) widen_to(segment, least, most);
  const auto width = static_cast<unsigned>(std::bit_width(offset_of(most, least)));
  const unsigned shift = width > 11 ? width - 11 : 0;
  static_assert(kBuckets == std::size_t{1} << 11U);
  buckets_.assign(kBuckets, 0);
  std::uint32_t* buckets = buckets_.data();
  for (const auto& segment : segments)
    for (const T value : segment) ++buckets[offset_of(value, least) >> shift];
  std::size_t before = 0;
  Unsigned<T> bucket = 0;
  for (std::size_t i = 0; i < ranks.size();) {
    while (before + buckets[bucket] <= ranks[i]) before += buckets[bucket++];
    std::size_t end = i;  // of the ranks in this bucket
    while (end < ranks.size() && ranks[end] < before + buckets[bucket]) ++end;
    const auto first = static_cast<T>(static_cast<Unsigned<T>>(least) + (bucket << shift));
    const auto room = static_cast<Unsigned<T>>((Unsigned<T>{1} << shift) - 1);
    some_.resize(buckets[bucket]);
    T* to = some_.data();
    for (const auto& segment : segments) to = copy_few(segment, first, room, to);
    find_in(std::span(some_), ranks.subspan(i, end - i), before, values.subspan(i, end - i));
    i = end;
  }
}

template class RankFinder<std::uint32_t>;
template class RankFinder<std::int64_t>;

// --- Groups
// ------------------------------------------------------------------------------------------

namespace {

constexpr std::size_t kFirstSlots = 256;
constexpr std::size_t kProbes = 64;  // keys whose slots are fetched ahead together

std::uint64_t mix(std::uint64_t x) noexcept {
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93;
  x ^= x >> 32;
  x *= 0xd6e8feb86659fd93;
  return x;
}

}  // namespace

GroupTable::GroupTable(std::size_t words) : words_(words), slots_(kFirstSlots, 0) {
  PMM_ASSERT(words > 0);
}

void GroupTable::clear() {
  size_ = 0;
  keys_.clear();
  std::fill(slots_.begin(), slots_.end(), std::uint64_t{0});
}

void GroupTable::find_or_add(std::span<const std::uint64_t> keys,
                             std::span<std::uint32_t> numbers) {
  PMM_ASSERT(keys.size() == numbers.size() * words_);
  std::array<std::uint32_t, kProbes> hashes;
  for (std::size_t begin = 0; begin < numbers.size(); begin += kProbes) {
    const std::size_t count = std::min(kProbes, numbers.size() - begin);
    grow(size_ + count);
    const std::size_t last = slots_.size() - 1;
    const std::uint64_t* key = keys.data() + begin * words_;
    for (std::size_t i = 0; i < count; ++i) {
      std::uint64_t hash = 0;
      for (std::size_t w = 0; w < words_; ++w) hash = mix(hash ^ key[i * words_ + w]);
      hashes[i] = static_cast<std::uint32_t>(hash >> 32U);
      __builtin_prefetch(&slots_[hashes[i] & last]);
    }
    for (std::size_t i = 0; i < count; ++i)
      numbers[begin + i] = find_or_add_one(key + i * words_, hashes[i]);
  }
}

std::uint32_t GroupTable::find_or_add_one(const std::uint64_t* key, std::uint32_t hash) {
  const std::size_t last = slots_.size() - 1;
  for (std::size_t at = hash & last;; at = (at + 1) & last) {
    const std::uint64_t slot = slots_[at];
    if (slot == 0) {
      keys_.insert(keys_.end(), key, key + words_);
      slots_[at] = std::uint64_t{hash} << 32U | ++size_;
      return static_cast<std::uint32_t>(size_ - 1);
    }
    if (slot >> 32U != hash) continue;
    const std::size_t number = (slot & 0xFFFFFFFFU) - 1;
    if (std::equal(key, key + words_, keys_.data() + number * words_))
      return static_cast<std::uint32_t>(number);
  }
}

// Room for so many groups: half of the slots stay free.
void GroupTable::grow(std::size_t size) {
  if (2 * size <= slots_.size()) return;
  std::vector<std::uint64_t> old(std::bit_ceil(2 * size), 0);
  old.swap(slots_);
  const std::size_t last = slots_.size() - 1;
  for (const std::uint64_t slot : old) {
    if (slot == 0) continue;
    std::size_t at = (slot >> 32U) & last;
    while (slots_[at] != 0) at = (at + 1) & last;
    slots_[at] = slot;
  }
}

}  // namespace pmm::columnar
