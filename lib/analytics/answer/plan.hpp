#pragma once

#include <cstddef>
#include <vector>

#include "analytics/answer/sheet.hpp"
#include "analytics/question/query.hpp"
#include "analytics/scan/scan.hpp"

namespace pmm::analytics {

// A question as scans. Each measure is computed at the grain of its own cube; what the scans give
// is put together on the key parts that they share.

// The measures of one cube that one scan answers.
struct PlannedScan {
  ScanSpec spec;
  std::vector<std::size_t> measures;  // in Query::measures
};

// A stock: what has entered less what has left, told at the end of each period.
struct PlannedStock {
  ScanSpec entered, left;   // each counts rows
  std::size_t measure = 0;  // in Query::measures
  TimeRange shown;          // which periods the answer has
};

struct QueryPlan {
  std::vector<PlannedScan> scans;
  std::vector<PlannedStock> stocks;
};

// `sets` are the groupings to make besides the finest. Pointers into the question stay in the plan.
QueryPlan plan_scans(const Query& query, const std::vector<PartSet>& sets, std::int64_t now_us);

// The groupings that the question's totals and shares need, each once, without the finest.
std::vector<PartSet> grouping_sets(const Query& query);

// What a measure is over no rows: 0 of what is counted, null of the rest.
bool counts_from_zero(const Member& member) noexcept;

}  // namespace pmm::analytics
