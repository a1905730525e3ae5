#include "analytics/filter_parser.hpp"

#include <array>
#include <cmath>

#include "analytics/number_key.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

using FilterKind = Filter::Kind;

constexpr std::array<OperatorName, 22> kOperators{{
    {"equals", FilterKind::kIn},
    {"notEquals", FilterKind::kIn, true},
    {"in", FilterKind::kIn},
    {"notIn", FilterKind::kIn, true},
    {"contains", FilterKind::kContains},
    {"notContains", FilterKind::kContains, true},
    {"startsWith", FilterKind::kStartsWith},
    {"notStartsWith", FilterKind::kStartsWith, true},
    {"endsWith", FilterKind::kEndsWith},
    {"notEndsWith", FilterKind::kEndsWith, true},
    {"gt", FilterKind::kGreater},
    {"gte", FilterKind::kGreaterEqual},
    {"lt", FilterKind::kLess},
    {"lte", FilterKind::kLessEqual},
    {"set", FilterKind::kSet},
    {"notSet", FilterKind::kNotSet},
    {"inDateRange", FilterKind::kRanges},
    {"notInDateRange", FilterKind::kRanges, true},
    {"beforeDate", FilterKind::kLess},
    {"beforeOrOnDate", FilterKind::kLessEqual},
    {"afterDate", FilterKind::kGreater},
    {"afterOrOnDate", FilterKind::kGreaterEqual},
}};

constexpr std::array<std::string_view, 3> kConditionKeys{"member", "operator", "values"};
constexpr std::array<std::string_view, 2> kGroupKeys{"and", "or"};

const OperatorName* find_operator(std::string_view name) noexcept {
  for (const OperatorName& entry : kOperators)
    if (entry.name == name) return &entry;
  return nullptr;
}

bool is_comparison(FilterKind kind) noexcept {
  return kind == FilterKind::kLess || kind == FilterKind::kLessEqual ||
         kind == FilterKind::kGreater || kind == FilterKind::kGreaterEqual;
}

bool is_pattern(FilterKind kind) noexcept {
  return kind == FilterKind::kContains || kind == FilterKind::kStartsWith ||
         kind == FilterKind::kEndsWith;
}

bool is_for_times(std::string_view name) noexcept {
  return name.ends_with("Date") || name.ends_with("DateRange");
}

// Whether the operator makes sense for the member's type.
Status check_operator(const Member& member, const OperatorName& operation, const std::string& at) {
  const bool time = member.kind == MemberKind::kTime;
  const std::string both = text::quoted(operation.name) + " of " + text::quoted(member.name);
  if (!time && is_for_times(operation.name))
    return Status::invalid(at, both + ": the member is not a time");
  if (is_pattern(operation.kind) && (time || member.type != Type::kText))
    return Status::invalid(at, both + ": the member is not a text");
  if (is_comparison(operation.kind) && member.type == Type::kBool)
    return Status::invalid(at, both + ": a boolean has no order");
  return {};
}

}  // namespace

std::span<const OperatorName> operators() noexcept { return kOperators; }

Status unknown(std::string_view name, std::string_view what, const std::string& nearest,
               const std::string& field) {
  std::string message = text::quoted(name) + " is not a known " + std::string(what);
  if (!nearest.empty()) message += "; did you mean " + nearest + "?";
  return Status::invalid(field, std::move(message));
}

Result<const Member*> lookup(const Members& members, const Cube*& cube, const std::string& name,
                             const std::string& field) {
  const Member* member = members.find(name);
  if (member == nullptr)
    return unknown(name, "member", text::nearest(name, members.names()), field);
  const std::string_view of = member->name.substr(0, member->name.find('.'));
  if (cube != nullptr && cube->name != of)
    return Status::invalid(field, text::quoted(name) +
                                      " is of another cube than the members "
                                      "before it (" +
                                      std::string(cube->name) + ")");
  for (const Cube& candidate : cubes())
    if (candidate.name == of) cube = &candidate;
  return member;
}

