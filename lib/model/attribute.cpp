#include "model/attribute.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "base/civil.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::model {
namespace {

constexpr std::array<std::pair<Datatype, std::string_view>, 6> kNames = {{
    {Datatype::kString, "string"},
    {Datatype::kNumber, "number"},
    {Datatype::kDatetime, "datetime"},
    {Datatype::kText, "text"},
    {Datatype::kSingleValueList, "singlevaluelist"},
    {Datatype::kMultiValueList, "multivaluelist"},
}};

bool is_list(Datatype datatype) noexcept {
  return datatype == Datatype::kSingleValueList || datatype == Datatype::kMultiValueList;
}

std::string field_of(std::string_view code) { return "attributes." + std::string(code); }

// An empty value is an absent one, as in Open311.
bool is_empty(const AttributeValue& value) {
  if (const auto* given = std::get_if<std::string>(&value)) return given->empty();
  if (const auto* given = std::get_if<std::vector<std::string>>(&value)) return given->empty();
  return false;
}

Status check_choice(const AttributeDef& def, std::string_view key) {
  std::vector<std::string_view> keys;
  for (const auto& choice : def.values) {
    if (choice.key == key) return {};
    keys.push_back(choice.key);
  }
  const std::string meant = text::nearest(key, keys);
  return Status::invalid(field_of(def.code),
                         text::quoted(key) + " is not one of the values of this list" +
                             (meant.empty() ? "" : "; did you mean " + text::quoted(meant) + "?"));
}

Status wrong_type(const AttributeDef& def, const char* wanted) {
  return Status::invalid(field_of(def.code), std::string("expected ") + wanted +
                                                 " for an attribute of datatype " +
                                                 std::string(datatype_name(def.datatype)));
}

Status check_keys(const AttributeDef& def, const std::vector<std::string>& keys) {
  std::set<std::string_view> seen;
  for (const std::string& key : keys) {
    PMM_TRY(check_choice(def, key));
    if (!seen.insert(key).second)
      return Status::invalid(field_of(def.code), text::quoted(key) + " is given twice");
  }
  return {};
}

Status check_text_value(const AttributeDef& def, const std::string& value) {
  const std::string field = field_of(def.code);
  switch (def.datatype) {
    case Datatype::kString:
      return text::check_line(value, field, limits::kTextBytes);
    case Datatype::kText:
      return text::check(value, field, limits::kTextBytes);
    case Datatype::kDatetime:
      if (parse_instant(value) || parse_date(value)) return {};
      return Status::invalid(field, text::quoted(value) +
                                        " is not a date-time with an offset such as "
                                        "2007-03-01T09:30:00+01:00, nor a date");
    case Datatype::kSingleValueList:
      return check_choice(def, value);
    case Datatype::kNumber:
      return wrong_type(def, "a number");
    case Datatype::kMultiValueList:
      return wrong_type(def, "a list of keys");
  }
  return Status::internal("datatype without a rule");
}

Status check_value(const AttributeDef& def, const AttributeValue& value) {
  if (const auto* words = std::get_if<std::string>(&value)) return check_text_value(def, *words);
  if (const auto* keys = std::get_if<std::vector<std::string>>(&value)) {
    if (def.datatype != Datatype::kMultiValueList) return wrong_type(def, "one value, not a list,");
    return check_keys(def, *keys);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    if (def.datatype != Datatype::kNumber) return wrong_type(def, "a text");
    if (!std::isfinite(*number)) return wrong_type(def, "a finite number");
    return {};
  }
  return wrong_type(def, def.datatype == Datatype::kNumber ? "a number, not true or false,"
                                                           : "a text, not true or false,");
}

}  // namespace

std::string_view datatype_name(Datatype datatype) noexcept {
  for (const auto& [known, name] : kNames)
    if (known == datatype) return name;
  return {};
}

std::optional<Datatype> parse_datatype(std::string_view name) noexcept {
  for (const auto& [datatype, known] : kNames)
    if (known == name) return datatype;
  return std::nullopt;
}

