#pragma once

#include "analytics/answer.hpp"
#include "analytics/query.hpp"
#include "analytics/scan.hpp"
#include "base/call.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// Whether the rows of the cube are records with an id of their own.
bool has_ids(const Cube& cube) noexcept;

// kDenied for those who may see only rows about themselves.
Status may_list_rows(const Query& query, const model::Plan& plan);

// The rows of an ungrouped question, one by one: more than its limit and offset need are let go on
// the way. kDenied as may_list_rows(); kLimit: over the budget of the question.
Result<Answer> list_rows(const Query& query, const ScanContext& context, const Call& call);

}  // namespace pmm::analytics
