#include "analytics/question/column_parser.hpp"

#include <algorithm>

#include "analytics/question/scope.hpp"
#include "analytics/question/vocabulary.hpp"
#include "base/limits.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

bool is_additive(const Member& member) noexcept { return member.additivity == "additive"; }

}  // namespace

bool is_calendar(Granularity granularity) noexcept {
  return granularity != Granularity::kWeekday && granularity != Granularity::kHourOfDay;
}

bool has_share(const Member& measure) noexcept {
  const Aggregate aggregate = measure.measure.aggregate;
  return aggregate == Aggregate::kCount || aggregate == Aggregate::kSum ||
         aggregate == Aggregate::kDistinct;
}

Status ColumnParser::parse(const Json& root) {
  PMM_TRY(parse_totals(root.find("totals")));
  PMM_TRY(parse_fill(root.find("fill")));
  PMM_TRY(parse_running(root.find("running")));
  PMM_TRY(parse_shares(root.find("share")));
  make_outputs();
  if (const Json* having = root.find("having")) {
    PMM_ASSIGN(query_.having, parse_having(*having, query_));
  }
  return parse_order(root.find("order"));
}

std::string ColumnParser::part_name(std::size_t part) const {
  if (part < query_.dimensions.size()) return std::string(query_.dimensions[part]->name);
  const TimeDimension& time = query_.times[part - query_.dimensions.size()];
  return std::string(time.member->name) + "." + std::string(granularity_name(time.granularity));
}

std::size_t ColumnParser::calendar_times() const noexcept {
  return static_cast<std::size_t>(
      std::count_if(query_.times.begin(), query_.times.end(),
                    [](const TimeDimension& time) { return is_calendar(time.granularity); }));
}

// A time may go without its granularity where that leaves no doubt.
Result<std::size_t> ColumnParser::find_part(const std::string& name, const std::string& at) const {
  std::vector<std::string> names;
  std::optional<std::size_t> by_time;
  for (std::size_t part = 0; part < query_.parts(); ++part) {
    names.push_back(part_name(part));
    if (names.back() == name) return part;
    if (part < query_.dimensions.size() ||
        query_.times[part - query_.dimensions.size()].member->name != name)
      continue;
    if (by_time)
      return Status::invalid(at, text::quoted(name) + " has several granularities here; name one");
    by_time = part;
  }
  if (by_time) return *by_time;
  return Status::invalid(at, text::quoted(name) + " is not what this question groups by" +
                                 text::did_you_mean(name, names));
}

Result<PartSet> ColumnParser::parse_parts(const Json& json, const std::string& at) const {
  PMM_TRY(check_kind(json, Json::Kind::kArray, at));
  PartSet parts = 0;
  for (std::size_t i = 0; i < json.items.size(); ++i) {
    PMM_TRY(check_kind(json.items[i], Json::Kind::kText, element_path(at, i)));
    PMM_ASSIGN(const std::size_t part, find_part(json.items[i].text, element_path(at, i)));
    if ((parts >> part & 1U) != 0)
      return Status::invalid(element_path(at, i),
                             text::quoted(json.items[i].text) + " is there twice");
    parts |= PartSet{1} << part;
  }
  return parts;
}

// true: every combination of key parts; "rollup": the first ones of them; else those it names.
Status ColumnParser::parse_totals(const Json* json) {
  if (json == nullptr || (json->kind == Json::Kind::kBool && !json->boolean)) return {};
  const std::size_t parts = query_.parts();
  query_.show_grouping = true;
  std::vector<PartSet>& totals = query_.totals;
  if (json->kind == Json::Kind::kBool) {
    if (parts > limits::kTotalParts)
      return Status::limit("totals", "over " + std::to_string(parts) +
                                         " dimensions and times, more than " +
                                         std::to_string(limits::kTotalParts) +
                                         "; name the combinations or take \"rollup\"");
    for (PartSet left_out = 1; left_out <= query_.all_parts() && parts > 0; ++left_out)
      totals.push_back(query_.all_parts() & ~left_out);
    return {};
  }
  if (json->kind == Json::Kind::kText) {
    if (json->text != kRollup)
      return unknown(json->text, "kind of totals", std::string(kRollup), "totals");
    for (std::size_t kept = parts; kept-- > 0;) totals.push_back((PartSet{1} << kept) - 1);
    return {};
  }
  if (json->kind != Json::Kind::kArray)
    return Status::invalid("totals", "must be true, \"rollup\" or a list of lists of dimensions");
  if (json->items.size() > limits::kTotalSets)
    return Status::limit("totals", "has over " + std::to_string(limits::kTotalSets) + " lists");
  for (std::size_t i = 0; i < json->items.size(); ++i) {
    PMM_ASSIGN(const PartSet kept, parse_parts(json->items[i], element_path("totals", i)));
    if (kept == query_.all_parts() || std::find(totals.begin(), totals.end(), kept) != totals.end())
      return Status::invalid(element_path("totals", i), "is there already");
    totals.push_back(kept);
  }
  return {};
}

