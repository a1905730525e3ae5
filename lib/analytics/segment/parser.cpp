#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <utility>

#include "analytics/question/filter_parser.hpp"
#include "analytics/segment/period.hpp"
#include "analytics/segment/rule.hpp"
#include "base/civil.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"
#include "model/address.hpp"
#include "model/subject.hpp"

namespace pmm::analytics {
namespace {

constexpr std::array<std::string_view, 8> kRuleKeys{"and",     "or",    "not",      "segment",
                                                    "subject", "cases", "contacts", "visits"};
constexpr std::array<std::pair<std::string_view, NumberBound::Kind>, 6> kBounds{{
    {"eq", NumberBound::Kind::kEqual},
    {"ne", NumberBound::Kind::kNotEqual},
    {"lt", NumberBound::Kind::kLess},
    {"lte", NumberBound::Kind::kLessEqual},
    {"gt", NumberBound::Kind::kGreater},
    {"gte", NumberBound::Kind::kGreaterEqual},
}};
constexpr std::array<std::string_view, 7> kBoundKeys{"eq", "ne",  "lt",     "lte",
                                                     "gt", "gte", "between"};

struct AttributeName {
  std::string_view name;
  Attribute attribute;
};
constexpr std::array<AttributeName, 7> kTextAttributes{{
    {"kind", Attribute::kKind},
    {"sex", Attribute::kSex},
    {"language", Attribute::kLanguage},
    {"birth_place", Attribute::kBirthPlace},
    {"address", Attribute::kAddress},
    {"verified_address", Attribute::kVerifiedAddress},
    {"identifier", Attribute::kIdentifier},
}};
constexpr std::array<std::string_view, 11> kAttributeKeys{
    "kind",       "sex",     "language", "birth_place", "address",   "verified_address",
    "identifier", "born_on", "age",      "deceased",    "created_at"};
constexpr std::array<std::string_view, 4> kListKeys{"in", "notIn", "set", "notSet"};
constexpr std::array<std::string_view, 2> kSexes{"F", "M"};
constexpr std::array<std::string_view, 2> kSubjectKinds{model::kSubjectPerson,
                                                        model::kSubjectOrganization};
constexpr std::int64_t kOldestYears = 200;

std::string place(const std::string& at) { return at.empty() ? "rule" : at; }

Result<double> parse_real(const Json& json, const std::string& at) {
  if (!json.is_number())
    return Status::invalid(at, "must be a number, not " + std::string(kind_name(json.kind)));
  return json.kind == Json::Kind::kInteger ? static_cast<double>(json.integer) : json.real;
}

// 3, {"gte": 2, "lt": 5} or {"between": [2, 4]}, which includes both.
Result<NumberTest> parse_number_test(const Json& json, const std::string& at) {
  NumberTest test;
  if (json.is_number()) {
    PMM_ASSIGN(const double value, parse_real(json, at));
    test.bounds.push_back({NumberBound::Kind::kEqual, value});
    return test;
  }
  PMM_TRY(check_kind(json, Json::Kind::kObject, at));
  PMM_TRY(check_keys(json, kBoundKeys, at));
  if (json.keys.empty()) return Status::invalid(at, "has no bound such as {\"gte\": 2}");
  for (std::size_t i = 0; i < json.keys.size(); ++i) {
    const std::string& key = json.keys[i];
    const Json& value = json.items[i];
    if (key == "between") {
      if (value.kind != Json::Kind::kArray || value.items.size() != 2)
        return Status::invalid(at + ".between", "must be two numbers, both included");
      PMM_ASSIGN(const double least, parse_real(value.items[0], at + ".between[0]"));
      PMM_ASSIGN(const double most, parse_real(value.items[1], at + ".between[1]"));
      test.bounds.push_back({NumberBound::Kind::kGreaterEqual, least});
      test.bounds.push_back({NumberBound::Kind::kLessEqual, most});
      continue;
    }
    PMM_ASSIGN(const double bound, parse_real(value, member_path(at, key)));
    for (const auto& [name, kind] : kBounds)
      if (name == key) test.bounds.push_back({kind, bound});
  }
  return test;
}

// The whole numbers that pass, as far as they are one stretch.
struct Whole {
  std::int64_t least = std::numeric_limits<std::int32_t>::min();
  std::int64_t most = std::numeric_limits<std::int32_t>::max();
};
Result<Whole> parse_whole(const Json& json, const std::string& at) {
  PMM_ASSIGN(const NumberTest test, parse_number_test(json, at));
  Whole out;
  constexpr double kFar = 1e9;
  for (const NumberBound& bound : test.bounds) {
    if (std::abs(bound.value) > kFar)
      return Status::invalid(at, text::from_double(bound.value) + " is out of range");
    const auto floor = static_cast<std::int64_t>(std::floor(bound.value));
    const auto ceil = static_cast<std::int64_t>(std::ceil(bound.value));
    switch (bound.kind) {
      case NumberBound::Kind::kNotEqual:
        return Status::invalid(at + ".ne", "use {\"not\": …} around the condition");
      case NumberBound::Kind::kEqual:
        out.least = std::max(out.least, ceil);
        out.most = std::min(out.most, floor);
        break;
      case NumberBound::Kind::kLess:
        out.most = std::min(out.most, ceil - 1);
        break;
      case NumberBound::Kind::kLessEqual:
        out.most = std::min(out.most, floor);
        break;
      case NumberBound::Kind::kGreater:
        out.least = std::max(out.least, floor + 1);
        break;
      case NumberBound::Kind::kGreaterEqual:
        out.least = std::max(out.least, ceil);
        break;
    }
  }
  return out;
}

class RuleParser {
 public:
  explicit RuleParser(const RuleContext& context)
      : zone_(context.zone), now_us_(context.now_us), today_(zone_.local_day(now_us_)) {}

