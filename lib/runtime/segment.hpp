#pragma once

// Target groups, where the register and the columns meet: crm keeps segments and lists persons,
// analytics says who belongs.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analytics/segment/rule.hpp"
#include "crm/segment.hpp"
#include "runtime/crm.hpp"

namespace pmm::runtime {

// The rules of the saved segments that an actor may read, by name, as the connection has them.
analytics::SegmentRules saved_rules(store::Connection& db, const model::Plan& plan);
// The same, as committed when one is asked for: a long question keeps no snapshot for them.
analytics::SegmentRules saved_rules(store::Store& store, const model::Plan& plan, const Call& call);

Result<std::int64_t> create_segment(Crm& crm, const crm::Writing& writing,
                                    const crm::SegmentFields& fields);
Result<std::int64_t> update_segment(Crm& crm, const crm::Writing& writing, std::int64_t id,
                                    const crm::SegmentFields& fields);
Result<std::int64_t> remove_segment(Crm& crm, const crm::Writing& writing, std::int64_t id);

// How a group is divided; `groups` empty: it is not.
struct SplitText {
  std::string_view groups, salt;
};

Result<TablePtr> count_members(Session& session, std::string_view rule, const Call& call);
Result<TablePtr> list_members(Session& session, std::string_view rule, const SplitText& split,
                              const crm::Page& page, const Call& call);
Result<TablePtr> overlap(Session& session, std::string_view a, std::string_view b,
                         const Call& call);
Result<TablePtr> profile(Session& session, std::string_view rule, std::string_view dimensions,
                         const Call& call);
// One row per part: label, share, members.
Result<TablePtr> split_counts(Session& session, std::string_view rule, const SplitText& split,
                              const Call& call);
Result<TablePtr> rfm(Session& session, std::string_view options, const Call& call);

// The JSON Schema of a rule.
std::string segment_schema();

struct FreezeFields {
  Field<std::string> rule, title, groups, salt;
};
// Evaluates the rule and writes down who belongs to it; gives the frozen group.
Result<std::int64_t> freeze(Session& session, const FreezeFields& fields, const Call& call);

}  // namespace pmm::runtime
