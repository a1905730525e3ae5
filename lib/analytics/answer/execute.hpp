#pragma once

#include <vector>

#include "analytics/question/query.hpp"
#include "analytics/scan/scan.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/table.hpp"

namespace pmm::analytics {

// Puts the members of Query::segments, as of the epoch that the question is asked of, into the
// filters that are about them.
void set_segments(Query& query, const std::vector<columnar::Bitset>& members);

// Answers a question whose segments are set: one scan or several, their results put together and
// in order.
Result<TablePtr> execute(const Query& query, const ScanContext& context, const Call& call);

}  // namespace pmm::analytics
