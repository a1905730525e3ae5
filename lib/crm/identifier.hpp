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

struct IdentifierFields {
  Field<std::string> scheme, value, issuer;
  Field<std::int32_t> valid_from_on, valid_to_on;
};
Result<std::int64_t> create_identifier(const Writing& writing, std::int64_t subject,
                                       const IdentifierFields& fields);
Result<std::int64_t> update_identifier(const Writing& writing, std::int64_t id,
                                       const IdentifierFields& fields);
Result<TablePtr> get_identifier(const Reading& reading, std::int64_t id);
// With `as_of_us`: what was in force at that instant, with the values that the registry held then;
// cleared: now. Without it, every row as it stands, past ones too.
struct IdentifierFilter {
  Field<std::string> scheme;
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

}  // namespace pmm::crm
