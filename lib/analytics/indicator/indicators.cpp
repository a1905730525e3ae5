#include "analytics/indicator/indicators.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "analytics/catalogue/catalogue.hpp"
#include "analytics/catalogue/indicator_list.hpp"
#include "analytics/indicator/notes.hpp"
#include "analytics/indicator/request.hpp"
#include "base/json.hpp"

namespace pmm::analytics {
namespace {

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
    case Cohort::kCounter:
      return "contacts.started_at";
    case Cohort::kCasesDue:
      return "cases.due_at";
    case Cohort::kStages:
    case Cohort::kStagesForwarded:
      return "stages.entered_at";
    case Cohort::kDeliveries:
      return "deliveries.created_at";
    case Cohort::kAppointments:
      return "appointments.starts_at";
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
  if (cohort == Cohort::kCounter)
    append_filter(out, "contacts.channel", {kCounterChannels.begin(), kCounterChannels.end()});
  if (cohort == Cohort::kStagesForwarded) append_filter(out, "stages.state", {"forwarded"});
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
    TableBuilder builder(request_.wide ? wide_columns() : columns());
    if (request_.wide)
      put_wide(builder);
    else
      for (const Indicator* indicator : request_.wanted)
        for (const auto& [key, unused] : groups_of(*indicator)) put(*indicator, key, builder);
    Table& table = builder.table();
    note_indicators(table, request_);
    for (std::size_t i = 0; i < request_.by.size(); ++i)
      if (i < dimensions_.size()) table.columns[*table.find(request_.by[i])].note = dimensions_[i];
    if (!cohorts_.empty()) {
      table.watermark = cohorts_.begin()->second.watermark;
      table.timezone = cohorts_.begin()->second.timezone;
    }
    return builder.finish();
  }

 private:
  Status ask_one(Cohort cohort, CohortAnswer& answer, const Ask& ask) {
    // No channel is digital: nothing came in over one.
    if (cohort == Cohort::kDigitalOpened && digital_.empty()) return {};
    PMM_ASSIGN(const TablePtr table,
               ask(question_for(cohort, answer.measures, request_, digital_)));
    const bool period = request_.by_period() && !time_of(cohort).empty();
    const std::size_t first = request_.by.size() + (period ? 1 : 0);
    dimensions_.resize(request_.by.size());
    for (std::size_t i = 0; i < request_.by.size(); ++i) {
      const ColumnNote& note = table->columns[i].note;
      if (dimensions_[i].title_en.empty()) dimensions_[i] = note;
    }
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
      if (value.number)
        sum.number = sum.number.value_or(0) + (side.less ? -*value.number : *value.number);
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
    for (const std::string& name : request_.by)
      specs.push_back({name.c_str(), Type::kText, "", true});
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
    Told value = value_of(indicator, key);
    hide_small_rest(numerator, denominator, value);
    builder.text(indicator.name);
    builder.text(indicator.titles.en);
    builder.text(indicator.titles.it);
    put_key(key, builder);
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

  Told value_of(const Indicator& indicator, const GroupKey& key) const {
    if (indicator.value.cohort != Cohort::kNone) return side_value(indicator.value, key);
    Told numerator = sum(indicator.numerator, key);
    if (indicator.denominator[0].cohort == Cohort::kNone) return numerator;
    Told denominator = sum(indicator.denominator, key);
    Told value{std::nullopt, numerator.withheld || denominator.withheld};
    if (numerator.number && denominator.number && *denominator.number != 0)
      value.number = *numerator.number / *denominator.number;
    hide_small_rest(numerator, denominator, value);
    return value;
  }

  void put_key(const GroupKey& key, TableBuilder& builder) const {
    for (const auto& part : key.values) {
      if (part)
        builder.text(*part);
      else
        builder.null();
    }
    if (!request_.by_period()) return;
    if (key.period)
      builder.date(*key.period);
    else
      builder.null();
  }

  // A row for each group that any of the indicators has.
  void put_wide(TableBuilder& builder) const {
    std::map<GroupKey, bool> groups;
    for (const Indicator* indicator : request_.wanted) groups.merge(groups_of(*indicator));
    for (const auto& [key, unused] : groups) {
      // What is told of now is of no period.
      if (request_.by_period() && !key.period) continue;
      put_key(key, builder);
      for (const Indicator* indicator : request_.wanted) {
        const Told value = value_of(*indicator, key);
        if (value.number && is_count(*indicator))
          builder.integer(static_cast<std::int64_t>(*value.number));
        else
          put_real(value, builder);
      }
      builder.end_row();
    }
  }

  std::vector<TableBuilder::Spec> wide_columns() const {
    std::vector<TableBuilder::Spec> specs;
    for (const std::string& name : request_.by)
      specs.push_back({name.c_str(), Type::kText, "", true});
    if (request_.by_period()) specs.push_back({"period", Type::kDate});
    for (const Indicator* indicator : request_.wanted)
      specs.push_back({indicator->name.data(), is_count(*indicator) ? Type::kInt64 : Type::kFloat64,
                       indicator->unit.data()});
    return specs;
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
  std::vector<ColumnNote> dimensions_;  // of what they are broken down by
};

}  // namespace

Result<TablePtr> indicators(std::string_view request,
                            const std::vector<std::string>& digital_channels, std::int64_t smallest,
                            const Ask& ask) {
  PMM_ASSIGN(const IndicatorRequest parsed, read_indicator_request(request));
  IndicatorAnswer answer(parsed, digital_channels, smallest);
  PMM_TRY(answer.ask_all(ask));
  return answer.table();
}

}  // namespace pmm::analytics
