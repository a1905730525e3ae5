#pragma once

#include <cstdint>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

// Of one subject, or of all of them; only pairs of so many points of a hundred or more.
struct DuplicateFilter {
  Field<std::int64_t> subject, min_points;
  Field<bool> distinct;  // also those that look alike and are two, as the codes say
};

// Pairs of subjects that may be one, each once, with reasons. Without a subject the registry is
// gone through by id, some thousands a page, so that a page may be short and have a next one.
Result<TablePtr> list_duplicates(const Reading& reading, const DuplicateFilter& filter,
                                 const Page& page);

}  // namespace pmm::crm
