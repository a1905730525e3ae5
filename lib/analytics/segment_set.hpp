#pragma once

#include "analytics/epoch.hpp"
#include "analytics/segment_rule.hpp"
#include "analytics/subject_columns.hpp"
#include "base/call.hpp"
#include "columnar/bitset.hpp"
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
};

// The subjects of the rule among those that the actor may know of. One pass over each cube.
Result<columnar::Bitset> evaluate_rule(const Rule& rule, const SegmentInput& input,
                                       const Call& call);

}  // namespace pmm::analytics
