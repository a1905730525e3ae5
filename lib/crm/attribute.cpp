#include "crm/attribute.hpp"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/limits.hpp"
#include "base/table.hpp"
#include "base/text.hpp"

namespace pmm::crm {
namespace {

using Json = nlohmann::json;

constexpr double kExactIntegers = 9'007'199'254'740'992.0;  // 2^53
constexpr std::size_t kLongestPathStep = 64;

constexpr std::array<std::string_view, 9> kMembers{
    "code",      "datatype", "datatype_description", "required", "description", "order", "variable",
    "dimension", "values"};
constexpr std::array<std::string_view, 2> kChoiceMembers{"key", "name"};

// Refuses, while the text is read, what nlohmann/json would let pass: endless nesting, and a key
// that silently replaces an earlier one.
class Strictness {
 public:
  bool see(int depth, Json::parse_event_t event, const Json& value) {
    using Event = Json::parse_event_t;
    if (event == Event::object_start || event == Event::array_start) {
      keys_.resize(static_cast<std::size_t>(depth) + 1);
      keys_.back().clear();
      too_deep_ = too_deep_ || static_cast<std::size_t>(depth) >= limits::kJsonDepth;
    } else if (event == Event::key) {
      const auto& key = value.get_ref<const std::string&>();
      if (!keys_[static_cast<std::size_t>(depth) - 1].insert(key).second && twice_.empty())
        twice_ = text::quoted(key);
    }
    return !too_deep_;
  }

  Status verdict(std::string_view field) const {
    if (too_deep_)
      return Status::limit(std::string(field),
                           "nested deeper than " + std::to_string(limits::kJsonDepth) + " levels");
    if (!twice_.empty()) return Status::invalid(std::string(field), "key " + twice_ + " twice");
    return {};
  }

 private:
  std::vector<std::set<std::string>> keys_;
  std::string twice_;
  bool too_deep_ = false;
};

Result<Json> parse_strictly(std::string_view json, std::string_view field) {
  if (json.size() > limits::kJsonBytes)
    return Status::limit(std::string(field), std::to_string(json.size()) +
                                                 " bytes of JSON are over the limit of " +
                                                 std::to_string(limits::kJsonBytes));
  Strictness strictness;
  Json parsed = Json::parse(
      json,
      [&](int depth, Json::parse_event_t event, Json& value) {
        return strictness.see(depth, event, value);
      },
      false);
  PMM_TRY(strictness.verdict(field));
  if (parsed.is_discarded()) return Status::invalid(std::string(field), "not well-formed JSON");
  return parsed;
}

Status wrong_kind(const std::string& field, const char* wanted) {
  return Status::invalid(field, std::string("not ") + wanted);
}

template <class Names>
Status check_members(const Json& object, const Names& known, const std::string& at) {
  for (const auto& [key, value] : object.items()) {
    if (std::find(known.begin(), known.end(), key) != known.end()) continue;
    const std::string meant = text::nearest(key, known);
    std::string path = at;
    if (key.size() <= kLongestPathStep) path.append(".").append(key);
    return Status::invalid(path, text::quoted(key) + " is not a member" +
                                     (meant.empty() ? "" : "; did you mean " + meant + "?"));
  }
  return {};
}

// Each takes a member into `out` when it is there.
Status take_text(const Json& object, const char* name, const std::string& at, std::string& out) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  if (!found->is_string()) return wrong_kind(at + "." + name, "a text");
  out = found->get<std::string>();
  return {};
}

Status take_flag(const Json& object, const char* name, const std::string& at, bool& out) {
  const auto found = object.find(name);
  if (found == object.end()) return {};
  if (!found->is_boolean()) return wrong_kind(at + "." + name, "true or false");
  out = found->get<bool>();
  return {};
}

Status take_order(const Json& object, const std::string& at, std::int32_t& out) {
  constexpr std::int64_t kLast = 1'000'000;
  const auto found = object.find("order");
  if (found == object.end()) return {};
  if (!found->is_number_integer()) return wrong_kind(at + ".order", "a whole number");
  const bool too_large = found->is_number_unsigned() &&
                         found->get<std::uint64_t>() > static_cast<std::uint64_t>(kLast);
  if (too_large || found->get<std::int64_t>() < -kLast)
    return Status::invalid(at + ".order", "not within " + std::to_string(kLast) + " of zero");
  out = static_cast<std::int32_t>(found->get<std::int64_t>());
  return {};
}

Status take_choices(const Json& object, const std::string& at,
                    std::vector<model::AttributeDef::Choice>& out) {
  const auto found = object.find("values");
  if (found == object.end()) return {};
  if (!found->is_array()) return wrong_kind(at + ".values", "a list");
  for (const Json& value : *found) {
    const std::string here = at + ".values[" + std::to_string(out.size()) + "]";
    if (!value.is_object()) return wrong_kind(here, "an object with key and name");
    PMM_TRY(check_members(value, kChoiceMembers, here));
    model::AttributeDef::Choice choice;
    PMM_TRY(take_text(value, "key", here, choice.key));
    PMM_TRY(take_text(value, "name", here, choice.name));
    if (choice.name.empty()) choice.name = choice.key;
    out.push_back(std::move(choice));
  }
  return {};
}

Result<model::AttributeDef> to_definition(const Json& object, const std::string& at) {
  if (!object.is_object()) return wrong_kind(at, "an object");
  PMM_TRY(check_members(object, kMembers, at));
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
  if (def.is_dimension && def.datatype == model::Datatype::kText)
    return Status::invalid(at + ".dimension", "free text is not a dimension");
  return def;
}

Result<model::AttributeValue> to_value(const Json& json, const std::string& at) {
  if (json.is_null()) return model::AttributeValue{std::string()};
  if (json.is_string()) return model::AttributeValue{json.get<std::string>()};
  if (json.is_boolean()) return model::AttributeValue{json.get<bool>()};
  if (json.is_number()) {
    const double number = json.get<double>();
    if (json.is_number_integer() && (number > kExactIntegers || number < -kExactIntegers))
      return Status::invalid(at, "a whole number beyond 2^53 would lose digits; give it as text");
    return model::AttributeValue{number};
  }
  if (!json.is_array()) return wrong_kind(at, "a text, number, true, false or list of texts");
  std::vector<std::string> keys;
  for (const Json& key : json) {
    if (!key.is_string()) return wrong_kind(at, "a list of texts");
    keys.push_back(key.get<std::string>());
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
  PMM_ASSIGN(const Json parsed, parse_strictly(json, field));
  if (!parsed.is_array()) return wrong_kind(std::string(field), "a list of definitions");
  for (const Json& object : parsed) {
    PMM_ASSIGN(
        auto definition,
        to_definition(object, std::string(field) + "[" + std::to_string(definitions.size()) + "]"));
    definitions.push_back(std::move(definition));
  }
  PMM_TRY(model::check_attribute_defs(definitions));
  return definitions;
}

Result<model::Attributes> parse_attribute_values(std::string_view json, std::string_view field) {
  model::Attributes values;
  if (json.empty()) return values;
  PMM_ASSIGN(const Json parsed, parse_strictly(json, field));
  if (!parsed.is_object()) return wrong_kind(std::string(field), "an object of values by code");
  for (const auto& [code, value] : parsed.items()) {
    PMM_ASSIGN(auto read, to_value(value, std::string(field) + "." + code));
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
