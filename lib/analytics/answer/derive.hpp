#pragma once

#include <vector>

#include "analytics/answer/answer.hpp"
#include "analytics/answer/sheet.hpp"
#include "analytics/question/query.hpp"
#include "analytics/scan/scan.hpp"
#include "base/call.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// The columns of the answer out of its sheet: what is compared, running sums, shares and the flag
// of totals beside the measures. `compared` has a sheet for each of the question's other ranges,
// with its periods carried over into those of the question's own. All rows of the sheet are there;
// Answer::rows holds those of the groupings that the question asked for.
// kLimit: over the budget of the question; kCancelled, kTimeout: the call.
Result<Answer> derive(const Query& query, Sheet sheet, const std::vector<Sheet>& compared,
                      const ScanContext& context, const Call& call);

// Leaves out the rows that do not meet "having".
void apply_having(const Query& query, Answer& answer);

}  // namespace pmm::analytics
