#include "columnar/kernels.hpp"

namespace pmm::columnar {

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

}  // namespace pmm::columnar
