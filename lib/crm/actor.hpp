#pragma once

#include <cstdint>
#include <string>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

inline constexpr std::int64_t kFirstAdministrator = 1;
using store::kSystemActor;

// Makes the two actors that every store has, in the transaction that makes the store.
Status create_first_actors(store::Tx& tx);

struct ActorFields {
  Field<std::string> kind, external_id, name;
  Field<std::int64_t> subject;
  Field<bool> active;
};

struct ActorFilter {
  Field<std::string> kind, external_id;
  Field<std::int64_t> subject;
  Field<bool> active;
};

Result<std::int64_t> create_actor(const Writing& writing, const ActorFields& fields);
// Gives the new version.
Result<std::int64_t> update_actor(const Writing& writing, std::int64_t id,
                                  const ActorFields& fields);
Result<TablePtr> get_actor(const Reading& reading, std::int64_t id);
Result<TablePtr> list_actors(const Reading& reading, const ActorFilter& filter, const Page& page);

struct GrantFields {
  Field<std::int64_t> actor, office, service;
  Field<std::string> role;
  Field<std::int64_t> valid_from_us, valid_to_us;
};

Result<std::int64_t> create_grant(const Writing& writing, const GrantFields& fields);
Result<std::int64_t> update_grant(const Writing& writing, std::int64_t id,
                                  const GrantFields& fields);
Result<TablePtr> get_grant(const Reading& reading, std::int64_t id);
// An office or service that is given and empty asks for the grants without one.
struct GrantFilter {
  Field<std::string> role;
  Field<std::int64_t> office, service;
  Field<std::int64_t> as_of_us;
};
// `actor` 0: of all.
Result<TablePtr> list_grants(const Reading& reading, std::int64_t actor, const GrantFilter& filter,
                             const Page& page);

// Takes the next number of the policy, so that every session looks its rights up again; kConflict
// at `field` when the change left the store without an administrator for good.
Status policy_changed(const Writing& writing, const char* field);

}  // namespace pmm::crm
