#include <algorithm>
#include <optional>

#include "analytics/question/column_parser.hpp"
#include "analytics/question/filter_parser.hpp"
#include "analytics/question/query.hpp"
#include "analytics/question/scope.hpp"
#include "analytics/question/time_parser.hpp"
#include "analytics/question/vocabulary.hpp"
#include "base/civil.hpp"
#include "base/json.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

// The question has no name of its own: paths start inside it.
Result<Json> read_question(std::string_view json) {
  auto root = parse_json(json, "");
  if (!root.ok() && root.status().field().empty()) return root.take_status().at_field("query");
  return root;
}

Result<bool> parse_flag(const Json* json, const char* field) {
  if (json == nullptr) return false;
  PMM_TRY(check_kind(*json, Json::Kind::kBool, field));
  return json->boolean;
}

Result<std::optional<std::int64_t>> parse_count(const Json* json, const char* field) {
  if (json == nullptr) return std::optional<std::int64_t>();
  PMM_TRY(check_kind(*json, Json::Kind::kInteger, field));
  if (json->integer < 0)
    return Status::invalid(field, std::to_string(json->integer) + " is below 0");
  return std::optional(json->integer);
}

class Parser {
 public:
  Parser(std::shared_ptr<const Zone> zone, std::int64_t now_us, const Members* members)
      : now_us_(now_us), scope_(query_.cubes, members) {
    query_.zone = std::move(zone);
  }