  Result<Rule> parse(const Json& json, const std::string& at) {
    PMM_TRY(check_kind(json, Json::Kind::kObject, place(at)));
    PMM_TRY(check_keys(json, kRuleKeys, at));
    if (json.keys.size() != 1)
      return Status::invalid(place(at), json.keys.empty()
                                            ? "is empty: every subject is {\"subject\": {}}"
                                            : "has " + std::to_string(json.keys.size()) +
                                                  " conditions; put them into {\"and\": […]}");
    const std::string& key = json.keys.front();
    const Json& value = json.items.front();
    const std::string inner = member_path(at, key);
    if (key == "and" || key == "or") return parse_group(value, key == "and", inner);
    if (key == "subject") return parse_subject(value, inner);
    if (key == "not") {
      Rule rule;
      rule.kind = Rule::Kind::kNot;
      PMM_ASSIGN(Rule child, parse(value, inner));
      rule.children.push_back(std::move(child));
      return rule;
    }
    for (const Cube* cube : activity_cubes())
      if (cube->name == key) return parse_activity(value, *cube, inner);
    return Status::internal("a saved segment was not put in its place");
  }

 private:
  Result<Rule> parse_group(const Json& json, bool all, const std::string& at) {
    PMM_TRY(check_kind(json, Json::Kind::kArray, at));
    if (json.items.empty()) return Status::invalid(at, "is empty");
    Rule rule;
    rule.kind = all ? Rule::Kind::kAnd : Rule::Kind::kOr;
    for (std::size_t i = 0; i < json.items.size(); ++i) {
      PMM_ASSIGN(Rule child, parse(json.items[i], element_path(at, i)));
      rule.children.push_back(std::move(child));
    }
    return rule;
  }

  // --- Activities ------------------------------------------------------------------------------

