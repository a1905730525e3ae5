#include "analytics/execute.hpp"

#include "analytics/answer.hpp"

namespace pmm::analytics {

Result<TablePtr> execute(const Query& query, const ScanContext& context, const Call& call) {
  ScanSpec spec;
  spec.cube = query.cube;
  spec.dimensions = query.dimensions;
  spec.times = query.times;
  spec.measures = query.measures;
  spec.filter = query.filter;
  spec.zone = query.zone;
  PMM_ASSIGN(const ScanResult result, scan(spec, context, call));
  const Mark& mark = context.epoch.mark;
  return make_table(query, result.columns, {mark.journal, mark.visit, context.now_us});
}

}  // namespace pmm::analytics
