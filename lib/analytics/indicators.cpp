#include "analytics/indicators.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>

#include "analytics/catalogue.hpp"
#include "analytics/indicator_list.hpp"
#include "base/civil.hpp"
#include "base/json.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

constexpr std::array<std::string_view, 6> kKeys{"from",        "to",       "by",
                                                "granularity", "timezone", "indicators"};
constexpr std::array<std::string_view, 5> kPeriods{"day", "week", "month", "quarter", "year"};

struct IndicatorRequest {
  std::string from, to, granularity, timezone;
  std::vector<std::string> by;  // dimensions, without their cube
  std::vector<const Indicator*> wanted;

  bool by_period() const noexcept { return !granularity.empty(); }
};

CubeId cube_of_cohort(Cohort cohort) noexcept {
  return cohort == Cohort::kContacts ? CubeId::kContacts : CubeId::kCases;
}

std::string cube_member(CubeId cube, std::string_view name) {
  return std::string(cube_of(cube).name) + "." + std::string(name);
}

template <class Fn>
void for_each_side(const Indicator& indicator, Fn&& fn) {
  for (const Side& side : indicator.numerator)
    if (side.cohort != Cohort::kNone) fn(side);
  for (const Side& side : indicator.denominator)
    if (side.cohort != Cohort::kNone) fn(side);
  if (indicator.value.cohort != Cohort::kNone) fn(indicator.value);
}

// --- The request --------------------------------------------------------------------------------

Result<std::string> text_of(const Json& object, std::string_view key) {
  const Json* value = object.find(key);
  if (value == nullptr) return std::string();
  PMM_TRY(check_kind(*value, Json::Kind::kText, key));
  if (value->text.empty()) return Status::invalid(std::string(key), "it is empty");
  return value->text;
}

Result<std::vector<std::string>> texts_of(const Json& object, std::string_view key) {
  std::vector<std::string> texts;
  const Json* list = object.find(key);
  if (list == nullptr) return texts;
  PMM_TRY(check_kind(*list, Json::Kind::kArray, key));
  for (std::size_t i = 0; i < list->items.size(); ++i) {
    PMM_TRY(check_kind(list->items[i], Json::Kind::kText, element_path(key, i)));
    if (std::find(texts.begin(), texts.end(), list->items[i].text) != texts.end())
      return Status::invalid(element_path(key, i),
                             text::quoted(list->items[i].text) + " stands there twice");
    texts.push_back(list->items[i].text);
  }
  return texts;
}

bool is_dimension(CubeId cube, std::string_view name) {
  const Member* member = find_member(cube_of(cube), cube_member(cube, name));
  return member != nullptr && member->kind == MemberKind::kDimension;
}

// Both cubes of an indicator must know what it is broken down by.
bool knows(const Indicator& indicator, std::string_view dimension) {
  bool all = true;
  for_each_side(indicator, [&](const Side& side) {
    all = all && is_dimension(cube_of_cohort(side.cohort), dimension);
  });
  return all;
}

Status check_dimension(std::string_view name, const std::string& field) {
  if (is_dimension(CubeId::kCases, name) || is_dimension(CubeId::kContacts, name)) return {};
  std::vector<std::string> known;
  for (const CubeId cube : {CubeId::kCases, CubeId::kContacts})
    for (const Member& member : cube_of(cube).members)
      if (member.kind == MemberKind::kDimension)
        known.emplace_back(member.name.substr(cube_of(cube).name.size() + 1));
  const std::string near = text::nearest(name, known);
  return Status::invalid(field, text::quoted(name) + " is no dimension of cases or contacts" +
                                    (near.empty() ? "" : "; did you mean " + near + "?"));
}

Result<const Indicator*> indicator_named(std::string_view name, const std::string& field) {
  for (const Indicator& indicator : kIndicators)
    if (indicator.name == name) return &indicator;
  std::vector<std::string> known;
  known.reserve(kIndicators.size());
  for (const Indicator& indicator : kIndicators) known.emplace_back(indicator.name);
  const std::string near = text::nearest(name, known);
  return Status::invalid(field, text::quoted(name) + " is no indicator" +
                                    (near.empty() ? "" : "; did you mean " + near + "?"));
}

// Those asked for by name must know every dimension; of the others those stay that do.
Status choose(const std::vector<std::string>& names, IndicatorRequest& request) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string field = element_path("indicators", i);
    PMM_ASSIGN(const Indicator* indicator, indicator_named(names[i], field));
    for (const std::string& dimension : request.by)
      if (!knows(*indicator, dimension))
        return Status::invalid(field, names[i] + " cannot be broken down by " + dimension +
                                          ": one of its cubes has no such dimension");
    request.wanted.push_back(indicator);
  }
  if (!names.empty()) return {};
  for (const Indicator& indicator : kIndicators)
    if (std::all_of(request.by.begin(), request.by.end(),
                    [&](const std::string& dimension) { return knows(indicator, dimension); }))
      request.wanted.push_back(&indicator);
  return {};
}

