#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "columnar/frame.hpp"

// What is kept per group while rows go by. Each takes batches of (group, value) pairs; groups are
// numbered from 0 and `grow` makes room for more of them.
namespace pmm::columnar {

__extension__ using Int128 = __int128;

class Counter {
 public:
  void grow(std::size_t groups) { counts_.resize(groups); }
  void add(std::span<const std::uint32_t> groups) noexcept;
  // Counts only where the flag is 1.
  void add(std::span<const std::uint32_t> groups, std::span<const std::uint8_t> flags) noexcept;
  std::int64_t at(std::size_t group) const noexcept { return counts_[group]; }
  std::size_t groups() const noexcept { return counts_.size(); }

 private:
  std::vector<std::int64_t> counts_;
};

// Exact sums of int64 values; kNullInt is passed over.
class Summer {
 public:
  void grow(std::size_t groups) { states_.resize(groups); }
  void add(std::span<const std::uint32_t> groups, std::span<const std::int64_t> values) noexcept;
  std::int64_t count(std::size_t group) const noexcept { return states_[group].count; }
  // Null when no value came by.
  std::optional<double> sum(std::size_t group) const noexcept;
  std::optional<double> mean(std::size_t group) const noexcept;

 private:
  struct State {
    Int128 sum = 0;
    std::int64_t count = 0;
  };
  std::vector<State> states_;
};

class Extremes {
 public:
  void grow(std::size_t groups) { states_.resize(groups); }
  void add(std::span<const std::uint32_t> groups, std::span<const std::int64_t> values) noexcept;
  std::optional<std::int64_t> min(std::size_t group) const noexcept;
  std::optional<std::int64_t> max(std::size_t group) const noexcept;

 private:
  struct State {
    std::int64_t min = std::numeric_limits<std::int64_t>::max();
    std::int64_t max = kNullInt;
  };
  std::vector<State> states_;
};

// How many different codes each group saw, exactly; code 0 (null) is passed over. A matrix of
// bits where groups × codes allow, a hash set of pairs where not.
class DistinctCounter {
 public:
  // `codes` bounds the codes. `groups` is their final number when it is known beforehand, else 0.
  DistinctCounter(std::uint64_t codes, std::size_t groups);
  void grow(std::size_t groups) { counts_.resize(groups); }
  void add(std::span<const std::uint32_t> groups, std::span<const std::uint32_t> codes);
  std::int64_t at(std::size_t group) const noexcept { return counts_[group]; }

 private:
  void add_to_set(std::uint32_t group, std::uint32_t code);
  void rehash();

  std::uint64_t words_ = 0;  // of a group's row of bits; 0: the set is used
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint64_t> slots_;  // group << 32 | code; 0 is free, since code 0 never comes
  std::size_t used_ = 0;
  std::vector<std::int64_t> counts_;
};

// Keeps all values and answers exact quantiles, interpolated linearly between the two nearest
// ranks. kNullInt is passed over.
class Quantiles {
 public:
  void add(std::span<const std::uint32_t> groups, std::span<const std::int64_t> values);
  // Sorts the values by group; called once, after the last add.
  void seal(std::size_t groups);
  // Null when the group has no value; `p` from 0 to 1.
  std::optional<double> at(std::size_t group, double p);
  std::size_t size_bytes() const noexcept {
    return groups_.capacity() * sizeof(std::uint32_t) + values_.capacity() * sizeof(std::int64_t);
  }

 private:
  std::vector<std::uint32_t> groups_;
  std::vector<std::int64_t> values_;
  std::vector<std::size_t> begins_;
};

// Numbers groups that are too many for a dense array: a hash table over keys of a fixed number of
// words.
class GroupTable {
 public:
  explicit GroupTable(std::size_t words);
  // `keys` has `words` words per row; writes each row's group number.
  void find_or_add(std::span<const std::uint64_t> keys, std::span<std::uint32_t> groups);
  std::size_t size() const noexcept { return size_; }
  std::span<const std::uint64_t> key(std::size_t group) const noexcept {
    return std::span(keys_).subspan(group * words_, words_);
  }

 private:
  std::uint32_t find_or_add_one(const std::uint64_t* key);
  void rehash();

  std::size_t words_;
  std::size_t size_ = 0;
  std::vector<std::uint64_t> keys_;
  std::vector<std::uint32_t> slots_;  // group number + 1; 0 is free
};

}  // namespace pmm::columnar
