#pragma once

#include "analytics/query.hpp"
#include "analytics/scan.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/table.hpp"

namespace pmm::analytics {

// Answers a question: one scan or several, their results put together and in order.
Result<TablePtr> execute(const Query& query, const ScanContext& context, const Call& call);

}  // namespace pmm::analytics
