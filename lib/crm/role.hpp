#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct RoleFields {
  Field<std::string> name, title, note;
  Field<std::vector<model::Right>> rights;
  Field<std::uint64_t> fields;  // model::FieldGroup bits: 1, 2, 4
};

// Roles of the library's own cannot be changed; those that an administrator defines are named by
// their names, as grants name them.
Result<std::int64_t> create_role(const Writing& writing, const RoleFields& fields);
// These give the new version.
Result<std::int64_t> update_role(const Writing& writing, const std::string& name,
                                 const RoleFields& fields);
// Ends the grants of the role with it.
Result<std::int64_t> remove_role(const Writing& writing, const std::string& name);

Result<TablePtr> list_roles(const Reading& reading);
Result<TablePtr> list_role_rights(const Reading& reading, const std::string& name);

// The channels over which actors of a role may open contacts and cases; none: over any.
Result<std::int64_t> set_role_channels(const Writing& writing, const std::string& name,
                                       const std::vector<std::int64_t>& channels);
Result<TablePtr> list_role_channels(const Reading& reading, const std::string& name,
                                    const Page& page);
// kDenied at `field` when none of the actor's roles may use the channel.
Status check_role_channel(const model::Plan& plan, std::int64_t channel, const char* field);

// The rules of a role by its name; none when there is no such role.
Result<std::optional<model::RoleRules>> load_role(store::Connection& db, const std::string& name);
// "administrator, …" with the roles that are data behind the library's own.
Result<std::string> every_role_name(store::Connection& db);

// The smallest number of rows over which a number is shown to who may not see persons.
Result<std::int64_t> set_smallest_cell(const Writing& writing, std::int64_t rows);
Result<std::int64_t> load_smallest_cell(store::Connection& db);

}  // namespace pmm::crm
