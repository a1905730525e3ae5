#pragma once

#include <vector>

#include "analytics/answer/plan.hpp"
#include "analytics/answer/sheet.hpp"
#include "analytics/scan/scan.hpp"
#include "base/call.hpp"
#include "base/status.hpp"

namespace pmm::analytics {

// The sheets of a question's scans.
Result<Sheet> run_scan(const ScanSpec& spec, const ScanContext& context, const Call& call);
// How many rows were there at the end of each period, as the only measure. Periods in which nothing
// came or went have no row, but for the first one that is shown.
Result<Sheet> run_stock(const PlannedStock& stock, const ScanContext& context, const Call& call);

// Every measure of the question beside the others, in its order: a row for each key that one of
// them has. Measures are what they are over no rows where they have none; a stock is null there.
Result<Sheet> assemble(const Query& query, const std::vector<PartSet>& sets,
                       const ScanContext& context, const Call& call);

// Gives a stock its value of the period before, or 0, where it is null.
Status carry_stocks(const Query& query, Sheet& sheet, const Call& call);

// kLimit when a sheet is over what the question may take.
Status check_budget(const Sheet& sheet, const ScanContext& context);

}  // namespace pmm::analytics
