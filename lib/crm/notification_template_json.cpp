#include <algorithm>
#include <array>

#include "base/civil.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "crm/notification_template.hpp"

namespace pmm::crm {
namespace {

constexpr std::array<std::string_view, 4> kPlaceholderMembers{"name", "type", "required",
                                                              "description"};

Result<model::Placeholder> to_placeholder(const Json& object, const std::string& at) {
  PMM_TRY(check_kind(object, Json::Kind::kObject, at));
  PMM_TRY(check_keys(object, kPlaceholderMembers, at));
  model::Placeholder out;
  if (const Json* name = object.find("name")) {
    PMM_TRY(check_kind(*name, Json::Kind::kText, at + ".name"));
    out.name = name->text;
  }
  if (const Json* type = object.find("type")) {
    PMM_TRY(check_kind(*type, Json::Kind::kText, at + ".type"));
    const auto known = model::parse_placeholder_type(type->text);
    if (!known)
      return Status::invalid(at + ".type", text::quoted(type->text) +
                                               " is not text, integer, money, date, time or url");
    out.type = *known;
  }
  if (const Json* required = object.find("required")) {
    PMM_TRY(check_kind(*required, Json::Kind::kBool, at + ".required"));
    out.required = required->boolean;
  }
  if (const Json* description = object.find("description")) {
    PMM_TRY(check_kind(*description, Json::Kind::kText, at + ".description"));
    out.description = description->text;
  }
  return out;
}

Result<model::PlaceholderValue> to_value(const model::Placeholder& place, const Json& json,
                                         const std::string& at) {
  using Type = model::PlaceholderType;
  if (place.type == Type::kInteger || place.type == Type::kMoney) {
    PMM_TRY(check_kind(json, Json::Kind::kInteger, at));
    return model::PlaceholderValue{json.integer};
  }
  PMM_TRY(check_kind(json, Json::Kind::kText, at));
  if (place.type == Type::kDate) {
    const auto day = parse_date(json.text);
    if (!day) return Status::invalid(at, text::quoted(json.text) + " is not a date, YYYY-MM-DD");
    return model::PlaceholderValue{std::int64_t{*day}};
  }
  if (place.type == Type::kTime) {
    const auto us = parse_instant(json.text);
    if (!us) return Status::invalid(at, text::quoted(json.text) + " is not an instant of RFC 3339");
    return model::PlaceholderValue{*us};
  }
  return model::PlaceholderValue{json.text};
}

}  // namespace

Result<std::vector<model::Placeholder>> parse_placeholders(std::string_view json,
                                                           std::string_view field) {
  std::vector<model::Placeholder> out;
  if (json.empty()) return out;
  PMM_ASSIGN(const Json list, parse_json(json, field));
  PMM_TRY(check_kind(list, Json::Kind::kArray, field));
  if (list.items.size() > limits::kTemplatePlaceholders)
    return Status::limit(std::string(field), std::to_string(list.items.size()) +
                                                 " are over the limit of " +
                                                 std::to_string(limits::kTemplatePlaceholders));
  for (const Json& item : list.items) {
    PMM_ASSIGN(model::Placeholder place, to_placeholder(item, element_path(field, out.size())));
    out.push_back(std::move(place));
  }
  return out;
}

Result<std::vector<model::Placeholder>> stored_placeholders(std::string_view code,
                                                            std::string_view json) {
  if (model::is_own_code(code)) return model::own_placeholders(code);
  return parse_placeholders(json, "placeholders");
}

Result<model::PlaceholderValues> parse_template_data(
    const std::vector<model::Placeholder>& placeholders, std::string_view json) {
  model::PlaceholderValues out;
  if (json.empty()) return out;
  PMM_ASSIGN(const Json object, parse_json(json, "data"));
  PMM_TRY(check_kind(object, Json::Kind::kObject, "data"));
  for (std::size_t i = 0; i < object.keys.size(); ++i) {
    const std::string& name = object.keys[i];
    if (object.items[i].is(Json::Kind::kNull)) continue;
    const auto place =
        std::find_if(placeholders.begin(), placeholders.end(),
                     [&](const model::Placeholder& known) { return known.name == name; });
    // What is not declared is left to the template to refuse, which names what it has.
    if (place == placeholders.end()) {
      out[name] = std::string();
      continue;
    }
    PMM_ASSIGN(out[name], to_value(*place, object.items[i], member_path("data", name)));
  }
  return out;
}

}  // namespace pmm::crm
