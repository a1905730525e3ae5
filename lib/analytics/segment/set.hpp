#pragma once

#include "analytics/columns/epoch.hpp"
#include "analytics/segment/rule.hpp"
#include "analytics/segment/subject_columns.hpp"
#include "base/call.hpp"
#include "columnar/bitset.hpp"
#include "columnar/work_pool.hpp"
#include "model/access.hpp"

namespace pmm::analytics {

// Whether the attributes of subjects must be at hand: for a condition on them, or for who has done
// nothing, which only the register knows.
bool needs_subjects(const Rule& rule) noexcept;

// What a rule is evaluated on. `subjects` may be null where the rule does not need it.
struct SegmentInput {
  const Epoch& epoch;
  const SubjectColumns* subjects = nullptr;
  const model::Plan& plan;
  columnar::WorkPool* pool = nullptr;            // null: the caller works alone
  std::int64_t budget_bytes = 0;                 // what the rule may take; 0: no limit
  model::Action action = model::Action::kCount;  // what rows and subjects are reached for
};

// The subjects of the rule among those that the actor may count, or see. One pass over each cube,
// by several threads where there is enough to read; the answer does not depend on how many. kLimit:
// over the budget; kCancelled, kTimeout: the call, looked at before every block.
Result<columnar::Bitset> evaluate_rule(const Rule& rule, const SegmentInput& input,
                                       const Call& call);

}  // namespace pmm::analytics
