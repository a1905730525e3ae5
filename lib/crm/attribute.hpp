#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/status.hpp"
#include "model/attribute.hpp"

namespace pmm::crm {

// The attribute definitions of a service, and the values of a case, as the JSON texts they are
// given and stored in. The readers are strict: kLimit or kInvalid at `field`, or at a member of it
// such as "attributes[2].datatype". An empty text is an empty list, or no values.

// [{"code","datatype","required","description","datatype_description","order","variable",
//   "dimension","values":[{"key","name"}…]}…], checked by model::check_attribute_defs.
Result<std::vector<model::AttributeDef>> parse_attribute_definitions(std::string_view json,
                                                                     std::string_view field);
// {"CODE": text, number, true, false or list of texts…}; null is an empty value. Nothing is
// checked against a service.
Result<model::Attributes> parse_attribute_values(std::string_view json, std::string_view field);

// The normal form that is stored: every member of a definition in a fixed order, values by code,
// empty values left out. Empty text for nothing.
std::string format_attribute_definitions(const std::vector<model::AttributeDef>& definitions);
std::string format_attribute_values(const model::Attributes& values);

}  // namespace pmm::crm
