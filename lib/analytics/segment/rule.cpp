// What a rule says besides its text: its measures by name, its bounds, saved segments in their
// place.
#include "analytics/segment/rule.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/limits.hpp"
#include "base/table.hpp"
#include "base/text.hpp"

namespace pmm::analytics {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kPlurals{{
    {"service", "services"},
    {"category", "categories"},
    {"office", "offices"},
    {"channel", "channels"},
    {"area", "areas"},
    {"kind", "kinds"},
    {"outcome", "outcomes"},
    {"path", "paths"},
}};

struct SumName {
  CubeId cube;
  std::string_view sum, mean;
  Value value;
};
constexpr std::array<SumName, 4> kSums{{
    {CubeId::kCases, "resolution_time_sum", "resolution_time_avg", Value::kCaseResolution},
    {CubeId::kCases, "first_response_time_sum", "first_response_time_avg",
     Value::kCaseFirstResponse},
    {CubeId::kContacts, "handling_time_sum", "handling_time_avg", Value::kContactHandling},
    {CubeId::kContacts, "waiting_time_sum", "waiting_time_avg", Value::kContactWaiting},
}};

bool holds_one(const NumberBound& bound, double value) noexcept {
  switch (bound.kind) {
    case NumberBound::Kind::kEqual:
      return value == bound.value;
    case NumberBound::Kind::kNotEqual:
      return value != bound.value;
    case NumberBound::Kind::kLess:
      return value < bound.value;
    case NumberBound::Kind::kLessEqual:
      return value <= bound.value;
    case NumberBound::Kind::kGreater:
      return value > bound.value;
    case NumberBound::Kind::kGreaterEqual:
      return value >= bound.value;
  }
  return false;
}

void append_json(std::string& out, const Json& json) {
  switch (json.kind) {
    case Json::Kind::kNull:
      out += "null";
      break;
    case Json::Kind::kBool:
      out += json.boolean ? "true" : "false";
      break;
    case Json::Kind::kInteger:
      out += std::to_string(json.integer);
      break;
    case Json::Kind::kReal:
      out += json.text.empty() ? text::from_double(json.real) : json.text;
      break;
    case Json::Kind::kText:
      append_json_text(out, json.text);
      break;
    case Json::Kind::kArray:
    case Json::Kind::kObject: {
      const bool object = json.kind == Json::Kind::kObject;
      out += object ? '{' : '[';
      for (std::size_t i = 0; i < json.items.size(); ++i) {
        if (i != 0) out += ',';
        if (object) {
          append_json_text(out, json.keys[i]);
          out += ':';
        }
        append_json(out, json.items[i]);
      }
      out += object ? '}' : ']';
      break;
    }
  }
}

// Puts saved segments in the place of their names.
class Expander {
 public:
  explicit Expander(const RuleContext& context) : context_(context) {
    if (!context.own_name.empty()) path_.emplace_back(context.own_name);
  }

  Status expand(Json& json, const std::string& at) {
    if (++nodes_ > limits::kFilterNodes)
      return Status::limit(place(at), "the rule has over " + std::to_string(limits::kFilterNodes) +
                                          " parts, its saved segments included");
    if (json.kind != Json::Kind::kObject || json.keys.size() != 1) return {};
    const std::string key = json.keys.front();
    Json& value = json.items.front();
    // An error inside a saved segment is told where the rule names it.
    const std::string inner = inside_ ? at : member_path(at, key);
    if (key == "not") return expand(value, inner);
    if (key == "segment") return put_saved(json, inner);
    if ((key != "and" && key != "or") || value.kind != Json::Kind::kArray) return {};
    for (std::size_t i = 0; i < value.items.size(); ++i)
      PMM_TRY(expand(value.items[i], inside_ ? at : element_path(inner, i)));
    return {};
  }

 private:
  static std::string place(const std::string& at) { return at.empty() ? "rule" : at; }

