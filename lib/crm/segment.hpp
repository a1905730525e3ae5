#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct SegmentFields {
  Field<std::string> name, title, note, rule;
};

struct SegmentFilter {
  Field<std::string> name;
};

// What a rule is, those who know the columns say: whether `rule` may stand under `name`, with the
// saved segments as the transaction has them.
using RuleCheck = std::function<Status(std::string_view rule, std::string_view name)>;

Result<std::int64_t> create_segment(const Writing& writing, const SegmentFields& fields,
                                    const RuleCheck& check);
// Both give the new version, and are refused while another segment needs what they would take away.
Result<std::int64_t> update_segment(const Writing& writing, std::int64_t id,
                                    const SegmentFields& fields, const RuleCheck& check);
Result<std::int64_t> remove_segment(const Writing& writing, std::int64_t id,
                                    const RuleCheck& check);
Result<TablePtr> get_segment(const Reading& reading, std::int64_t id);
Result<TablePtr> list_segments(const Reading& reading, const SegmentFilter& filter,
                               const Page& page);
// Every version, the newest first; of a removed one too.
Result<TablePtr> list_segment_versions(const Reading& reading, std::int64_t id);

struct SavedSegment {
  std::int64_t id = 0, version = 0;
  std::string rule;
};
// kNotFound at "segment" when there is none, or the actor may not read them.
Result<SavedSegment> find_segment(store::Connection& db, const model::Plan& plan,
                                  const std::string& name);

// A page of the members of a group, which `next` lists: at most `count` of them after `after`, in
// order, each with the label of its part or without.
struct Member {
  std::int64_t subject = 0;
  std::string_view label{};
};
using Members = std::function<std::vector<Member>(std::int64_t after, std::size_t count)>;
Result<TablePtr> list_members(const Reading& reading, const Page& page, const Members& next);

}  // namespace pmm::crm
