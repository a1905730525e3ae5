#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "analytics/columns/attribute_columns.hpp"
#include "analytics/columns/saved_columns.hpp"
#include "base/status.hpp"
#include "columnar/frame.hpp"

namespace pmm::analytics {

// Rows that are read between two looks at the call.
inline constexpr std::int64_t kCheckRows = 4096;

// A cube's rows in the making. Dropped unfinished, it takes its ids out again.
struct CubeDraft {
  // `more` are the columns behind those of the cube.
  CubeDraft(CubeRows& cube_state, std::vector<columnar::Kind> kinds, const columnar::Frame& base,
            AttributeColumns* more)
      : state(cube_state),
        attributes(more),
        columns(kinds.size()),
        builder(kinds, base),
        last_id(cube_state.last_id),
        was_empty(cube_state.rows.empty()) {}
  CubeDraft(const CubeDraft&) = delete;
  CubeDraft& operator=(const CubeDraft&) = delete;
  ~CubeDraft() {
    if (kept) return;
    if (was_empty) state = {};
    // The last first, so that each is the end of a run and erasing it needs no memory.
    for (auto id = added.rbegin(); id != added.rend(); ++id) state.rows.erase(*id);
  }
  Status add(std::int64_t id, const std::vector<columnar::Cell>& cells) {
    if (builder.rows() >= std::numeric_limits<std::uint32_t>::max())
      return Status::limit("query", "a cube has over 4294967294 rows");
    if (!was_empty) added.push_back(id);
    state.rows.insert(id, builder.append(cells));
    last_id = std::max(last_id, id);
    return {};
  }
  std::int64_t bytes() const noexcept {
    return static_cast<std::int64_t>(builder.bytes() + state.rows.bytes());
  }
  void keep() noexcept {
    state.last_id = last_id;
    kept = true;
  }

  CubeRows& state;
  AttributeColumns* attributes;  // null: the cube has none
  std::size_t columns;
  columnar::FrameBuilder builder;
  std::int64_t last_id;
  bool was_empty;
  bool kept = false;
  std::vector<std::int64_t> added;
  std::vector<std::uint32_t> gone;  // rows that were erased
};

}  // namespace pmm::analytics