  Status put_saved(Json& json, const std::string& at) {
    PMM_TRY(check_kind(json.items.front(), Json::Kind::kText, at));
    const std::string name = json.items.front().text;
    if (context_.saved == nullptr)
      return Status::invalid(at, "saved segments cannot be named here");
    if (std::find(path_.begin(), path_.end(), name) != path_.end())
      return Status::invalid(
          at, "segment " + text::quoted(name) + " leads back to itself: " + way_to(name));
    if (path_.size() >= limits::kTreeDepth)
      return Status::limit(
          at, "segments are nested over " + std::to_string(limits::kTreeDepth) + " deep");
    auto rule = (*context_.saved)(name);
    if (!rule.ok())
      return rule.status().code() == Code::kNotFound ? Status::invalid(at, rule.status().message())
                                                     : rule.take_status();
    PMM_ASSIGN(Json saved, parse_json(*rule, "rule"));
    path_.push_back(name);
    const bool was_inside = std::exchange(inside_, true);
    PMM_TRY(expand(saved, at));
    inside_ = was_inside;
    path_.pop_back();
    json = std::move(saved);
    return {};
  }

  std::string way_to(const std::string& name) const {
    std::string way;
    for (auto i = std::find(path_.begin(), path_.end(), name); i != path_.end(); ++i)
      way += *i + " > ";
    return way + name;
  }

  const RuleContext& context_;
  std::vector<std::string> path_;  // of segments, from the outermost
  std::size_t nodes_ = 0;
  bool inside_ = false;  // a saved segment
};

}  // namespace

bool NumberTest::holds(double value) const noexcept {
  return std::all_of(bounds.begin(), bounds.end(),
                     [value](const NumberBound& bound) { return holds_one(bound, value); });
}

bool ActivityTest::holds_for_none() const noexcept {
  return std::all_of(tests.begin(), tests.end(), [](const MeasureTest& test) {
    const bool counts =
        test.measure == SubjectMeasure::kCount || test.measure == SubjectMeasure::kDistinct;
    return counts && test.number.holds(0);
  });
}

std::span<const Cube* const> activity_cubes() noexcept {
  static const std::array<const Cube*, 3> kActivities{
      &cube_of(CubeId::kCases), &cube_of(CubeId::kContacts), &cube_of(CubeId::kVisits)};
  return kActivities;
}

std::vector<SubjectMeasureName> subject_measures(const Cube& cube) {
  std::vector<SubjectMeasureName> out{{"count"}};
  for (const Member& member : cube.members) {
    const std::string_view name = member.name.substr(cube.name.size() + 1);
    for (const auto& [one, many] : kPlurals)
      if (name == one && member.kind == MemberKind::kDimension && member.level == Level::kNone)
        out.push_back({many, SubjectMeasure::kDistinct, member.column});
  }
  const auto time = std::find_if(cube.members.begin(), cube.members.end(),
                                 [](const Member& m) { return m.kind == MemberKind::kTime; });
  if (time != cube.members.end()) {
    out.push_back({"first_at", SubjectMeasure::kFirst, time->column});
    out.push_back({"last_at", SubjectMeasure::kLast, time->column});
    out.push_back({"days_since_first", SubjectMeasure::kFirst, time->column, Value::kNone, true});
    out.push_back({"days_since_last", SubjectMeasure::kLast, time->column, Value::kNone, true});
  }
  for (const SumName& sum : kSums) {
    if (sum.cube != cube.id) continue;
    out.push_back({sum.sum, SubjectMeasure::kSum, 0, sum.value});
    out.push_back({sum.mean, SubjectMeasure::kMean, 0, sum.value});
  }
  return out;
}

Result<Json> read_rule(std::string_view text, const RuleContext& context) {
  PMM_ASSIGN(Json json, parse_json(text, "rule"));
  PMM_TRY(Expander(context).expand(json, ""));
  return json;
}

Result<std::string> expand_rule(std::string_view text, const RuleContext& context) {
  PMM_ASSIGN(const Json json, read_rule(text, context));
  return to_text(json);
}

Result<std::string> sole_segment(std::string_view text) {
  PMM_ASSIGN(const Json json, parse_json(text, "rule"));
  const Json* name = json.keys.size() == 1 ? json.find("segment") : nullptr;
  return name != nullptr && name->is(Json::Kind::kText) ? name->text : std::string();
}

std::string to_text(const Json& json) {
  std::string out;
  append_json(out, json);
  return out;
}

}  // namespace pmm::analytics