  Result<Rule> parse_activity(const Json& json, const Cube& cube, const std::string& at) {
    PMM_TRY(check_kind(json, Json::Kind::kObject, at));
    Rule rule;
    rule.kind = Rule::Kind::kActivity;
    ActivityTest& test = rule.activity;
    test.cube = &cube;
    test.filter.kind = Filter::Kind::kAnd;
    const std::vector<SubjectMeasureName> measures = subject_measures(cube);
    for (std::size_t i = 0; i < json.keys.size(); ++i) {
      const std::string& key = json.keys[i];
      const std::string inner = member_path(at, key);
      const auto measure =
          std::find_if(measures.begin(), measures.end(),
                       [&key](const SubjectMeasureName& entry) { return entry.name == key; });
      if (measure != measures.end())
        PMM_TRY(parse_measure(json.items[i], *measure, test, inner));
      else if (key == "filters")
        PMM_TRY(parse_filters(json.items[i], test, inner));
      else
        PMM_TRY(parse_member(json.items[i], key, measures, test, inner));
    }
    if (test.tests.empty()) {
      MeasureTest any;
      any.number.bounds.push_back({NumberBound::Kind::kGreaterEqual, 1});
      test.tests.push_back(std::move(any));
    }
    return rule;
  }

  Status parse_measure(const Json& json, const SubjectMeasureName& name, ActivityTest& activity,
                       const std::string& at) const {
    MeasureTest test;
    test.measure = name.measure;
    test.column = name.column;
    test.value = name.value;
    const bool instant =
        name.measure == SubjectMeasure::kFirst || name.measure == SubjectMeasure::kLast;
    if (name.in_days) {
      PMM_ASSIGN(const Whole days, parse_whole(json, at));
      // `least` days ago or earlier, `most` days ago or later.
      constexpr std::int64_t kFar = 3'000'000;
      if (days.most < kFar)
        test.range.begin_us = zone_.day_start(static_cast<std::int32_t>(today_ - days.most));
      if (days.least > -kFar)
        test.range.end_us = zone_.day_start(static_cast<std::int32_t>(today_ - days.least + 1));
      if (days.least > days.most) test.range = {0, 0};
    } else if (instant) {
      PMM_ASSIGN(test.range, parse_period(json, zone_, now_us_, at));
    } else {
      PMM_ASSIGN(test.number, parse_number_test(json, at));
    }
    activity.tests.push_back(std::move(test));
    return {};
  }

  Status parse_filters(const Json& json, ActivityTest& test, const std::string& at) {
    PMM_TRY(check_kind(json, Json::Kind::kArray, at));
    for (std::size_t i = 0; i < json.items.size(); ++i)
      PMM_TRY(add_condition(json.items[i], test, element_path(at, i)));
    return {};
  }

  Status add_condition(const Json& json, ActivityTest& test, const std::string& at) {
    PMM_ASSIGN(Filter filter, parse_filter(json, *test.cube, {zone_, now_us_}, at));
    test.filter.children.push_back(std::move(filter));
    return {};
  }

  // A dimension or a time of the cube, without the cube's name.
  Status parse_member(const Json& json, const std::string& key,
                      const std::vector<SubjectMeasureName>& measures, ActivityTest& test,
                      const std::string& at) {
    const std::string full = std::string(test.cube->name) + "." + key;
    const Member* member = find_member(*test.cube, full);
    if (member == nullptr || member->kind == MemberKind::kMeasure) {
      std::vector<std::string> names{"filters"};
      for (const SubjectMeasureName& entry : measures) names.emplace_back(entry.name);
      for (const Member& known : test.cube->members)
        if (known.kind != MemberKind::kMeasure)
          names.emplace_back(known.name.substr(test.cube->name.size() + 1));
      return unknown(key, "member of " + std::string(test.cube->name), text::nearest(key, names),
                     at);
    }
    if (member->kind == MemberKind::kTime && !is_set(json))
      return parse_time(json, *member, test, at);
    if (json.kind != Json::Kind::kObject) return add_operator(json, full, "in", test, at);
    if (json.keys.empty()) return Status::invalid(at, "has no operator such as {\"in\": […]}");
    for (std::size_t i = 0; i < json.keys.size(); ++i)
      PMM_TRY(add_operator(json.items[i], full, json.keys[i], test, member_path(at, json.keys[i])));
    return {};
  }

