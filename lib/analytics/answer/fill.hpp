#pragma once

#include "analytics/answer/sheet.hpp"
#include "analytics/question/query.hpp"
#include "analytics/scan/scan.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// Adds the periods that a group has no row for: all of the date range, or from the first to the
// last period of the answer where there is none. Every group that has a row with a period gets them
// all, in each grouping that keeps a time.
// kLimit: over the budget of the question; kCancelled, kTimeout: the call, looked at as rows come.
Status fill_periods(const Query& query, Sheet& sheet, const ScanContext& context, const Call& call);

// Adds groups that only a compared sheet has, with the first period there is.
Status adopt_groups(const Query& query, const Sheet& compared, Sheet& sheet,
                    const ScanContext& context, const Call& call);

// What a measure is where a period was added; "previous" is left to carry_values.
void add_filling(Fill fill, const Member& measure, AnswerColumn& column);

// Gives measures their value of the period before where a row was added.
Status carry_values(const Query& query, Sheet& sheet, std::size_t first_added, const Call& call);

}  // namespace pmm::analytics