Status ColumnParser::parse_fill(const Json* json) {
  if (json == nullptr) return {};
  PMM_TRY(check_kind(*json, Json::Kind::kText, "fill"));
  std::vector<std::string> names;
  bool known = false;
  for (const FillName& entry : fills()) {
    names.emplace_back(entry.name);
    if (entry.name != json->text) continue;
    query_.fill = entry.value;
    known = true;
  }
  if (!known) return unknown(json->text, "way to fill", text::nearest(json->text, names), "fill");
  if (query_.fill == Fill::kNone) return {};
  if (query_.times.empty())
    return Status::invalid("fill", "needs a time dimension with a granularity");
  if (query_.fill == Fill::kPrevious && (calendar_times() != 1 || query_.times.size() != 1))
    return Status::invalid("fill",
                           "\"previous\" needs one time dimension with a granularity that "
                           "goes on, such as day or month");
  return {};
}

Result<std::size_t> ColumnParser::find_shown_measure(const std::string& name,
                                                     const std::string& at) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < shown_; ++i) {
    if (query_.measures[i]->name == name) return i;
    names.emplace_back(query_.measures[i]->name);
  }
  return Status::invalid(at, text::quoted(name) + " is not a measure of this question" +
                                 text::did_you_mean(name, names));
}

// true: all that can be; else those it names.
Status ColumnParser::parse_running(const Json* json) {
  if (json == nullptr || (json->kind == Json::Kind::kBool && !json->boolean)) return {};
  if (calendar_times() != 1)
    return Status::invalid("running",
                           "needs one time dimension with a granularity that goes on, "
                           "such as day or month");
  if (json->kind == Json::Kind::kBool) {
    for (std::size_t i = 0; i < shown_; ++i)
      if (is_additive(*query_.measures[i])) running_.push_back(i);
    if (running_.empty())
      return Status::invalid("running", "no measure of this question can be summed up over time");
    return {};
  }
  PMM_TRY(check_kind(*json, Json::Kind::kArray, "running"));
  for (std::size_t i = 0; i < json->items.size(); ++i) {
    const std::string at = element_path("running", i);
    PMM_TRY(check_kind(json->items[i], Json::Kind::kText, at));
    PMM_ASSIGN(const std::size_t measure, find_shown_measure(json->items[i].text, at));
    if (!is_additive(*query_.measures[measure]))
      return Status::invalid(at, text::quoted(json->items[i].text) + " is " +
                                     std::string(query_.measures[measure]->additivity) +
                                     ": its values cannot be summed up over time");
    if (std::find(running_.begin(), running_.end(), measure) != running_.end())
      return Status::invalid(at, text::quoted(json->items[i].text) + " is there twice");
    running_.push_back(measure);
  }
  return {};
}

Status ColumnParser::parse_shares(const Json* json) {
  if (json == nullptr || (json->kind == Json::Kind::kBool && !json->boolean)) return {};
  if (json->kind == Json::Kind::kBool) {
    for (std::size_t i = 0; i < shown_; ++i)
      if (check_share({i, 0}, "share").ok()) query_.shares.push_back({i, 0});
    if (query_.shares.empty())
      return Status::invalid("share", "no measure of this question has a share of a total");
    return {};
  }
  PMM_TRY(check_kind(*json, Json::Kind::kArray, "share"));
  if (json->items.size() > limits::kQueryMembers)
    return Status::limit("share", "has over " + std::to_string(limits::kQueryMembers) + " entries");
  for (std::size_t i = 0; i < json->items.size(); ++i)
    PMM_TRY(add_share(json->items[i], element_path("share", i)));
  return {};
}

// A measure's name, or {"measure": …, "of": […]}.
Status ColumnParser::add_share(const Json& json, const std::string& at) {
  Share share;
  const Json* name = &json;
  std::string name_at = at;
  if (json.kind == Json::Kind::kObject) {
    PMM_TRY(check_keys(json, share_keys(), at));
    name = json.find("measure");
    name_at = at + ".measure";
    if (name == nullptr) return Status::invalid(name_at, "is missing");
    if (const Json* of = json.find("of")) {
      PMM_ASSIGN(share.of, parse_parts(*of, at + ".of"));
    }
  }
  PMM_TRY(check_kind(*name, Json::Kind::kText, name_at));
  PMM_ASSIGN(share.measure, find_shown_measure(name->text, name_at));
  PMM_TRY(check_share(share, at));
  const bool there = std::any_of(
      query_.shares.begin(), query_.shares.end(),
      [&share](const Share& s) { return s.measure == share.measure && s.of == share.of; });
  if (there) return Status::invalid(at, "is there already");
  query_.shares.push_back(share);
  return {};
}

Status ColumnParser::check_share(const Share& share, const std::string& at) const {
  const Member& member = *query_.measures[share.measure];
  if (!has_share(member))
    return Status::invalid(at, text::quoted(member.name) +
                                   " is no part of a total: only counts and sums have a share");
  const PartSet times = query_.all_parts() & ~((PartSet{1} << query_.dimensions.size()) - 1);
  if (member.measure.is_stock() && (share.of & times) != times)
    return Status::invalid(
        at, text::quoted(member.name) + " has a total per period only: name the time in \"of\"");
  return {};
}

