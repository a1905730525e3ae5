#include <algorithm>
#include <array>
#include <set>

#include "analytics/filter_parser.hpp"
#include "analytics/query.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

constexpr std::array<std::string_view, 9> kKeys{
    "version", "measures", "dimensions", "timeDimensions", "filters",
    "order",   "limit",    "offset",     "timezone",
};
constexpr std::array<std::string_view, 3> kTimeKeys{"dimension", "granularity", "dateRange"};

// The question has no name of its own: paths start inside it.
Result<Json> read_question(std::string_view json) {
  auto root = parse_json(json, "");
  if (!root.ok() && root.status().field().empty()) return root.take_status().at_field("query");
  return root;
}

class Parser {
 public:
  Parser(const Members& members, std::shared_ptr<const Zone> zone, std::int64_t now_us)
      : members_(members), now_us_(now_us) {
    query_.zone = std::move(zone);
  }

  Result<Query> parse(const Json& root) {
    if (root.kind != Json::Kind::kObject)
      return Status::invalid(
          "query", "the question must be an object, not " + std::string(kind_name(root.kind)));
    PMM_TRY(check_keys(root, kKeys, ""));
    PMM_TRY(parse_version(root.find("version")));
    PMM_TRY(parse_zone(root.find("timezone")));
    PMM_TRY(
        parse_members(root.find("measures"), "measures", query_.measures, MemberKind::kMeasure));
    PMM_TRY(parse_members(root.find("dimensions"), "dimensions", query_.dimensions,
                          MemberKind::kDimension));
    PMM_TRY(parse_times(root.find("timeDimensions")));
    if (query_.columns() == 0)
      return Status::invalid("measures",
                             "the question asks for nothing: name measures, "
                             "dimensions or a time dimension with a granularity");
    if (query_.columns() > limits::kQueryMembers)
      return Status::limit("measures", "the question has " + std::to_string(query_.columns()) +
                                           " members, over " +
                                           std::to_string(limits::kQueryMembers));
    PMM_TRY(parse_filters(root.find("filters")));
    PMM_TRY(parse_order(root.find("order")));
    PMM_TRY(parse_count(root.find("limit"), "limit", [this](auto n) { query_.limit = n; }));
    PMM_TRY(parse_count(root.find("offset"), "offset", [this](auto n) { query_.offset = n; }));
    return std::move(query_);
  }

 private:
  Status parse_version(const Json* json) {
    if (json == nullptr) return {};
    if (json->kind == Json::Kind::kInteger && json->integer == 1) return {};
    return Status::invalid("version", "must be 1");
  }

  Status parse_zone(const Json* json) {
    if (json == nullptr) return {};
    PMM_TRY(check_kind(*json, Json::Kind::kText, "timezone"));
    if (json->text == query_.zone->name()) return {};
    PMM_ASSIGN(query_.zone, Zone::load(json->text));
    return {};
  }

  Status parse_members(const Json* json, std::string_view field, std::vector<const Member*>& out,
                       MemberKind kind) {
    if (json == nullptr) return {};
    PMM_TRY(check_kind(*json, Json::Kind::kArray, field));
    for (std::size_t i = 0; i < json->items.size(); ++i) {
      const std::string at = element_path(field, i);
      PMM_TRY(check_kind(json->items[i], Json::Kind::kText, at));
      PMM_ASSIGN(const Member* member, lookup(members_, query_.cube, json->items[i].text, at));
      if (member->kind != kind) return wrong_kind(*member, kind, at);
      if (std::find(out.begin(), out.end(), member) != out.end())
        return Status::invalid(at, text::quoted(member->name) + " is there twice");
      out.push_back(member);
    }
    return {};
  }

  static Status wrong_kind(const Member& member, MemberKind wanted, const std::string& at) {
    const std::string name = text::quoted(member.name);
    if (member.kind == MemberKind::kTime)
      return Status::invalid(at, name + " is a time: it belongs in timeDimensions");
    if (wanted == MemberKind::kMeasure)
      return Status::invalid(at, name + " is a dimension: it belongs in dimensions");
    if (member.kind == MemberKind::kMeasure)
      return Status::invalid(at, name + " is a measure: it belongs in measures");
    return Status::invalid(at, name + " is not a time");
  }

  Status parse_times(const Json* json) {
    if (json == nullptr) return {};
    PMM_TRY(check_kind(*json, Json::Kind::kArray, "timeDimensions"));
    for (std::size_t i = 0; i < json->items.size(); ++i)
      PMM_TRY(parse_time(json->items[i], element_path("timeDimensions", i)));
    return {};
  }

  Status parse_time(const Json& json, const std::string& at) {
    PMM_TRY(check_kind(json, Json::Kind::kObject, at));
    PMM_TRY(check_keys(json, kTimeKeys, at));
    const Json* dimension = json.find("dimension");
    if (dimension == nullptr) return Status::invalid(at + ".dimension", "is missing");
    PMM_TRY(check_kind(*dimension, Json::Kind::kText, at + ".dimension"));
    PMM_ASSIGN(const Member* member,
               lookup(members_, query_.cube, dimension->text, at + ".dimension"));
    if (member->kind != MemberKind::kTime)
      return wrong_kind(*member, MemberKind::kTime, at + ".dimension");
    if (const Json* granularity = json.find("granularity"))
      PMM_TRY(parse_granularity(*granularity, *member, at + ".granularity"));
    if (const Json* range = json.find("dateRange")) {
      Filter filter;
      filter.kind = Filter::Kind::kRanges;
      filter.member = member;
      PMM_ASSIGN(const TimeRange value,
                 parse_range(*range, *query_.zone, now_us_, at + ".dateRange"));
      filter.ranges.push_back(value);
      query_.filter.children.push_back(std::move(filter));
    } else if (json.find("granularity") == nullptr) {
      return Status::invalid(at, "has neither a granularity nor a dateRange");
    }
    return {};
  }

