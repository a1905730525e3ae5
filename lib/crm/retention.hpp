#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct RetentionFields {
  Field<std::string> data_class, note;
  Field<std::int64_t> days;
  Field<bool> active;
};

// Makes the rule of a class, or changes it. Gives the rule.
Result<std::int64_t> set_retention(const Writing& writing, const RetentionFields& fields);
Result<TablePtr> list_retention(const Reading& reading);

Result<bool> any_sweep_due(const Reading& reading);
// One batch of the sweep that is due, at most `most` rows looked at, so that others get their turn;
// gives how many lost their texts. Looking twice changes nothing.
Result<std::int64_t> sweep_retention(const Writing& writing, std::int64_t most);

}  // namespace pmm::crm
