#include "exchange/mapping.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "model/address.hpp"
#include "model/identifier.hpp"

namespace pmm::exchange {
namespace {

constexpr std::array<std::string_view, 9> kTopKeys = {"entity",   "delimiter", "encoding",
                                                      "timezone", "decimal",   "key",
                                                      "on_error", "atomic",    "columns"};
constexpr std::array<std::string_view, 5> kSpecKeys = {"column", "format", "map", "default",
                                                       "value"};
constexpr std::array<std::string_view, 2> kKeyKeys = {"scheme", "column"};

std::string suggestion(const std::string& name) {
  return name.empty() ? std::string() : "; did you mean " + text::quoted(name) + "?";
}

Status wrong_type(const std::string& path, const char* wanted) {
  return Status::invalid(path, std::string("must be ") + wanted);
}

// A string of the mapping's top level; nothing when the key is absent.
Result<std::optional<std::string>> read_text(const Json& object, const char* name,
                                             const std::string& path = {}) {
  const Json* found = object.find(name);
  if (found == nullptr) return std::optional<std::string>();
  if (!found->is(Json::Kind::kText)) return wrong_type(member_path(path, name), "a string");
  return std::optional<std::string>(found->text);
}

// A scalar as the text that a cell would have; null is nothing.
Result<std::optional<std::string>> read_scalar(const Json& value, const std::string& path) {
  if (value.is(Json::Kind::kNull)) return std::optional<std::string>();
  if (value.is(Json::Kind::kText)) return std::optional<std::string>(value.text);
  if (value.is(Json::Kind::kBool))
    return std::optional<std::string>(value.boolean ? "true" : "false");
  if (value.is(Json::Kind::kInteger))
    return std::optional<std::string>(std::to_string(value.integer));
  if (value.is(Json::Kind::kReal))
    return std::optional<std::string>(value.is_whole() ? value.text
                                                       : text::from_double(value.real));
  return wrong_type(path, "a string, a number, a boolean or null");
}

bool is_filled(const Json& value) { return value.is(Json::Kind::kObject) && !value.items.empty(); }

Status read_map(const Json& value, const std::string& path, ColumnSpec& spec) {
  if (!is_filled(value)) return wrong_type(path, "an object with an entry or more");
  for (std::size_t i = 0; i < value.keys.size(); ++i) {
    PMM_ASSIGN(auto target, read_scalar(value.items[i], member_path(path, value.keys[i])));
    spec.map.push_back({value.keys[i], std::move(target)});
  }
  std::sort(spec.map.begin(), spec.map.end(),
            [](const auto& a, const auto& b) { return a.from < b.from; });
  return {};
}

Result<ColumnSpec> read_spec(const Json& value, const std::string& path) {
  ColumnSpec spec;
  if (value.is(Json::Kind::kText)) {
    spec.column = value.text;
    return spec;
  }
  if (!value.is(Json::Kind::kObject)) return wrong_type(path, "a column's name or an object");
  PMM_TRY(check_keys(value, kSpecKeys, path));
  PMM_ASSIGN(spec.column, read_text(value, "column", path));
  if (const Json* constant = value.find("value")) {
    if (value.items.size() != 1)
      return Status::invalid(path, "a constant value stands alone, without column or map");
    PMM_ASSIGN(spec.constant, read_scalar(*constant, member_path(path, "value")));
    return spec;
  }
  if (!spec.column) return Status::invalid(path, "needs a column or a value");
  PMM_ASSIGN(auto format, read_text(value, "format", path));
  if (format && format->empty())
    return Status::invalid(member_path(path, "format"), "must not be empty");
  spec.format = format.value_or("");
  if (const Json* map = value.find("map")) PMM_TRY(read_map(*map, member_path(path, "map"), spec));
  if (const Json* fallback = value.find("default")) {
    spec.has_default = true;
    PMM_ASSIGN(spec.default_value, read_scalar(*fallback, member_path(path, "default")));
  }
  return spec;
}

Status read_key_field(const Json& value, MappedField field, Mapping& mapping) {
  if (!value.is(Json::Kind::kObject))
    return wrong_type(field.path, "{\"scheme\": …, \"column\": …}");
  PMM_TRY(check_keys(value, kKeyKeys, field.path));
  for (const std::string_view name : kKeyKeys)
    if (value.find(name) == nullptr)
      return Status::invalid(field.path, "needs " + std::string(name));
  PMM_ASSIGN(auto scheme, read_text(value, "scheme", field.path));
  PMM_TRY(model::check_scheme(*scheme, member_path(field.path, "scheme")));
  PMM_ASSIGN(field.spec.column, read_text(value, "column", field.path));
  field.code = std::move(*scheme);
  mapping.fields.push_back(std::move(field));
  return {};
}

Status check_code(const std::string& field, const std::string& code, const std::string& path) {
  if (field == "identifiers") return model::check_scheme(code, path);
  if (field == "addresses" && !model::is_known_address_kind(code))
    return Status::invalid(path, text::quoted(code) + " is not a kind of address" +
                                     suggestion(text::nearest(code, model::kAddressKinds)));
  return text::check_line(code, path, limits::kNameBytes);
}

Status read_coded_fields(const Json& value, const MappedField& field, Mapping& mapping) {
  if (!is_filled(value)) return wrong_type(field.path, "an object of columns by code");
  const auto first = static_cast<std::ptrdiff_t>(mapping.fields.size());
  for (std::size_t at = 0; at < value.keys.size(); ++at) {
    const std::string& code = value.keys[at];
    const Json& specs = value.items[at];
    const std::string path = member_path(field.path, code);
    PMM_TRY(check_code(field.field, code, path));
    const bool is_list = specs.is(Json::Kind::kArray);
    if (is_list && field.field == "attributes") return wrong_type(path, "one column, not a list");
    if (is_list && specs.items.empty()) return wrong_type(path, "a list of a column or more");
    const std::size_t count = is_list ? specs.items.size() : 1;
    for (std::size_t i = 0; i < count; ++i) {
      MappedField one{field.field, code, is_list ? element_path(path, i) : path, {}};
      PMM_ASSIGN(one.spec, read_spec(is_list ? specs.items[i] : specs, one.path));
      mapping.fields.push_back(std::move(one));
    }
  }
  // Mappings that say the same import the same, in whatever order they say it.
  std::stable_sort(mapping.fields.begin() + first, mapping.fields.end(),
                   [](const auto& a, const auto& b) { return a.code < b.code; });
  return {};
}

Status check_format(const MappedField& field, Rule rule) {
  if (field.spec.format.empty() || rule == Rule::kTime || rule == Rule::kDate) return {};
  return Status::invalid(field.path + ".format", "field " + field.field + " is no time or date");
}

Status read_columns(const Json& columns, Mapping& mapping) {
  if (!is_filled(columns)) return wrong_type("columns", "an object with a field or more");
  std::vector<std::string_view> names;
  for (const FieldInfo& info : field_infos(mapping.entity)) names.push_back(info.name);
  PMM_TRY(check_keys(columns, names, "columns"));
  for (const FieldInfo& info : field_infos(mapping.entity)) {
    const Json* found = columns.find(info.name);
    if (found == nullptr) continue;
    MappedField field{std::string(info.name), {}, member_path("columns", info.name), {}};
    if (info.rule == Rule::kKey) {
      PMM_TRY(read_key_field(*found, std::move(field), mapping));
    } else if (info.rule == Rule::kCodes) {
      PMM_TRY(read_coded_fields(*found, field, mapping));
    } else {
      PMM_ASSIGN(field.spec, read_spec(*found, field.path));
      PMM_TRY(check_format(field, info.rule));
      mapping.fields.push_back(std::move(field));
    }
    if (mapping.fields.size() > limits::kCsvColumns)
      return Status::limit("columns",
                           "more than " + std::to_string(limits::kCsvColumns) + " columns");
  }
  return {};
}

// A row that is found again may be given in part; a new one may not lack what it cannot do without.
Status check_key(const Mapping& mapping) {
  if (mapping.key.empty()) {
    for (const FieldInfo& info : field_infos(mapping.entity))
      if (info.required && mapping.find(info.name) == nullptr)
        return Status::invalid("columns", "field " + std::string(info.name) +
                                              " is needed: without a key every row is new");
    return {};
  }
  if (mapping.entity == Entity::kVisits)
    return Status::invalid("key", "visits are only ever appended and have no key");
  const bool is_identifier =
      mapping.entity == Entity::kSubjects && mapping.key.starts_with("identifiers.");
  if (mapping.key != "external_id" && !is_identifier)
    return Status::invalid(
        "key", "key " + text::quoted(mapping.key) + " is not external_id" +
                   (mapping.entity == Entity::kSubjects ? " and not identifiers.SCHEME" : ""));
  const MappedField* field = mapping.find(mapping.key);
  if (field == nullptr)
    return Status::invalid("key", "key " + text::quoted(mapping.key) + " is not among the columns");
  if (!field->spec.column)
    return Status::invalid(field->path, "is the key and cannot be the same for every row");
  return {};
}

Result<char> read_delimiter(const std::optional<std::string>& given) {
  if (!given) return ',';
  const char c = given->size() == 1 ? given->front() : '\0';
  const bool letter = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
  if (c != '\t' && (c < ' ' || c == 0x7F || c == '"' || letter))
    return Status::invalid("delimiter", text::quoted(*given) +
                                            " is not one ASCII character that may stand between "
                                            "fields");
  return c;
}

Status read_options(const Json& root, Mapping& mapping) {
  PMM_ASSIGN(const auto delimiter, read_text(root, "delimiter"));
  PMM_ASSIGN(mapping.format.delimiter, read_delimiter(delimiter));
  PMM_ASSIGN(const auto encoding, read_text(root, "encoding"));
  if (encoding) {
    PMM_ASSIGN(mapping.format.encoding, parse_encoding(*encoding));
  }
  PMM_ASSIGN(const auto timezone, read_text(root, "timezone"));
  if (timezone) {
    PMM_ASSIGN(mapping.zone, Zone::load(*timezone));
  }
  PMM_ASSIGN(const auto decimal, read_text(root, "decimal"));
  if (decimal && *decimal != "." && *decimal != ",")
    return Status::invalid("decimal", text::quoted(*decimal) + " is neither \".\" nor \",\"");
  if (decimal) mapping.decimal = decimal->front();
  PMM_ASSIGN(const auto on_error, read_text(root, "on_error"));
  if (on_error && *on_error != "stop" && *on_error != "collect")
    return Status::invalid("on_error", text::quoted(*on_error) + " is neither stop nor collect");
  if (on_error) mapping.on_error = *on_error == "stop" ? OnError::kStop : OnError::kCollect;
  if (const Json* atomic = root.find("atomic")) {
    if (!atomic->is(Json::Kind::kBool)) return wrong_type("atomic", "true or false");
    mapping.atomic = atomic->boolean;
  }
  PMM_ASSIGN(const auto key, read_text(root, "key"));
  if (key && key->empty()) return Status::invalid("key", "must not be empty");
  mapping.key = key.value_or("");
  return {};
}

}  // namespace

const MappedField* Mapping::find(std::string_view path) const noexcept {
  for (const MappedField& field : fields) {
    if (path == field.field) return &field;
    const std::size_t dot = field.field.size();
    if (path.size() > dot && path[dot] == '.' && path.starts_with(field.field) &&
        path.substr(dot + 1) == field.code)
      return &field;
  }
  return nullptr;
}

Result<Mapping> parse_mapping(std::string_view json) {
  if (json.starts_with("\xEF\xBB\xBF")) json.remove_prefix(3);
  PMM_ASSIGN(const Json root, parse_json(json, ""));
  if (!root.is(Json::Kind::kObject)) return wrong_type("", "a JSON object");
  PMM_TRY(check_keys(root, kTopKeys, ""));
  Mapping mapping;
  PMM_ASSIGN(const auto entity, read_text(root, "entity"));
  if (!entity) return Status::invalid("entity", "is missing");
  const auto known = parse_entity(*entity);
  if (!known)
    return Status::invalid("entity", text::quoted(*entity) + " is not imported" +
                                         suggestion(text::nearest(*entity, entity_names())));
  mapping.entity = *known;
  PMM_TRY(read_options(root, mapping));
  const Json* columns = root.find("columns");
  if (columns == nullptr) return Status::invalid("columns", "is missing");
  PMM_TRY(read_columns(*columns, mapping));
  PMM_TRY(check_key(mapping));
  return mapping;
}

}  // namespace pmm::exchange