Result<Filter> FilterParser::parse(const Json& json, const std::string& at) {
  if (++nodes_ > limits::kFilterNodes)
    return Status::limit(
        at, "the filters have over " + std::to_string(limits::kFilterNodes) + " conditions");
  PMM_TRY(check_kind(json, Json::Kind::kObject, at));
  if (json.find("and") != nullptr || json.find("or") != nullptr) return parse_group(json, at);
  PMM_TRY(check_keys(json, kConditionKeys, at));
  for (const char* key : {"member", "operator"}) {
    const Json* value = json.find(key);
    if (value == nullptr) return Status::invalid(at + "." + key, "is missing");
    PMM_TRY(check_kind(*value, Json::Kind::kText, at + "." + key));
  }
  Filter filter;
  PMM_ASSIGN(filter.member, lookup(members_, cube_, json.find("member")->text, at + ".member"));
  if (filter.member->kind == MemberKind::kMeasure)
    return Status::invalid(at + ".member", text::quoted(filter.member->name) +
                                               " is a measure: filters choose rows by dimensions "
                                               "and times");
  const std::string& name = json.find("operator")->text;
  const OperatorName* operation = find_operator(name);
  if (operation == nullptr) {
    std::vector<std::string> names;
    names.reserve(std::size(kOperators));
    for (const OperatorName& entry : kOperators) names.emplace_back(entry.name);
    return unknown(name, "operator", text::nearest(name, names), at + ".operator");
  }
  PMM_TRY(check_operator(*filter.member, *operation, at + ".operator"));
  filter.kind = operation->kind;
  filter.negated = operation->negated;

  const Json* values = json.find("values");
  if (filter.kind == FilterKind::kSet || filter.kind == FilterKind::kNotSet) {
    if (values != nullptr && !(values->kind == Json::Kind::kArray && values->items.empty()))
      return Status::invalid(at + ".values", text::quoted(name) + " takes no values");
    return filter;
  }
  if (values == nullptr) return Status::invalid(at + ".values", "is missing");
  if (filter.member->kind == MemberKind::kTime)
    PMM_TRY(parse_times(*values, name, filter, at + ".values"));
  else
    PMM_TRY(parse_values(*values, filter, at + ".values"));
  return filter;
}

Result<Filter> FilterParser::parse_group(const Json& json, const std::string& at) {
  PMM_TRY(check_keys(json, kGroupKeys, at));
  if (json.keys.size() != 1)
    return Status::invalid(at, "has both \"and\" and \"or\"; nest one in the other");
  const std::string& key = json.keys.front();
  const Json& list = json.items.front();
  PMM_TRY(check_kind(list, Json::Kind::kArray, at + "." + key));
  if (list.items.empty()) return Status::invalid(at + "." + key, "is empty");
  Filter group;
  group.kind = key == "and" ? FilterKind::kAnd : FilterKind::kOr;
  const std::string path = at + "." + key;
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    PMM_ASSIGN(Filter child, parse(list.items[i], element_path(path, i)));
    group.children.push_back(std::move(child));
  }
  return group;
}

Status FilterParser::parse_values(const Json& json, Filter& filter, const std::string& at) {
  PMM_TRY(check_kind(json, Json::Kind::kArray, at));
  if (json.items.empty()) return Status::invalid(at, "is empty");
  if (json.items.size() > limits::kFilterValues)
    return Status::limit(at, "has " + std::to_string(json.items.size()) + " values, over " +
                                 std::to_string(limits::kFilterValues));
  if (is_comparison(filter.kind) && json.items.size() != 1)
    return Status::invalid(at, "a comparison takes one value");
  for (std::size_t i = 0; i < json.items.size(); ++i)
    PMM_TRY(parse_value(json.items[i], filter, element_path(at, i)));
  return {};
}

Status FilterParser::parse_value(const Json& json, Filter& filter, const std::string& at) {
  if (json.kind == Json::Kind::kNull)
    return Status::invalid(at, "is null; use set or notSet to ask for nulls");
  if (filter.member->type != Type::kText) return parse_number(json, filter, at);
  PMM_TRY(check_kind(json, Json::Kind::kText, at));
  filter.texts.push_back(json.text);
  return {};
}

