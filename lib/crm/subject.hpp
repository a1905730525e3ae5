#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"

namespace pmm::crm {

struct SubjectFields {
  Field<std::string> kind, name, family_name, given_name, sex, birth_place, language, note,
      external_id;
  Field<std::int32_t> born_on, died_on;
};

struct SubjectFilter {
  std::optional<std::string> kind, external_id, scheme, value, token;
};

Result<std::int64_t> create_subject(const Writing& writing, const SubjectFields& fields);
// Gives the new version.
Result<std::int64_t> update_subject(const Writing& writing, std::int64_t id,
                                    const SubjectFields& fields);
// `as_of_us` empty: as it is now.
Result<TablePtr> get_subject(const Reading& reading, std::int64_t id,
                             std::optional<std::int64_t> as_of_us);
Result<TablePtr> list_subjects(const Reading& reading, const SubjectFilter& filter,
                               const Page& page);

// kNotFound at `field` unless the subject is there and the actor may do `action` to its data.
Status check_subject(store::Connection& db, const model::Plan& plan, model::Action action,
                     model::Noun noun, std::int64_t subject, std::string_view field);

struct IdentifierFields {
  Field<std::string> scheme, value, issuer;
  Field<std::int32_t> valid_from_on, valid_to_on;
};
Result<std::int64_t> create_identifier(const Writing& writing, std::int64_t subject,
                                       const IdentifierFields& fields);
Result<std::int64_t> update_identifier(const Writing& writing, std::int64_t id,
                                       const IdentifierFields& fields);
Result<TablePtr> list_identifiers(const Reading& reading, std::int64_t subject, const Page& page);
// The subject that holds an identifier in force; 0 when nobody does.
Result<std::int64_t> find_by_identifier(store::Connection& db, std::string_view scheme,
                                        std::string_view value);

struct AddressFields {
  Field<std::string> kind, value, label;
  Field<std::int32_t> verified_on;
  Field<bool> is_default;
  Field<std::int64_t> ended_us;
};
Result<std::int64_t> create_address(const Writing& writing, std::int64_t subject,
                                    const AddressFields& fields);
Result<std::int64_t> update_address(const Writing& writing, std::int64_t id,
                                    const AddressFields& fields);
Result<TablePtr> list_addresses(const Reading& reading, std::int64_t subject, const Page& page);

struct RelationshipFields {
  Field<std::int64_t> other;
  Field<std::string> kind, note;
  Field<std::int32_t> valid_from_on, valid_to_on;
};
Result<std::int64_t> create_relationship(const Writing& writing, std::int64_t subject,
                                         const RelationshipFields& fields);
Result<std::int64_t> update_relationship(const Writing& writing, std::int64_t id,
                                         const RelationshipFields& fields);
Result<TablePtr> list_relationships(const Reading& reading, std::int64_t subject, const Page& page);

}  // namespace pmm::crm
