#include "analytics/question/filter_parser.hpp"

#include <algorithm>
#include <cmath>

#include "analytics/columns/number_key.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

using FilterKind = Filter::Kind;

std::uint8_t subject_of(const Member& member) noexcept {
  if (member.kind == MemberKind::kTime) return kOfTime;
  if (member.type == Type::kText) return kOfText;
  return member.type == Type::kBool ? kOfBoolean : kOfNumber;
}

// Whether the operator makes sense for the member's type.
Status check_operator(const Member& member, const OperatorName& operation, const std::string& at) {
  if ((operation.subjects & subject_of(member)) != 0) return {};
  const std::string both = text::quoted(operation.name) + " of " + text::quoted(member.name);
  if (operation.subjects == kOfTime)
    return Status::invalid(at, both + ": the member is not a time");
  if (operation.subjects == kOfText)
    return Status::invalid(at, both + ": the member is not a text");
  if (operation.subjects == kOfRow)
    return Status::invalid(at, both + ": it is about the subject of the row; leave out the member");
  return Status::invalid(at, both + ": a boolean has no order");
}

Status check_member(const Member& member, const std::string& at) {
  if (member.kind == MemberKind::kMeasure)
    return Status::invalid(at, text::quoted(member.name) +
                                   " is a measure: filters choose rows by dimensions and times; "
                                   "conditions on measures go in having");
  return {};
}

// Numbers and booleans may come as texts, as many tools send them, if nothing is lost.
Status parse_boolean(const Json& json, Filter& filter, const std::string& at) {
  const bool is_true = json.kind == Json::Kind::kText ? json.text == "true" : json.boolean;
  const bool known = json.kind == Json::Kind::kBool ||
                     (json.kind == Json::Kind::kText && (is_true || json.text == "false"));
  if (!known) return Status::invalid(at, "must be true or false");
  filter.numbers.push_back(is_true ? 1 : 0);
  return {};
}

Status parse_integer(const Json& json, Filter& filter, const std::string& at) {
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

Status parse_number(const Json& json, Filter& filter, const std::string& at) {
  const auto number = json.kind == Json::Kind::kText ? text::parse_double(json.text)
                      : json.is_number()             ? std::optional(json.real)
                                                     : std::nullopt;
  if (!number) return Status::invalid(at, text::quoted(filter.member->name) + " holds numbers");
  filter.numbers.push_back(key_of_number(*number));
  return {};
}

Status parse_value(const Json& json, Filter& filter, const std::string& at) {
  if (json.kind == Json::Kind::kNull)
    return Status::invalid(at, "is null; use set or notSet to ask for nulls");
  if (filter.member->type == Type::kBool) return parse_boolean(json, filter, at);
  if (filter.member->type == Type::kFloat64) return parse_number(json, filter, at);
  if (filter.member->type != Type::kText) return parse_integer(json, filter, at);
  PMM_TRY(check_kind(json, Json::Kind::kText, at));
  filter.texts.push_back(json.text);
  return {};
}

Status parse_values(const Json& json, Filter& filter, const std::string& at) {
  for (std::size_t i = 0; i < json.items.size(); ++i)
    PMM_TRY(parse_value(json.items[i], filter, element_path(at, i)));
  return {};
}

template <class T>
std::vector<T> one_of(const std::vector<T>& values, std::size_t index) {
  if (values.empty()) return {};
  return {values[index]};
}

// Both ends included.
Filter between(const Filter& filter) {
  Filter both;
  for (const FilterKind kind : {FilterKind::kGreaterEqual, FilterKind::kLessEqual}) {
    const std::size_t value = kind == FilterKind::kLessEqual ? 1 : 0;
    Filter part;
    part.kind = kind;
    part.member = filter.member;
    part.texts = one_of(filter.texts, value);
    part.numbers = one_of(filter.numbers, value);
    both.children.push_back(std::move(part));
  }
  return both;
}

// A day is a stretch: before it is before its start, after it is from its end on.
TimeRange compared_with(FilterKind kind, const TimeRange& point) noexcept {
  TimeRange range;
  switch (kind) {
    case FilterKind::kLess:
      range.end_us = point.begin_us;
      break;
    case FilterKind::kLessEqual:
      range.end_us = point.end_us;
      break;
    case FilterKind::kGreater:
      range.begin_us = point.end_us;
      break;
    default:
      range.begin_us = point.begin_us;
      break;
  }
  return range;
}

}  // namespace