  Result<Query> parse(const Json& root) {
    if (root.kind != Json::Kind::kObject)
      return Status::invalid(
          "query", "the question must be an object, not " + std::string(kind_name(root.kind)));
    PMM_TRY(check_keys(root, query_keys(), ""));
    PMM_TRY(parse_version(root.find("version")));
    PMM_TRY(parse_zone(root.find("timezone")));
    PMM_TRY(parse_year_start(root.find("fiscalYearStart")));
    PMM_TRY(parse_day(root));
    PMM_ASSIGN(query_.ungrouped, parse_flag(root.find("ungrouped"), "ungrouped"));
    PMM_TRY(parse_measures(root.find("measures")));
    const std::size_t shown = query_.measures.size();
    if (const Json* having = root.find("having")) PMM_TRY(add_having_measures(*having));
    PMM_TRY(parse_dimensions(root.find("dimensions")));

    const Calendar calendar{*query_.zone, now_us_, year_start_};
    TimeParser times(query_, scope_, calendar);
    PMM_TRY(times.parse(root.find("timeDimensions")));
    PMM_TRY(check_size(shown));
    PMM_TRY(times.parse_compare(root.find("compare")));
    PMM_TRY(parse_filters(root.find("filters"), calendar));
    PMM_TRY(parse_segments(root.find("segments")));
    PMM_TRY(check_stocks());
    PMM_TRY(check_day(root));
    if (query_.ungrouped) PMM_TRY(check_ungrouped(root));
    PMM_TRY(ColumnParser(query_, shown).parse(root));
    PMM_ASSIGN(query_.limit, parse_count(root.find("limit"), "limit"));
    PMM_ASSIGN(const auto offset, parse_count(root.find("offset"), "offset"));
    query_.offset = offset.value_or(0);
    PMM_ASSIGN(query_.total, parse_flag(root.find("total"), "total"));
    if (query_.ungrouped) PMM_TRY(check_limit());
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

  Status parse_year_start(const Json* json) {
    if (json == nullptr) return {};
    PMM_TRY(check_kind(*json, Json::Kind::kInteger, "fiscalYearStart"));
    if (json->integer < 1 || json->integer > 12)
      return Status::invalid("fiscalYearStart",
                             std::to_string(json->integer) + " is not a month from 1 to 12");
    year_start_ = static_cast<std::int32_t>(json->integer);
    return {};
  }

  // Two words for one thing: the project's own, and the one that tools of other makers send.
  Status parse_day(const Json& root) {
    const Json* json = root.find("onDay");
    const Json* other = root.find("asOf");
    if (json != nullptr && other != nullptr)
      return Status::invalid("asOf", "stands beside onDay, which says the same");
    const char* field = json != nullptr ? "onDay" : "asOf";
    if (json == nullptr) json = other;
    if (json == nullptr) return {};
    PMM_TRY(check_kind(*json, Json::Kind::kText, field));
    query_.on_day = parse_date(json->text);
    if (!query_.on_day)
      return Status::invalid(field, text::quoted(json->text) + " is not a date (YYYY-MM-DD)");
    return {};
  }

  // Of the other cubes nobody knows how they stood then.
  Status check_day(const Json& root) const {
    if (!query_.on_day) return {};
    for (const Cube* cube : query_.cubes)
      if (cube->id != CubeId::kCases)
        return Status::invalid(
            root.find("onDay") != nullptr ? "onDay" : "asOf",
            "cases can be asked about as of a past day, " + std::string(cube->name) + " cannot");
    return {};
  }

  Status parse_measures(const Json* json) {
    if (json == nullptr) return {};
    PMM_TRY(check_kind(*json, Json::Kind::kArray, "measures"));
    for (std::size_t i = 0; i < json->items.size(); ++i) {
      const std::string at = element_path("measures", i);
      PMM_TRY(check_kind(json->items[i], Json::Kind::kText, at));
      PMM_ASSIGN(const Member* member, scope_.measure(json->items[i].text, at));
      if (has_measure(*member))
        return Status::invalid(at, text::quoted(member->name) + " is there twice");
      query_.measures.push_back(member);
    }
    return {};
  }

  bool has_measure(const Member& member) const noexcept {
    return std::find(query_.measures.begin(), query_.measures.end(), &member) !=
           query_.measures.end();
  }

  // A condition may be on a measure that the answer does not show. What is not a member of a cube
  // may be another column of the answer, which is seen when there are columns.
  Status add_having_measures(const Json& having) {
    for (const Json* name : having_members(having)) {
      const auto member = scope_.any(name->text, "having");
      if (!member.ok() || (*member)->kind != MemberKind::kMeasure || has_measure(**member))
        continue;
      PMM_ASSIGN(const Member* measure, scope_.measure(name->text, "having"));
      query_.measures.push_back(measure);
    }
    return {};
  }

  Status parse_dimensions(const Json* json) {
    if (json == nullptr) return {};
    PMM_TRY(check_kind(*json, Json::Kind::kArray, "dimensions"));
    for (std::size_t i = 0; i < json->items.size(); ++i) {
      const std::string at = element_path("dimensions", i);
      PMM_TRY(check_kind(json->items[i], Json::Kind::kText, at));
      PMM_ASSIGN(const Member* member, scope_.shared(json->items[i].text, at));
      const bool column = member->kind == MemberKind::kDimension ||
                          (query_.ungrouped && member->kind == MemberKind::kTime);
      if (!column) return wrong_kind(*member, MemberKind::kDimension, at);
      for (const Member* other : query_.dimensions) {
        if (other == member)
          return Status::invalid(at, text::quoted(member->name) + " is there twice");
        if (counterpart(*other, cube_of(*member)) == member)
          return Status::invalid(at, text::quoted(member->name) + " is one column with " +
                                         text::quoted(other->name) + " here");
      }
      query_.dimensions.push_back(member);
    }
    return {};
  }

  Status check_size(std::size_t shown) const {
    const std::size_t columns = query_.parts() + query_.measures.size();
    if (query_.parts() + shown == 0 && !query_.ungrouped)
      return Status::invalid("measures",
                             "the question asks for nothing: name measures, "
                             "dimensions or a time dimension with a granularity");
    if (columns > limits::kQueryMembers)
      return Status::limit("measures", "the question has " + std::to_string(columns) +
                                           " members, over " +
                                           std::to_string(limits::kQueryMembers));
    return {};
  }

  Status parse_filters(const Json* json, const Calendar& calendar) {
    if (json == nullptr) return {};
    PMM_TRY(check_kind(*json, Json::Kind::kArray, "filters"));
    FilterParser parser(scope_, calendar, &query_.segments);
    for (std::size_t i = 0; i < json->items.size(); ++i) {
      PMM_ASSIGN(Filter filter, parser.parse(json->items[i], element_path("filters", i)));
      query_.filter.children.push_back(std::move(filter));
    }
    return {};
  }

  // Rows of subjects that are in every one of the segments.
  Status parse_segments(const Json* json) {
    if (json == nullptr) return {};
    PMM_TRY(check_kind(*json, Json::Kind::kArray, "segments"));
    if (json->items.size() > limits::kQueryMembers)
      return Status::limit("segments",
                           "has over " + std::to_string(limits::kQueryMembers) + " names");
    for (std::size_t i = 0; i < json->items.size(); ++i) {
      const std::string at = element_path("segments", i);
      PMM_TRY(check_kind(json->items[i], Json::Kind::kText, at));
      Filter filter;
      filter.kind = Filter::Kind::kSubjects;
      filter.numbers.push_back(static_cast<std::int64_t>(query_.segments.size()));
      query_.segments.push_back({json->items[i].text, at});
      query_.filter.children.push_back(std::move(filter));
    }
    return {};
  }

  // A stock is told at the end of a period, so it needs periods of a time that it can be told by.
  Status check_stocks() const {
    for (const Member* measure : query_.measures) {
      if (!measure->measure.is_stock()) continue;
      const std::size_t cube = scope_.index_of(cube_of(*measure));
      for (std::size_t i = 0; i < query_.times.size(); ++i) {
        const Member& time = *query_.times_of[i][cube];
        const std::string column =
            text::quoted(std::string(time.name) + "." +
                         std::string(granularity_name(query_.times[i].granularity)));
        const std::string name = text::quoted(measure->name);
        if (i > 0 || !is_calendar(query_.times[i].granularity))
          return Status::invalid("timeDimensions",
                                 name + " is how many there are at the end of a period; " + column +
                                     (i > 0 ? " is one period too many" : " has no end"));
        if (time.column != measure->measure.enters && time.column != measure->measure.leaves)
          return Status::invalid("timeDimensions", name + " cannot be told by " + column +
                                                       ", which neither begins nor ends it");
      }
    }
    return {};
  }

  Status check_ungrouped(const Json& root) const {
    if (!query_.measures.empty())
      return Status::invalid("ungrouped",
                             "rows have no measures: leave out measures and having, "
                             "or ungrouped");
    for (const char* key : {"totals", "fill", "compare", "running", "share"})
      if (root.find(key) != nullptr)
        return Status::invalid(key, "has no meaning for ungrouped rows");
    if (const Json* times = root.find("timeDimensions"))
      for (std::size_t i = 0; i < times->items.size(); ++i)
        if (times->items[i].find("compareDateRange") != nullptr)
          return Status::invalid(element_path("timeDimensions", i) + ".compareDateRange",
                                 "has no meaning for ungrouped rows");
    if (query_.cubes.empty())
      return Status::invalid("ungrouped", "nothing says which rows: name a dimension or a time");
    return {};
  }

  Status check_limit() const {
    if (!query_.limit)
      return Status::invalid(
          "limit", "ungrouped rows need one, of at most " + std::to_string(limits::kPageRows));
    if (*query_.limit > limits::kPageRows)
      return Status::limit("limit", std::to_string(*query_.limit) + " ungrouped rows are over " +
                                        std::to_string(limits::kPageRows));
    if (query_.offset > limits::kRowOffset)
      return Status::limit("offset", std::to_string(query_.offset) + " ungrouped rows are over " +
                                         std::to_string(limits::kRowOffset));
    return {};
  }

  Query query_;
  std::int64_t now_us_;
  std::int32_t year_start_ = 1;
  Scope scope_;
};

}  // namespace

Result<Query> parse_query(std::string_view json, std::shared_ptr<const Zone> zone,
                          std::int64_t now_us, const Members* members) {
  PMM_ASSIGN(const Json root, read_question(json));
  return Parser(std::move(zone), now_us, members).parse(root);
}

}  // namespace pmm::analytics
