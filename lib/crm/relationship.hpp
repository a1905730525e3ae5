#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct RelationshipFields {
  Field<std::int64_t> other;
  Field<std::string> kind, note;
  Field<std::int32_t> valid_from_on, valid_to_on;
};
Result<std::int64_t> create_relationship(const Writing& writing, std::int64_t subject,
                                         const RelationshipFields& fields);
Result<std::int64_t> update_relationship(const Writing& writing, std::int64_t id,
                                         const RelationshipFields& fields);
Result<TablePtr> get_relationship(const Reading& reading, std::int64_t id);
// With `as_of_us`: what was in force at that instant, with the values that the registry held then;
// cleared: now. Without it, every row as it stands, past ones too.
struct RelationshipFilter {
  Field<std::string> kind;
  Field<std::int64_t> as_of_us;
};
Result<TablePtr> list_relationships(const Reading& reading, std::int64_t subject,
                                    const RelationshipFilter& filter, const Page& page);

}  // namespace pmm::crm