Status NodeCount::add(const std::string& at) {
  if (++nodes_ > limits::kFilterNodes)
    return Status::limit(
        at, "the filters have over " + std::to_string(limits::kFilterNodes) + " conditions");
  return {};
}

Result<const OperatorName*> find_operator(const Json& condition, const std::string& at) {
  const Json* name = condition.find("operator");
  const std::string field = at + ".operator";
  if (name == nullptr) return Status::invalid(field, "is missing");
  PMM_TRY(check_kind(*name, Json::Kind::kText, field));
  std::vector<std::string> names;
  for (const OperatorName& entry : operators()) {
    if (entry.name == name->text) return &entry;
    names.emplace_back(entry.name);
  }
  return unknown(name->text, "operator", text::nearest(name->text, names), field);
}

Result<const Json*> find_values(const Json& condition, const OperatorName& operation,
                                const std::string& at) {
  const Json* values = condition.find("values");
  const std::string field = at + ".values";
  if (operation.arity == Arity::kNone) {
    if (values != nullptr && !(values->kind == Json::Kind::kArray && values->items.empty()))
      return Status::invalid(field, text::quoted(operation.name) + " takes no values");
    return nullptr;
  }
  if (values == nullptr) return Status::invalid(field, "is missing");
  if (operation.arity == Arity::kRange) return values;
  PMM_TRY(check_kind(*values, Json::Kind::kArray, field));
  const std::size_t given = values->items.size();
  if (given == 0) return Status::invalid(field, "is empty");
  if (given > limits::kFilterValues)
    return Status::limit(field, "has " + std::to_string(given) + " values, over " +
                                    std::to_string(limits::kFilterValues));
  const std::size_t wanted = operation.arity == Arity::kTwo ? 2 : 1;
  if (operation.arity != Arity::kMany && given != wanted)
    return Status::invalid(field, text::quoted(operation.name) + " takes " +
                                      (wanted == 2 ? "two values" : "one value") + ", not " +
                                      std::to_string(given));
  return values;
}

Result<GroupJson> read_group(const Json& json, const std::string& at) {
  GroupJson group;
  if (json.find("and") == nullptr && json.find("or") == nullptr) return group;
  PMM_TRY(check_keys(json, group_keys(), at));
  if (json.keys.size() != 1)
    return Status::invalid(at, "has both \"and\" and \"or\"; nest one in the other");
  const std::string& key = json.keys.front();
  group.kind = key == "and" ? FilterKind::kAnd : FilterKind::kOr;
  group.list = &json.items.front();
  group.path = at + "." + key;
  PMM_TRY(check_kind(*group.list, Json::Kind::kArray, group.path));
  if (group.list->items.empty()) return Status::invalid(group.path, "is empty");
  return group;
}

Result<Filter> FilterParser::parse(const Json& json, const std::string& at) {
  PMM_TRY(count_.add(at));
  PMM_TRY(check_kind(json, Json::Kind::kObject, at));
  PMM_ASSIGN(const GroupJson group, read_group(json, at));
  if (group.list == nullptr) return parse_condition(json, at);
  Filter filter;
  filter.kind = group.kind;
  for (std::size_t i = 0; i < group.list->items.size(); ++i) {
    PMM_ASSIGN(Filter child, parse(group.list->items[i], element_path(group.path, i)));
    filter.children.push_back(std::move(child));
  }
  return filter;
}

