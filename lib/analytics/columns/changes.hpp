#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "analytics/catalogue/catalogue.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "store/store.hpp"

namespace pmm::analytics {

// What the journal tells that the columns must follow, each number once and in order.
struct Changes {
  std::array<std::vector<std::int64_t>, kCubes> ids;
  std::vector<std::int64_t> subjects;  // whose kind changed
  // Whose deliveries are not what they were: notices that were read, cases that went to another
  // office, subjects that now let it be told, or no longer, what they read.
  std::vector<std::int64_t> notices, moved_cases, readers;
  std::vector<std::pair<Domain, std::int64_t>> labels;  // catalogue entries
  bool visits_rewritten = false;
  bool holidays = false;

  bool names(Domain domain) const noexcept {
    return std::any_of(labels.begin(), labels.end(),
                       [domain](const auto& label) { return label.first == domain; });
  }
  std::vector<std::int64_t>& of(CubeId cube) { return ids[static_cast<std::size_t>(cube)]; }
};

// What was committed after the record `journal`. False: the journal does not go on there, so
// everything must be read anew. `last_subject` is the highest subject that the columns name.
Result<bool> read_changes(store::Connection& db, std::int64_t journal, std::int64_t last_subject,
                          Changes& changes, const Call& call);

}  // namespace pmm::analytics
