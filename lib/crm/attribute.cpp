#include "crm/attribute.hpp"

#include <array>
#include <utility>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/table.hpp"
#include "base/text.hpp"

namespace pmm::crm {
namespace {

constexpr std::int64_t kExactIntegers = 9'007'199'254'740'992;  // 2^53

constexpr std::array<std::string_view, 9> kMembers{
    "code",      "datatype", "datatype_description", "required", "description", "order", "variable",
    "dimension", "values"};
constexpr std::array<std::string_view, 2> kChoiceMembers{"key", "name"};

// Each takes a member into `out` when it is there.
Status take_text(const Json& object, const char* name, const std::string& at, std::string& out) {
  const Json* found = object.find(name);
  if (found == nullptr) return {};
  PMM_TRY(check_kind(*found, Json::Kind::kText, member_path(at, name)));
  out = found->text;
  return {};
}

Status take_flag(const Json& object, const char* name, const std::string& at, bool& out) {
  const Json* found = object.find(name);
  if (found == nullptr) return {};
  PMM_TRY(check_kind(*found, Json::Kind::kBool, member_path(at, name)));
  out = found->boolean;
  return {};
}

Status take_order(const Json& object, const std::string& at, std::int32_t& out) {
  constexpr std::int64_t kLast = 1'000'000;
  const Json* found = object.find("order");
  if (found == nullptr) return {};
  if (!found->is_whole()) return Status::invalid(at + ".order", "must be a whole number");
  if (found->is(Json::Kind::kReal) || found->integer > kLast || found->integer < -kLast)
    return Status::invalid(at + ".order", "not within " + std::to_string(kLast) + " of zero");
  out = static_cast<std::int32_t>(found->integer);
  return {};
}

Status take_choices(const Json& object, const std::string& at,
                    std::vector<model::AttributeDef::Choice>& out) {
  const Json* found = object.find("values");
  if (found == nullptr) return {};
  PMM_TRY(check_kind(*found, Json::Kind::kArray, at + ".values"));
  for (const Json& value : found->items) {
    const std::string here = element_path(at + ".values", out.size());
    PMM_TRY(check_kind(value, Json::Kind::kObject, here));
    PMM_TRY(check_keys(value, kChoiceMembers, here));
    model::AttributeDef::Choice choice;
    PMM_TRY(take_text(value, "key", here, choice.key));
    PMM_TRY(take_text(value, "name", here, choice.name));
    if (choice.name.empty()) choice.name = choice.key;
    out.push_back(std::move(choice));
  }
  return {};
}

Result<model::AttributeDef> to_definition(const Json& object, const std::string& at) {
  PMM_TRY(check_kind(object, Json::Kind::kObject, at));
  PMM_TRY(check_keys(object, kMembers, at));
  model::AttributeDef def;
  std::string datatype(model::datatype_name(def.datatype));
  PMM_TRY(take_text(object, "code", at, def.code));
  PMM_TRY(take_text(object, "datatype", at, datatype));
  PMM_TRY(take_text(object, "datatype_description", at, def.datatype_description));
  PMM_TRY(take_text(object, "description", at, def.description));
  PMM_TRY(take_flag(object, "required", at, def.required));
  PMM_TRY(take_flag(object, "variable", at, def.variable));
  PMM_TRY(take_flag(object, "dimension", at, def.is_dimension));
  PMM_TRY(take_order(object, at, def.order));
  PMM_TRY(take_choices(object, at, def.values));
  const auto known = model::parse_datatype(datatype);
  if (!known)
    return Status::invalid(at + ".datatype",
                           text::quoted(datatype) +
                               " is not string, number, datetime, text, singlevaluelist or "
                               "multivaluelist");
  def.datatype = *known;
  PMM_TRY(text::check(def.datatype_description, at + ".datatype_description", limits::kTextBytes));
  return def;
}

Result<model::AttributeValue> to_value(const Json& json, const std::string& at) {
  if (json.is(Json::Kind::kNull)) return model::AttributeValue{std::string()};
  if (json.is(Json::Kind::kText)) return model::AttributeValue{json.text};
  if (json.is(Json::Kind::kBool)) return model::AttributeValue{json.boolean};
  if (json.is_number()) {
    // Compared as a whole number: 2^53 + 1 as a real is 2^53 already.
    const bool over_64_bits = json.is_whole() && json.is(Json::Kind::kReal);
    if (over_64_bits || json.integer > kExactIntegers || json.integer < -kExactIntegers)
      return Status::invalid(at, "a whole number beyond 2^53 would lose digits; give it as text");
    return model::AttributeValue{json.real};
  }
  if (!json.is(Json::Kind::kArray))
    return Status::invalid(at, "must be a text, number, true, false or list of texts");
  std::vector<std::string> keys;
  for (const Json& key : json.items) {
    PMM_TRY(check_kind(key, Json::Kind::kText, at));
    keys.push_back(key.text);
  }
  return model::AttributeValue{std::move(keys)};
}

void append_member(std::string& out, const char* name, std::string_view text) {
  out += std::string(",\"") + name + "\":";
  append_json_text(out, text);
}

void append_member(std::string& out, const char* name, bool value) {
  out += std::string(",\"") + name + "\":" + (value ? "true" : "false");
}

void append_value(std::string& out, const model::AttributeValue& value) {
  if (const auto* words = std::get_if<std::string>(&value)) return append_json_text(out, *words);
  if (const auto* number = std::get_if<double>(&value)) {
    out += text::from_double(*number);
    return;
  }
  if (const auto* flag = std::get_if<bool>(&value)) {
    out += *flag ? "true" : "false";
    return;
  }
  out += '[';
  bool first = true;
  for (const std::string& key : std::get<std::vector<std::string>>(value)) {
    if (!first) out += ',';
    first = false;
    append_json_text(out, key);
  }
  out += ']';
}

bool is_empty(const model::AttributeValue& value) {
  if (const auto* words = std::get_if<std::string>(&value)) return words->empty();
  const auto* keys = std::get_if<std::vector<std::string>>(&value);
  return keys != nullptr && keys->empty();
}

}  // namespace

Result<std::vector<model::AttributeDef>> parse_attribute_definitions(std::string_view json,
                                                                     std::string_view field) {
  std::vector<model::AttributeDef> definitions;
  if (json.empty()) return definitions;
  PMM_ASSIGN(const Json parsed, parse_json(json, field));
  PMM_TRY(check_kind(parsed, Json::Kind::kArray, field));
  for (const Json& object : parsed.items) {
    PMM_ASSIGN(auto definition, to_definition(object, element_path(field, definitions.size())));
    definitions.push_back(std::move(definition));
  }
  PMM_TRY(model::check_attribute_defs(definitions));
  return definitions;
}

Result<model::Attributes> parse_attribute_values(std::string_view json, std::string_view field) {
  model::Attributes values;
  if (json.empty()) return values;
  PMM_ASSIGN(const Json parsed, parse_json(json, field));
  PMM_TRY(check_kind(parsed, Json::Kind::kObject, field));
  for (std::size_t i = 0; i < parsed.keys.size(); ++i) {
    const std::string& code = parsed.keys[i];
    PMM_ASSIGN(auto read, to_value(parsed.items[i], std::string(field) + "." + code));
    values.emplace(code, std::move(read));
  }
  return values;
}

std::string format_attribute_definitions(const std::vector<model::AttributeDef>& definitions) {
  if (definitions.empty()) return {};
  std::string out = "[";
  for (const model::AttributeDef& def : definitions) {
    out += out.size() == 1 ? "{\"code\":" : ",{\"code\":";
    append_json_text(out, def.code);
    append_member(out, "datatype", model::datatype_name(def.datatype));
    append_member(out, "datatype_description", def.datatype_description);
    append_member(out, "required", def.required);
    append_member(out, "description", def.description);
    out += ",\"order\":" + std::to_string(def.order);
    append_member(out, "variable", def.variable);
    append_member(out, "dimension", def.is_dimension);
    out += ",\"values\":[";
    bool first = true;
    for (const auto& choice : def.values) {
      out += first ? "{\"key\":" : ",{\"key\":";
      first = false;
      append_json_text(out, choice.key);
      append_member(out, "name", choice.name);
      out += '}';
    }
    out += "]}";
  }
  return out + ']';
}

std::string format_attribute_values(const model::Attributes& values) {
  std::string out = "{";
  for (const auto& [code, value] : values) {
    if (is_empty(value)) continue;
    if (out.size() > 1) out += ',';
    append_json_text(out, code);
    out += ':';
    append_value(out, value);
  }
  return out.size() == 1 ? std::string() : out + '}';
}

}  // namespace pmm::crm