Status check_period(const IndicatorRequest& request) {
  if (request.from.empty() && request.to.empty()) return {};
  if (request.from.empty() || request.to.empty())
    return Status::invalid(request.from.empty() ? "from" : "to",
                           "a period has both ends: give from and to, or neither");
  for (const auto& [field, given] : {std::pair("from", &request.from), {"to", &request.to}})
    if (!parse_date(*given))
      return Status::invalid(field, text::quoted(*given) + " is not a day, as 2007-03-31 is");
  if (request.to < request.from)
    return Status::invalid("to", request.to + " is before " + request.from);
  return {};
}

Result<IndicatorRequest> read_request(std::string_view text) {
  IndicatorRequest request;
  PMM_ASSIGN(const Json json, parse_json(text.empty() ? "{}" : text, "request"));
  PMM_TRY(check_kind(json, Json::Kind::kObject, "request"));
  PMM_TRY(check_keys(json, kKeys, ""));
  PMM_ASSIGN(request.from, text_of(json, "from"));
  PMM_ASSIGN(request.to, text_of(json, "to"));
  PMM_TRY(check_period(request));
  PMM_ASSIGN(request.granularity, text_of(json, "granularity"));
  if (request.by_period() &&
      std::find(kPeriods.begin(), kPeriods.end(), request.granularity) == kPeriods.end())
    return Status::invalid("granularity", text::quoted(request.granularity) +
                                              " is not day, week, month, quarter or year");
  PMM_ASSIGN(request.timezone, text_of(json, "timezone"));
  PMM_ASSIGN(request.by, texts_of(json, "by"));
  for (std::size_t i = 0; i < request.by.size(); ++i)
    PMM_TRY(check_dimension(request.by[i], element_path("by", i)));
  PMM_ASSIGN(const auto names, texts_of(json, "indicators"));
  PMM_TRY(choose(names, request));
  return request;
}

// --- Questions ----------------------------------------------------------------------------------

void append_list(std::string& out, const std::vector<std::string>& texts) {
  out += '[';
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (i != 0) out += ',';
    append_json_text(out, texts[i]);
  }
  out += ']';
}

std::string_view time_of(Cohort cohort) noexcept {
  switch (cohort) {
    case Cohort::kContacts:
      return "contacts.started_at";
    case Cohort::kCasesClosed:
    case Cohort::kComplaintsClosed:
      return "cases.closed_at";
    case Cohort::kCasesNow:
    case Cohort::kNone:
      return "";
    default:
      return "cases.opened_at";
  }
}

void append_filter(std::string& out, std::string_view member,
                   const std::vector<std::string>& values) {
  out += ",\"filters\":[{\"member\":";
  append_json_text(out, member);
  out += ",\"operator\":\"in\",\"values\":";
  append_list(out, values);
  out += "}]";
}

std::string question_for(Cohort cohort, const std::vector<std::string>& measures,
                         const IndicatorRequest& request,
                         const std::vector<std::string>& digital_channels) {
  const CubeId cube = cube_of_cohort(cohort);
  std::vector<std::string> dimensions;
  for (const std::string& name : request.by) dimensions.push_back(cube_member(cube, name));
  std::string out = "{\"measures\":";
  append_list(out, measures);
  out += ",\"dimensions\":";
  append_list(out, dimensions);
  const std::string_view time = time_of(cohort);
  if (!time.empty() && (request.by_period() || !request.from.empty())) {
    out += ",\"timeDimensions\":[{\"dimension\":";
    append_json_text(out, time);
    if (request.by_period()) {
      out += ",\"granularity\":";
      append_json_text(out, request.granularity);
    }
    if (!request.from.empty()) {
      out += ",\"dateRange\":";
      append_list(out, {request.from, request.to});
    }
    out += "}]";
  }
  if (cohort == Cohort::kComplaintsClosed) append_filter(out, "cases.kind", {"complaint"});
  if (cohort == Cohort::kDigitalOpened) append_filter(out, "cases.channel", digital_channels);
  if (cohort == Cohort::kCasesAtEnd && request.by_period()) out += ",\"fill\":\"null\"";
  if (!request.timezone.empty()) {
    out += ",\"timezone\":";
    append_json_text(out, request.timezone);
  }
  return out + "}";
}

// --- Answers ------------------------------------------------------------------------------------

