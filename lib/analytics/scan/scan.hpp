#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "analytics/columns/epoch.hpp"
#include "analytics/question/query.hpp"
#include "analytics/scan/answer_column.hpp"
#include "base/call.hpp"
#include "base/status.hpp"
#include "base/zone.hpp"
#include "columnar/work_pool.hpp"
#include "model/access.hpp"

namespace pmm::analytics {

// One cube, read once: which rows, grouped by what, measured how.
struct ScanSpec {
  const Cube* cube = nullptr;
  std::vector<const Member*> dimensions;
  std::vector<TimeDimension> times;
  std::vector<const Member*> measures;
  Filter filter;
  std::shared_ptr<const Zone> zone;  // in which times fall into buckets
  // Groupings besides the finest, which keeps all parts and is always there.
  std::vector<PartSet> sets;

  std::size_t parts() const noexcept { return dimensions.size() + times.size(); }
};

// What scanning took.
struct ScanStats {
  std::uint64_t scans = 0;
  std::uint64_t blocks_read = 0;
  std::uint64_t blocks_skipped = 0;
  std::uint64_t rows_read = 0;
  std::uint64_t rows_matched = 0;
  std::int64_t us = 0;
  unsigned threads = 1;  // the most that one scan used

  void add(const ScanStats& other) noexcept;
};

// What every scan of a question shares.
struct ScanContext {
  const Epoch& epoch;
  const model::Plan& plan;  // whose rows
  const Zone& home;         // the zone of the precomputed days
  std::int64_t now_us = 0;
  std::int64_t budget_bytes = 0;       // what the groups of a question may take; 0: no limit
  ScanStats* told = nullptr;           // gets what each scan took added to it
  columnar::WorkPool* pool = nullptr;  // null: the caller works alone
  std::int64_t held_bytes = 0;         // of the budget, what the question has already
  bool past = false;                   // the cases are as they stood on a day gone by
};

// One row per group that at least one row fell into, in no order. A grouping that keeps no part
// has its one row even when nothing matched.
struct ScanResult {
  std::vector<AnswerColumn> columns;  // one per key part, then one per measure
  std::vector<std::uint32_t> sets;    // of each row: 0 the finest, i + 1 for ScanSpec::sets[i]
  ScanStats stats;
};

// kLimit: more groups than an answer may have, or over the budget. kCancelled, kTimeout: the call,
// looked at before every block. The answer does not depend on how many threads had a part in it.
Result<ScanResult> scan(const ScanSpec& spec, const ScanContext& context, const Call& call);

// What the columns of a scan are, without rows.
std::vector<AnswerColumn> scan_columns(const ScanSpec& spec);

}  // namespace pmm::analytics
