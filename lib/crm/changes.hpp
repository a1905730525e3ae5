#pragma once

#include <cstdint>
#include <string_view>

#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// What a subject does with what it was told, such as to read it: the verb says that there was
// something of the kind, and only those who keep any board learn of what.
inline constexpr std::string_view kVerbMark = "mark";
inline bool knows_marks(const model::Plan& plan) noexcept { return plan.everything || plan.system; }
// Who asks for rows that tell of marks: the subject whose own they are, 0 of staff, -1 of those.
inline std::int64_t asked_by(const model::Plan& plan) noexcept {
  return knows_marks(plan) ? -1 : plan.own_subject;
}

// The journal from behind `after` on, oldest first, at most `limit` records (0: 1000), for other
// systems. The number of the last one is where to go on: it never changes, and none is left out.
// kDenied unless the actor reads the journal.
Result<TablePtr> list_changes(const Reading& reading, std::int64_t after, std::int64_t limit);

}  // namespace pmm::crm