std::string ColumnParser::share_suffix(const Share& share) const {
  std::string suffix = "share";
  for (std::size_t part = 0; part < query_.parts(); ++part)
    if ((share.of >> part & 1U) != 0) suffix.append(".").append(own_name(part_name(part)));
  return suffix;
}

Output ColumnParser::measure_output(Output::Kind kind, std::size_t measure,
                                    std::string_view suffix) const {
  const Member& member = *query_.measures[measure];
  Output output;
  output.kind = kind;
  output.index = measure;
  output.name = std::string(member.name);
  if (!suffix.empty()) output.name.append(".").append(suffix);
  const bool ratio = kind == Output::Kind::kChangeRate || kind == Output::Kind::kShare;
  output.type = ratio ? Type::kFloat64 : member.type;
  output.unit = ratio ? "1" : member.unit;
  return output;
}

void ColumnParser::add_measure_outputs(std::size_t measure) {
  auto& outputs = query_.outputs;
  outputs.push_back(measure_output(Output::Kind::kMeasure, measure, ""));
  for (std::size_t which = 0; which < query_.comparison.others.size(); ++which) {
    const std::string number = which == 0 ? "" : "_" + std::to_string(which + 1);
    for (const auto& [kind, suffix] : {std::pair(Output::Kind::kPrevious, "previous"),
                                       std::pair(Output::Kind::kChange, "change"),
                                       std::pair(Output::Kind::kChangeRate, "change_rate")}) {
      outputs.push_back(measure_output(kind, measure, suffix + number));
      outputs.back().which = which;
    }
  }
  if (std::find(running_.begin(), running_.end(), measure) != running_.end())
    outputs.push_back(measure_output(Output::Kind::kRunning, measure, "running"));
  for (std::size_t which = 0; which < query_.shares.size(); ++which) {
    if (query_.shares[which].measure != measure) continue;
    outputs.push_back(
        measure_output(Output::Kind::kShare, measure, share_suffix(query_.shares[which])));
    outputs.back().which = which;
  }
}

// Key parts, each measure with what is made of it, the flag of totals, and what nobody sees.
void ColumnParser::make_outputs() {
  for (std::size_t part = 0; part < query_.parts(); ++part) {
    Output output;
    output.index = part;
    output.name = part_name(part);
    output.type = part < query_.dimensions.size()
                      ? query_.dimensions[part]->type
                      : bucket_type(query_.times[part - query_.dimensions.size()].granularity);
    query_.outputs.push_back(std::move(output));
  }
  for (std::size_t measure = 0; measure < shown_; ++measure) add_measure_outputs(measure);
  if (query_.ungrouped && has_ids(*query_.cubes.front())) {
    Output output;
    output.kind = Output::Kind::kId;
    output.name = std::string(query_.cubes.front()->name) + ".id";
    query_.outputs.push_back(std::move(output));
  }
  if (query_.show_grouping) {
    Output output;
    output.kind = Output::Kind::kGrouping;
    output.name = kGroupingColumn;
    query_.outputs.push_back(std::move(output));
  }
  for (std::size_t measure = shown_; measure < query_.measures.size(); ++measure) {
    query_.outputs.push_back(measure_output(Output::Kind::kMeasure, measure, ""));
    query_.outputs.back().hidden = true;
  }
}

// An object is taken with one key only: the order of several is lost by too many writers.
Status ColumnParser::parse_order(const Json* json) {
  if (json == nullptr) return {};
  if (json->kind == Json::Kind::kObject) {
    if (json->keys.size() > 1)
      return Status::invalid("order",
                             "an object has no order; give an array of pairs such as "
                             "[[\"cases.count\", \"desc\"]]");
    for (std::size_t i = 0; i < json->keys.size(); ++i)
      PMM_TRY(add_order(json->keys[i], json->items[i], member_path("order", json->keys[i])));
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

Status ColumnParser::add_order(const std::string& name, const Json& direction,
                               const std::string& at) {
  const bool known =
      direction.kind == Json::Kind::kText && (direction.text == "asc" || direction.text == "desc");
  if (!known) return Status::invalid(at + "[1]", "must be \"asc\" or \"desc\"");
  PMM_ASSIGN(const std::size_t output, find_output(name, at + "[0]"));
  query_.order.push_back({output, direction.text == "desc"});
  return {};
}

Result<std::size_t> ColumnParser::find_output(const std::string& name,
                                              const std::string& at) const {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < query_.outputs.size(); ++i) {
    if (query_.outputs[i].hidden) continue;
    if (query_.outputs[i].name == name) return i;
    names.push_back(query_.outputs[i].name);
  }
  const bool time = std::any_of(query_.times.begin(), query_.times.end(),
                                [&name](const TimeDimension& t) { return t.member->name == name; });
  if (time) return find_part(name, at);  // the parts are the first outputs
  return Status::invalid(at, text::quoted(name) + " is not a column of this question" +
                                 text::did_you_mean(name, names));
}

}  // namespace pmm::analytics