// The values of the dimensions, and the start of the period where there are periods. A null comes
// last.
struct GroupKey {
  std::vector<std::optional<std::string>> values;
  std::optional<std::int32_t> period;

  bool operator<(const GroupKey& other) const {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (values[i] == other.values[i]) continue;
      if (!values[i] || !other.values[i]) return values[i].has_value();
      return *values[i] < *other.values[i];
    }
    if (period == other.period) return false;
    if (!period || !other.period) return period.has_value();
    return *period < *other.period;
  }
};

// A number, that there is none, or that it may not be told.
struct Told {
  std::optional<double> number;
  bool withheld = false;
};

// What one cohort's question answered, by group.
struct CohortAnswer {
  std::vector<std::string> measures;
  std::map<GroupKey, std::vector<Told>> groups;
  bool left_out = false;  // groups that may not be told of
  Watermark watermark;
  std::string timezone;

  Told at(const GroupKey& key, std::string_view member) const {
    const auto group = groups.find(key);
    if (group == groups.end()) return {std::nullopt, left_out};
    for (std::size_t i = 0; i < measures.size(); ++i)
      if (measures[i] == member) return group->second[i];
    return {};
  }
};

Told number_at(const Column& column, std::int64_t row) {
  if (column.is_withheld(row)) return {std::nullopt, true};
  if (column.is_null(row)) return {};
  if (column.type == Type::kFloat64) return {column.double_at(row)};
  return {static_cast<double>(column.int_at(row))};
}

Result<GroupKey> key_at(const Table& table, std::size_t dimensions, bool period, std::int64_t row) {
  GroupKey key;
  for (std::size_t i = 0; i < dimensions; ++i) {
    const Column& column = table.columns[i];
    if (column.type != Type::kText)
      return Status::invalid(element_path("by", i),
                             "only dimensions of text break indicators down");
    key.values.push_back(column.is_null(row) ? std::nullopt
                                             : std::optional<std::string>(column.text_at(row)));
  }
  if (period && !table.columns[dimensions].is_null(row))
    key.period = table.columns[dimensions].date_at(row);
  return key;
}

class IndicatorAnswer {
 public:
  IndicatorAnswer(const IndicatorRequest& request, const std::vector<std::string>& digital,
                  std::int64_t smallest)
      : request_(request), digital_(digital), smallest_(static_cast<double>(smallest)) {}

  Status ask_all(const Ask& ask) {
    for (const Indicator* indicator : request_.wanted) {
      for_each_side(*indicator, [this](const Side& side) {
        auto& measures = cohorts_[side.cohort].measures;
        std::string name = cube_member(cube_of_cohort(side.cohort), side.member);
        if (std::find(measures.begin(), measures.end(), name) == measures.end())
          measures.push_back(std::move(name));
      });
    }
    for (auto& [cohort, answer] : cohorts_) PMM_TRY(ask_one(cohort, answer, ask));
    return {};
  }

  Result<TablePtr> table() const {
    TableBuilder builder(columns());
    for (const Indicator* indicator : request_.wanted)
      for (const auto& [key, unused] : groups_of(*indicator)) put(*indicator, key, builder);
    Table& table = builder.table();
    if (!cohorts_.empty()) {
      table.watermark = cohorts_.begin()->second.watermark;
      table.timezone = cohorts_.begin()->second.timezone;
    }
    return builder.finish();
  }

 private:
  Status ask_one(Cohort cohort, CohortAnswer& answer, const Ask& ask) const {
    // No channel is digital: nothing came in over one.
    if (cohort == Cohort::kDigitalOpened && digital_.empty()) return {};
    PMM_ASSIGN(const TablePtr table,
               ask(question_for(cohort, answer.measures, request_, digital_)));
    const bool period = request_.by_period() && !time_of(cohort).empty();
    const std::size_t first = request_.by.size() + (period ? 1 : 0);
    for (std::int64_t row = 0; row < table->rows; ++row) {
      PMM_ASSIGN(GroupKey key, key_at(*table, request_.by.size(), period, row));
      if (period && !key.period) continue;  // rows without that time lie in no period
      auto& values = answer.groups[std::move(key)];
      for (std::size_t i = 0; i < answer.measures.size(); ++i)
        values.push_back(number_at(table->columns[first + i], row));
    }
    answer.left_out = table->withheld_rows != 0;
    answer.watermark = table->watermark;
    answer.timezone = table->timezone;
    return {};
  }

  std::map<GroupKey, bool> groups_of(const Indicator& indicator) const {
    std::map<GroupKey, bool> groups;
    for_each_side(indicator, [&](const Side& side) {
      for (const auto& [key, values] : cohorts_.at(side.cohort).groups) groups[key] = true;
    });
    return groups;
  }

