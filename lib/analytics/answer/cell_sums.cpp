#include "analytics/answer/cell_sums.hpp"

namespace pmm::analytics {
namespace {

using Sizes = std::span<const std::int64_t>;
using Hidden = std::span<std::uint8_t>;

// The smallest part that is still shown, nothing only where there is no other; the total when there
// is none.
std::uint32_t next_to_hide(const Sum& sum, Sizes sizes, Hidden hidden) {
  if (sum.unshown != Sum::kNone && hidden[sum.unshown] == 0) return sum.unshown;
  std::uint32_t found = sum.total;
  for (const std::uint32_t part : sum.parts) {
    if (hidden[part] != 0) continue;
    const bool better = sizes[found] <= 0 || (sizes[part] > 0 && sizes[part] < sizes[found]);
    if (found == sum.total || better) found = part;
  }
  return found;
}

bool gives_away(const Sum& sum, Sizes sizes, std::int64_t smallest, Hidden hidden) {
  std::size_t count = 0;
  std::int64_t size = 0;
  for (const std::uint32_t part : sum.parts) {
    if (hidden[part] == 0) continue;
    ++count;
    size += sizes[part];
  }
  if (hidden[sum.total] != 0) return count == 0 && sizes[sum.total] > 0;
  return count == 1 || (count > 1 && size < smallest);
}

}  // namespace

bool hide_complement(const Sum& sum, Sizes sizes, std::int64_t smallest, Hidden hidden) {
  bool changed = false;
  while (gives_away(sum, sizes, smallest, hidden)) {
    const std::uint32_t next = next_to_hide(sum, sizes, hidden);
    if (hidden[next] != 0) break;  // nothing else is left of it
    hidden[next] = 1;
    changed = true;
  }
  return changed;
}

void hide_complements(std::span<const Sum> sums, Sizes sizes, std::int64_t smallest,
                      Hidden hidden) {
  bool changed = true;
  while (changed) {  // each round hides at least one more cell
    changed = false;
    for (const Sum& sum : sums) changed = hide_complement(sum, sizes, smallest, hidden) || changed;
  }
}

}  // namespace pmm::analytics
