#pragma once

#include <cstdint>

#include "analytics/epoch.hpp"
#include "analytics/query.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/table.hpp"
#include "model/access.hpp"

namespace pmm::analytics {

// A question with all that its answer depends on.
struct Question {
  const Query& query;
  const Epoch& epoch;
  const model::Plan& plan;
  std::int64_t now_us = 0;
  bool native_zone = true;  // its zone is the one of the precomputed days
};

Result<TablePtr> execute(const Question& question, const Call& call);

}  // namespace pmm::analytics
