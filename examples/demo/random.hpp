#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace demo {

// xoshiro256**, seeded through splitmix64: the same numbers on every machine. Each purpose has a
// stream of its own, so that a change in one file of the data leaves the others as they were.
class Random {
 public:
  Random(std::uint64_t seed, std::string_view purpose) {
    std::uint64_t state = seed;
    for (const char c : purpose) state = state * 0x100000001B3u + static_cast<unsigned char>(c);
    for (std::uint64_t& word : words_) word = splitmix(state);
  }

  std::uint64_t next() noexcept {
    const std::uint64_t result = rotate(words_[1] * 5, 7) * 9;
    const std::uint64_t shifted = words_[1] << 17;
    words_[2] ^= words_[0];
    words_[3] ^= words_[1];
    words_[1] ^= words_[2];
    words_[0] ^= words_[3];
    words_[2] ^= shifted;
    words_[3] = rotate(words_[3], 45);
    return result;
  }

  // From 0 to count - 1. The bias of the remainder is far below anything that the data could show.
  std::size_t below(std::size_t count) noexcept { return static_cast<std::size_t>(next() % count); }
  // From low to high, both included.
  int between(int low, int high) noexcept {
    return low + static_cast<int>(below(static_cast<std::size_t>(high - low + 1)));
  }
  bool chance(int per_mille) noexcept { return static_cast<int>(below(1000)) < per_mille; }
  // From low to high with a hump in the middle.
  int around(int low, int high) noexcept { return (between(low, high) + between(low, high)) / 2; }
  // Many small values, few large ones: low to high.
  int skewed(int low, int high) noexcept { return between(low, between(low, between(low, high))); }

  template <class Range>
  const auto& pick(const Range& range) noexcept {
    return range[below(std::size(range))];
  }
  // The first ones oftener than the last.
  template <class Range>
  const auto& pick_early(const Range& range) noexcept {
    const std::size_t count = std::size(range);
    const std::size_t one = below(count), other = below(count);
    return range[one < other ? one : other];
  }

 private:
  static std::uint64_t rotate(std::uint64_t x, int bits) noexcept {
    return (x << bits) | (x >> (64 - bits));
  }
  static std::uint64_t splitmix(std::uint64_t& state) noexcept {
    state += 0x9E3779B97F4A7C15u;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    return z ^ (z >> 31);
  }

  std::array<std::uint64_t, 4> words_{};
};

}  // namespace demo
