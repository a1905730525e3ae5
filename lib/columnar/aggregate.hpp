#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "columnar/frame.hpp"

// What is kept per group while the rows of one block go by, and what is made of it at the end.
// The groups of a block are numbered from 0, few enough for dense arrays that stay in the nearest
// caches; after the block they are folded into the groups of the whole scan.
namespace pmm::columnar {

// --- Counts and sums of a block
// --------------------------------------------------------------------

// Three counts of a block's rows in one number: a row adds the flags it has in one go.
using Counts = std::uint64_t;
inline constexpr unsigned kCountBits = 21;
inline constexpr std::size_t kCountsPerWord = 3;
constexpr std::int64_t count_of(Counts counts, std::size_t which) noexcept {
  return static_cast<std::int64_t>((counts >> (which * kCountBits)) &
                                   ((Counts{1} << kCountBits) - 1));
}

// The sum and the number of a block's values, each from 0 to 2^31 - 1, in one number.
using Sum = std::uint64_t;
inline constexpr unsigned kSumShift = 17;
constexpr std::int64_t sum_of(Sum sum) noexcept {
  return static_cast<std::int64_t>(sum >> kSumShift);
}
constexpr std::int64_t terms_of(Sum sum) noexcept {
  return static_cast<std::int64_t>(sum & ((Sum{1} << kSumShift) - 1));
}
static_assert(kBlockRows < (1U << kSumShift) && kBlockRows < (1U << kCountBits));

// An array of numbers by group. Where groups are few, rows that follow one another are counted in
// different copies, so that none waits for the one before it; fold() puts them together.
class Tally {
 public:
  // There is a place for one group more, which nobody asks for.
  void reset(std::size_t groups);
  void add_ones(std::span<const std::uint32_t> groups) noexcept;
  void add_packs(std::span<const std::uint32_t> groups,
                 std::span<const std::uint64_t> packs) noexcept;
  // Sums; a value below 0 is none.
  void add_values(std::span<const std::uint32_t> groups,
                  std::span<const std::int32_t> values) noexcept;
  void fold() noexcept;
  std::uint64_t operator[](std::size_t group) const noexcept { return numbers_[group]; }

 private:
  std::size_t groups_ = 0;
  std::size_t stride_ = 0;  // from copy to copy; 0: there is one
  std::vector<std::uint64_t> numbers_;
};
// packs[i] |= flags[i] in the place of count `which`.
void pack_flags(std::span<const std::uint8_t> flags, std::size_t which,
                std::span<std::uint64_t> packs) noexcept;

// Sums of any int64 values; kNullInt is none.
struct WideSum {
  Int128 sum = 0;
  std::int64_t terms = 0;
};
void add_values(std::span<const std::uint32_t> groups, std::span<const std::int64_t> values,
                std::span<WideSum> sums) noexcept;

// --- Values by group
// ---------------------------------------------------------------------------------

// The values of a block's rows, those of one group together, in order of group.
template <class T>
struct Pile {
  std::vector<std::uint32_t> groups;  // each once
  std::vector<std::uint32_t> ends;    // of each group's values
  std::unique_ptr<T[]> values;

  std::size_t size_bytes() const noexcept {
    return (ends.empty() ? 0 : ends.back()) * sizeof(T) +
           2 * groups.capacity() * sizeof(std::uint32_t);
  }
};

template <class T>
class PileBuilder {
 public:
  // At most `rows` values will come; those of groups that are not below `groups` are passed over.
  void reset(std::size_t groups, std::size_t rows);
  // Codes: 0 is none. Steps: below 0 is none. Values: kNullInt is none.
  void add(std::span<const std::uint32_t> groups, std::span<const std::uint32_t> codes);
  void add(std::span<const std::uint32_t> groups, std::span<const std::int32_t> steps,
           std::int64_t scale = 1);
  void add(std::span<const std::uint32_t> groups, std::span<const std::int64_t> values);
  Pile<T> finish();

 private:
  template <class V, class Given>
  void append(std::span<const std::uint32_t> groups, std::span<const V> values, Given&& given,
              T scale = 1);

  std::size_t groups_count_ = 0;
  std::size_t size_ = 0;
  std::vector<std::uint32_t> groups_;  // room for all rows, and one more
  std::vector<T> values_;
  std::vector<std::uint32_t> ends_;
};
extern template class PileBuilder<std::uint32_t>;
extern template class PileBuilder<std::int64_t>;

// A stretch of one group's values.
template <class T>
using Segments = std::span<const std::span<const T>>;

// Counts different codes below a bound: a bit for each, cleared by those who set it, so that a
// group costs what it has values. Beyond what bits are held for, codes are sorted.
class DistinctCounter {
 public:
  explicit DistinctCounter(std::uint64_t codes);
  std::int64_t count(Segments<std::uint32_t> segments);

 private:
  std::int64_t count_sorted(Segments<std::uint32_t> segments);

  std::vector<std::uint64_t> bits_;
  std::vector<std::uint32_t> sorted_;
};

// Finds what stands at given places of a group's values in ascending order, without sorting them.
template <class T>
class RankFinder {
 public:
  // `ranks` ascending, each below the number of values; values[i] becomes what stands at ranks[i].
  void find(Segments<T> segments, std::span<const std::size_t> ranks, std::span<T> values);

 private:
  std::vector<std::uint32_t> buckets_;
  std::vector<T> some_;
};
extern template class RankFinder<std::uint32_t>;
extern template class RankFinder<std::int64_t>;

// --- Groups
// ------------------------------------------------------------------------------------------

// Numbers keys of a fixed number of words in order of arrival.
class GroupTable {
 public:
  explicit GroupTable(std::size_t words);
  void clear();
  // `keys` has `words` words per row; writes each row's number.
  void find_or_add(std::span<const std::uint64_t> keys, std::span<std::uint32_t> numbers);
  std::size_t size() const noexcept { return size_; }
  std::span<const std::uint64_t> key(std::size_t number) const noexcept {
    return std::span(keys_).subspan(number * words_, words_);
  }
  std::size_t size_bytes() const noexcept {
    return (keys_.capacity() + slots_.capacity()) * sizeof(std::uint64_t);
  }

 private:
  std::uint32_t find_or_add_one(const std::uint64_t* key, std::uint32_t hash);
  void grow(std::size_t size);

  std::size_t words_;
  std::size_t size_ = 0;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint64_t> slots_;  // hash << 32 | number + 1; 0 is free
};

}  // namespace pmm::columnar