Status check_attribute_defs(const std::vector<AttributeDef>& defs) {
  std::set<std::string_view> codes;
  for (std::size_t i = 0; i < defs.size(); ++i) {
    const AttributeDef& def = defs[i];
    const std::string field = "attributes[" + std::to_string(i) + "].";
    PMM_TRY(text::check_line(def.code, field + "code", limits::kKeyBytes));
    if (def.code.empty()) return Status::invalid(field + "code", "it is empty");
    if (!codes.insert(def.code).second)
      return Status::invalid(field + "code", text::quoted(def.code) + " is defined twice");
    PMM_TRY(text::check(def.description, field + "description", limits::kTextBytes));
    if (!def.variable && def.required)
      return Status::invalid(field + "required", "an attribute for information takes no value");
    if (is_list(def.datatype) != !def.values.empty())
      return Status::invalid(field + "values", is_list(def.datatype)
                                                   ? "a list without values"
                                                   : "values are for the two list datatypes");
    std::set<std::string_view> keys;
    for (const auto& choice : def.values) {
      PMM_TRY(text::check_line(choice.key, field + "values", limits::kKeyBytes));
      PMM_TRY(text::check_line(choice.name, field + "values", limits::kNameBytes));
      if (choice.key.empty()) return Status::invalid(field + "values", "a key is empty");
      if (!keys.insert(choice.key).second)
        return Status::invalid(field + "values", "key " + text::quoted(choice.key) + " twice");
    }
  }
  return {};
}

bool may_be_dimension(Datatype datatype) noexcept {
  return datatype == Datatype::kSingleValueList || datatype == Datatype::kNumber ||
         datatype == Datatype::kDatetime;
}

Status check_dimensions(const std::vector<AttributeDef>& defs) {
  for (std::size_t i = 0; i < defs.size(); ++i) {
    const AttributeDef& def = defs[i];
    if (!def.is_dimension) continue;
    const std::string field = "attributes[" + std::to_string(i) + "].dimension";
    const std::string datatype(datatype_name(def.datatype));
    if (def.datatype == Datatype::kMultiValueList)
      return Status::invalid(field, "an attribute of datatype " + datatype +
                                        " is not a dimension: a case would be in several groups");
    if (!may_be_dimension(def.datatype))
      return Status::invalid(field, "an attribute of datatype " + datatype +
                                        " is not a dimension: free text may hold personal data; "
                                        "use singlevaluelist, number or datetime");
    if (!def.variable) return Status::invalid(field, "an attribute for information takes no value");
  }
  return {};
}

Status check_attributes(const std::vector<AttributeDef>& defs, const Attributes& values) {
  std::vector<std::string_view> codes;
  codes.reserve(defs.size());
  for (const AttributeDef& def : defs) codes.push_back(def.code);
  for (const auto& entry : values) {
    const std::string& code = entry.first;
    const AttributeValue& value = entry.second;
    const auto def = std::find_if(defs.begin(), defs.end(),
                                  [&](const AttributeDef& d) { return d.code == code; });
    if (def == defs.end()) {
      return Status::invalid(field_of(code), text::quoted(code) +
                                                 " is not an attribute of this service" +
                                                 text::did_you_mean(code, codes));
    }
    if (is_empty(value)) continue;
    if (!def->variable)
      return Status::invalid(field_of(code), "an attribute for information takes no value");
    PMM_TRY(check_value(*def, value));
  }
  for (const AttributeDef& def : defs) {
    if (!def.required) continue;
    const auto given = values.find(def.code);
    if (given == values.end() || is_empty(given->second))
      return Status::invalid(field_of(def.code), "required by this service, and not given");
  }
  return {};
}

Result<AttributeValue> attribute_from_text(const AttributeDef& def, std::string_view given) {
  AttributeValue value = std::string(given);
  if (given.empty()) return value;
  if (def.datatype == Datatype::kNumber) {
    const auto number = text::parse_double(given);
    if (!number)
      return Status::invalid(field_of(def.code), text::quoted(given) + " is not a number");
    value = *number;
  } else if (def.datatype == Datatype::kMultiValueList) {
    std::vector<std::string> keys;
    std::string_view rest = given;
    while (true) {
      const std::size_t end = std::min(rest.find(','), rest.size());
      keys.emplace_back(text::trim(rest.substr(0, end)));
      if (end == rest.size()) break;
      rest.remove_prefix(end + 1);
    }
    value = std::move(keys);
  }
  PMM_TRY(check_value(def, value));
  return value;
}

}  // namespace pmm::model