  Status parse_granularity(const Json& json, const Member& member, const std::string& at) {
    PMM_TRY(check_kind(json, Json::Kind::kText, at));
    std::vector<std::string> names;
    for (const GranularityName& entry : granularities()) {
      names.emplace_back(entry.name);
      if (entry.name != json.text) continue;
      for (const TimeDimension& time : query_.times)
        if (time.member == &member && time.granularity == entry.value)
          return Status::invalid(
              at, text::quoted(member.name) + " by " + json.text + " is there twice");
      query_.times.push_back({&member, entry.value});
      return {};
    }
    return unknown(json.text, "granularity", text::nearest(json.text, names), at);
  }

  Status parse_filters(const Json* json) {
    if (json == nullptr) return {};
    PMM_TRY(check_kind(*json, Json::Kind::kArray, "filters"));
    FilterParser parser(members_, query_.cube, *query_.zone, now_us_);
    for (std::size_t i = 0; i < json->items.size(); ++i) {
      PMM_ASSIGN(Filter filter, parser.parse(json->items[i], element_path("filters", i)));
      query_.filter.children.push_back(std::move(filter));
    }
    return {};
  }

  // An object is taken with one key only: the order of several is lost by too many writers.
  Status parse_order(const Json* json) {
    if (json == nullptr) return {};
    if (json->kind == Json::Kind::kObject) {
      if (json->keys.size() > 1)
        return Status::invalid("order",
                               "an object has no order; give an array of pairs such as "
                               "[[\"cases.count\", \"desc\"]]");
      for (std::size_t i = 0; i < json->keys.size(); ++i)
        PMM_TRY(add_order(json->keys[i], json->items[i], "order." + json->keys[i]));
      return {};
    }
    PMM_TRY(check_kind(*json, Json::Kind::kArray, "order"));
    for (std::size_t i = 0; i < json->items.size(); ++i) {
      const std::string at = element_path("order", i);
      const Json& pair = json->items[i];
      if (pair.kind != Json::Kind::kArray || pair.items.size() != 2)
        return Status::invalid(at, "must be a pair: a member and \"asc\" or \"desc\"");
      PMM_TRY(check_kind(pair.items[0], Json::Kind::kText, at + "[0]"));
      PMM_TRY(add_order(pair.items[0].text, pair.items[1], at));
    }
    return {};
  }

  Status add_order(const std::string& name, const Json& direction, const std::string& at) {
    const bool known = direction.kind == Json::Kind::kText &&
                       (direction.text == "asc" || direction.text == "desc");
    if (!known) return Status::invalid(at + "[1]", "must be \"asc\" or \"desc\"");
    PMM_ASSIGN(const std::size_t column, order_column(name, at + "[0]"));
    query_.order.push_back({column, direction.text == "desc"});
    return {};
  }

  Result<std::size_t> order_column(const std::string& name, const std::string& at) const {
    std::vector<std::string> names;
    for (const Member* member : query_.dimensions) names.emplace_back(member->name);
    for (const TimeDimension& time : query_.times)
      names.push_back(std::string(time.member->name) + "." +
                      std::string(granularity_name(time.granularity)));
    for (const Member* member : query_.measures) names.emplace_back(member->name);
    const auto found = std::find(names.begin(), names.end(), name);
    if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
    // A time may go without its granularity where that leaves no doubt.
    std::optional<std::size_t> by_time;
    for (std::size_t i = 0; i < query_.times.size(); ++i) {
      if (query_.times[i].member->name != name) continue;
      if (by_time)
        return Status::invalid(at,
                               text::quoted(name) + " has several granularities here; name one");
      by_time = query_.dimensions.size() + i;
    }
    if (by_time) return *by_time;
    const std::string nearest = text::nearest(name, names);
    return Status::invalid(at, text::quoted(name) + " is not a column of this question" +
                                   (nearest.empty() ? "" : "; did you mean " + nearest + "?"));
  }

  template <class Set>
  Status parse_count(const Json* json, const std::string& field, Set&& set) {
    if (json == nullptr) return {};
    PMM_TRY(check_kind(*json, Json::Kind::kInteger, field));
    if (json->integer < 0)
      return Status::invalid(field, std::to_string(json->integer) + " is below 0");
    set(json->integer);
    return {};
  }

  const Members& members_;
  Query query_;
  std::int64_t now_us_;
};

}  // namespace

Result<Query> parse_query(std::string_view json, const Members& members,
                          std::shared_ptr<const Zone> zone, std::int64_t now_us) {
  PMM_ASSIGN(const Json root, read_question(json));
  return Parser(members, std::move(zone), now_us).parse(root);
}

}  // namespace pmm::analytics
