#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct ContactFields {
  Field<std::int64_t> channel, subject, service, case_id, office, operator_id;
  Field<std::int64_t> started_us, ended_us, waiting_s;
  Field<std::string> direction, outcome, summary, external_id;
  Field<bool> abandoned;
};

// Ids that are given and empty ask for contacts without one. `from_us` to `to_us` is half open and
// of the start.
struct ContactFilter {
  Field<std::int64_t> subject, case_id, office, channel, operator_id, service;
  Field<std::int64_t> from_us, to_us;
  Field<bool> abandoned;
  Field<std::string> external_id;
};

Result<std::int64_t> create_contact(const Writing& writing, const ContactFields& fields);
// Gives the new version.
Result<std::int64_t> update_contact(const Writing& writing, std::int64_t id,
                                    const ContactFields& fields);
Result<TablePtr> get_contact(const Reading& reading, std::int64_t id);
Result<TablePtr> list_contacts(const Reading& reading, const ContactFilter& filter,
                               const Page& page);

// What other rows need to know of a contact; no field of it is a secret to who sees the contact.
struct SeenContact {
  std::int64_t subject = 0, case_id = 0, office = 0, service = 0;
};
// kNotFound at `field` unless the contact is there and the actor sees it.
Result<SeenContact> see_contact(store::Connection& db, const model::Plan& plan, std::int64_t id,
                                std::string_view field);

// The same of a case.
struct SeenCase {
  std::int64_t subject = 0, office = 0, service = 0;
};
Result<SeenCase> see_case(store::Connection& db, const model::Plan& plan, std::int64_t id,
                          std::string_view field);

// A condition on an id that may be asked to be empty.
void where_id(List& list, const Field<std::int64_t>& wanted, const char* is, const char* is_none);

// kNotFound at `field` unless there is such an actor.
Status check_operator(store::Connection& db, std::int64_t id, std::string_view field);

}  // namespace pmm::crm
