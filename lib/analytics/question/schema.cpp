#include <array>
#include <initializer_list>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "analytics/question/column_parser.hpp"
#include "analytics/question/query.hpp"
#include "analytics/question/vocabulary.hpp"
#include "base/limits.hpp"

// The JSON Schema of a question, written from the tables that the parser reads.
namespace pmm::analytics {
namespace {

// JSON as text; only what is needed to write a schema down.
std::string quoted(std::string_view text) {
  std::string out;
  append_json_text(out, text);
  return out;
}

using JsonMembers = std::vector<std::pair<std::string_view, std::string>>;

std::string object(const JsonMembers& members) {
  std::string out = "{";
  for (const auto& [key, value] : members) {
    if (out.size() > 1) out += ',';
    append_json_text(out, key);
    out.append(":").append(value);
  }
  return out + "}";
}

std::string array(const std::vector<std::string>& items) {
  std::string out = "[";
  for (const std::string& item : items) {
    if (out.size() > 1) out += ',';
    out += item;
  }
  return out + "]";
}

std::string ref(std::string_view name) {
  return object({{"$ref", quoted("#/$defs/" + std::string(name))}});
}
std::string one_of_texts(const std::vector<std::string>& texts) {
  std::vector<std::string> items;
  items.reserve(texts.size());
  for (const std::string& text : texts) items.push_back(quoted(text));
  return object({{"enum", array(items)}});
}
template <class Range>
std::string one_of_names(const Range& entries) {
  std::vector<std::string> names;
  for (const auto& entry : entries) names.emplace_back(entry.name);
  return one_of_texts(names);
}
std::string any_of(const std::vector<std::string>& options) {
  return object({{"anyOf", array(options)}});
}
std::string type(std::string_view name) { return object({{"type", quoted(name)}}); }
std::string matching(const std::string& pattern) {
  return object({{"type", quoted("string")}, {"pattern", quoted("^" + pattern + "$")}});
}
std::string list_of(std::string item, std::size_t least, std::size_t most) {
  return object({{"type", quoted("array")},
                 {"items", std::move(item)},
                 {"minItems", std::to_string(least)},
                 {"maxItems", std::to_string(most)}});
}
std::string set_of(std::string item) {
  return object({{"type", quoted("array")}, {"items", std::move(item)}, {"uniqueItems", "true"}});
}
std::string whole(std::int64_t least) {
  return object({{"type", quoted("integer")}, {"minimum", std::to_string(least)}});
}
std::string only(std::string properties, const std::vector<std::string>& required) {
  std::vector<std::string> names;
  names.reserve(required.size());
  for (const std::string& name : required) names.push_back(quoted(name));
  return object({{"type", quoted("object")},
                 {"properties", std::move(properties)},
                 {"required", array(names)},
                 {"additionalProperties", "false"}});
}
std::string required(std::string_view key) { return object({{"required", array({quoted(key)})}}); }
std::string neither_both(std::string_view a, std::string_view b) {
  return object({{"not", object({{"required", array({quoted(a), quoted(b)})}})}});
}

// --- Patterns ----------------------------------------------------------------------------------

constexpr const char* kBlank = "[ \\t]+";
constexpr const char* kDay = "[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])";

// A word in any case: JSON Schema has no flag for it.
std::string word(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const char upper = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    if (upper == c)
      out += c;
    else
      out.append("[").append(1, c).append(1, upper).append("]");
  }
  return out;
}
std::string words(std::initializer_list<std::string_view> options) {
  std::string out = "(";
  for (const std::string_view option : options) {
    if (out.size() > 1) out += '|';
    out += word(option);
  }
  return out + ")";
}
std::string unit_words(bool clock) {
  std::string out = "(";
  for (const UnitName& unit : units()) {
    const bool of_clock = unit.value == Granularity::kMinute || unit.value == Granularity::kHour;
    if (of_clock && !clock) continue;
    if (out.size() > 1) out += '|';
    out += word(unit.name);
  }
  return out + ")";
}
std::string phrase() {
  const std::string blank = kBlank;
  return "[ \\t]*(" + words({"today", "yesterday", "tomorrow"}) + "|" +
         words({"last", "previous", "this", "next"}) + blank + unit_words(true) + "|" +
         words({"last", "previous", "next"}) + blank + "\\+?0*[1-9][0-9]{0,5}" + blank +
         unit_words(true) + "[sS]?|" + unit_words(false) + blank + word("to") + blank +
         word("date") + ")[ \\t]*";
}
std::string calendar_phrase() {
  return "[0-9]{4}(-(0[1-9]|1[0-2]|Q[1-4]|W(0[1-9]|[1-4][0-9]|5[0-3])))?";
}
std::string instant() {
  return std::string(kDay) +
         "[Tt ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\\.[0-9]{1,6})?)?"
         "([Zz]|[+-][0-9]{2}:[0-9]{2})?";
}

// --- Members and values ------------------------------------------------------------------------

template <class Fn>
std::string members_where(Fn&& wanted) {
  std::vector<std::string> names;
  for (const Cube& cube : cubes())
    for (const Member& member : cube.members)
      if (wanted(member)) names.emplace_back(member.name);
  return one_of_texts(names);
}
// What services declare differs from store to store.
std::string attribute() { return matching("cases\\.attributes\\..+"); }

std::string members_of(MemberKind kind) {
  return members_where([kind](const Member& member) { return member.kind == kind; });
}
std::string dimensions_of(Type wanted) {
  return members_where([wanted](const Member& member) {
    return member.kind == MemberKind::kDimension && member.type == wanted;
  });
}

struct Subject {
  std::uint8_t flag;
  std::string_view member;  // a definition; empty: none
  std::string_view value;
};
constexpr std::array kRowSubjects = std::to_array<Subject>({
    {kOfText, "textDimension", "text"},
    {kOfNumber, "integerDimension", "integer"},
    {kOfBoolean, "booleanDimension", "boolean"},
    {kOfTime, "time", "point"},
    {kOfText, "attribute", "text"},
    {kOfNumber, "attribute", "number"},
    {kOfRow, "", "text"},
});

constexpr std::array kColumnSubjects{Subject{kOfMeasure, "column", "number"}};

std::string values_of(Arity arity, std::string_view value) {
  switch (arity) {
    case Arity::kNone:
      return object({{"maxItems", "0"}, {"type", quoted("array")}});
    case Arity::kOne:
      return list_of(ref(value), 1, 1);
    case Arity::kTwo:
      return list_of(ref(value), 2, 2);
    case Arity::kMany:
      return list_of(ref(value), 1, limits::kFilterValues);
    case Arity::kRange:
      return any_of({ref("dateRange"), list_of(ref("phrase"), 1, 1)});
    case Arity::kSpan:
      return list_of(ref("span"), 1, 1);
  }
  return {};
}

// The conditions on one kind of member, one for each shape of values.
void add_conditions(const Subject& subject, std::vector<std::string>& conditions) {
  constexpr std::array kArities{Arity::kNone, Arity::kOne,   Arity::kTwo,
                                Arity::kMany, Arity::kRange, Arity::kSpan};
  for (const Arity arity : kArities) {
    std::vector<std::string> names;
    for (const OperatorName& entry : operators())
      if (entry.arity == arity && (entry.subjects & subject.flag) != 0)
        names.emplace_back(entry.name);
    if (names.empty()) continue;
    JsonMembers properties;
    std::vector<std::string> needed{"operator"};
    if (!subject.member.empty()) {
      properties.emplace_back("member", ref(subject.member));
      needed.emplace_back("member");
    }
    properties.emplace_back("operator", one_of_texts(names));
    properties.emplace_back("values", values_of(arity, subject.value));
    if (arity != Arity::kNone) needed.emplace_back("values");
    conditions.push_back(only(object(properties), needed));
  }
}

std::string conditions(std::span<const Subject> subjects, std::string_view self) {
  std::vector<std::string> all;
  for (const Subject& subject : subjects) add_conditions(subject, all);
  for (const std::string_view key : group_keys())
    all.push_back(
        only(object({{key, list_of(ref(self), 1, limits::kFilterNodes)}}), {std::string(key)}));
  return any_of(all);
}

std::string row_condition() { return conditions(kRowSubjects, "filter"); }

std::string definitions() {
  const auto count = limits::kComparedRanges;
  const std::string date_range =
      any_of({ref("phrase"), list_of(matching(kDay), 1, 2), list_of(matching(instant()), 2, 2)});
  const std::string times = object(
      {{"type", quoted("object")},
       {"properties", object({{"dimension", ref("time")},
                              {"granularity", one_of_names(granularities())},
                              {"dateRange", ref("dateRange")},
                              {"compareDateRange", list_of(ref("dateRange"), 2, count)}})},
       {"required", array({quoted("dimension")})},
       {"anyOf",
        array({required("granularity"), required("dateRange"), required("compareDateRange")})},
       {"allOf", array({neither_both("dateRange", "compareDateRange")})},
       {"additionalProperties", "false"}});
  return object({
      {"measure", members_of(MemberKind::kMeasure)},
      {"summedMeasure",
       members_where([](const Member& member) { return member.additivity == "additive"; })},
      {"sharedMeasure", members_where([](const Member& member) {
         return member.kind == MemberKind::kMeasure && has_share(member);
       })},
      {"attribute", attribute()},
      {"dimension", any_of({members_of(MemberKind::kDimension), ref("attribute")})},
      {"time", any_of({members_of(MemberKind::kTime), ref("attribute")})},
      {"textDimension", dimensions_of(Type::kText)},
      {"integerDimension", dimensions_of(Type::kInt64)},
      {"booleanDimension", dimensions_of(Type::kBool)},
      {"text", type("string")},
      {"integer", any_of({type("integer"), matching("[+-]?[0-9]{1,18}")})},
      {"boolean", any_of({type("boolean"), one_of_texts({"true", "false"})})},
      {"number", any_of({type("number"), matching("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)"
                                                  "([eE][+-]?[0-9]{1,3})?")})},
      {"date", matching(kDay)},
      {"point", any_of({ref("date"), matching(instant())})},
      {"phrase", any_of({ref("date"), matching(calendar_phrase()), matching(phrase())})},
      {"span", matching("[ \\t]*\\+?0*[1-9][0-9]{0,5}" + std::string(kBlank) + unit_words(true) +
                        "[sS]?[ \\t]*")},
      {"dateRange", date_range},
      {"timeDimension", times},
      {"filter", row_condition()},
      {"having", conditions(kColumnSubjects, "having")},
      {"column", type("string")},
      {"columns", set_of(ref("column"))},
      {"direction", one_of_texts({"asc", "desc"})},
  });
}

std::string share_entry() {
  return any_of(
      {ref("sharedMeasure"),
       only(object({{"measure", ref("sharedMeasure")}, {"of", ref("columns")}}), {"measure"})});
}

// One schema for each of query_keys().
std::string properties() {
  const std::string pair = object({{"type", quoted("array")},
                                   {"prefixItems", array({ref("column"), ref("direction")})},
                                   {"minItems", "2"},
                                   {"maxItems", "2"}});
  const std::string order_object = object({{"type", quoted("object")},
                                           {"additionalProperties", ref("direction")},
                                           {"maxProperties", "1"}});
  const JsonMembers all{
      {"version", object({{"const", "1"}})},
      {"measures", set_of(ref("measure"))},
      {"dimensions", set_of(any_of({ref("dimension"), ref("time")}))},
      {"timeDimensions", list_of(ref("timeDimension"), 0, limits::kQueryMembers)},
      {"filters", object({{"type", quoted("array")}, {"items", ref("filter")}})},
      {"segments", list_of(type("string"), 0, limits::kQueryMembers)},
      {"having", object({{"type", quoted("array")}, {"items", ref("having")}})},
      {"order", any_of({object({{"type", quoted("array")}, {"items", pair}}), order_object})},
      {"limit", whole(0)},
      {"offset", whole(0)},
      {"total", type("boolean")},
      {"totals", any_of({type("boolean"), one_of_texts({std::string(kRollup)}),
                         list_of(ref("columns"), 0, limits::kTotalSets)})},
      {"fill", one_of_names(fills())},
      {"compare", one_of_names(comparisons())},
      {"running", any_of({type("boolean"), set_of(ref("summedMeasure"))})},
      {"share", any_of({type("boolean"), list_of(share_entry(), 0, limits::kQueryMembers)})},
      {"timezone", type("string")},
      {"fiscalYearStart",
       object({{"type", quoted("integer")}, {"minimum", "1"}, {"maximum", "12"}})},
      {"onDay", ref("date")},
      {"asOf", ref("date")},
      {"ungrouped", type("boolean")},
  };
  JsonMembers ordered;
  for (const std::string_view key : query_keys())
    for (const auto& [name, schema] : all)
      if (name == key) ordered.emplace_back(name, schema);
  PMM_ASSERT(ordered.size() == query_keys().size());
  return object(ordered);
}

std::string in_time_dimensions(std::string what) {
  return object(
      {{"required", array({quoted("timeDimensions")})},
       {"properties", object({{"timeDimensions", object({{"contains", std::move(what)}})}})}});
}
std::string calendar_granularity() {
  std::vector<std::string> names;
  for (const GranularityName& entry : granularities())
    if (is_calendar(entry.value)) names.emplace_back(entry.name);
  return object({{"required", array({quoted("granularity")})},
                 {"properties", object({{"granularity", one_of_texts(names)}})}});
}
std::string if_key(std::string_view key, std::string value, std::string then) {
  return object({{"if", object({{"required", array({quoted(key)})},
                                {"properties", object({{key, std::move(value)}})}})},
                 {"then", std::move(then)}});
}

// What the keys ask of each other.
std::string rules() {
  const auto non_empty = [](std::string_view key) {
    return object({{"required", array({quoted(key)})},
                   {"properties", object({{key, object({{"minItems", "1"}})}})}});
  };
  const std::string bucket = in_time_dimensions(required("granularity"));
  const std::string rows =
      object({{"required", array({quoted("ungrouped")})},
              {"properties", object({{"ungrouped", object({{"const", "true"}})}})}});
  const std::string uncompared = object({{"properties", object({{"compareDateRange", "false"}})}});
  const std::string row_rules = object(
      {{"required", array({quoted("limit")})},
       {"properties", object({{"limit", object({{"maximum", std::to_string(limits::kPageRows)}})},
                              {"offset", object({{"maximum", std::to_string(limits::kRowOffset)}})},
                              {"measures", object({{"maxItems", "0"}})},
                              {"having", object({{"maxItems", "0"}})},
                              {"totals", "false"},
                              {"fill", "false"},
                              {"compare", "false"},
                              {"timeDimensions", object({{"items", uncompared}})},
                              {"running", "false"},
                              {"share", "false"}})},
       {"anyOf", array({non_empty("dimensions"), non_empty("timeDimensions")})}});
  const std::string group_rules =
      object({{"properties", object({{"dimensions", object({{"items", ref("dimension")}})}})},
              {"anyOf", array({non_empty("measures"), non_empty("dimensions"), bucket})}});
  const std::string filled = object({{"not", one_of_texts({"none", "previous"})}});
  const std::string wanted = object({{"not", object({{"const", "false"}})}});
  return array({neither_both("onDay", "asOf"), if_key("fill", filled, bucket),
                if_key("fill", object({{"const", quoted("previous")}}),
                       in_time_dimensions(calendar_granularity())),
                if_key("running", wanted, in_time_dimensions(calendar_granularity())),
                if_key("compare", "true", in_time_dimensions(required("dateRange"))),
                object({{"if", rows}, {"then", row_rules}, {"else", group_rules}})});
}

// Two blanks deeper for each level, short lists on a line of their own.
std::string indented(std::string_view json) {
  std::string out;
  std::size_t depth = 0;
  bool in_text = false;
  const auto new_line = [&out, &depth] { out.append("\n").append(2 * depth, ' '); };
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text || c == '"') {
      out += c;
      if (c == '"' && (!in_text || json[i - 1] != '\\' || json[i - 2] == '\\')) in_text = !in_text;
      continue;
    }
    const bool empty = (c == '{' || c == '[') && (json[i + 1] == '}' || json[i + 1] == ']');
    if (c == '}' || c == ']') {
      --depth;
      if (json[i - 1] != '{' && json[i - 1] != '[') new_line();
    }
    out += c;
    if (c == '{' || c == '[') {
      ++depth;
      if (!empty) new_line();
    }
    if (c == ',') new_line();
    if (c == ':') out += ' ';
  }
  return out + "\n";
}

}  // namespace

std::string query_schema_json() {
  return indented(object({
      {"$schema", quoted("https://json-schema.org/draft/2020-12/schema")},
      {"$id", quoted("urn:pmmcrm:query:1")},
      {"title", quoted("A question to the analytic engine of pmmcrm")},
      {"type", quoted("object")},
      {"properties", properties()},
      {"additionalProperties", "false"},
      {"allOf", rules()},
      {"$defs", definitions()},
  }));
}

}  // namespace pmm::analytics