// Numbers and booleans may come as texts, as many tools send them, if nothing is lost.
Status FilterParser::parse_number(const Json& json, Filter& filter, const std::string& at) {
  if (filter.member->type == Type::kBool) {
    const bool is_true = json.kind == Json::Kind::kText ? json.text == "true" : json.boolean;
    const bool known = json.kind == Json::Kind::kBool ||
                       (json.kind == Json::Kind::kText && (is_true || json.text == "false"));
    if (!known) return Status::invalid(at, "must be true or false");
    filter.numbers.push_back(is_true ? 1 : 0);
    return {};
  }
  if (filter.member->type == Type::kFloat64) {
    const auto number = json.kind == Json::Kind::kText ? text::parse_double(json.text)
                        : json.is_number()             ? std::optional(json.real)
                                                       : std::nullopt;
    if (!number) return Status::invalid(at, text::quoted(filter.member->name) + " holds numbers");
    filter.numbers.push_back(key_of_number(*number));
    return {};
  }
  if (json.kind == Json::Kind::kInteger) {
    filter.numbers.push_back(json.integer);
    return {};
  }
  if (json.kind == Json::Kind::kText) {
    if (const auto value = text::parse_int(json.text)) {
      filter.numbers.push_back(*value);
      return {};
    }
  }
  if (json.kind == Json::Kind::kReal && json.real == std::floor(json.real) &&
      std::abs(json.real) < 9e15) {
    filter.numbers.push_back(static_cast<std::int64_t>(json.real));
    return {};
  }
  return Status::invalid(at, text::quoted(filter.member->name) + " holds integers");
}

Status FilterParser::parse_times(const Json& json, const std::string& operation, Filter& filter,
                                 const std::string& at) {
  if (filter.kind == FilterKind::kRanges) {
    // One range: ["2007-01-01", "2007-12-31"], ["last month"] or "last month".
    const bool phrase = json.kind == Json::Kind::kArray && json.items.size() == 1 &&
                        json.items[0].kind == Json::Kind::kText;
    PMM_ASSIGN(const TimeRange range,
               parse_range(phrase ? json.items[0] : json, zone_, now_us_, at));
    filter.ranges.push_back(range);
    return {};
  }
  PMM_TRY(check_kind(json, Json::Kind::kArray, at));
  if (is_comparison(filter.kind)) return parse_comparison(json, operation, filter, at);
  if (json.items.empty()) return Status::invalid(at, "is empty");
  if (json.items.size() > limits::kFilterValues)
    return Status::limit(at, "has over " + std::to_string(limits::kFilterValues) + " values");
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    PMM_TRY(check_kind(json.items[i], Json::Kind::kText, element_path(at, i)));
    PMM_ASSIGN(const TimePoint point, parse_point(json.items[i].text, zone_, element_path(at, i)));
    filter.ranges.push_back(point.range);
  }
  filter.kind = FilterKind::kRanges;
  return {};
}

// A day is a stretch: before it is before its start, after it is from its end on.
Status FilterParser::parse_comparison(const Json& json, const std::string& operation,
                                      Filter& filter, const std::string& at) {
  if (json.items.size() != 1)
    return Status::invalid(at, text::quoted(operation) + " takes one value");
  PMM_TRY(check_kind(json.items[0], Json::Kind::kText, element_path(at, 0)));
  PMM_ASSIGN(const TimePoint point, parse_point(json.items[0].text, zone_, element_path(at, 0)));
  TimeRange range;
  switch (filter.kind) {
    case FilterKind::kLess:
      range.end_us = point.range.begin_us;
      break;
    case FilterKind::kLessEqual:
      range.end_us = point.range.end_us;
      break;
    case FilterKind::kGreater:
      range.begin_us = point.range.end_us;
      break;
    default:
      range.begin_us = point.range.begin_us;
      break;
  }
  filter.ranges.push_back(range);
  filter.kind = FilterKind::kRanges;
  return {};
}

}  // namespace pmm::analytics
