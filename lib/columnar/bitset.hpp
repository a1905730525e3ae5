#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/assert.hpp"

namespace pmm::columnar {

// A set of dense numbers below a size, one bit each.
class Bitset {
 public:
  explicit Bitset(std::size_t size = 0) : size_(size), words_((size + 63) / 64) {}

  std::size_t size() const noexcept { return size_; }
  bool test(std::size_t i) const noexcept {
    return i < size_ && (words_[i / 64] >> (i % 64) & 1U) != 0;
  }
  void set(std::size_t i) noexcept { words_[i / 64] |= std::uint64_t{1} << (i % 64); }
  void reset(std::size_t i) noexcept { words_[i / 64] &= ~(std::uint64_t{1} << (i % 64)); }
  // Makes room for more numbers; none of them is in the set.
  void grow(std::size_t size) {
    if (size <= size_) return;
    words_.resize((size + 63) / 64);
    size_ = size;
  }

  // The numbers below `size` for which `matches` holds, worked out 64 at a time.
  template <class Matches>
  static Bitset where(std::size_t size, Matches&& matches) {
    Bitset out(size);
    for (std::size_t begin = 0, word = 0; begin < size; begin += 64, ++word) {
      const std::size_t end = std::min(begin + 64, size);
      std::uint64_t bits = 0;
      for (std::size_t i = begin; i < end; ++i)
        bits |= static_cast<std::uint64_t>(matches(i)) << (i - begin);
      out.words_[word] = bits;
    }
    return out;
  }

  std::size_t count() const noexcept {
    std::size_t sum = 0;
    for (const std::uint64_t word : words_) sum += static_cast<std::size_t>(std::popcount(word));
    return sum;
  }
  // How many are in both.
  std::size_t count_common(const Bitset& other) const noexcept {
    std::size_t sum = 0;
    const std::size_t words = std::min(words_.size(), other.words_.size());
    for (std::size_t i = 0; i < words; ++i)
      sum += static_cast<std::size_t>(std::popcount(words_[i] & other.words_[i]));
    return sum;
  }

  // All three take sets of other sizes; numbers past the end of one are not in it.
  void keep(const Bitset& other) noexcept {
    const std::size_t common = std::min(words_.size(), other.words_.size());
    for (std::size_t i = 0; i < common; ++i) words_[i] &= other.words_[i];
    std::fill(words_.begin() + static_cast<std::ptrdiff_t>(common), words_.end(), 0);
  }
  void add(const Bitset& other) {
    grow(other.size_);
    for (std::size_t i = 0; i < other.words_.size(); ++i) words_[i] |= other.words_[i];
  }
  void remove(const Bitset& other) noexcept {
    const std::size_t common = std::min(words_.size(), other.words_.size());
    for (std::size_t i = 0; i < common; ++i) words_[i] &= ~other.words_[i];
  }

  // Calls fn(number) for each from `begin` on, in order, until it answers false.
  template <class Fn>
  void visit(std::size_t begin, Fn&& fn) const {
    for (std::size_t at = begin / 64; at < words_.size(); ++at) {
      std::uint64_t word = words_[at];
      if (at == begin / 64) word &= ~std::uint64_t{0} << (begin % 64);
      for (; word != 0; word &= word - 1)
        if (!fn(at * 64 + static_cast<std::size_t>(std::countr_zero(word)))) return;
    }
  }

  // 64 numbers at a time, for whoever fills a set in order.
  std::vector<std::uint64_t>& words() noexcept { return words_; }
  const std::vector<std::uint64_t>& words() const noexcept { return words_; }

  friend bool operator==(const Bitset&, const Bitset&) = default;

 private:
  std::size_t size_;
  std::vector<std::uint64_t> words_;
};

}  // namespace pmm::columnar