Result<Filter> FilterParser::parse_condition(const Json& json, const std::string& at) {
  PMM_TRY(check_keys(json, condition_keys(), at));
  const Json* member = json.find("member");
  if (member != nullptr) PMM_TRY(check_kind(*member, Json::Kind::kText, at + ".member"));
  Filter filter;
  if (member != nullptr) {
    PMM_ASSIGN(filter.member, scope_.shared(member->text, at + ".member"));
    PMM_TRY(check_member(*filter.member, at + ".member"));
  }
  PMM_ASSIGN(const OperatorName* operation, find_operator(json, at));
  if (member == nullptr) {
    if (operation->subjects == kOfRow) return parse_segments(json, *operation, at);
    return Status::invalid(at + ".member", "is missing");
  }
  PMM_TRY(check_operator(*filter.member, *operation, at + ".operator"));
  filter.kind = operation->kind;
  filter.negated = operation->negated;
  PMM_ASSIGN(const Json* values, find_values(json, *operation, at));
  if (values == nullptr) return filter;
  if (filter.member->kind == MemberKind::kTime)
    PMM_TRY(parse_times(*values, *operation, filter, at + ".values"));
  else
    PMM_TRY(parse_values(*values, filter, at + ".values"));
  return filter.kind == FilterKind::kBetween ? between(filter) : filter;
}

Result<Filter> FilterParser::parse_segments(const Json& json, const OperatorName& operation,
                                            const std::string& at) {
  if (segments_ == nullptr)
    return Status::invalid(at + ".operator",
                           text::quoted(operation.name) + " is for the filters of questions");
  PMM_ASSIGN(const Json* values, find_values(json, operation, at));
  Filter filter;
  filter.kind = operation.kind;
  filter.negated = operation.negated;
  for (std::size_t i = 0; i < values->items.size(); ++i) {
    const std::string field = element_path(at + ".values", i);
    PMM_TRY(check_kind(values->items[i], Json::Kind::kText, field));
    filter.numbers.push_back(static_cast<std::int64_t>(segments_->size()));
    segments_->push_back({values->items[i].text, field});
  }
  return filter;
}

Status FilterParser::parse_times(const Json& json, const OperatorName& operation, Filter& filter,
                                 const std::string& at) {
  if (operation.arity == Arity::kRange) {
    // One range: ["2007-01-01", "2007-12-31"], ["last month"] or "last month".
    const bool phrase = json.kind == Json::Kind::kArray && json.items.size() == 1 &&
                        json.items[0].kind == Json::Kind::kText;
    PMM_ASSIGN(const TimeRange range, parse_range(phrase ? json.items[0] : json, calendar_, at));
    filter.ranges.push_back(range);
    return {};
  }
  if (operation.arity == Arity::kSpan) {
    PMM_ASSIGN(const TimeRange range, parse_span(json.items[0], calendar_, element_path(at, 0)));
    filter.ranges.push_back(range);
    return {};
  }
  PMM_TRY(parse_time_points(json, filter, at));
  if (operation.arity == Arity::kOne)
    filter.ranges = {compared_with(filter.kind, filter.ranges.front())};
  if (operation.arity == Arity::kTwo) {
    if (filter.ranges[0].begin_us > filter.ranges[1].begin_us)
      return Status::invalid(
          at, text::quoted(json.items[0].text) + " is after " + text::quoted(json.items[1].text));
    filter.ranges = {{filter.ranges[0].begin_us, filter.ranges[1].end_us}};
  }
  filter.kind = FilterKind::kRanges;
  return {};
}

Status FilterParser::parse_time_points(const Json& json, Filter& filter, const std::string& at) {
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    const std::string field = element_path(at, i);
    PMM_TRY(check_kind(json.items[i], Json::Kind::kText, field));
    PMM_ASSIGN(const TimePoint point, parse_point(json.items[i].text, calendar_.zone, field));
    filter.ranges.push_back(point.range);
  }
  return {};
}

Result<Filter> parse_filter(const Json& json, const Cube& cube, const Calendar& calendar,
                            const std::string& at) {
  std::vector<const Cube*> cubes{&cube};
  Scope scope(cubes, nullptr);
  return FilterParser(scope, calendar, nullptr).parse(json, at);
}

}  // namespace pmm::analytics
