#pragma once

#include "analytics/answer.hpp"
#include "analytics/query.hpp"
#include "analytics/scan.hpp"
#include "base/call.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// Whether the rows of the cube are records with an id of their own.
bool has_ids(const Cube& cube) noexcept;

// The rows of an ungrouped question, one by one: more than its limit and offset need are let go on
// the way. kDenied for those who may see only rows about themselves.
Result<Answer> list_rows(const Query& query, const ScanContext& context, const Call& call);

}  // namespace pmm::analytics