  static bool is_set(const Json& json) noexcept {
    return json.find("set") != nullptr || json.find("notSet") != nullptr;
  }

  Status parse_time(const Json& json, const Member& member, ActivityTest& test,
                    const std::string& at) const {
    Filter filter;
    filter.kind = Filter::Kind::kRanges;
    filter.member = &member;
    PMM_ASSIGN(const TimeRange range, parse_period(json, zone_, now_us_, at));
    filter.ranges.push_back(range);
    test.filter.children.push_back(std::move(filter));
    return {};
  }

  // As one condition of a question's filters; its errors are told at the place in the rule.
  Status add_operator(const Json& value, const std::string& member, const std::string& operation,
                      ActivityTest& test, const std::string& at) {
    Json condition;
    condition.kind = Json::Kind::kObject;
    condition.keys = {"member", "operator"};
    condition.items.resize(2);
    for (Json& item : condition.items) item.kind = Json::Kind::kText;
    condition.items[0].text = member;
    condition.items[1].text = operation;
    if (operation == "set" || operation == "notSet") {
      if (value.kind != Json::Kind::kBool || !value.boolean)
        return Status::invalid(at, "must be true");
    } else {
      condition.keys.emplace_back("values");
      condition.items.push_back(value.kind == Json::Kind::kArray ? value : array_of(value));
    }
    Status added = add_condition(condition, test, at);
    if (added.ok()) return added;
    std::string field = added.field();
    for (const std::string_view part : {".member", ".operator", ".values"})
      if (std::string_view(field).substr(std::min(at.size(), field.size())).starts_with(part))
        field.erase(at.size(), part.size());
    return {added.code(), added.message(), field};
  }

  static Json array_of(const Json& value) {
    Json array;
    array.kind = Json::Kind::kArray;
    array.items.push_back(value);
    return array;
  }

  // --- What a subject is -----------------------------------------------------------------------

  Result<Rule> parse_subject(const Json& json, const std::string& at) {
    PMM_TRY(check_kind(json, Json::Kind::kObject, at));
    PMM_TRY(check_keys(json, kAttributeKeys, at));
    Rule all;
    if (json.keys.empty()) return all;
    all.kind = Rule::Kind::kAnd;
    for (std::size_t i = 0; i < json.keys.size(); ++i) {
      Rule rule;
      rule.kind = Rule::Kind::kAttribute;
      const std::string inner = member_path(at, json.keys[i]);
      PMM_TRY(parse_attribute(json.items[i], json.keys[i], rule.attribute, inner));
      all.children.push_back(std::move(rule));
    }
    return all;
  }

  Status parse_attribute(const Json& json, const std::string& key, AttributeTest& test,
                         const std::string& at) const {
    for (const AttributeName& entry : kTextAttributes) {
      if (entry.name != key) continue;
      test.attribute = entry.attribute;
      return parse_texts(json, test, at);
    }
    if (key == "age") return parse_age(json, test, at);
    if (key == "deceased") {
      PMM_TRY(check_kind(json, Json::Kind::kBool, at));
      test.attribute = Attribute::kDied;
      test.kind = json.boolean ? AttributeTest::Kind::kSet : AttributeTest::Kind::kNotSet;
      return {};
    }
    test.attribute = key == "born_on" ? Attribute::kBorn : Attribute::kCreated;
    if (is_set(json)) return parse_texts(json, test, at);
    test.kind = AttributeTest::Kind::kDays;
    PMM_ASSIGN(const TimeRange range, parse_period(json, zone_, now_us_, at));
    const DayRange days = days_of(range, zone_);
    test.first_day = days.first;
    test.last_day = days.last;
    return {};
  }

