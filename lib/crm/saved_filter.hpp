#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"
#include "model/saved_filter.hpp"

namespace pmm::crm {

using model::FilterTarget;

// subject and target are fixed once it exists.
struct SavedFilterFields {
  Field<std::int64_t> subject;
  Field<std::string> name, target, rule;
  Field<bool> applied;
};

struct SavedFilterFilter {
  Field<std::int64_t> subject;
  Field<std::string> target;
};

Result<std::int64_t> create_saved_filter(const Writing& writing, const SavedFilterFields& fields);
Result<std::int64_t> update_saved_filter(const Writing& writing, std::int64_t id,
                                         const SavedFilterFields& fields);
Result<std::int64_t> remove_saved_filter(const Writing& writing, std::int64_t id);
Result<TablePtr> get_saved_filter(const Reading& reading, std::int64_t id);
Result<TablePtr> list_saved_filters(const Reading& reading, const SavedFilterFilter& filter,
                                    const Page& page);

// Adds the rule of a saved filter to a list of boards or cases: kNotFound at "filter.saved_filter"
// unless it is there, seen and for such a list.
Status apply_saved_filter(const Reading& reading, std::int64_t id, FilterTarget target, List& list);
// The rules of all filters that the subject applies to its page.
Status apply_page_filters(const Reading& reading, std::int64_t subject, FilterTarget target,
                          List& list);

// {"service": code or codes, "category": …, "class": …, "kind": …, "status": …, "unread": true,
//  "action": true, "overdue": true, "due_within_days": 30, "since_days": 90, "except": true}.
// kInvalid at `field` or a member of it: not an object, an unknown key, one of the other target, a
// value that is not of its kind.
Result<model::FilterRule> parse_filter_rule(std::string_view json, FilterTarget target,
                                            std::string_view field);

}  // namespace pmm::crm
