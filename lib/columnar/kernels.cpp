#include "columnar/kernels.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <type_traits>

#include "columnar/clones.hpp"

namespace pmm::columnar {
namespace {

using Wide = std::span<const std::int64_t>;

template <class T>
PMM_INLINE inline std::span<const T> rows_of(const Chunk& chunk, std::size_t begin,
                                             std::size_t count) noexcept {
  return chunk.stored<T>(static_cast<std::uint32_t>(begin + count)).subspan(begin);
}

// Calls fn with the stored values from `begin` on; only for narrow chunks.
template <class Fn>
PMM_INLINE inline void with_narrow(const Chunk& chunk, std::size_t begin, std::size_t count,
                                   Fn&& fn) noexcept {
  switch (chunk.layout.width) {
    case 1:
      return fn(rows_of<std::uint8_t>(chunk, begin, count));
    case 2:
      return fn(rows_of<std::uint16_t>(chunk, begin, count));
    default:
      return fn(rows_of<std::uint32_t>(chunk, begin, count));
  }
}

constexpr std::uint8_t flag(bool value) noexcept { return value ? 1 : 0; }

void fill(Mask mask, std::uint8_t value) noexcept { std::fill(mask.begin(), mask.end(), value); }

// low <= value <= high with one comparison; `high` is not below `low`.
template <class T>
PMM_INLINE inline void select_between(std::span<const T> stored, T low, T high,
                                      Mask mask) noexcept {
  const T room = static_cast<T>(high - low);
  for (std::size_t i = 0; i < mask.size(); ++i)
    mask[i] = flag(static_cast<T>(stored[i] - low) <= room);
}

}  // namespace

// --- Selection -----------------------------------------------------------------------------------

PMM_CLONES void select_stored(const Chunk& chunk, std::size_t begin, std::uint32_t low,
                              std::uint32_t high, Mask mask) noexcept {
  with_narrow(chunk, begin, mask.size(), [&](auto stored) PMM_INLINE {
    using T = typename decltype(stored)::value_type;
    constexpr std::uint32_t kMost = std::numeric_limits<T>::max();
    if (low > high || low > kMost)
      fill(mask, 0);
    else
      select_between(stored, static_cast<T>(low), static_cast<T>(std::min(high, kMost)), mask);
  });
}

PMM_CLONES static void select_wide(Wide values, std::int64_t first, std::int64_t last,
                                   Mask mask) noexcept {
  for (std::size_t i = 0; i < mask.size(); ++i)
    mask[i] = static_cast<std::uint8_t>(flag(values[i] >= first) & flag(values[i] <= last));
}

void select_range(const Chunk& chunk, std::size_t begin, std::int64_t first, std::int64_t last,
                  Mask mask) noexcept {
  const Layout& layout = chunk.layout;
  first = std::max(first, chunk.min);
  last = std::min(last, chunk.max);
  if (first > last) return fill(mask, 0);
  if (!layout.narrow())
    return select_wide(rows_of<std::int64_t>(chunk, begin, mask.size()), first, last, mask);
  // Both lie within what the layout can say, so the steps fit.
  const auto steps = [&layout](std::int64_t value, std::uint64_t round_up) {
    const std::uint64_t offset =
        static_cast<std::uint64_t>(value) - static_cast<std::uint64_t>(layout.base);
    return static_cast<std::uint32_t>((offset + round_up) /
                                      static_cast<std::uint64_t>(layout.scale)) +
           1;
  };
  const auto up = static_cast<std::uint64_t>(layout.scale - 1);
  select_stored(chunk, begin, steps(first, up), steps(last, 0), mask);
}

PMM_CLONES void select_few(const Chunk& chunk, std::size_t begin,
                           std::span<const std::uint32_t> codes, Mask mask) noexcept {
  fill(mask, 0);
  with_narrow(chunk, begin, mask.size(), [&](auto stored) PMM_INLINE {
    using T = typename decltype(stored)::value_type;
    for (const std::uint32_t code : codes) {
      if (code > std::numeric_limits<T>::max()) continue;
      const T wanted = static_cast<T>(code);
      for (std::size_t i = 0; i < mask.size(); ++i)
        mask[i] = static_cast<std::uint8_t>(mask[i] | flag(stored[i] == wanted));
    }
  });
}

void select_in_table(const Chunk& chunk, std::size_t begin, ConstMask table, Mask mask) noexcept {
  with_narrow(chunk, begin, mask.size(), [&](auto stored) {
    for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = table[stored[i]];
  });
}

void select_null(const Chunk& chunk, std::size_t begin, Mask mask) noexcept {
  if (chunk.layout.narrow())
    select_stored(chunk, begin, 0, 0, mask);
  else
    select_wide(rows_of<std::int64_t>(chunk, begin, mask.size()), kNullInt, kNullInt, mask);
}

PMM_CLONES void mask_and(Mask mask, ConstMask other) noexcept {
  for (std::size_t i = 0; i < mask.size(); ++i)
    mask[i] = static_cast<std::uint8_t>(mask[i] & other[i]);
}

PMM_CLONES void mask_or(Mask mask, ConstMask other) noexcept {
  for (std::size_t i = 0; i < mask.size(); ++i)
    mask[i] = static_cast<std::uint8_t>(mask[i] | other[i]);
}

PMM_CLONES void mask_not(Mask mask) noexcept {
  for (std::uint8_t& value : mask) value = static_cast<std::uint8_t>(value ^ 1U);
}

PMM_CLONES std::size_t count_selected(ConstMask mask) noexcept {
  std::size_t count = 0;
  // In short runs, so that the sums stay in narrow lanes.
  for (std::size_t begin = 0; begin < mask.size(); begin += 128) {
    std::uint8_t part = 0;
    const std::size_t end = std::min<std::size_t>(begin + 128, mask.size());
    for (std::size_t i = begin; i < end; ++i) part = static_cast<std::uint8_t>(part + mask[i]);
    count += part;
  }
  return count;
}

namespace {

// For each pattern of eight flags the places of those that are set.
struct Places {
  std::array<std::array<std::uint16_t, 8>, 256> at{};
  constexpr Places() {
    for (unsigned pattern = 0; pattern < 256; ++pattern) {
      std::size_t count = 0;
      for (std::uint16_t bit = 0; bit < 8; ++bit)
        if ((pattern >> bit & 1U) != 0) at[pattern][count++] = bit;
    }
  }
};
constexpr Places kPlaces;

}  // namespace

std::size_t to_selection(ConstMask mask, std::size_t begin, std::uint16_t* out) noexcept {
  std::size_t count = 0;
  std::size_t i = 0;
  if constexpr (std::endian::native == std::endian::little) {
    for (; i + 8 <= mask.size(); i += 8) {
      std::uint64_t flags;
      std::memcpy(&flags, mask.data() + i, sizeof flags);
      if (flags == 0) continue;
      // Gathers the low bit of each byte in the highest byte.
      const std::uint64_t pattern = (flags * 0x0102040810204080U) >> 56U;
      const auto first = static_cast<std::uint16_t>(begin + i);
      for (std::size_t k = 0; k < 8; ++k)
        out[count + k] = static_cast<std::uint16_t>(kPlaces.at[pattern][k] + first);
      count += static_cast<std::size_t>(std::popcount(pattern));
    }
  }
  for (; i < mask.size(); ++i) {
    out[count] = static_cast<std::uint16_t>(begin + i);
    count += mask[i];
  }
  return count;
}

// --- Values
// ----------------------------------------------------------------------------------------

void read_values(const Chunk& chunk, const Rows& rows, std::span<std::int64_t> out) noexcept {
  PMM_ASSERT(chunk.kind != Kind::kReal);
  const Layout layout = chunk.layout;
  if (!layout.narrow()) {
    gather(chunk.stored<std::int64_t>(chunk.capacity), rows, out,
           [](std::int64_t value) { return value; });
    return;
  }
  visit_narrow(chunk, chunk.capacity, [&](auto stored) {
    gather(stored, rows, out, [layout](std::uint32_t value) {
      return value == 0 ? kNullInt : layout.value_of(value);
    });
  });
}

PMM_CLONES std::span<const std::uint32_t> read_stored(const Chunk& chunk, const Rows& rows,
                                                      std::span<std::uint32_t> room) noexcept {
  if (chunk.layout.width == 4 && rows.selection == nullptr)
    return rows_of<std::uint32_t>(chunk, rows.begin, rows.count);
  const std::span<std::uint32_t> out = room.first(rows.count);
  if (rows.selection == nullptr) {
    with_narrow(chunk, rows.begin, rows.count, [&](auto stored) PMM_INLINE {
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = stored[i];
    });
  } else {
    with_narrow(chunk, 0, chunk.capacity, [&](auto stored) PMM_INLINE {
      for (std::size_t i = 0; i < out.size(); ++i) out[i] = stored[rows.selection[i]];
    });
  }
  return out;
}

std::optional<Subtraction> subtraction(const Chunk& from, const Chunk& to) noexcept {
  const Layout& a = from.layout;
  const Layout& b = to.layout;
  if (!a.narrow() || !b.narrow()) return std::nullopt;
  if (from.empty() || to.empty()) return Subtraction{};  // whatever is stored is null
  if (a.scale != b.scale) return std::nullopt;
  const Int128 most = Int128{to.max} - from.min;
  const Int128 least = Int128{to.min} - from.max;
  const Int128 bound = (Int128{1} << 31) * a.scale;
  if (most >= bound || least < -bound) return std::nullopt;
  const Int128 apart = Int128{b.base} - a.base;
  if (apart % a.scale != 0) return std::nullopt;
  return Subtraction{static_cast<std::uint32_t>(apart / a.scale), a.scale};
}

PMM_CLONES void subtract(std::span<const std::uint32_t> from, std::span<const std::uint32_t> to,
                         std::uint32_t shift, std::span<std::int32_t> out) noexcept {
  const std::uint32_t* a = from.data();
  const std::uint32_t* b = to.data();
  std::int32_t* to_write = out.data();
  for (std::size_t i = 0; i < out.size(); ++i) {
    const auto steps = static_cast<std::int32_t>(b[i] - a[i] + shift);
    const bool given = (static_cast<unsigned>(a[i] != 0) & static_cast<unsigned>(b[i] != 0) &
                        static_cast<unsigned>(steps >= 0)) != 0;
    to_write[i] = given ? steps : -1;
  }
}

// A difference that 64 bits cannot hold is the largest that they can.
void subtract(std::span<const std::int64_t> from, std::span<const std::int64_t> to,
              std::span<std::int64_t> out) noexcept {
  for (std::size_t i = 0; i < out.size(); ++i) {
    // A null end is below every begin; a null begin is tested for.
    const bool given = to[i] >= from[i] && from[i] != kNullInt;
    out[i] = kNullInt;
    if (given && __builtin_sub_overflow(to[i], from[i], &out[i]))
      out[i] = std::numeric_limits<std::int64_t>::max();
  }
}

// --- Flags
// -----------------------------------------------------------------------------------------

PMM_CLONES void flag_equal(std::span<const std::uint32_t> codes, std::uint32_t code,
                           Mask flags) noexcept {
  for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = flag(codes[i] == code);
}

PMM_CLONES void flag_set(std::span<const std::uint32_t> stored, Mask flags) noexcept {
  for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = flag(stored[i] != 0);
}

PMM_CLONES void flag_not_negative(std::span<const std::int32_t> values, Mask flags) noexcept {
  for (std::size_t i = 0; i < flags.size(); ++i) flags[i] = flag(values[i] >= 0);
}

// --- Groups
// ----------------------------------------------------------------------------------------

namespace {

// groups[i] += share(what is stored for row i)
template <class Fn>
PMM_INLINE inline void add_shares(const Chunk& chunk, const Rows& rows,
                                  std::span<std::uint32_t> groups, Fn&& share) noexcept {
  std::uint32_t* out = groups.data();
  if (rows.selection == nullptr) {
    with_narrow(chunk, rows.begin, rows.count, [&](auto stored) PMM_INLINE {
      for (std::size_t i = 0; i < rows.count; ++i) out[i] += share(std::uint32_t{stored[i]});
    });
  } else {
    with_narrow(chunk, 0, chunk.capacity, [&](auto stored) PMM_INLINE {
      for (std::size_t i = 0; i < rows.count; ++i)
        out[i] += share(std::uint32_t{stored[rows.selection[i]]});
    });
  }
}

}  // namespace

PMM_CLONES void put_aside(ConstMask mask, std::uint32_t group,
                          std::span<std::uint32_t> groups) noexcept {
  const std::uint8_t* flags = mask.data();
  std::uint32_t* out = groups.data();
  for (std::size_t i = 0; i < groups.size(); ++i) out[i] = flags[i] != 0 ? out[i] : group;
}

PMM_CLONES void add_stored(const Chunk& chunk, const Rows& rows, std::uint32_t low,
                           std::uint32_t stride, std::span<std::uint32_t> groups) noexcept {
  add_shares(chunk, rows, groups,
             [=](std::uint32_t stored) PMM_INLINE { return stride * (stored - low); });
}

void add_looked_up(const Chunk& chunk, const Rows& rows, std::uint32_t low,
                   std::span<const std::uint32_t> shares,
                   std::span<std::uint32_t> groups) noexcept {
  const std::uint32_t* table = shares.data();
  add_shares(chunk, rows, groups, [=](std::uint32_t stored) PMM_INLINE {
    // A null reads the first share and takes nothing of it: that is cheaper than a guess.
    const std::uint32_t given = stored != 0 ? ~std::uint32_t{0} : 0;
    return table[(stored - low) & given] & given;
  });
}

PMM_CLONES void add_steps(std::span<const std::uint32_t> stored,
                          std::span<const std::uint32_t> limits, std::uint32_t stride,
                          std::span<std::uint32_t> groups) noexcept {
  const std::uint32_t* from = stored.data();
  std::uint32_t* out = groups.data();
  for (const std::uint32_t limit : limits)
    for (std::size_t i = 0; i < groups.size(); ++i) out[i] += from[i] >= limit ? stride : 0U;
}

namespace {

// Divisors that are known when this is compiled are multiplied by: hours and minutes of instants
// in seconds.
template <class Fn>
PMM_INLINE inline void with_step(std::uint32_t step, Fn&& fn) noexcept {
  if (step == 1) return fn(std::integral_constant<std::uint32_t, 1>{});
  if (step == 60) return fn(std::integral_constant<std::uint32_t, 60>{});
  if (step == 3600) return fn(std::integral_constant<std::uint32_t, 3600>{});
  return fn(step);
}

}  // namespace

PMM_CLONES void add_quotient(std::span<const std::uint32_t> stored, std::uint32_t shift,
                             std::uint32_t step, std::uint32_t stride,
                             std::span<std::uint32_t> groups) noexcept {
  const std::uint32_t* from = stored.data();
  std::uint32_t* out = groups.data();
  with_step(step, [&](auto by) PMM_INLINE {
    for (std::size_t i = 0; i < groups.size(); ++i)
      out[i] += from[i] == 0 ? 0 : stride * ((from[i] + shift) / by + 1);
  });
}

PMM_CLONES void add_cycle(std::span<const std::uint32_t> stored, std::uint32_t shift,
                          std::uint32_t step, std::uint32_t wrap, std::uint32_t stride,
                          std::span<std::uint32_t> groups) noexcept {
  PMM_ASSERT(wrap == 7 || wrap == 24);
  const std::uint32_t* from = stored.data();
  std::uint32_t* out = groups.data();
  with_step(step, [&](auto by) PMM_INLINE {
    const auto fill = [&](auto around) PMM_INLINE {
      for (std::size_t i = 0; i < groups.size(); ++i)
        out[i] += from[i] == 0 ? 0 : stride * ((from[i] + shift) / by % around + 1);
    };
    if (wrap == 24)
      fill(std::integral_constant<std::uint32_t, 24>{});
    else
      fill(std::integral_constant<std::uint32_t, 7>{});
  });
}

}  // namespace pmm::columnar
