#pragma once

#include "analytics/answer/answer.hpp"
#include "analytics/question/query.hpp"
#include "analytics/scan/scan.hpp"
#include "base/call.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// kDenied for those who may see only rows about themselves.
Status may_list_rows(const Query& query, const model::Plan& plan);

// The rows of an ungrouped question, one by one: more than its limit and offset need are let go on
// the way. kDenied as may_list_rows(); kLimit: over the budget of the question.
Result<Answer> list_rows(const Query& query, const ScanContext& context, const Call& call);

}  // namespace pmm::analytics
