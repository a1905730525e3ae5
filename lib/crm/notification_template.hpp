#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/field.hpp"
#include "crm/context.hpp"
#include "crm/list.hpp"
#include "model/notice_template.hpp"

namespace pmm::crm {

// code, service and language name a template; they are fixed once it exists.
struct TemplateFields {
  Field<std::string> code, language, title, body, placeholders;
  Field<std::int64_t> service;
};

struct TemplateFilter {
  Field<std::string> code, language;
  Field<std::int64_t> service;  // given and empty: of all services
};

Result<std::int64_t> create_template(const Writing& writing, const TemplateFields& fields);
// These give the new version.
Result<std::int64_t> update_template(const Writing& writing, std::int64_t id,
                                     const TemplateFields& fields);
Result<std::int64_t> remove_template(const Writing& writing, std::int64_t id);

Result<TablePtr> get_template(const Reading& reading, std::int64_t id);
Result<TablePtr> list_templates(const Reading& reading, const TemplateFilter& filter,
                                const Page& page);
// The text with these data, as it would stand on a board: title, body, language.
Result<TablePtr> render_template(const Reading& reading, std::int64_t id, std::string_view data);

// Declarations as the JSON text that they are given and stored in:
// [{"name","type","required","description"}…]. kInvalid at "placeholders[i].member".
Result<std::vector<model::Placeholder>> parse_placeholders(std::string_view json,
                                                           std::string_view field);
// Those of a stored template: of the library's own codes its own.
Result<std::vector<model::Placeholder>> stored_placeholders(std::string_view code,
                                                            std::string_view json);
// {"NAME": text, whole number, "YYYY-MM-DD" or RFC 3339…} by the types that are declared; null is
// no value. kInvalid at "data.NAME".
Result<model::PlaceholderValues> parse_template_data(
    const std::vector<model::Placeholder>& placeholders, std::string_view json);

}  // namespace pmm::crm