  // What is counted is 0 where a cohort has no rows; what is measured is null.
  Told side_value(const Side& side, const GroupKey& key) const {
    const std::string name = cube_member(cube_of_cohort(side.cohort), side.member);
    const Told found = cohorts_.at(side.cohort).at(key, name);
    if (found.number || found.withheld) return found;
    const Member* member = find_member(cube_of(cube_of_cohort(side.cohort)), name);
    if (member->type == Type::kInt64) return {0.0};
    return {};
  }

  Told sum(const Sides& sides, const GroupKey& key) const {
    Told sum;
    for (const Side& side : sides) {
      if (side.cohort == Cohort::kNone) continue;
      const Told value = side_value(side, key);
      sum.withheld = sum.withheld || value.withheld;
      if (value.number) sum.number = sum.number.value_or(0) + *value.number;
    }
    if (sum.withheld) sum.number.reset();
    return sum;
  }

  // What is left of the denominator is a number too.
  void hide_small_rest(Told& numerator, Told& denominator, Told& value) const {
    if (!numerator.number || !denominator.number) return;
    const double rest = *denominator.number - *numerator.number;
    if (rest <= 0 || rest >= smallest_) return;
    for (Told* told : {&numerator, &denominator, &value}) *told = {std::nullopt, true};
  }

  std::vector<TableBuilder::Spec> columns() const {
    std::vector<TableBuilder::Spec> specs{
        {"indicator", Type::kText}, {"title_en", Type::kText}, {"title_it", Type::kText}};
    for (const std::string& name : request_.by) specs.push_back({name.c_str(), Type::kText});
    if (request_.by_period()) specs.push_back({"period", Type::kDate});
    specs.insert(specs.end(), {{"value", Type::kFloat64},
                               {"unit", Type::kText},
                               {"numerator", Type::kFloat64},
                               {"denominator", Type::kFloat64},
                               {"target", Type::kFloat64},
                               {"target_is", Type::kText},
                               {"met", Type::kBool},
                               {"cohort", Type::kText},
                               {"clock", Type::kText},
                               {"source", Type::kText}});
    return specs;
  }

  static void put_real(const Told& value, TableBuilder& builder) {
    if (value.withheld)
      builder.withheld();
    else if (value.number)
      builder.real(*value.number);
    else
      builder.null();
  }

  void put(const Indicator& indicator, const GroupKey& key, TableBuilder& builder) const {
    Told numerator = sum(indicator.numerator, key);
    Told denominator = sum(indicator.denominator, key);
    Told value = numerator;
    if (indicator.value.cohort != Cohort::kNone) {
      value = side_value(indicator.value, key);
    } else if (indicator.denominator[0].cohort != Cohort::kNone) {
      value = {std::nullopt, numerator.withheld || denominator.withheld};
      if (numerator.number && denominator.number && *denominator.number != 0)
        value.number = *numerator.number / *denominator.number;
    }
    hide_small_rest(numerator, denominator, value);
    builder.text(indicator.name);
    builder.text(indicator.titles.en);
    builder.text(indicator.titles.it);
    for (const auto& part : key.values) {
      if (part)
        builder.text(*part);
      else
        builder.null();
    }
    if (request_.by_period()) {
      if (key.period)
        builder.date(*key.period);
      else
        builder.null();
    }
    put_real(value, builder);
    builder.text(indicator.unit);
    put_real(numerator, builder);
    put_real(denominator, builder);
    put_target(indicator, value, builder);
    builder.text(indicator.cohort);
    builder.text(indicator.clock);
    builder.text(indicator.source);
    builder.end_row();
  }

  static void put_target(const Indicator& indicator, const Told& value, TableBuilder& builder) {
    if (!indicator.target) {
      for (int i = 0; i < 3; ++i) builder.null();
      return;
    }
    const Target& target = *indicator.target;
    builder.real(target.value);
    builder.text(target.at_most ? "at most" : "at least");
    if (value.withheld)
      builder.withheld();
    else if (value.number)
      builder.boolean(target.at_most ? *value.number <= target.value
                                     : *value.number >= target.value);
    else
      builder.null();
  }

  const IndicatorRequest& request_;
  const std::vector<std::string>& digital_;
  const double smallest_;  // 0: nothing is withheld
  std::map<Cohort, CohortAnswer> cohorts_;
};

}  // namespace

Result<TablePtr> indicators(std::string_view request,
                            const std::vector<std::string>& digital_channels, std::int64_t smallest,
                            const Ask& ask) {
  PMM_ASSIGN(const IndicatorRequest parsed, read_request(request));
  IndicatorAnswer answer(parsed, digital_channels, smallest);
  PMM_TRY(answer.ask_all(ask));
  return answer.table();
}

}  // namespace pmm::analytics
