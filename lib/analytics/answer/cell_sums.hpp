#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace pmm::analytics {

// A number and the numbers that add up to it: where all but one are known, that one is too.
struct Sum {
  static constexpr std::uint32_t kNone = std::numeric_limits<std::uint32_t>::max();
  std::uint32_t total = 0;
  std::vector<std::uint32_t> parts;
  std::uint32_t unshown = kNone;  // a part that no answer shows: it is hidden for nothing
};

// Hides further cells of one sum until it gives none away: neither is exactly one hidden, nor are
// the hidden parts of a shown total under `smallest` together. `sizes` are rows behind each cell;
// the smallest that will do goes first. Whether anything was hidden.
bool hide_complement(const Sum& sum, std::span<const std::int64_t> sizes, std::int64_t smallest,
                     std::span<std::uint8_t> hidden);

// The same of sums that share cells, until all of them are settled.
void hide_complements(std::span<const Sum> sums, std::span<const std::int64_t> sizes,
                      std::int64_t smallest, std::span<std::uint8_t> hidden);

}  // namespace pmm::analytics