  // A text, a list of them, or one operator over it.
  Status parse_texts(const Json& json, AttributeTest& test, const std::string& at) const {
    if (json.kind != Json::Kind::kObject)
      return parse_list(json.kind == Json::Kind::kArray ? json : array_of(json), test, at);
    PMM_TRY(check_keys(json, kListKeys, at));
    if (json.keys.size() != 1) return Status::invalid(at, "takes one operator");
    const std::string& key = json.keys.front();
    const std::string inner = member_path(at, key);
    if (key == "in" || key == "notIn") {
      const bool days = test.attribute == Attribute::kBorn || test.attribute == Attribute::kCreated;
      if (days) return Status::invalid(inner, "is for texts; give a period");
      PMM_TRY(check_kind(json.items.front(), Json::Kind::kArray, inner));
      PMM_TRY(parse_list(json.items.front(), test, inner));
      test.kind = key == "in" ? AttributeTest::Kind::kIn : AttributeTest::Kind::kNotIn;
      return {};
    }
    if (json.items.front().kind != Json::Kind::kBool || !json.items.front().boolean)
      return Status::invalid(inner, "must be true");
    test.kind = key == "set" ? AttributeTest::Kind::kSet : AttributeTest::Kind::kNotSet;
    return {};
  }

  Status parse_list(const Json& json, AttributeTest& test, const std::string& at) const {
    if (json.items.empty()) return Status::invalid(at, "is empty");
    if (json.items.size() > limits::kFilterValues)
      return Status::limit(at, "has over " + std::to_string(limits::kFilterValues) + " values");
    for (std::size_t i = 0; i < json.items.size(); ++i) {
      const std::string inner = json.items.size() == 1 ? at : element_path(at, i);
      PMM_TRY(check_kind(json.items[i], Json::Kind::kText, inner));
      PMM_TRY(check_value(json.items[i].text, test.attribute, inner));
      test.texts.push_back(json.items[i].text);
    }
    return {};
  }

  template <std::size_t n>
  static Status check_known(const std::string& value, std::string_view what,
                            const std::array<std::string_view, n>& known, const std::string& at) {
    if (std::find(known.begin(), known.end(), value) != known.end()) return {};
    return unknown(value, what, text::nearest(value, known), at);
  }

  static Status check_value(const std::string& value, Attribute attribute, const std::string& at) {
    switch (attribute) {
      case Attribute::kKind:
        return check_known(value, "kind of subject", kSubjectKinds, at);
      case Attribute::kSex:
        return check_known(value, "sex", kSexes, at);
      case Attribute::kAddress:
      case Attribute::kVerifiedAddress:
        return check_known(value, "kind of address", model::kAddressKinds, at);
      default:
        return {};
    }
  }

  // The latest day of birth that makes `years` full years today.
  std::int32_t born_by(std::int64_t years) const noexcept {
    Civil date = civil_from_days(today_);
    date.year -= static_cast<std::int32_t>(years);
    date.day = std::min(date.day, days_in_month(date.year, date.month));
    return days_from_civil(date);
  }

  Status parse_age(const Json& json, AttributeTest& test, const std::string& at) const {
    PMM_ASSIGN(const Whole years, parse_whole(json, at));
    test.attribute = Attribute::kBorn;
    test.kind = AttributeTest::Kind::kDays;
    if (years.most < 0 || years.least > kOldestYears || years.least > years.most) {
      test.first_day = 1;
      test.last_day = 0;  // nobody
      return {};
    }
    if (years.least > 0) test.last_day = born_by(years.least);
    if (years.most < kOldestYears) test.first_day = born_by(years.most + 1) + 1;
    return {};
  }

  const Zone& zone_;
  std::int64_t now_us_;
  std::int32_t today_;
};

}  // namespace

Result<Rule> parse_rule(std::string_view json, const RuleContext& context) {
  PMM_ASSIGN(const Json root, read_rule(json, context));
  return RuleParser(context).parse(root, "");
}

}  // namespace pmm::analytics
