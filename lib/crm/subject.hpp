#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"
#include "model/identifier.hpp"
#include "model/municipality.hpp"

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

// kNotFound at "call.on_behalf_of" unless the subject that a write is for is there and seen by the
// actor. Asked once for every write, before its work.
Status check_on_behalf_of(const Writing& writing);

struct IdentifierFields {
  Field<std::string> scheme, value, issuer;
  Field<std::int32_t> valid_from_on, valid_to_on;
};
Result<std::int64_t> create_identifier(const Writing& writing, std::int64_t subject,
                                       const IdentifierFields& fields);
Result<std::int64_t> update_identifier(const Writing& writing, std::int64_t id,
                                       const IdentifierFields& fields);
Result<TablePtr> get_identifier(const Reading& reading, std::int64_t id);
// The filters of what hangs on a subject. With `as_of_us`: what was in force at that instant, with
// the values that the registry held then; cleared: now. Without it, every row as it stands, past
// ones too.
struct IdentifierFilter {
  std::optional<std::string> scheme;
  Field<std::int64_t> as_of_us;
};
Result<TablePtr> list_identifiers(const Reading& reading, std::int64_t subject,
                                  const IdentifierFilter& filter, const Page& page);
// What is odd about a code that is right by its scheme's rules: the rule is "form", or
// "birth_place" where a table is given (may be null) that the place in a codice fiscale is compared
// with. Without a birth day every day that the code may mean is tried.
struct Warning {
  std::string_view rule;
  std::string message;
};
std::vector<Warning> warnings_on(const model::Identifier& identifier,
                                 std::optional<std::int32_t> born_on,
                                 const model::Municipalities* municipalities, std::int32_t today);
// The same as a table (severity, rule, message), with one row of severity "error" for a code that
// its scheme's rules refuse. kInvalid for a scheme that cannot be one.
Result<TablePtr> check_identifier(const Reading& reading, std::string_view scheme,
                                  std::string_view value, std::optional<std::int32_t> born_on,
                                  const model::Municipalities* municipalities);
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
Result<TablePtr> get_address(const Reading& reading, std::int64_t id);
struct AddressFilter {
  std::optional<std::string> kind;
  Field<std::int64_t> as_of_us;
};
Result<TablePtr> list_addresses(const Reading& reading, std::int64_t subject,
                                const AddressFilter& filter, const Page& page);

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
struct RelationshipFilter {
  std::optional<std::string> kind;
  Field<std::int64_t> as_of_us;
};
Result<TablePtr> list_relationships(const Reading& reading, std::int64_t subject,
                                    const RelationshipFilter& filter, const Page& page);

}  // namespace pmm::crm
